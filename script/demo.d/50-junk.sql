\echo '==> 8. Is it junk, how sure are we, and why?'
\echo '    The contributions of all signals add up to the score, so no verdict has to be taken on trust.'
\echo
\set junk '(xt) You Won''t BELIEVE what her ᴅʀᴇss ʀᴇᴠᴇᴀʟᴇᴅ!!!\n\nFans can''t stop staring…\n\nRead more'
\set ECHO queries
SELECT round(spam_score(:'junk')::numeric, 3) AS score;
SELECT signal, round(contribution::numeric, 2) AS contribution, left(evidence, 70) AS evidence
  FROM spam_explain(:'junk')
 LIMIT 5;
\set ECHO none
