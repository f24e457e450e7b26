\echo '==> 9. Put a table under watch: one call'
\echo '    From now on every article is signed, scored and compared as it is inserted.'
\echo
\set ECHO queries
CREATE TABLE inbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text, body text);
SELECT newsprint_watch AS "what it did"
  FROM newsprint_watch('inbox', body => 'body', sweep_junk => 'archive', sweep_score => 0.9);
INSERT INTO inbox (title, body) SELECT title, body FROM articles WHERE id <> :'id' ORDER BY id LIMIT 200;
INSERT INTO inbox (title, body) SELECT title, body FROM articles WHERE id = :'id';
\set ECHO none

\echo
\echo '    Then the same story comes in again under a new header, and somebody sells pills:'
\echo
INSERT INTO inbox (title, body)
SELECT 'UPDATE: ' || title, 'UPDATE 2, with quotes throughout. ' || body FROM articles WHERE id = :'id';
INSERT INTO inbox (title, body) VALUES
  ('WIN!!!', 'CL!CK HERE to WIN a FREE prize now!!! Cheap pills, hot singles and easy money >>> http://bit.ly/x1 BUY NOW!!!');
SELECT i.id, left(i.title, 30) AS title, i.duplicate_of, left(o.title, 30) AS "which is",
	   round(i.similarity::numeric, 2) AS similarity, round(i.spam_score::numeric, 3) AS spam_score
  FROM inbox i LEFT JOIN inbox o ON o.id = i.duplicate_of ORDER BY i.id DESC LIMIT 2;

\echo '==> 10. The nightly job'
\echo '    It looks again at what has changed, and here moves junk to an archive, from which'
\echo '    newsprint_restore() brings it back. (The copies were found when they came in.)'
\echo
\set ECHO queries
CALL newsprint_sweep('inbox');
SELECT task, state, screened, junk, archived, finished - started AS took FROM newsprint_runs;
SELECT reason, key, round(spam_score::numeric, 3) AS spam_score, left(article->>'title', 30) AS title FROM inbox_archive;
\set ECHO none
