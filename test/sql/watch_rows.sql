-- rows of a watched table that change their key, their partition or their types
\set SHOW_CONTEXT never
\set bridge '''the council of the town has decided that the bridge over the river will be closed from monday on'''
\set coins '''a farmer in the valley has found three old coins in the field behind his barn on friday'''

CREATE TABLE stories (id int PRIMARY KEY, body text);
SELECT count(*) > 0 AS watched FROM newsprint_watch('stories', body => 'body');

-- a row is no copy of what it was itself
INSERT INTO stories VALUES (1, :bridge);
UPDATE stories SET id = 2, body = body || ' indeed' WHERE id = 1 RETURNING id, duplicate_of;

-- copies find their original again after it got another key
INSERT INTO stories VALUES (10, :coins), (11, :coins), (12, :coins);
CALL newsprint_sweep('stories');
UPDATE stories SET id = 20 WHERE id = 10;
SELECT key, event FROM newsprint_queue WHERE relation = 'stories'::regclass ORDER BY key;
CALL newsprint_sweep('stories');
SELECT id, duplicate_of FROM stories ORDER BY id;
-- with its text, too
UPDATE stories SET id = 30, body = body || ' he said' WHERE duplicate_of IS NULL AND body LIKE '%coins%';
CALL newsprint_sweep('stories');
SELECT id, duplicate_of FROM stories ORDER BY id;
-- a copy, or all of them at once
UPDATE stories SET id = id + 100;
CALL newsprint_sweep('stories');
SELECT id, duplicate_of FROM stories ORDER BY id;
-- no text, no verdict; but a key that others name
UPDATE stories SET id = id + 100, body = NULL WHERE id = (SELECT min(duplicate_of) FROM stories);
CALL newsprint_sweep('stories');
SELECT id, duplicate_of FROM stories WHERE body IS NOT NULL ORDER BY id;

-- an upsert does not reject the row that it is about
SELECT newsprint_watch('stories', on_duplicate => 'reject');
TRUNCATE stories;
INSERT INTO stories VALUES (1, :bridge) ON CONFLICT (id) DO UPDATE SET body = excluded.body;
INSERT INTO stories VALUES (1, :bridge) ON CONFLICT (id) DO UPDATE SET body = excluded.body || ' indeed';
INSERT INTO stories VALUES (1, :bridge) ON CONFLICT DO NOTHING;
INSERT INTO stories VALUES (2, :bridge) ON CONFLICT DO NOTHING;
SELECT id, right(body, 6) AS body, duplicate_of FROM stories;

-- types: what the trigger fills must be what it expects
ALTER TABLE stories ALTER id TYPE bigint;
SELECT newsprint_watch('stories', on_duplicate => 'mark');
ALTER TABLE stories ALTER duplicate_of TYPE text, ALTER similarity TYPE text;
INSERT INTO stories VALUES (3, :bridge) RETURNING id, duplicate_of, sig IS NULL AS unseen;
SELECT newsprint_sign('stories', NULL, 'x');
SELECT newsprint_watch('stories');
ALTER TABLE stories DROP duplicate_of, DROP similarity;
SELECT count(*) > 0 AS mended FROM newsprint_watch('stories');
INSERT INTO stories VALUES (4, :bridge) RETURNING id, duplicate_of;
DROP TABLE stories;
SELECT newsprint_unwatch(relation) FROM newsprint_watched;

-- a row that goes to another partition is there already: it is not skipped and not rejected
CREATE TABLE days (id int, day date, body text) PARTITION BY LIST (day);
CREATE TABLE days_1 PARTITION OF days FOR VALUES IN ('2026-01-01');
CREATE TABLE days_2 PARTITION OF days FOR VALUES IN ('2026-01-02');
SELECT count(*) > 0 AS watched FROM newsprint_watch('days', key => 'id', body => 'body');
INSERT INTO days VALUES (1, '2026-01-01', :bridge), (2, '2026-01-01', :bridge), (3, '2026-01-01', :coins), (4, '2026-01-01', :coins);
CALL newsprint_sweep('days');
SELECT newsprint_watch('days', on_duplicate => 'skip', on_spam => 'skip', spam_cutoff => 0);
UPDATE days SET day = '2026-01-02' WHERE id = 2;
UPDATE days SET day = '2026-01-02' WHERE id = 1;
UPDATE days SET day = '2026-01-02', body = body || ' indeed' WHERE id = 4;
SELECT newsprint_watch('days', on_duplicate => 'reject', on_spam => 'reject');
UPDATE days SET day = '2026-01-01' WHERE id IN (1, 2);
-- all the others are
SELECT newsprint_watch('days', on_spam => 'mark');
INSERT INTO days VALUES (5, '2026-01-02', :coins);
CALL newsprint_sweep('days');
SELECT tableoid::regclass, id, duplicate_of FROM days ORDER BY id;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('days');
DROP TABLE days;

-- what the trigger could not see is not watched
CREATE TABLE raw (id int PRIMARY KEY, page text, body text GENERATED ALWAYS AS (upper(page)) STORED);
SELECT newsprint_watch('raw', body => 'body');
CREATE TABLE heirs (place text) INHERITS (raw);
SELECT newsprint_watch('raw', body => 'page');
DROP TABLE raw CASCADE;
DELETE FROM newsprint_queue;
DELETE FROM newsprint_verdicts;
DELETE FROM newsprint_runs;
