-- junk in a watched table: scores, policies, sweeping, what editors say
\set SHOW_CONTEXT never
-- counts of the sweep depend on the default model, which a release may change
SET client_min_messages = warning;

CREATE FUNCTION junk(n int) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT 'CL!CK HERE to WIN a FREE prize now!!! Cheap pills, hot singles and easy money no. ' || n || ' >>> http://bit.ly/x' || n || ' BUY NOW!!! 100% FREE!!!' $$;
CREATE FUNCTION news(n int) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT 'The council of district ' || n || ' met on Tuesday to discuss the repair of the bridge, and postponed its decision until the engineers have given their opinion on report ' || n * 7 || '.' $$;

CREATE TABLE posts (id int PRIMARY KEY, body text);
INSERT INTO posts VALUES (1, junk(1)), (2, news(2));
SELECT count(*) FROM newsprint_watch('posts', body => 'body', templates => 'apart');
CALL newsprint_backfill('posts');
INSERT INTO posts VALUES (3, junk(33)), (4, news(444)), (5, ''), (6, NULL);
SELECT id, spam_score >= 0.5 AS junk, spam_score = spam_score(body) AS same FROM posts ORDER BY id;

-- policies
SELECT newsprint_watch('posts', on_spam => 'reject');
\set VERBOSITY terse
INSERT INTO posts VALUES (10, junk(10));
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
INSERT INTO posts VALUES (11, news(11)) RETURNING id;
SELECT newsprint_watch('posts', on_spam => 'skip');
INSERT INTO posts VALUES (12, junk(12)), (13, news(1313)) RETURNING id;
UPDATE posts SET body = junk(13) WHERE id = 13 RETURNING spam_score >= 0.5 AS junk;
SELECT newsprint_watch('posts', on_spam => 'log');
INSERT INTO posts VALUES (14, junk(14)) RETURNING spam_score;
SELECT key, verdict, action, spam_score >= 0.5 AS junk FROM newsprint_verdicts WHERE verdict = 'junk' ORDER BY key;
SELECT newsprint_watch('posts', on_spam => 'mark', spam_cutoff => 1);
INSERT INTO posts VALUES (15, junk(15)) RETURNING spam_score > 0.5 AS scored;
SELECT newsprint_watch('posts', spam_cutoff => 0.5);

-- what editors say: the row has their score, the model learns, and forgets again
SELECT newsprint_feedback('posts', 2, true), newsprint_feedback('posts', '3', false);
SELECT id, spam_score FROM posts WHERE id IN (2, 3) ORDER BY id;
SELECT junk, clean FROM newsprint_models, spam_model_info(model);
SELECT key, is_spam FROM newsprint_lessons ORDER BY key;
CREATE TABLE before AS SELECT model::text FROM newsprint_models;
SELECT newsprint_feedback('posts', '4', true), newsprint_feedback('posts', '4', false);
SELECT junk, clean FROM newsprint_models, spam_model_info(model);
UPDATE posts SET body = body || ' It will meet again.' WHERE id = 4;
SELECT newsprint_feedback('posts', '4', NULL) = spam_score(body) AS by_model FROM posts WHERE id = 4;
SELECT m.model::text = b.model AS as_before FROM newsprint_models m, before b;
SELECT newsprint_feedback('posts', '4', NULL) < 0.5 AS again;
SELECT newsprint_feedback('posts', '999', true);

-- the screen and the sweep score by the model
INSERT INTO posts SELECT 100 + n, news(n) FROM generate_series(1, 25) n;
INSERT INTO posts SELECT 200 + n, 'Zorblat vendors in district ' || n || ' sell glimmer crates for a song, they say.' FROM generate_series(1, 25) n;
SELECT count(newsprint_feedback('posts', id, id > 200)) FROM posts WHERE id > 100;
SELECT spam_score > spam_score(body) AS taught
FROM (VALUES ('Zorblat glimmer crates are for sale in district 77.')) v (body), LATERAL spam_score(body, (SELECT model FROM newsprint_models)) s (spam_score);
INSERT INTO posts VALUES (300, 'Zorblat glimmer crates are for sale in district 77.')
RETURNING spam_score = spam_score(body, (SELECT model FROM newsprint_models)) AS by_model, spam_score > spam_score(body) AS taught;
CALL newsprint_sweep('posts', everything => true);
SELECT bool_and(abs(spam_score - spam_score(body, model)) < 1e-12) AS all_by_model
FROM posts, newsprint_models WHERE NOT EXISTS (SELECT FROM newsprint_lessons l WHERE l.key = id::text) AND body IS NOT NULL;
SELECT id, spam_score FROM posts WHERE id IN (2, 3) ORDER BY id;

-- the sweep takes out what is beyond a score, and it comes back
SELECT newsprint_feedback('posts', '2', NULL) < 0.5 AS clean;
SELECT count(*) FROM newsprint_watch('posts', sweep_junk => 'archive', sweep_score => 0.99);
SELECT newsprint_feedback('posts', '201', true);
CALL newsprint_sweep('posts');
SELECT count(*) FROM posts WHERE id = 201;
SELECT reason, key, spam_score FROM posts_archive WHERE key = '201';
SELECT newsprint_restore('posts', 201);
CALL newsprint_sweep('posts', everything => true);
SELECT id, spam_score < 1 AS by_model FROM posts WHERE id = 201;
CALL newsprint_sweep('posts', everything => true, junk => 'delete', score => 1);

-- who may update the scores of all rows may teach the model; who may read all rows may read it
CREATE ROLE newsprint_reader;
SET ROLE newsprint_reader;
SELECT newsprint_model('posts') IS NULL AS hidden;
SELECT count(*) FROM newsprint_models;
SELECT count(*) FROM newsprint_lessons;
RESET ROLE;
GRANT SELECT ON posts TO newsprint_reader;
SET ROLE newsprint_reader;
SELECT newsprint_model('posts') IS NULL AS hidden;
SELECT newsprint_feedback('posts', '3', true);
SELECT newsprint_teach('posts', '3', true);
SELECT newsprint_learn('posts', '3', true, 'x', 'newsprint_reader');
UPDATE newsprint_models SET model = model;
SELECT newsprint_put_model('posts', NULL);
SELECT newsprint_replace_model('posts', NULL);
RESET ROLE;
GRANT UPDATE (body) ON posts TO newsprint_reader;
SET ROLE newsprint_reader;
SELECT newsprint_feedback('posts', '3', true);
RESET ROLE;
GRANT UPDATE (spam_score) ON posts TO newsprint_reader;
SET ROLE newsprint_reader;
SELECT newsprint_feedback('posts', '3', true);
SELECT newsprint_feedback('posts', '999', true);
SELECT newsprint_put_model('posts', NULL);
RESET ROLE;
SELECT given_by FROM newsprint_lessons WHERE key = '3';
-- row-level security: the model is of rows that the policies hide
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
CREATE POLICY few ON posts USING (id < 10);
SET ROLE newsprint_reader;
SELECT newsprint_feedback('posts', '3', false);
SELECT newsprint_model('posts') IS NULL AS hidden;
RESET ROLE;
DROP POLICY few ON posts;
ALTER TABLE posts DISABLE ROW LEVEL SECURITY;
DROP OWNED BY newsprint_reader;
DROP ROLE newsprint_reader;

-- a model that was trained elsewhere
SELECT newsprint_put_model('posts', spam_train(t, junk)) FROM (VALUES ('one text', true), ('another', false)) v (t, junk);
SELECT junk, clean FROM spam_model_info(newsprint_model('posts'));

SELECT count(*) FROM newsprint_unwatch('posts', drop_columns => true);
SELECT count(*) FROM newsprint_models;
DROP TABLE posts, posts_archive, before;
DROP FUNCTION junk, news;
