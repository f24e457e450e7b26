-- why a row of a watched table is called what it is called
\set SHOW_CONTEXT never
SET client_min_messages = warning;
CREATE TABLE desk (id int PRIMARY KEY, "the title" text, "the body" text);
SELECT count(*) FROM newsprint_watch('desk', body => 'the body', title => 'the title');
INSERT INTO desk VALUES
	(1, 'Bridge closed', 'The old harbor bridge will close on Monday for repairs that are to last until spring, the city council said, and traffic will be led over the new tunnel.'),
	(2, 'Bridge closed', 'The old harbor bridge will close on Monday for repairs that are to last until spring, the city council said on Friday, and traffic will be led over the new tunnel.'),
	(3, 'You WON''T BELIEVE this!!!', 'CLICK HERE to win a FREE prize now!!! Cheap pills and easy money >>> http://bit.ly/x BUY NOW!!!'),
	(4, NULL, NULL);
SELECT * FROM newsprint_explain('desk', 2) WHERE verdict = 'duplicate';
SELECT verdict, count(*) > 0 AS any, sum(value) > 0 AS junk FROM newsprint_explain('desk', 1) GROUP BY verdict;
-- the score is of title and body, and the reasons add up to it
SELECT round((1 / (1 + exp(-sum(value))))::numeric, 6) = round(spam_score::numeric, 6) AS adds_up, bool_or(evidence ~ 'BELIEVE') AS with_title
  FROM desk, newsprint_explain('desk', id) WHERE id = 3 GROUP BY spam_score;
SELECT * FROM newsprint_explain('desk', 4);
SELECT * FROM newsprint_explain('desk', 5);
SELECT * FROM newsprint_explain('desk', 'five');
SELECT * FROM newsprint_explain('pg_class', 5);

-- what editors said comes first, and then what the table's own model says
SELECT newsprint_feedback('desk', 3, false);
SELECT verdict, reason, value, evidence FROM newsprint_explain('desk', 3) LIMIT 1;
SELECT newsprint_put_model('desk', (SELECT spam_train(CASE WHEN n % 2 = 0 THEN 'glimmer zorblat ' ELSE 'minutes speaker ' END || n, n % 2 = 0) FROM generate_series(1, 500) n));
INSERT INTO desk VALUES (6, 'Zorblat', 'zorblat glimmer');
SELECT verdict, reason, value > 0 AS junk, evidence ~ 'Zorblat' AS by_title FROM newsprint_explain('desk', 6) LIMIT 1;

-- the other row may be gone, or be none of the reader's business
DELETE FROM desk WHERE id = 1;
SELECT * FROM newsprint_explain('desk', 2) WHERE verdict = 'duplicate';
CREATE ROLE newsprint_reader;
SET ROLE newsprint_reader;
SELECT * FROM newsprint_explain('desk', 2);
RESET ROLE;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('desk');
DROP TABLE desk;
DROP ROLE newsprint_reader;
