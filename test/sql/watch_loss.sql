-- what must lose no article and call none a copy or junk that is not
\set SHOW_CONTEXT never
\set bridge '''the council of the town has decided that the bridge over the river will be closed from monday on'''
\set coins '''a farmer in the valley has found three old coins in the field behind his barn on friday'''

-- who owns a table may name its columns by hand, also wrong ones: its articles pass unseen
CREATE TABLE odd (id int PRIMARY KEY, body text, title int, published text, tenant json, rank json);
SELECT newsprint_watch('odd', body => 'body', tenant => 'tenant');
SELECT count(*) > 0 AS watched FROM newsprint_watch('odd', body => 'body');
UPDATE newsprint_watched SET body_column = 'id';
INSERT INTO odd VALUES (70000, :bridge);
UPDATE newsprint_watched SET body_column = 'body', title_column = 'title';
INSERT INTO odd VALUES (2, :bridge, 70000);
UPDATE newsprint_watched SET title_column = NULL, published_column = 'published', horizon = '1 day';
INSERT INTO odd VALUES (3, :bridge, NULL, 'x');
UPDATE newsprint_watched SET published_column = NULL, horizon = NULL, tenant_column = 'tenant';
INSERT INTO odd VALUES (4, :bridge, NULL, NULL, '1');
UPDATE newsprint_watched SET tenant_column = NULL, rank_column = 'rank';
INSERT INTO odd VALUES (5, :bridge, NULL, NULL, NULL, '1');
CALL newsprint_sweep('odd');
UPDATE newsprint_watched SET rank_column = NULL;
INSERT INTO odd VALUES (6, :bridge);
SELECT id, sig IS NULL AS unseen FROM odd ORDER BY id;
\set VERBOSITY sqlstate
UPDATE newsprint_watched SET lanes = 100000000;
UPDATE newsprint_watched SET shingle = 0;
\set VERBOSITY default
DROP TABLE odd;
SELECT newsprint_unwatch(relation) FROM newsprint_watched;

-- keys that are written in two ways: char(n) with and without blanks, inet with and without its mask
CREATE TABLE wires (id char(8) PRIMARY KEY, body text);
SELECT count(*) > 0 AS watched FROM newsprint_watch('wires', body => 'body', sweep_duplicates => 'archive');
INSERT INTO wires VALUES ('a1', :bridge), ('a2', :bridge), ('b1', :coins), ('b2', :coins);
DELETE FROM wires WHERE id = 'a1';
CALL newsprint_sweep('wires');
SELECT id, duplicate_of FROM wires ORDER BY id;
SELECT newsprint_restore('wires', 'b2');
SELECT newsprint_feedback('wires', 'b1', true);
CALL newsprint_sweep('wires', everything => true);
SELECT id, duplicate_of, spam_score > 0.5 AS junk FROM wires ORDER BY id;
SELECT newsprint_watch('wires', on_duplicate => 'skip');
UPDATE wires SET body = body || ' indeed' WHERE id = 'b2';
SELECT id, duplicate_of FROM wires ORDER BY id;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('wires');
DROP TABLE wires, wires_archive;
CREATE TABLE hosts (ip inet PRIMARY KEY, body text);
SELECT count(*) > 0 AS watched FROM newsprint_watch('hosts', body => 'body', sweep_duplicates => 'archive');
INSERT INTO hosts VALUES ('10.0.0.1', :coins), ('10.0.0.2', :coins);
CALL newsprint_sweep('hosts');
SELECT newsprint_restore('hosts', key) FROM hosts_archive;
SELECT ip, duplicate_of FROM hosts ORDER BY ip;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('hosts');
DROP TABLE hosts, hosts_archive;

-- an editor's word stands when the text is edited or the row moved, for the trigger and for the sweep
CREATE TABLE letters (id int, day int, body text) PARTITION BY LIST (day);
CREATE TABLE letters_1 PARTITION OF letters FOR VALUES IN (1);
CREATE TABLE letters_2 PARTITION OF letters FOR VALUES IN (2);
SELECT count(*) > 0 AS watched FROM newsprint_watch('letters', key => 'id', body => 'body', sweep_junk => 'delete', sweep_score => 0.9);
INSERT INTO letters VALUES (1, 1, 'CL!CK HERE to WIN a FREE prize now!!! Cheap pills and easy money >>> http://bit.ly/x1 BUY NOW!!!'), (2, 1, :coins);
SELECT newsprint_feedback('letters', 1, false), newsprint_feedback('letters', 2, true);
UPDATE letters SET body = body || ' mended' RETURNING id, spam_score;
SELECT newsprint_watch('letters', on_spam => 'reject');
UPDATE letters SET body = body || ' again' RETURNING id, spam_score;
UPDATE letters SET day = 2 RETURNING id, spam_score;
CALL newsprint_sweep('letters');
SELECT id FROM letters;
-- but not for another row that gets the key
INSERT INTO letters VALUES (2, 2, :coins);
UPDATE letters SET body = body || ' mended' WHERE id = 2;
CALL newsprint_sweep('letters');
SELECT id, spam_score < 0.5 AS clean FROM letters;
-- taken back: junk again
SELECT newsprint_feedback('letters', 1, NULL) > 0.9 AS junk;
SELECT newsprint_watch('letters', on_spam => 'mark');
UPDATE letters SET body = body || '!' WHERE id = 1 RETURNING spam_score > 0.9 AS junk;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('letters');
DROP TABLE letters;

-- a text that was taken away while no trigger looked
CREATE TABLE papers (id int PRIMARY KEY, title text, body text);
SELECT count(*) > 0 AS watched FROM newsprint_watch('papers', body => 'body');
INSERT INTO papers VALUES (1, NULL, :bridge);
SET session_replication_role = replica;
UPDATE papers SET body = NULL;
RESET session_replication_role;
INSERT INTO papers VALUES (2, NULL, :bridge) RETURNING id, duplicate_of;

-- signatures of other texts than the settings say are made anew by a sweep of everything, in one batch and in many
INSERT INTO papers SELECT i, 'a long title number ' || i % 3 || ' that says what these short pieces are about and makes them differ', 'no dividend' || CASE i WHEN 13 THEN ' today' ELSE '' END FROM generate_series(10, 15) i;
SELECT id, duplicate_of FROM papers WHERE id >= 10 ORDER BY id;
SELECT newsprint_watch('papers', title => 'title', templates => 'duplicate', threshold => 0.9);
SELECT id, to_minhash(title || E'\n\n' || body) = sig AS up_to_date FROM papers WHERE id >= 14 ORDER BY id;
CALL newsprint_sweep('papers', everything => true);
SELECT id, duplicate_of, to_minhash(title || E'\n\n' || body) = sig AS up_to_date FROM papers WHERE id >= 10 ORDER BY id;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('papers');
UPDATE papers SET title = 'a title that four of these pieces share since an editor has changed it while nothing was watched' WHERE id > 11;
SELECT newsprint_watch('papers', body => 'body', title => 'title', lanes => 64);
SELECT newsprint_watch('papers', body => 'body', title => 'title', templates => 'duplicate', threshold => 0.8);
CALL newsprint_sweep('papers', everything => true, batch => 2);
SELECT id, duplicate_of, to_minhash(title || E'\n\n' || body) = sig AS up_to_date FROM papers WHERE id >= 10 ORDER BY id;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('papers');
DROP TABLE papers;

-- the copy of an original that is gone, or goes as junk, is no copy
CREATE TABLE notes (id int PRIMARY KEY, body text);
SELECT count(*) > 0 AS watched FROM newsprint_watch('notes', body => 'body');
INSERT INTO notes VALUES (1, :bridge), (2, :bridge);
CALL newsprint_sweep('notes');
SELECT newsprint_watch('notes', on_duplicate => 'log', sweep_duplicates => 'delete', sweep_junk => 'delete');
DELETE FROM notes WHERE id = 1;
CALL newsprint_sweep('notes', dry_run => true);
CALL newsprint_sweep('notes');
SELECT newsprint_watch('notes', on_duplicate => 'mark');
INSERT INTO notes VALUES (3, :coins), (4, :coins);
SELECT newsprint_feedback('notes', 3, true);
CALL newsprint_sweep('notes', dry_run => true);
CALL newsprint_sweep('notes', batch => 1);
CALL newsprint_sweep('notes');
SELECT id, duplicate_of FROM notes ORDER BY id;
SELECT key, verdict, action FROM newsprint_verdicts WHERE relation = 'notes'::regclass ORDER BY run, key;

-- shadow mode adds no mark, but those that are there stay right; scores are no verdict on copies
CREATE TABLE shades (id int PRIMARY KEY, body text);
SELECT count(*) > 0 AS watched FROM newsprint_watch('shades', body => 'body');
INSERT INTO shades VALUES (1, :bridge), (2, :bridge), (3, :bridge), (4, :coins), (5, :coins);
CALL newsprint_sweep('shades');
SELECT newsprint_watch('shades', on_duplicate => 'log');
DELETE FROM shades WHERE id = 1;
INSERT INTO shades VALUES (6, :coins);
UPDATE shades SET spam_score = NULL;
CALL newsprint_sweep('shades', everything => true);
SELECT id, duplicate_of, similarity, spam_score IS NOT NULL AS scored FROM shades ORDER BY id;
SELECT key, action, canonical FROM newsprint_verdicts WHERE relation = 'shades'::regclass ORDER BY run NULLS FIRST, key;
CREATE TABLE shades_before AS SELECT id, xmin AS version FROM shades;
CALL newsprint_sweep('shades', everything => true);
SELECT count(*) FROM shades JOIN shades_before USING (id) WHERE shades.xmin <> version;
-- back from there, the next sweep marks what was logged
SELECT newsprint_watch('shades', on_duplicate => 'mark');
CALL newsprint_sweep('shades');
SELECT id, duplicate_of, similarity FROM shades ORDER BY id;
-- where scores are logged only, a sweep writes nothing over and over again
SELECT newsprint_watch('shades', on_spam => 'log');
UPDATE shades SET spam_score = NULL;
TRUNCATE shades_before;
INSERT INTO shades_before SELECT id, xmin FROM shades;
CALL newsprint_sweep('shades', everything => true);
SELECT count(*) FROM shades JOIN shades_before USING (id) WHERE shades.xmin <> version;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('shades');
DROP TABLE shades, shades_before;

-- without its index a sweep would find no copies, and call all rows originals
CREATE TABLE bare (id int PRIMARY KEY, body text);
SELECT count(*) > 0 AS watched FROM newsprint_watch('bare', body => 'body');
INSERT INTO bare VALUES (1, :bridge), (2, :bridge);
DROP INDEX bare_sig_idx;
CALL newsprint_sweep('bare');
SELECT id, duplicate_of FROM bare ORDER BY id;
CALL newsprint_build_indexes('bare');
CALL newsprint_sweep('bare', everything => true);
SELECT id, duplicate_of FROM bare ORDER BY id;
-- what triggers change that fire later is not seen; it can be told to look last
CREATE FUNCTION set_number() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.id := NEW.id + 10; RETURN NEW; END $$;
CREATE TRIGGER set_number BEFORE INSERT ON bare FOR EACH ROW EXECUTE FUNCTION set_number();
SELECT newsprint_watch('bare');
ALTER TRIGGER newsprint_screen ON bare RENAME TO zzz_newsprint_screen;
SELECT newsprint_watch('bare');
INSERT INTO bare VALUES (3, :coins);
SELECT key FROM newsprint_queue WHERE relation = 'bare'::regclass;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('bare');
DROP TABLE bare;
DROP FUNCTION set_number;

-- nor is what a foreign key of its own makes of the copies
CREATE TABLE linked (id int PRIMARY KEY, body text);
SELECT count(*) > 0 AS watched FROM newsprint_watch('linked', body => 'body');
ALTER TABLE linked ADD FOREIGN KEY (duplicate_of) REFERENCES linked, ADD FOREIGN KEY (template_of) REFERENCES linked ON DELETE SET NULL;
SELECT newsprint_watch('linked');
DROP TABLE linked;

-- what others refer to stays, also if they say so at the commit only
CREATE TABLE comments_now (note int REFERENCES notes ON DELETE RESTRICT);
CREATE TABLE comments_late (note int REFERENCES notes DEFERRABLE INITIALLY DEFERRED);
INSERT INTO notes VALUES (5, :bridge), (6, :bridge), (7, :bridge);
INSERT INTO comments_now VALUES (5);
INSERT INTO comments_late VALUES (6);
CALL newsprint_sweep('notes');
SELECT id, duplicate_of FROM notes ORDER BY id;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('notes');
DROP TABLE notes, comments_now, comments_late;

-- strict: a copy that is found at the commit, and that a trigger or another table keeps, stays and is marked
CREATE TABLE late (id int PRIMARY KEY, body text, gone boolean DEFAULT false);
CREATE TABLE captions (story int REFERENCES late DEFERRABLE INITIALLY DEFERRED);
CREATE FUNCTION only_hide() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.id = 4 THEN UPDATE late SET gone = true WHERE id = OLD.id; RETURN NULL; END IF; RETURN OLD; END $$;
CREATE TRIGGER only_hide BEFORE DELETE ON late FOR EACH ROW EXECUTE FUNCTION only_hide();
SELECT count(*) > 0 AS watched FROM newsprint_watch('late', body => 'body', on_duplicate => 'skip', strict => true);
INSERT INTO late VALUES (1, :bridge);
-- these are as the trigger would leave them that has not seen the original
ALTER TABLE late DISABLE TRIGGER newsprint_screen;
BEGIN;
INSERT INTO late (id, body, sig) SELECT n, :bridge, to_minhash(:bridge) FROM generate_series(2, 4) n;
INSERT INTO captions VALUES (2);
COMMIT;
SELECT id, duplicate_of, similarity, gone FROM late ORDER BY id;
SELECT key, action FROM newsprint_verdicts WHERE relation = 'late'::regclass ORDER BY key;
-- other constraints wait as long as before
BEGIN;
SET CONSTRAINTS newsprint_settle IMMEDIATE;
INSERT INTO late (id, body, sig) VALUES (5, :bridge, to_minhash(:bridge));
INSERT INTO captions VALUES (6);
INSERT INTO late VALUES (6, :coins);
COMMIT;
SELECT id, duplicate_of FROM late ORDER BY id;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('late');
DROP TABLE captions, late;
DROP FUNCTION only_hide;

-- an original that loses its text is none any more
CREATE TABLE blanks (id int PRIMARY KEY, body text);
SELECT count(*) > 0 AS watched FROM newsprint_watch('blanks', body => 'body');
INSERT INTO blanks VALUES (1, :bridge), (2, :bridge);
CALL newsprint_sweep('blanks');
UPDATE blanks SET body = NULL WHERE id = 1;
CALL newsprint_sweep('blanks');
SELECT id, duplicate_of FROM blanks ORDER BY id;
UPDATE blanks SET body = :bridge WHERE id = 1;
CALL newsprint_sweep('blanks');
SELECT id, duplicate_of FROM blanks ORDER BY id;
-- a column that was dropped and made again by hand is found by its name
ALTER TABLE blanks DROP duplicate_of;
ALTER TABLE blanks ADD duplicate_of int;
SELECT count(*) > 0 AS mended FROM newsprint_watch('blanks');
INSERT INTO blanks VALUES (3, :bridge) RETURNING duplicate_of;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('blanks');
DROP TABLE blanks;

-- of a virtual column only queries see the values: it is none to rank by
DO $$
BEGIN
	IF current_setting('server_version_num')::int < 180000 THEN
		RETURN;
	END IF;
	EXECUTE 'CREATE TABLE ranked (id int PRIMARY KEY, body text, hits int, rank int GENERATED ALWAYS AS (hits * 2) VIRTUAL)';
	PERFORM newsprint_watch('ranked', body => 'body', rank => 'rank');
	RAISE 'taken';
EXCEPTION WHEN object_not_in_prerequisite_state THEN
	RETURN;
END
$$;

-- a key is of one row: where no unique index can say so, at least nothing is removed
CREATE TABLE desks (desk int, id int, body text, PRIMARY KEY (desk, id));
SELECT newsprint_watch('desks', key => 'id', body => 'body');
DROP TABLE desks;
CREATE TABLE desks (desk int, id int, body text, PRIMARY KEY (desk, id)) PARTITION BY LIST (desk);
CREATE TABLE desks_1 PARTITION OF desks FOR VALUES IN (1);
CREATE TABLE desks_2 PARTITION OF desks FOR VALUES IN (2);
SELECT count(*) > 0 AS watched FROM newsprint_watch('desks', key => 'id', body => 'body', tenant => 'desk', sweep_duplicates => 'delete');
INSERT INTO desks VALUES (1, 1, :bridge), (1, 2, :bridge), (2, 2, :coins), (1, 3, :bridge);
CALL newsprint_sweep('desks');
SELECT desk, id FROM desks ORDER BY desk, id;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('desks');
DROP TABLE desks;

-- a horizon beyond all time
CREATE TABLE ages (id int PRIMARY KEY, published timestamptz, body text);
SELECT count(*) > 0 AS watched FROM newsprint_watch('ages', body => 'body', published => 'published', horizon => '178000000 years');
INSERT INTO ages VALUES (1, '2026-01-01', :bridge), (2, 'infinity', :bridge), (3, '4713-01-01 BC', :bridge);
SELECT id, duplicate_of FROM ages ORDER BY id;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('ages');
DROP TABLE ages;

-- rows without a key are signed and compared with, and keep no other from it
CREATE TABLE loose (id int UNIQUE, body text);
INSERT INTO loose VALUES (NULL, :bridge), (NULL, :bridge), (3, :coins), (4, :coins);
SELECT count(*) > 0 AS watched FROM newsprint_watch('loose', key => 'id', body => 'body');
CALL newsprint_sweep('loose', batch => 1);
SELECT id, duplicate_of, sig IS NULL AS unseen FROM loose ORDER BY id;
UPDATE loose SET sig = NULL;
CALL newsprint_backfill('loose');
CALL newsprint_sweep('loose', everything => true);
CALL newsprint_sweep('loose', batch => 0);
CALL newsprint_backfill('loose', batch => -1);
CALL newsprint_sweep(NULL);
CALL newsprint_sweep('loose', dry_run => NULL);

-- another model takes nothing of the editors' words with it, and they can still be taken back
SELECT newsprint_feedback('loose', 3, true);
SELECT newsprint_put_model('loose', spam_train(t, junk)) FROM (VALUES ('one text', true), ('another', false)) v (t, junk);
SELECT newsprint_feedback('loose', 3, false), newsprint_feedback('loose', 3, NULL) IS NOT NULL AS taken_back;
SELECT newsprint_model('loose')::text = (SELECT spam_train(t, junk)::text FROM (VALUES ('one text', true), ('another', false)) v (t, junk)) AS as_before;
SELECT newsprint_feedback('loose', 3, true);
SELECT newsprint_put_model('loose', newsprint_model('loose') + spam_learn(NULL, 'a third text', false));
SELECT newsprint_feedback('loose', 3, NULL) IS NOT NULL AS taken_back;
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('loose');
DROP TABLE loose;

-- an archive holds values exactly, whatever the session's settings, and a restore drops none
CREATE TYPE desk AS ENUM ('sports');
CREATE FUNCTION desk_json(desk) RETURNS json LANGUAGE sql IMMUTABLE AS 'SELECT json_build_object(''desk'', $1::text)';
CREATE CAST (desk AS json) WITH FUNCTION desk_json(desk);
CREATE TABLE cuts (id int PRIMARY KEY, body text, weight float8, run tsrange, pause interval, tags desk);
SELECT count(*) > 0 AS watched FROM newsprint_watch('cuts', body => 'body', sweep_duplicates => 'archive');
INSERT INTO cuts SELECT i, :bridge, 0.1::float8 + 0.2, '[2026-02-01,2026-03-04)', '1 year -2 days', 'sports' FROM generate_series(1, 3) i;
SET extra_float_digits = 0;
SET datestyle = 'SQL, DMY';
SET intervalstyle = sql_standard;
CALL newsprint_sweep('cuts');
RESET extra_float_digits;
RESET datestyle;
RESET intervalstyle;
SELECT newsprint_restore('cuts', 2);
SELECT count(*) FROM cuts a, cuts b WHERE a.id = 1 AND b.id = 2
	AND (a.weight, a.run, a.pause, a.tags) IS NOT DISTINCT FROM (b.weight, b.run, b.pause, b.tags);
ALTER TABLE cuts ADD seen text NOT NULL DEFAULT 'never';
-- names of its own columns the watch follows, also when they change places; others are told of
ALTER TABLE cuts RENAME body TO story;
ALTER TABLE cuts RENAME similarity TO score;
ALTER TABLE cuts RENAME spam_score TO similarity;
ALTER TABLE cuts RENAME weight TO heft;
SELECT newsprint_watch('cuts');
SELECT article->>'score' AS score, article->>'similarity' < '0.1' AS clean FROM cuts_archive WHERE key = '3';
SELECT newsprint_restore('cuts', 3);
UPDATE cuts_archive SET article = article - 'weight' || jsonb_build_object('heft', article->'weight');
CREATE FUNCTION keep_out() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER keep_out BEFORE INSERT ON cuts FOR EACH ROW EXECUTE FUNCTION keep_out();
SELECT newsprint_restore('cuts', 3);
DROP TRIGGER keep_out ON cuts;
SELECT newsprint_restore('cuts', 3);
SELECT id, right(story, 9) AS story, seen FROM cuts ORDER BY id;
SELECT newsprint_restore('cuts', 3);
-- watched anew, a table has its archive again
DELETE FROM newsprint_kept WHERE relation = 'cuts'::regclass AND key = '3';
CALL newsprint_sweep('cuts', everything => true);
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('cuts');
SELECT count(*) > 0 AS watched FROM newsprint_watch('cuts', body => 'story', sweep_duplicates => 'archive');
SELECT newsprint_restore('cuts', 3);
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('cuts');
DROP TABLE cuts, cuts_archive;
DROP FUNCTION keep_out();
DROP TYPE desk CASCADE;
DELETE FROM newsprint_queue;
DELETE FROM newsprint_verdicts;
DELETE FROM newsprint_runs;
