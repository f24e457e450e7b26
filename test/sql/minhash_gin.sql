-- no operator class fails the server's own check
SELECT opcname, amvalidate(oid) FROM pg_opclass WHERE opcname IN ('minhash_ops', 'gin_minhash_ops') ORDER BY opcname, opcmethod;

-- stories with 0 to 9 edits each, seeded; every story's copies differ in more and more words
CREATE TABLE stories (id int, body text, sig minhash GENERATED ALWAYS AS (to_minhash(body)) STORED);
INSERT INTO stories
SELECT s * 10 + c, string_agg(CASE WHEN c > 0 AND i % (31 - 3 * c) = 0 THEN 'edit' || i || 'x' || c
								   ELSE 's' || s || 'w' || (i * 7919) % 1000 END, ' ' ORDER BY i)
  FROM generate_series(1, 100) s, generate_series(0, 9) c, generate_series(1, 200) i GROUP BY s, c;
INSERT INTO stories VALUES (-1, NULL), (-2, ''), (-3, 'x'), (-4, 'x');
CREATE INDEX stories_gin ON stories USING gin (sig);
ANALYZE stories;

-- the planner takes the index, for one article and for a join
EXPLAIN (COSTS off) SELECT count(*) FROM stories a JOIN stories b ON a.sig % b.sig;
PREPARE like_this(minhash) AS SELECT count(*) FROM stories WHERE sig % at_least($1, 0.7);
SET plan_cache_mode = force_generic_plan;
EXPLAIN (COSTS off) EXECUTE like_this(NULL);
RESET plan_cache_mode;

-- what the index finds is what a sequential scan finds, less the recall's loss, and never more
CREATE FUNCTION compare(threshold float8, OUT sequential bigint, OUT by_index bigint, OUT strangers bigint) AS $$
BEGIN
	PERFORM set_config('newsprint.similarity_threshold', threshold::text, true);
	SET LOCAL enable_bitmapscan = off;
	CREATE TEMP TABLE by_seq ON COMMIT DROP AS
		SELECT a.id AS a, b.id AS b FROM stories a, stories b WHERE a.id % 10 = 0 AND a.sig % b.sig;
	SET LOCAL enable_bitmapscan = on; SET LOCAL enable_seqscan = off;
	CREATE TEMP TABLE by_idx ON COMMIT DROP AS
		SELECT a.id AS a, b.id AS b FROM stories a, stories b WHERE a.id % 10 = 0 AND a.sig % b.sig;
	SELECT count(*) INTO sequential FROM by_seq;
	SELECT count(*) INTO by_index FROM by_idx;
	SELECT count(*) INTO strangers FROM (TABLE by_idx EXCEPT TABLE by_seq) d;
	DROP TABLE by_seq, by_idx;
END $$ LANGUAGE plpgsql;
SELECT t, sequential > 0 AS some, by_index >= 0.95 * sequential AS recall, strangers
  FROM unnest('{0.6,0.7,0.8,0.9,0.95,1}'::float8[]) t, compare(t);

-- below the index's threshold one notice, with the recall to be expected
SELECT count(*) > 0 AS found FROM stories WHERE sig % at_least(to_minhash('x'), 0.3);
SELECT count(*) > 0 AS found FROM stories WHERE sig % at_least(to_minhash('x'), 0.3);

-- a text without words is found by nothing and finds nothing
SET enable_seqscan = off;
SELECT id FROM stories WHERE sig % to_minhash('');
SELECT id FROM stories WHERE sig % to_minhash('x') ORDER BY id;
SELECT id FROM stories WHERE sig % NULL::minhash;

-- pending list, vacuum, delete, update
INSERT INTO stories SELECT 5000 + i, 'the pending list is read as well ' || repeat('word ' || i || ' ', 30) FROM generate_series(1, 20) i;
SELECT count(*) FROM stories WHERE sig % to_minhash('the pending list is read as well ' || repeat('word 7 ', 30)) AND id = 5007;
VACUUM stories;
SELECT count(*) FROM stories WHERE sig % to_minhash('the pending list is read as well ' || repeat('word 7 ', 30)) AND id = 5007;
DELETE FROM stories WHERE id = 5007;
VACUUM stories;
SELECT count(*) FROM stories WHERE sig % to_minhash('the pending list is read as well ' || repeat('word 7 ', 30)) AND id = 5007;

-- options, both sides of their limits
DROP INDEX stories_gin;
CREATE INDEX ON stories USING gin (sig gin_minhash_ops (threshold = 0.04));
CREATE INDEX ON stories USING gin (sig gin_minhash_ops (threshold = 1.01));
CREATE INDEX ON stories USING gin (sig gin_minhash_ops (recall = 0.4));
CREATE INDEX ON stories USING gin (sig gin_minhash_ops (recall = 1));
CREATE INDEX ON stories USING gin (sig gin_minhash_ops (bands = 20));
CREATE INDEX ON stories USING gin (sig gin_minhash_ops (rows = 4));
CREATE INDEX ON stories USING gin (sig gin_minhash_ops (bands = 33, rows = 4));
CREATE INDEX ON stories USING gin (sig gin_minhash_ops (bands = 1025, rows = 1));
CREATE INDEX ON stories USING gin (sig gin_minhash_ops (lanes = 100));
CREATE INDEX ON stories USING gin (sig gin_minhash_ops (colour = 'red'));
CREATE INDEX stories_gin ON stories USING gin (sig gin_minhash_ops (threshold = 0.3, recall = 0.9));
SELECT pg_get_indexdef('stories_gin'::regclass);
SELECT t, by_index >= 0.9 * sequential AS recall, strangers
  FROM unnest('{0.3,0.5,0.8}'::float8[]) t, compare(t);
DROP INDEX stories_gin;
-- with 64 bands of 2 rows no row can be lost from 0.51 on: 64 differing lanes leave a band whole
CREATE INDEX stories_gin ON stories USING gin (sig gin_minhash_ops (bands = 64, rows = 2));
SELECT t, by_index = sequential AS lossless, strangers
  FROM unnest('{0.51,0.6,0.9}'::float8[]) t, compare(t);
DROP INDEX stories_gin;

-- signatures that do not fit
CREATE INDEX ON stories USING gin (to_minhash(body, 64));
CREATE INDEX stories_gin ON stories USING gin (to_minhash(body, 64) gin_minhash_ops (lanes = 64));
SELECT id FROM stories WHERE to_minhash(body, 64) % to_minhash('x', 64) ORDER BY id;
SELECT id FROM stories WHERE to_minhash(body, 64) % to_minhash('x', 128);
DROP FUNCTION compare;
DROP TABLE stories;

-- signatures of two kinds in one table, each with its index: very common ones of one kind do not
-- stop the planner at a query for the other
RESET enable_seqscan;
CREATE TABLE kinds AS SELECT i AS id, i % 2 AS kind, to_minhash(t, 64 + 64 * (i % 2)) AS sig, to_fingerprint(t, 5, 4 + i % 2) AS fp
  FROM (SELECT i, CASE WHEN i % 6 < 2 THEN 'the same old story' ELSE 'story ' || i END AS t FROM generate_series(1, 1000) i) s;
CREATE INDEX ON kinds USING lsh (sig) WHERE kind = 0;
ANALYZE kinds;
CREATE FUNCTION estimated(query text) RETURNS numeric LANGUAGE plpgsql AS
$$ DECLARE plan json; BEGIN EXECUTE 'EXPLAIN (FORMAT json) SELECT FROM kinds WHERE kind = 0 AND ' || query INTO plan;
	RETURN round((plan->0->'Plan'->>'Plan Rows')::int, -1); END $$;
SELECT condition, estimated(condition) FROM (VALUES
	('sig % to_minhash(''the same old story'', 64)'), ('at_least(to_minhash(''the same old story'', 64), 0.5) % sig'),
	('sig % to_minhash(''another'', 64)'),
	('fp %> to_fingerprint(''the same old story'')'), ('at_least(to_fingerprint(''the same old story''), 0.5) <% fp'),
	('fp %> at_least(to_fingerprint(''another''), 0.5)')) v(condition);
DROP TABLE kinds;
DROP FUNCTION estimated;
