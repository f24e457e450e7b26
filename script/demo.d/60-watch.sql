\echo '==> 7. Put the table under watch: what comes in is signed, scored and compared'
\echo
\set ECHO queries
CREATE TABLE inbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text, body text);
SELECT newsprint_watch AS "what it did" FROM newsprint_watch('inbox', body => 'body', sweep_junk => 'archive', sweep_score => 0.9);
INSERT INTO inbox (title, body) SELECT title, body FROM articles ORDER BY id LIMIT 200;
\set ECHO none

\echo '... then the same story comes again, with a new header, and somebody sells pills:'
\echo
INSERT INTO inbox (title, body)
SELECT 'UPDATE: ' || title, 'UPDATE 2, with quotes throughout. ' || body FROM articles WHERE id = :'id'
 UNION ALL SELECT title, body FROM articles WHERE id = :'id';
INSERT INTO inbox (title, body) VALUES
  ('WIN!!!', 'CL!CK HERE to WIN a FREE prize now!!! Cheap pills, hot singles and easy money >>> http://bit.ly/x1 BUY NOW!!!');
SELECT id, left(title, 30) AS title, duplicate_of, round(similarity::numeric, 2) AS similarity,
	   round(spam_score::numeric, 3) AS spam_score
  FROM inbox ORDER BY id DESC LIMIT 3;

\echo '==> 8. What the nightly job runs, and its log (the copies were found when they came: no new ones)'
\echo
\set ECHO queries
CALL newsprint_sweep('inbox');
SELECT task, state, screened, duplicates, junk, archived, finished - started AS took FROM newsprint_runs;
SELECT reason, key, round(spam_score::numeric, 3) AS spam_score, left(article->>'title', 30) AS title FROM inbox_archive;
\set ECHO none
