-- watching a table that is partitioned by date
\set SHOW_CONTEXT never
SET datestyle = iso;

CREATE FUNCTION prose(story bigint, words int, first int DEFAULT 1) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT string_agg('w' || (hashint8(story * 100000 + n) & 4095), ' ' ORDER BY n) FROM generate_series(first, first + words - 1) n $$;

CREATE TABLE news (id bigint, published date, body text, PRIMARY KEY (id, published)) PARTITION BY RANGE (published);
CREATE TABLE news_2020 PARTITION OF news FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
-- columns in another order, and one that is gone
CREATE TABLE news_2021 (published date NOT NULL, gone int, body text, id bigint NOT NULL);
ALTER TABLE news_2021 DROP COLUMN gone;
ALTER TABLE news ATTACH PARTITION news_2021 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE TABLE news_2022 PARTITION OF news FOR VALUES FROM ('2022-01-01') TO (MAXVALUE) PARTITION BY HASH (id);
CREATE TABLE news_2022_0 PARTITION OF news_2022 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE news_2022_1 PARTITION OF news_2022 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO news VALUES (1, '2020-12-20', prose(1, 50)), (2, '2021-01-10', prose(1, 50)), (3, '2022-01-10', prose(1, 50));

SELECT newsprint_watch('news', body => 'body', spam_cutoff => 1);
SELECT newsprint_watch('news', body => 'body', spam_cutoff => 1, key => 'id', published => 'published', horizon => '60 days', strict => true, indexes => false);
CALL newsprint_backfill('news');
CALL newsprint_build_indexes('news');
CALL newsprint_sweep('news');
SELECT tableoid::regclass, id, duplicate_of FROM news ORDER BY id;
SELECT relid, (SELECT count(*) FROM pg_index WHERE indrelid = relid AND indisvalid) AS valid_indexes FROM pg_partition_tree('news');

-- across partitions, within the horizon
INSERT INTO news VALUES (4, '2021-02-01', prose(1, 50)), (5, '2021-03-01', prose(1, 50)), (6, '2022-02-01', prose(1, 50)), (7, '2022-02-02', prose(1, 50))
RETURNING tableoid::regclass, id, duplicate_of;
UPDATE news SET body = prose(2, 50) WHERE id = 4 RETURNING duplicate_of;
-- a row that moves to another partition
UPDATE news SET published = '2020-06-01', body = prose(3, 50) WHERE id = 7 RETURNING tableoid::regclass, duplicate_of;
CALL newsprint_sweep('news');
SELECT tableoid::regclass, id, published, duplicate_of FROM news ORDER BY id;

-- partitions far away are not even looked at
BEGIN;
INSERT INTO news VALUES (20, '2022-06-01', prose(8, 50)) RETURNING duplicate_of;
SELECT relation::regclass FROM pg_locks WHERE pid = pg_backend_pid() AND relation = ANY ('{news_2020,news_2021,news_2022_0,news_2022_1}'::regclass[]) GROUP BY 1;
ROLLBACK;

-- attach and detach
CREATE TABLE news_2019 PARTITION OF news FOR VALUES FROM ('2019-01-01') TO ('2020-01-01');
INSERT INTO news VALUES (8, '2019-12-30', prose(9, 50)), (9, '2020-01-02', prose(9, 50)) RETURNING tableoid::regclass, duplicate_of;
CREATE TABLE news_2018 (LIKE news);
INSERT INTO news_2018 (id, published, body) VALUES (10, '2018-12-31', prose(10, 50)), (11, '2018-12-31', prose(10, 50));
ALTER TABLE news ATTACH PARTITION news_2018 FOR VALUES FROM ('2018-01-01') TO ('2019-01-01');
INSERT INTO news VALUES (12, '2019-01-01', prose(10, 50)) RETURNING duplicate_of;
CALL newsprint_sweep('news');
SELECT id, duplicate_of FROM news WHERE id >= 8 ORDER BY id;
ALTER TABLE news DETACH PARTITION news_2019;
INSERT INTO news VALUES (13, '2020-01-03', prose(9, 50)) RETURNING duplicate_of;
INSERT INTO news_2019 (id, published, body) VALUES (14, '2019-01-01', prose(10, 50)) RETURNING duplicate_of, sig;

-- the bulk functions see one table
SELECT a, b FROM near_duplicates('news', 'id', 'sig', 0.9, published => 'published', horizon => '60 days') ORDER BY a::int, b::int;
SELECT newsprint_watch('news_2020', body => 'body');
SELECT newsprint_unwatch('news', drop_columns => true);
DROP TABLE news, news_2019;

-- a partition watched by itself
CREATE TABLE parted (id int, body text) PARTITION BY LIST (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1, 2, 3);
CREATE TABLE parted_default PARTITION OF parted DEFAULT;
ALTER TABLE parted_1 ADD PRIMARY KEY (id);
SELECT count(*) FROM newsprint_watch('parted', body => 'body');
ALTER TABLE parted ADD PRIMARY KEY (id);
SELECT count(*) FROM newsprint_watch('parted', body => 'body');
INSERT INTO parted VALUES (1, prose(1, 30)), (7, prose(1, 30)) RETURNING tableoid::regclass, duplicate_of;
SELECT count(*) FROM newsprint_unwatch('parted');
DROP TABLE parted;
DROP FUNCTION prose;
