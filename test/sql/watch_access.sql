-- who may do what to a watched table
\set SHOW_CONTEXT never

CREATE ROLE newsprint_owner;
CREATE ROLE newsprint_writer;
CREATE ROLE newsprint_editor;
CREATE ROLE newsprint_stranger;
CREATE SCHEMA newsprint_desk AUTHORIZATION newsprint_owner;
GRANT USAGE ON SCHEMA newsprint_desk TO newsprint_writer, newsprint_editor, newsprint_stranger;

SET ROLE newsprint_owner;
CREATE TABLE newsprint_desk.articles (id int PRIMARY KEY, body text);
GRANT INSERT ON newsprint_desk.articles TO newsprint_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON newsprint_desk.articles TO newsprint_editor;
SELECT count(*) FROM newsprint_watch('newsprint_desk.articles', body => 'body', strict => true, sweep_duplicates => 'archive');

-- the privilege to insert is enough to insert
SET ROLE newsprint_writer;
INSERT INTO newsprint_desk.articles VALUES (1, 'one story that is told in the morning by all papers of the town');
INSERT INTO newsprint_desk.articles VALUES (2, 'one story that is told in the morning by all papers of the town');
INSERT INTO newsprint_desk.articles VALUES (3, 'another story that only one paper of the town has found so far');
INSERT INTO newsprint_desk.articles VALUES (4, 'x') RETURNING duplicate_of;
SELECT * FROM newsprint_desk.articles;
SELECT * FROM newsprint_queue;
SELECT * FROM newsprint_verdicts;
CALL newsprint_sweep('newsprint_desk.articles');
CALL newsprint_backfill('newsprint_desk.articles');
SELECT newsprint_watch('newsprint_desk.articles', on_duplicate => 'skip');
SELECT newsprint_unwatch('newsprint_desk.articles');
SELECT newsprint_judge('newsprint_desk.articles', '{1}');
SELECT newsprint_restore('newsprint_desk.articles', '2');
DELETE FROM newsprint_watched;
UPDATE newsprint_watched SET on_duplicate = 'skip';
INSERT INTO newsprint_kept (relation, key) VALUES ('newsprint_desk.articles', '2');
INSERT INTO newsprint_queue VALUES ('newsprint_desk.articles', '2', 'u');

-- a rejected writer learns the key only if it could read it
SET ROLE newsprint_owner;
SELECT newsprint_watch('newsprint_desk.articles', on_duplicate => 'reject');
SET ROLE newsprint_writer;
INSERT INTO newsprint_desk.articles VALUES (5, 'one story that is told in the morning by all papers of the town');
SET ROLE newsprint_owner;
GRANT SELECT (id) ON newsprint_desk.articles TO newsprint_writer;
SET ROLE newsprint_writer;
INSERT INTO newsprint_desk.articles VALUES (5, 'one story that is told in the morning by all papers of the town');
SET ROLE newsprint_owner;
ALTER TABLE newsprint_desk.articles ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON newsprint_desk.articles FOR ALL USING (id >= 100) WITH CHECK (true);
-- under row-level security articles are compared with those only that the user sees
SET ROLE newsprint_writer;
INSERT INTO newsprint_desk.articles VALUES (5, 'one story that is told in the morning by all papers of the town');
SET ROLE newsprint_editor;
INSERT INTO newsprint_desk.articles VALUES (105, 'one story that is told in the morning by all papers of the town') RETURNING duplicate_of;
INSERT INTO newsprint_desk.articles VALUES (106, 'one story that is told in the morning by all papers of the town');
SELECT key, canonical, rivals FROM newsprint_judge('newsprint_desk.articles', '{1,105}');
SELECT * FROM newsprint_queue;
CALL newsprint_sweep('newsprint_desk.articles');
SET ROLE newsprint_owner;
SELECT newsprint_watch('newsprint_desk.articles', on_duplicate => 'mark');
SET ROLE newsprint_editor;
INSERT INTO newsprint_desk.articles VALUES (106, 'one story that is told in the morning by all papers of the town') RETURNING duplicate_of;
-- the owner sees all of them, and so does the sweep; only then the copies are told apart
SET ROLE newsprint_owner;
CALL newsprint_sweep('newsprint_desk.articles', duplicates => 'mark');
SELECT id, duplicate_of FROM newsprint_desk.articles WHERE id >= 5 ORDER BY id;
-- unless a policy binds the owner, too
ALTER TABLE newsprint_desk.articles FORCE ROW LEVEL SECURITY;
CALL newsprint_sweep('newsprint_desk.articles');
ALTER TABLE newsprint_desk.articles NO FORCE ROW LEVEL SECURITY;
DELETE FROM newsprint_desk.articles WHERE id > 4;
ALTER TABLE newsprint_desk.articles DISABLE ROW LEVEL SECURITY;

-- whoever may update may sweep, but not change the settings
SET ROLE newsprint_editor;
CALL newsprint_sweep('newsprint_desk.articles', duplicates => 'mark');
CALL newsprint_sweep('newsprint_desk.articles');
SELECT key, event FROM newsprint_queue;
SET ROLE newsprint_owner;
GRANT INSERT ON newsprint_desk.articles_archive TO newsprint_editor;
SET ROLE newsprint_editor;
CALL newsprint_sweep('newsprint_desk.articles', everything => true);
SELECT newsprint_restore('newsprint_desk.articles', '2');
SELECT task, state, run_by FROM newsprint_runs WHERE relation = 'newsprint_desk.articles'::regclass ORDER BY run;
SET ROLE newsprint_owner;
SELECT newsprint_restore('newsprint_desk.articles', '2');
SELECT id, duplicate_of FROM newsprint_desk.articles ORDER BY id;
SELECT key, kept_by FROM newsprint_kept;

-- a stranger sees nothing but the settings
SET ROLE newsprint_stranger;
INSERT INTO newsprint_desk.articles VALUES (6, 'x');
CALL newsprint_sweep('newsprint_desk.articles');
SELECT newsprint_watch('newsprint_desk.articles', body => 'body');
SELECT count(*) FROM newsprint_watched WHERE relation = 'newsprint_desk.articles'::regclass;
SELECT count(*) FROM newsprint_runs WHERE relation = 'newsprint_desk.articles'::regclass;
SELECT count(*) FROM newsprint_desk.articles_archive;
UPDATE newsprint_runs SET state = 'done';
TRUNCATE newsprint_queue;
-- nor can it keep others from their runs
SELECT newsprint_hold('newsprint_desk.articles');
CALL newsprint_build_indexes('newsprint_desk.articles');

-- objects planted in a schema that the caller searches first are not used
RESET ROLE;
CREATE SCHEMA newsprint_trap;
GRANT ALL ON SCHEMA newsprint_trap TO newsprint_stranger;
SET ROLE newsprint_stranger;
CREATE FUNCTION newsprint_trap.spring(int, int) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'sprung'; END $$;
CREATE OPERATOR newsprint_trap.= (LEFTARG = int, RIGHTARG = int, FUNCTION = newsprint_trap.spring);
CREATE FUNCTION newsprint_trap.quote_ident(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'sprung'; END $$;
CREATE FUNCTION newsprint_trap.clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql AS $$ BEGIN RAISE 'sprung'; END $$;
CREATE FUNCTION newsprint_trap.newsprint_begin_run(regclass, text, boolean, int) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RAISE 'sprung'; END $$;
RESET ROLE;
SET search_path = newsprint_trap, pg_catalog, public;
INSERT INTO newsprint_desk.articles VALUES (7, 'one story that is told in the morning by all papers of the town') RETURNING duplicate_of;
CALL newsprint_backfill('newsprint_desk.articles');
CALL newsprint_sweep('newsprint_desk.articles', everything => true, duplicates => 'mark');
SELECT newsprint_watch('newsprint_desk.articles', threshold => 0.7);
SELECT count(*) FROM newsprint_unwatch('newsprint_desk.articles', true);
RESET search_path;

DROP SCHEMA newsprint_trap, newsprint_desk CASCADE;
DELETE FROM newsprint_watched WHERE NOT EXISTS (SELECT FROM pg_class WHERE oid = relation);
DELETE FROM newsprint_queue;
DELETE FROM newsprint_verdicts;
DELETE FROM newsprint_runs;
DROP ROLE newsprint_owner, newsprint_writer, newsprint_editor, newsprint_stranger;
