-- Building an lsh index with parallel workers: the same answers as without, errors and all

-- an article of 12 made-up words, of which two in three are a copy of the one before with a word more
CREATE FUNCTION article(i int) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT string_agg(md5(i / 3 || ' ' || w), ' ') || repeat(' updated', i % 3) FROM generate_series(1, 12) w $$;
CREATE TABLE wire AS SELECT i AS id, i % 7 AS desk, article(i) AS body FROM generate_series(1, 6000) i;
INSERT INTO wire VALUES (-1, 0, NULL), (-2, 0, '');
ALTER TABLE wire ADD sig minhash;
UPDATE wire SET sig = to_minhash(body);
ALTER TABLE wire SET (autovacuum_enabled = off, parallel_workers = 2);
SET max_parallel_maintenance_workers = 2;
CREATE TABLE probe AS SELECT id AS probe, sig AS probe_sig FROM wire WHERE id % 60 = 3;
ANALYZE;

-- What an index finds: rows like each probe, and how far away the nearest are
CREATE FUNCTION answers(relation text, expression text, condition text)
	RETURNS TABLE (probe int, id int, distance float8) LANGUAGE plpgsql
	SET enable_seqscan = off SET enable_sort = off AS $$
BEGIN
	RETURN QUERY EXECUTE format($q$
		SELECT probe, id, %2$s <-> probe_sig FROM probe, %1$s WHERE %2$s %% at_least(probe_sig, 0.5) AND %3$s
		UNION ALL
		SELECT probe, NULL, distance FROM probe,
			LATERAL (SELECT %2$s <-> probe_sig AS distance FROM %1$s WHERE %3$s ORDER BY %2$s <-> probe_sig LIMIT 4) x
		$q$, relation, expression, condition);
END $$;

-- Build an index without workers and with: what is wrong with it, its answers, and those that only one gave
CREATE FUNCTION compare(relation text, expression text, condition text DEFAULT 'true',
	OUT problems bigint, OUT answers bigint, OUT others bigint) LANGUAGE plpgsql AS $$
BEGIN
	CREATE TEMP TABLE alone (probe int, id int, distance float8);
	CREATE TEMP TABLE together (LIKE alone);
	problems := 0;
	FOR workers IN 0 .. 1 LOOP
		PERFORM set_config('max_parallel_maintenance_workers', (2 * workers)::text, true);
		EXECUTE format('CREATE INDEX compared ON %s USING lsh ((%s)) WHERE %s', relation, expression, condition);
		SELECT problems + count(p) INTO problems FROM pg_partition_tree('compared') t,
			LATERAL newsprint_lsh_check(t.relid) p WHERE t.isleaf;
		EXECUTE format('INSERT INTO %s SELECT * FROM answers($1, $2, $3)', ('{alone,together}'::text[])[workers + 1])
			USING relation, expression, condition;
		DROP INDEX compared;
	END LOOP;
	SELECT count(*) INTO answers FROM together;
	SELECT count(*) INTO others FROM ((TABLE alone EXCEPT ALL TABLE together)
		UNION ALL (TABLE together EXCEPT ALL TABLE alone)) x;
	DROP TABLE alone, together;
END $$;

SELECT * FROM compare('wire', 'sig');
SELECT * FROM compare('wire', 'to_minhash(body)');
SELECT * FROM compare('wire', 'sig', 'desk = 3');
SELECT * FROM compare('wire', 'sig', 'desk = 8');

CREATE UNLOGGED TABLE unlogged_wire AS TABLE wire;
ALTER TABLE unlogged_wire SET (parallel_workers = 2);
SELECT * FROM compare('unlogged_wire', 'sig');
DROP TABLE unlogged_wire;

CREATE TABLE desks (LIKE wire) PARTITION BY LIST (desk);
CREATE TABLE desks_low PARTITION OF desks FOR VALUES IN (0, 1, 2, 3) WITH (parallel_workers = 2);
CREATE TABLE desks_high PARTITION OF desks DEFAULT WITH (parallel_workers = 2);
INSERT INTO desks TABLE wire;
SELECT * FROM compare('desks', 'sig');
DROP TABLE desks;

-- temporary tables are the session's own
CREATE TEMP TABLE own AS TABLE wire;
ALTER TABLE own SET (parallel_workers = 2);
SELECT * FROM compare('own', 'sig');
DROP TABLE own;

-- more entries in a band than there is memory to sort
CREATE TABLE many AS SELECT i AS id, ('1:16:3:9:' || md5(i::text))::minhash AS sig FROM generate_series(1, 80000) i;
ALTER TABLE many SET (parallel_workers = 2);
SET maintenance_work_mem = '1MB';
SET max_parallel_maintenance_workers = 0;
CREATE INDEX many_alone ON many USING lsh (sig);
SET max_parallel_maintenance_workers = 2;
CREATE INDEX many_together ON many USING lsh (sig);
RESET maintenance_work_mem;
SELECT p.* FROM (VALUES ('many_alone'), ('many_together')) v (index), LATERAL newsprint_lsh_check(index::regclass) p;
SELECT rows, leaf_pages, inner_pages FROM newsprint_lsh_stats('many_alone');
SELECT rows, leaf_pages, inner_pages FROM newsprint_lsh_stats('many_together');
DROP TABLE many;

-- The leader is slow, so that workers have the most to do.
CREATE FUNCTION slowly(sig minhash) RETURNS minhash LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
	IF (SELECT backend_type FROM pg_stat_activity WHERE pid = pg_backend_pid()) <> 'parallel worker' THEN
		PERFORM pg_sleep(0.0002);
	END IF;
	RETURN sig;
END $$;
CREATE INDEX wire_slowly ON wire USING lsh (slowly(sig));
SELECT row_pages > ceil(rows / 60.0) AS workers_took_part FROM newsprint_lsh_stats('wire_slowly');
SELECT * FROM newsprint_lsh_check('wire_slowly');

-- Rows that come later fill what room there is on the last pages of the processes: 60 go on a page.
INSERT INTO wire SELECT 7000 + i, 0, NULL, to_minhash(article(7000 + i)) FROM generate_series(1, 1000) i;
SELECT rows, row_pages - ceil(rows / 60.0) AS superfluous FROM newsprint_lsh_stats('wire_slowly');
SELECT * FROM newsprint_lsh_check('wire_slowly');

-- REINDEX, and builds that do not lock the table
DROP INDEX wire_slowly;
CREATE INDEX wire_sig ON wire USING lsh (sig);
REINDEX INDEX wire_sig;
SELECT rows FROM newsprint_lsh_stats('wire_sig');
REINDEX INDEX CONCURRENTLY wire_sig;
SELECT rows FROM newsprint_lsh_stats('wire_sig');
CREATE INDEX CONCURRENTLY wire_body ON wire USING lsh (to_minhash(body)) WHERE desk < 5;
SELECT rows FROM newsprint_lsh_stats('wire_body');
SELECT p.* FROM (VALUES ('wire_sig'), ('wire_body')) v (index), LATERAL newsprint_lsh_check(index::regclass) p;
DROP INDEX wire_sig, wire_body;

-- A row deleted before is no row of the index, as its number of rows says.
DELETE FROM wire WHERE id > 7000;
CREATE INDEX wire_sig ON wire USING lsh (sig);
SELECT reltuples FROM pg_class WHERE oid = 'wire_sig'::regclass;
SELECT reltuples FROM pg_class WHERE oid = 'wire'::regclass;
DROP INDEX wire_sig;

-- Workers take part, for it is they who meet the error here; and their errors are those of the session.
CREATE FUNCTION sign_slowly(body text) RETURNS minhash LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
	IF (SELECT backend_type FROM pg_stat_activity WHERE pid = pg_backend_pid()) = 'parallel worker' THEN
		RAISE EXCEPTION 'a worker signs';
	END IF;
	PERFORM pg_sleep(0.01);
	RETURN public.to_minhash(body);
END $$;
\set SHOW_CONTEXT never
CREATE INDEX wire_sign ON wire USING lsh (sign_slowly(body));
INSERT INTO wire SELECT 10000 + i, 0, NULL, to_minhash(article(i), 64) FROM generate_series(1, 1000) i;
DO $$
BEGIN
	CREATE INDEX wire_mixed ON wire USING lsh (sig);
EXCEPTION WHEN data_exception THEN
	RAISE NOTICE '%', regexp_replace(sqlerrm, 'of (64|128) lanes', 'of other lanes');
END $$;
\set SHOW_CONTEXT errors
DELETE FROM wire WHERE id > 10000;

-- An expression that is not for workers has none.
ALTER FUNCTION sign_slowly(text) PARALLEL UNSAFE;
CREATE INDEX wire_sign ON wire USING lsh (sign_slowly(body)) WHERE id BETWEEN 1 AND 30;
SELECT rows FROM newsprint_lsh_stats('wire_sign');

DROP TABLE wire, probe;
DROP FUNCTION sign_slowly, slowly, compare, answers, article;
