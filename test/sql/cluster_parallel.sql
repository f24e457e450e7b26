-- near_duplicates() and duplicate_clusters() find the same with parallel workers as without.

-- Every fifth article is a copy of the one before it with a word more.
CREATE TABLE wire AS
SELECT n AS id, n / 2 % 3 AS tenant, to_minhash(concat_ws(' ',
	(SELECT string_agg(md5((n - (n % 5 = 0)::int)::text || w), ' ') FROM generate_series(1, 12) w),
	CASE WHEN n % 5 = 0 THEN 'corrected' END)) AS sig
  FROM generate_series(1, 100000) n;
ALTER TABLE wire SET (autovacuum_enabled = off);
ANALYZE wire;

SET max_parallel_maintenance_workers = 0;
CREATE TEMP TABLE alone AS SELECT * FROM near_duplicates('wire', 'id', 'sig', 0.6);
SELECT count(*) FROM alone;

SET max_parallel_maintenance_workers = 2;
SET client_min_messages = debug1;
SELECT count(*) FROM near_duplicates('wire', 'id', 'sig', 0.6);
RESET client_min_messages;
CREATE TEMP TABLE together AS SELECT * FROM near_duplicates('wire', 'id', 'sig', 0.6);
SELECT count(*) FROM (TABLE alone EXCEPT ALL TABLE together) missed;

-- Clusters and pairs are the same if the table is read by a parallel plan.
CREATE TEMP TABLE clusters AS SELECT * FROM duplicate_clusters('wire', 'id', 'sig', 0.6);
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
CREATE TEMP TABLE together_clusters AS SELECT * FROM duplicate_clusters('wire', 'id', 'sig', 0.6);
SELECT count(*), count(DISTINCT cluster) FROM together_clusters;
SELECT count(*) FROM (TABLE clusters EXCEPT ALL TABLE together_clusters) missed;
SELECT count(*) FROM (TABLE alone EXCEPT ALL SELECT * FROM near_duplicates('wire', 'id', 'sig', 0.6)) missed;
RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;

-- Clusters are the same if workers read the table, wherever the best article stands in it, by key or
-- by a column, of equal ones by key; and if there is so little memory that nothing is held.
CREATE TABLE ranked AS SELECT id || repeat('*', id % 7) AS name, tenant, sig, id::numeric % 13 AS exactly,
	CASE WHEN id % 3 > 0 THEN id % 11 END AS score, 'story ' || id - (id % 5 = 0)::int AS body
  FROM wire WHERE id <= 60000 ORDER BY id % 1000;
CREATE INDEX ON ranked (name);
ANALYZE ranked;
CREATE FUNCTION clusters(workers int, memory text, options text) RETURNS SETOF duplicate_cluster LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('max_parallel_maintenance_workers', workers::text, true), set_config('maintenance_work_mem', memory, true);
	RETURN QUERY EXECUTE 'SELECT * FROM duplicate_clusters(''ranked'', ''name'', ''sig'', 0.6' || options || ')';
END $$;
CREATE TABLE options (options text);
INSERT INTO options VALUES (''), (', tenant => ''tenant'''), (', canonical_order => ''score'''),
	(', canonical_order => ''score'', descending => true'), (', canonical_order => ''exactly'''), (', body => ''body''');
SELECT options, count(together), count(*) FILTER (WHERE together IS DISTINCT FROM alone) AS with_workers,
	count(*) FILTER (WHERE alone IS DISTINCT FROM passes) AS in_passes
  FROM options, LATERAL (SELECT together, alone, passes FROM clusters(2, '64MB', options) together
	FULL JOIN clusters(0, '64MB', options) alone USING (key) FULL JOIN clusters(0, '8MB', options) passes USING (key)) c
 GROUP BY options ORDER BY options;
SET client_min_messages = debug1;
SELECT count(*) FROM duplicate_clusters('ranked', 'name', 'sig', 0.6, canonical_order => 'score', descending => true);
SELECT count(*) FROM duplicate_clusters('ranked', 'name', 'sig', 0.6, canonical_order => 'exactly');
RESET client_min_messages;
DROP FUNCTION clusters;
DROP TABLE ranked, options;

-- options reach the workers: half of the copies came to another tenant
SELECT count(*) FROM near_duplicates('wire', 'id', 'sig', 0.6, tenant => 'tenant');

-- Workers read as the caller does: by name of other length, partitions, a view, some rows only.
CREATE TABLE desks (name text, sig minhash) PARTITION BY LIST (left(name, 1));
CREATE TABLE desks_a PARTITION OF desks FOR VALUES IN ('1', '3', '5', '7', '9');
CREATE TABLE desks_b PARTITION OF desks DEFAULT;
INSERT INTO desks SELECT repeat(id::text, id % 7 + 1), sig FROM wire;
ANALYZE desks;
CREATE TEMP TABLE named AS SELECT repeat(a, a::int % 7 + 1) AS a, repeat(b, b::int % 7 + 1) AS b, similarity FROM alone;
CREATE TEMP TABLE named_together AS SELECT * FROM near_duplicates('desks', 'name', 'sig', 0.6);
SELECT count(*) FROM (SELECT least(a, b), greatest(a, b), similarity FROM named
	EXCEPT ALL SELECT least(a, b), greatest(a, b), similarity FROM named_together) missed;
CREATE VIEW all_desks AS TABLE desks;
CREATE ROLE newsprint_reader;
ALTER TABLE desks ENABLE ROW LEVEL SECURITY;
CREATE POLICY even ON desks USING (length(name) % 2 = 0);
GRANT SELECT ON desks TO newsprint_reader;
CREATE TEMP TABLE seen AS SELECT count(*) AS pairs FROM named WHERE length(a) % 2 = 0 AND length(b) % 2 = 0;
SET client_min_messages = debug1;
SELECT count(*) FROM near_duplicates('all_desks', 'name', 'sig', 0.6);
SET ROLE newsprint_reader;
SELECT count(*) AS pairs FROM near_duplicates('desks', 'name', 'sig', 0.6) \gset
RESET ROLE;
RESET client_min_messages;
SELECT pairs > 0 AS some, pairs = :pairs AS same FROM seen;
\set SHOW_CONTEXT never
REVOKE SELECT ON desks FROM newsprint_reader;
SET ROLE newsprint_reader;
SELECT count(*) FROM near_duplicates('desks', 'name', 'sig', 0.6);
RESET ROLE;
SET client_min_messages = warning;
DROP TABLE desks CASCADE;
RESET client_min_messages;
DROP ROLE newsprint_reader;

-- Of many rows one may be the only article.
CREATE TABLE blank AS SELECT id, CASE WHEN id = 77777 THEN sig END AS sig FROM wire;
ANALYZE blank;
SET client_min_messages = debug1;
SELECT count(*) FROM near_duplicates('blank', 'id', 'sig', 0.6);
SELECT count(*) FROM duplicate_clusters('blank', 'id', 'sig', 0.6);
RESET client_min_messages;
DROP TABLE blank;

-- Errors of a worker are the caller's: one signature is not like the others.
INSERT INTO wire VALUES (0, 0, to_minhash('of another kind', lanes => 64));
SELECT count(*) FROM near_duplicates('wire', 'id', 'sig', 0.6);
DELETE FROM wire WHERE id = 0;

-- What only this session can read, it reads alone.
CREATE TEMP TABLE own AS TABLE wire;
ANALYZE own;
CREATE FUNCTION unsafe(int) RETURNS text LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS 'BEGIN RETURN $1; END';
CREATE VIEW unsafe_wire AS SELECT id, sig, unsafe(tenant) AS tenant FROM wire;
SET client_min_messages = debug1;
SELECT count(*) FROM near_duplicates('own', 'id', 'sig', 0.6);
SELECT count(*) FROM near_duplicates('unsafe_wire', 'id', 'sig', 0.6, tenant => 'tenant');
RESET client_min_messages;

-- Pairs are verified by text beside workers only where that is allowed: not if it counts who reads it.
CREATE INDEX ON wire (id);
CREATE SEQUENCE reads;
CREATE VIEW counted_wire AS SELECT id, sig, CASE WHEN nextval('reads') > 0 THEN 'story ' || id - (id % 5 = 0)::int END AS body FROM wire;
SET client_min_messages = debug1;
SELECT count(*) FROM near_duplicates('counted_wire', 'id', 'sig', 0.6);
SELECT count(*) FROM near_duplicates('counted_wire', 'id', 'sig', 0.6, body => 'body');
RESET client_min_messages;

-- Memory for a second copy of the signatures, which workers share, is memory for them ...
SET client_min_messages = debug1;
SET maintenance_work_mem = '42MB';
SELECT count(*) FROM near_duplicates('wire', 'id', 'sig', 0.8);
SET maintenance_work_mem = '32MB';
SELECT count(*) FROM near_duplicates('wire', 'id', 'sig', 0.8);
-- ... and if there is too little for one, the file serves.
SET maintenance_work_mem = '16MB';
SELECT count(*) FROM near_duplicates('wire', 'id', 'sig', 0.8);
-- If there are more articles than the server thought, and no room for them, all is read again.
UPDATE pg_class SET reltuples = reltuples / 2 WHERE oid = 'wire'::regclass;
SET maintenance_work_mem = '20MB';
SELECT count(*) FROM near_duplicates('wire', 'id', 'sig', 0.8);
SELECT count(*) FROM duplicate_clusters('wire', 'id', 'sig', 0.8);
SET client_min_messages = warning;
DROP TABLE wire CASCADE;
DROP SEQUENCE reads;
