-- Parallel plans with the server's own costs, and what the parallel and
-- distributed executors take for granted of functions and aggregates

CREATE FUNCTION prose(story bigint, words int) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT string_agg('w' || (hashint8(story * 100000 + n) & 4095), ' ' ORDER BY n) FROM generate_series(1, words) n $$;

-- 9,000 stories of 200 words, 1,000 of which are copies with 20 other words
CREATE TABLE story AS
SELECT n AS id, prose(CASE WHEN n > 8000 THEN n - 8000 ELSE n END, 180) || ' ' || prose(-n, 20) AS body
FROM generate_series(1, 9000) n;
ANALYZE story;

-- what a plan says of workers and of what they do
CREATE FUNCTION parallel_nodes(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS off) ' || query LOOP
		IF line ~ 'Gather|Parallel|Partial|Finalize|ProjectSet' THEN
			RETURN NEXT regexp_replace(line, '^ *(->)? *', '');
		END IF;
	END LOOP;
END
$$;

-- the same rows with and without workers
CREATE FUNCTION same_alone(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	digest text := 'SELECT count(*), md5(string_agg(q::text, e''\n'' ORDER BY q::text)) FROM (%s) q';
	together record;
	alone record;
BEGIN
	EXECUTE format(digest, query) INTO together;
	SET LOCAL max_parallel_workers_per_gather = 0;
	EXECUTE format(digest, query) INTO alone;
	SET LOCAL max_parallel_workers_per_gather = 2;
	RETURN together = alone AND together.count > 0
		AND EXISTS (SELECT FROM parallel_nodes(format(digest, query)) n WHERE n ~ '^Gather');
END
$$;

-- signing
SELECT parallel_nodes('CREATE TABLE signed AS SELECT id, to_minhash(body) AS sig FROM story');
SELECT parallel_nodes('CREATE TABLE marked AS SELECT id, to_fingerprint(body) AS fp FROM story');
SELECT parallel_nodes('SELECT id FROM story WHERE to_minhash(body) % at_least(to_minhash($$a b c$$), 0.7)');
SELECT same_alone('SELECT id, to_minhash(body) FROM story');
CREATE TABLE signed AS SELECT id, to_minhash(body) AS sig FROM story;
ANALYZE signed;

-- aggregates: partial states travel to the leader
SELECT parallel_nodes('SELECT minhash_agg(body) FROM story');
SELECT parallel_nodes('SELECT minhash_agg(body, 64, 2) FROM story');
SELECT parallel_nodes('SELECT id % 4, minhash_agg(body) FROM story GROUP BY 1');
SELECT same_alone('SELECT minhash_agg(body) FROM story');
SELECT same_alone('SELECT minhash_agg(body, 64, 2) FROM story');
SELECT same_alone('SELECT id % 4, minhash_agg(body) FROM story GROUP BY 1');
-- beyond the size up to which a state holds all shingles
SELECT minhash_shingles(minhash_agg(body)) > 1000000 AS large,
	jaccard(minhash_agg(body), minhash_agg(body) FILTER (WHERE id % 2 = 0)) BETWEEN 0.4 AND 0.6 AS halves
FROM story;

-- scores and training
SELECT parallel_nodes('SELECT id FROM story WHERE spam_score(body) > 0.9');
SELECT parallel_nodes('SELECT spam_train(body, id % 10 = 0) FROM story');
SELECT same_alone('SELECT spam_train(body, id % 10 = 0)::text FROM story');

-- pairs over band keys: a join that workers share
CREATE TABLE band AS SELECT id, unnest(minhash_bands(sig, 19, 3)) AS key FROM signed;
ALTER TABLE band SET (parallel_workers = 2);
ANALYZE band;
SELECT parallel_nodes('SELECT DISTINCT a.id AS a, b.id AS b FROM band a JOIN band b USING (key) WHERE a.id < b.id');
CREATE VIEW pairs AS
SELECT a.id AS a, b.id AS b, jaccard(a.sig, b.sig) AS similarity
FROM (SELECT DISTINCT a.id AS a, b.id AS b FROM band a JOIN band b USING (key) WHERE a.id < b.id) pair
	JOIN signed a ON a.id = pair.a JOIN signed b ON b.id = pair.b
WHERE a.sig % at_least(b.sig, 0.6);
SELECT same_alone('SELECT * FROM pairs');
SELECT count(*), count(*) FILTER (WHERE b = a + 8000) AS planted FROM pairs;

DROP VIEW pairs;
DROP TABLE story, signed, band;
DROP FUNCTION same_alone, parallel_nodes, prose;
