-- near_duplicates() finds the same pairs with parallel workers as without.

-- Every fifth article is a copy of the one before it with a word more.
CREATE TABLE wire AS
SELECT n AS id, n / 2 % 3 AS tenant, to_minhash(concat_ws(' ',
	(SELECT string_agg(md5((n - (n % 5 = 0)::int)::text || w), ' ') FROM generate_series(1, 12) w),
	CASE WHEN n % 5 = 0 THEN 'corrected' END)) AS sig
  FROM generate_series(1, 100000) n;

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

-- options reach the workers: half of the copies came to another tenant
SELECT count(*) FROM near_duplicates('wire', 'id', 'sig', 0.6, tenant => 'tenant');

-- Memory for a second copy of the signatures, which workers share, is memory for them ...
SET client_min_messages = debug1;
SET maintenance_work_mem = '36MB';
SELECT count(*) FROM near_duplicates('wire', 'id', 'sig', 0.6);
SET maintenance_work_mem = '32MB';
SELECT count(*) FROM near_duplicates('wire', 'id', 'sig', 0.6);
-- ... and if there is too little for one, the file serves.
SET maintenance_work_mem = '16MB';
SELECT count(*) FROM near_duplicates('wire', 'id', 'sig', 0.6);
RESET client_min_messages;
DROP TABLE wire;
