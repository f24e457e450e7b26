\echo '==> 6. Is it junk, and why?  The score is the logistic of the sum of the contributions'
\echo
\set ECHO queries
SELECT signal, round(contribution::numeric, 2) AS contribution, left(evidence, 70) AS evidence
  FROM spam_explain(E'(xt) You Won''t BELIEVE what her ᴅʀᴇss ʀᴇᴠᴇᴀʟᴇᴅ!!!\n\nFans can''t stop staring…\n\nRead more')
 LIMIT 5;
\set ECHO none
