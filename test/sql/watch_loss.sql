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
