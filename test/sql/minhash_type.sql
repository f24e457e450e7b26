-- golden vectors: a change of these is a new format version
SELECT to_minhash('The quick brown fox jumps over the lazy dog', 32);
SELECT to_minhash('The quick brown fox jumps over the lazy dog', 16, 1);
SELECT to_minhash('two words', 16), to_minhash('', 16), to_minhash(' — !', 16);
SELECT md5(to_minhash(string_agg('word' || i, ' ' ORDER BY i))::text)
  FROM generate_series(1, 2000) i;
SELECT minhash_bands(to_minhash('The quick brown fox jumps over the lazy dog', 32), 4, 3);

-- what a signature knows
SELECT minhash_lanes(m), minhash_shingles(m), pg_column_size(m)
  FROM to_minhash('one two three four one two three four') m;
SELECT minhash_shingles(to_minhash(string_agg(i::text, ' ' ORDER BY i))) FROM generate_series(1, 50000) i;
-- beyond 65536 an estimate
SELECT abs(minhash_shingles(to_minhash(string_agg(i::text, ' ' ORDER BY i))) / 200000.0 - 1) < 0.03
  FROM generate_series(1, 200000) i;

-- text and binary round trips
SELECT m::text::minhash = m AS text FROM to_minhash('a b c d e f', 64) m;
CREATE TEMP TABLE sent (id int, m minhash, q minhash_query);
INSERT INTO sent SELECT i, to_minhash(repeat('x' || i || ' y ', i)), at_least(to_minhash('q' || i), i / 10.0)
  FROM generate_series(0, 9) i;
INSERT INTO sent VALUES (10, NULL, NULL);
CREATE TEMP TABLE received (LIKE sent);
SELECT encode(minhash_send(to_minhash('a b c', 16)), 'hex');
COPY sent TO PROGRAM 'cat > newsprint_copy_test' (FORMAT binary);
COPY received FROM PROGRAM 'cat newsprint_copy_test && rm newsprint_copy_test' (FORMAT binary);
SELECT count(*) FILTER (WHERE s.m = r.m AND s.q::text = r.q::text) AS equal, count(*)
  FROM sent s JOIN received r USING (id);

-- bad literals
SELECT ''::minhash;
SELECT 'some text'::minhash;
SELECT '1'::minhash;
SELECT '1:16:3:5'::minhash;
SELECT '1:16:3:5:00'::minhash;
SELECT '1:16:3:5:000102030405060708090a0b0c0d0e0g'::minhash;
SELECT '2:16:3:5:000102030405060708090a0b0c0d0e0f'::minhash;
SELECT '1:17:3:5:000102030405060708090a0b0c0d0e0f00'::minhash;
SELECT '1:8:3:5:0001020304050607'::minhash;
SELECT '1:2048:3:5:00'::minhash;
SELECT '1:16:0:5:000102030405060708090a0b0c0d0e0f'::minhash;
SELECT '1:16:17:5:000102030405060708090a0b0c0d0e0f'::minhash;
SELECT '1:16:3:99999999999999999999:000102030405060708090a0b0c0d0e0f'::minhash;
SELECT '1:16:3:0:000102030405060708090a0b0c0d0e0f'::minhash;
SELECT '1:16:3:5:000102030405060708090A0B0C0D0E0F'::minhash;
SELECT '0.5'::minhash_query;
SELECT 'x/1:16:3:5:000102030405060708090a0b0c0d0e0f'::minhash_query;
SELECT '1.5/1:16:3:5:000102030405060708090a0b0c0d0e0f'::minhash_query;
SELECT '0.5/1:16:3:5:000102030405060708090a0b0c0d0e0f'::minhash_query;

-- bad parameters
SELECT to_minhash('x', 0);
SELECT to_minhash('x', 100);
SELECT to_minhash('x', 1040);
SELECT to_minhash('x', 128, 0);
SELECT to_minhash('x', 128, 17);
SELECT to_minhash('x', 16) IS NOT NULL, to_minhash('x', 1024, 16) IS NOT NULL, to_minhash(NULL) IS NULL;

-- order and hashing
SELECT count(DISTINCT m) FROM (VALUES (to_minhash('a b c')), (to_minhash('A, b c')), (to_minhash('c b a')), (to_minhash(''))) v(m);
SELECT m1 < m2 AS lt, m1 <= m2 AS le, m1 = m2 AS eq, m1 <> m2 AS ne, m1 >= m2 AS ge, m1 > m2 AS gt
  FROM (SELECT min(m::text)::minhash, max(m::text)::minhash
		  FROM (VALUES (to_minhash('a b c', 16)), (to_minhash('d e f', 16))) v(m)) w(m1, m2);
SET enable_hashagg = off;
SELECT count(*) FROM (SELECT m FROM (VALUES (to_minhash('a b c')), (to_minhash('A b c'))) v(m) GROUP BY m) w;
RESET enable_hashagg;
-- a sort keeps to its memory, though signatures as short as these are copied for each comparison
CREATE TABLE short AS SELECT i AS id, to_minhash(i::text, 64) AS sig FROM generate_series(1, 20000) i;
SET work_mem = '16MB';
BEGIN;
DECLARE sorted CURSOR FOR SELECT * FROM short ORDER BY sig, id;
MOVE 1 FROM sorted;
SELECT pg_size_pretty(sum(total_bytes)) AS too_much
  FROM pg_backend_memory_contexts WHERE name LIKE 'TupleSort%' OR name LIKE 'Caller tuples' HAVING sum(total_bytes) > 16 * 1024 * 1024;
COMMIT;
RESET work_mem;
DROP TABLE short;

-- the aggregate is the signature of the union
SELECT minhash_agg(t) = to_minhash('one two three four five') AS one,
	   minhash_agg(t, 64, 2) = to_minhash('one two three four five', 64, 2) AS with_parameters
  FROM (VALUES ('one two three four'), ('two three four five'), (NULL), ('')) v(t);
SELECT minhash_agg(t) FROM (VALUES ('x')) v(t) WHERE false;
SELECT minhash_shingles(minhash_agg(NULL)) AS only_null;
SELECT minhash_agg(t, 100, 3) FROM (VALUES ('x')) v(t);
SELECT minhash_agg(t, NULL, 3) FROM (VALUES ('x')) v(t);
SELECT minhash_agg(t, lanes, 3) FROM (VALUES ('x', 64), ('y', 64), ('z', 128)) v(t, lanes);
SELECT minhash_agg(t, 64, shingle) FROM (VALUES ('x', 3), ('y', NULL)) v(t, shingle);
-- and the same in a parallel plan
CREATE TABLE agg_test AS SELECT string_agg('w' || (i * j) % 5000, ' ' ORDER BY i) AS t
  FROM generate_series(1, 400) j, generate_series(1, 50) i GROUP BY j;
ANALYZE agg_test;
SELECT minhash_agg(t) AS serial FROM agg_test \gset
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS off) SELECT minhash_agg(t) FROM agg_test;
SELECT minhash_agg(t) = :'serial' AS same FROM agg_test;
DROP TABLE agg_test;
