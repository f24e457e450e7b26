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
