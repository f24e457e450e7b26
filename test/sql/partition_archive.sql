-- a watched table whose oldest partition is an archive that nobody may write to
\set SHOW_CONTEXT never
SET datestyle = iso;

CREATE FUNCTION prose(story bigint, words int) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT string_agg('w' || (hashint8(story * 100000 + n) & 4095), ' ' ORDER BY n) FROM generate_series(1, words) n $$;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is an archive', TG_TABLE_NAME; END $$;

CREATE TABLE paper (id bigint, published date, body text, PRIMARY KEY (id, published)) PARTITION BY RANGE (published);
CREATE TABLE paper_2020 PARTITION OF paper FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE paper_2021 PARTITION OF paper FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
SELECT count(*) > 0 AS watched FROM newsprint_watch('paper', body => 'body', spam_cutoff => 1, key => 'id', published => 'published', horizon => '90 days');
INSERT INTO paper SELECT s, date '2020-12-01' + s, prose(s, 60) FROM generate_series(1, 20) s;
CALL newsprint_sweep('paper');
CREATE TRIGGER archive BEFORE INSERT OR UPDATE OR DELETE ON paper_2020 FOR EACH ROW EXECUTE FUNCTION refuse();

-- copies of what is in the archive are found, marked and deleted; it stays as it is
INSERT INTO paper SELECT 100 + s, date '2021-01-01' + s, prose(s, 60) FROM generate_series(1, 6) s;
INSERT INTO paper SELECT 200 + s, date '2021-06-01' + s, prose(s, 60) FROM generate_series(1, 6) s;
SELECT id, duplicate_of FROM paper_2021 ORDER BY id;
UPDATE paper SET body = prose(99, 60) WHERE id = 106;
CALL newsprint_sweep('paper', duplicates => 'delete', similarity => 0.9);
SELECT tableoid::regclass, count(*), count(duplicate_of) FROM paper GROUP BY 1 ORDER BY 1;
INSERT INTO paper VALUES (300, '2020-06-01', prose(300, 60));
CALL newsprint_sweep('paper', everything => true);

-- what a sweep cannot write there it leaves, and goes on
ALTER TABLE paper_2020 DISABLE TRIGGER archive;
UPDATE paper_2020 SET spam_score = 0.9 WHERE id < 3;
ALTER TABLE paper_2020 ENABLE TRIGGER archive;
UPDATE paper_2021 SET spam_score = 0.9;
CALL newsprint_sweep('paper', everything => true, batch => 10);
SELECT tableoid::regclass, count(*) FILTER (WHERE spam_score = 0.9) AS as_before FROM paper GROUP BY 1 ORDER BY 1;

-- the bulk functions over a window of time read the partitions of that window
CREATE VIEW this_year AS SELECT * FROM paper WHERE published >= '2021-01-01';
SELECT count(*) FROM near_duplicates('this_year', 'id', 'sig', 0.9);
SELECT count(*) FROM near_duplicates('paper', 'id', 'sig', 0.9);
SELECT count(*) FROM duplicate_clusters('this_year', 'id', 'sig', 0.9);
EXPLAIN (COSTS off) SELECT id, sig FROM this_year;

SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('paper');
DROP VIEW this_year;
DROP TABLE paper CASCADE;
DROP FUNCTION prose, refuse;
