-- golden vectors: a change of these is a new format version
SELECT to_fingerprint('The quick brown fox jumps over the lazy dog and runs away from the farmer who owns it');
SELECT to_fingerprint('The quick brown fox jumps over the lazy dog', 3, 1);
SELECT to_fingerprint('two words'), to_fingerprint(''), to_fingerprint(' — !');
SELECT md5(to_fingerprint(string_agg('word' || i, ' ' ORDER BY i))::text) FROM generate_series(1, 2000) i;

-- what a fingerprint knows; one shingle in (window + 1) / 2 is kept
SELECT fingerprint_hashes(f), pg_column_size(f)
  FROM to_fingerprint('The quick brown fox jumps over the lazy dog and runs away', 5, 1) f;
SELECT w AS "window", round(fingerprint_hashes(to_fingerprint(body, 5, w)) * (w + 1) / 2.0 / 20000, 1) AS density
  FROM (SELECT string_agg(i::text, ' ' ORDER BY i) FROM generate_series(1, 20004) i) t(body), unnest('{1,4,16,256}'::int[]) w;
-- spelling, case and disguise make no difference
SELECT to_fingerprint('Thе QUICK brown fox — jumps over ᴛʜᴇ lazy dog') = to_fingerprint('The quick brown fox jumps over the lazy dog');

-- the promise: a shared run of shingle + window - 1 words is seen, whatever stands around it
CREATE FUNCTION words(seed text, n int) RETURNS text AS $$
	SELECT coalesce(string_agg(substr(md5(seed || i), 1, 6), ' ' ORDER BY i), '') FROM generate_series(1, n) i
$$ LANGUAGE sql IMMUTABLE;
SELECT count(*) AS tried,
	   count(*) FILTER (WHERE containment(to_fingerprint(run, s, w), to_fingerprint(a, s, w)) = 1) AS contained,
	   count(*) FILTER (WHERE containment(to_fingerprint(a, s, w), to_fingerprint(b, s, w)) > 0) AS seen,
	   count(*) FILTER (WHERE containment(to_fingerprint(a, s, w), to_fingerprint(other, s, w)) > 0) AS strangers
  FROM unnest('{1,2,3,5,16}'::int[]) s, unnest('{1,2,4,9,256}'::int[]) w, generate_series(1, 20) n,
	   LATERAL (SELECT words('run' || n || s || w, s + w - 1)) r(run),
	   LATERAL (SELECT words('a' || n, n % 7) || ' ' || run || ' ' || words('b' || n, n * 3),
					   words('c' || n, n * 2) || ' ' || run || ' ' || words('d' || n, n % 5),
					   words('e' || n, n * 2 + s + w)) t(a, b, other);

-- containment has a direction
SELECT round(containment(e, a)::numeric, 3) AS excerpt_in_article, round(containment(a, e)::numeric, 3) AS article_in_excerpt,
	   round((e <<-> a)::numeric, 3) AS missing, round((a <->> e)::numeric, 3) AS same, e <% a AS stands_in, a %> e AS contains,
	   a <% e AS reverse, a <% at_least(e, 0.05) AS reverse_low, at_least(e, 1) <% a AS whole, a %> at_least(e, 1) AS whole_too,
	   at_least(a, 0.05) %> e AS query_contains
  FROM (SELECT to_fingerprint(words('a', 300)), to_fingerprint(words('a', 30))) t(a, e);
-- a text without words stands nowhere and contains nothing, whatever the threshold
SET newsprint.containment_threshold = 0;
SELECT containment(n, x), containment(x, n), n <% x AS n_in_x, x <% n AS x_in_n, n <% n AS n_in_n, x <% at_least(n, 0) AS at_least,
	   x <% to_fingerprint('something else entirely') AS stranger
  FROM (SELECT to_fingerprint(''), to_fingerprint('x y z')) t(n, x);
RESET newsprint.containment_threshold;
SET newsprint.containment_threshold = 1.1;

-- made differently
SELECT containment(to_fingerprint('x', 5), to_fingerprint('x', 4));
SELECT to_fingerprint('x', 5, 4) <% to_fingerprint('x', 5, 8);

-- text and binary round trips
SELECT f::text::fingerprint = f AS text FROM to_fingerprint(words('f', 50)) f;
CREATE TEMP TABLE sent (id int, f fingerprint, q fingerprint_query);
INSERT INTO sent SELECT i, to_fingerprint(words('s' || i, i * i)), at_least(to_fingerprint(words('q', i)), i / 10.0)
  FROM generate_series(0, 9) i;
INSERT INTO sent VALUES (10, NULL, NULL);
CREATE TEMP TABLE received (LIKE sent);
SELECT encode(fingerprint_send(to_fingerprint('a b c')), 'hex');
COPY sent TO PROGRAM 'cat > newsprint_fingerprint_test' (FORMAT binary);
COPY received FROM PROGRAM 'cat newsprint_fingerprint_test && rm newsprint_fingerprint_test' (FORMAT binary);
SELECT count(*) FILTER (WHERE s.f = r.f AND s.q::text = r.q::text) AS equal, count(*)
  FROM sent s JOIN received r USING (id);

-- a literal alone is taken for a minhash
SELECT pg_typeof(at_least('1:16:3:5:000102030405060708090a0b0c0d0e0f', 0.5)), pg_typeof(at_least('1:5:4:00c0ffee'::fingerprint, 0.5));
SELECT at_least('1:5:4:00c0ffee', 0.5);

-- bad literals
SELECT ''::fingerprint;
SELECT 'some text'::fingerprint;
SELECT '1:5'::fingerprint;
SELECT '1:5:4'::fingerprint;
SELECT '1:5:4:0000000'::fingerprint;
SELECT '1:5:4:0000000g'::fingerprint;
SELECT '1:5:4:0000000200000001'::fingerprint;
SELECT '1:5:4:0000000200000002'::fingerprint;
SELECT '2:5:4:00000001'::fingerprint;
SELECT '1:0:4:00000001'::fingerprint;
SELECT '1:17:4:00000001'::fingerprint;
SELECT '1:5:0:00000001'::fingerprint;
SELECT '1:5:257:00000001'::fingerprint;
SELECT '1:99999999999999999999:4:00000001'::fingerprint;
SELECT repeat('x', 100000)::fingerprint;
SELECT '1:5:4:00C0FFEE'::fingerprint;
SELECT '0.5'::fingerprint_query;
SELECT 'x/1:5:4:00000001'::fingerprint_query;
SELECT '1.5/1:5:4:00000001'::fingerprint_query;
SELECT 'nan/1:5:4:00000001'::fingerprint_query;
SELECT '0.5/1:5:4:00000001'::fingerprint_query;

-- bad binary values: version, shingle, window, a count that is not there, hashes out of order, one too short
CREATE TEMP TABLE damaged (f fingerprint);
CREATE FUNCTION receive(hex text) RETURNS text AS $$
BEGIN
	EXECUTE format('COPY damaged FROM PROGRAM %L (FORMAT binary)', format(
		'perl -e ''print pack("H*", "5047434f50590aff0d0a00%s0001%s%sffff")''',
		repeat('0', 16), lpad(to_hex(length(hex) / 2), 8, '0'), hex));
	RETURN 'received';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$ LANGUAGE plpgsql;
SELECT hex, receive(hex) FROM unnest('{
	010500040000000200000001ffffffff,
	020500040000000100000001,
	010000040000000100000001,
	010500000000000100000001,
	01050004ffffffff00000001,
	010500040000000200000001,
	01050004000000020000000200000001,
	0105000400000001,
	010500,
	01050004000000010000000100}'::text[]) hex;

-- bad parameters
SELECT to_fingerprint('x', 0);
SELECT to_fingerprint('x', 17);
SELECT to_fingerprint('x', 5, 0);
SELECT to_fingerprint('x', 5, 257);
SELECT at_least(to_fingerprint('x'), 1.5);
SELECT at_least(to_fingerprint('x'), 'NaN');
SELECT to_fingerprint(NULL) IS NULL, containment(NULL, to_fingerprint('x')) IS NULL;

-- order and hashing: the same teaser under many pages is one group
SELECT count(DISTINCT f) FROM (VALUES (to_fingerprint('a b c')), (to_fingerprint('A, b c')), (to_fingerprint('c b a')), (to_fingerprint(''))) v(f);
SELECT f1 < f2 AS lt, f1 <= f2 AS le, f1 = f2 AS eq, f1 <> f2 AS ne, f1 >= f2 AS ge, f1 > f2 AS gt
  FROM (VALUES ('1:5:4:0000000100000002'::fingerprint, '1:5:4:00000002'::fingerprint)) v(f1, f2);
SET enable_hashagg = off;
SELECT f, count(*) FROM (SELECT to_fingerprint('teaser ' || i % 2) FROM generate_series(1, 10) i) t(f) GROUP BY f ORDER BY f;
SET enable_hashagg = on; SET enable_sort = off;
SELECT count(*) FROM (SELECT to_fingerprint('teaser ' || i % 2) FROM generate_series(1, 10) i) t(f) GROUP BY f;
RESET enable_hashagg; RESET enable_sort;
SELECT count(*) FROM sent a JOIN sent b ON a.f = b.f;
SELECT fingerprint_hash(f), fingerprint_hash_extended(f, 1) FROM to_fingerprint('a b c') f;
-- a sort keeps to its memory, though fingerprints as short as these are copied for each comparison
CREATE TABLE short AS SELECT i AS id, to_fingerprint(i::text) AS f FROM generate_series(1, 20000) i;
SET work_mem = '8MB';
BEGIN;
DECLARE sorted CURSOR FOR SELECT * FROM short ORDER BY f, id;
MOVE 1 FROM sorted;
SELECT pg_size_pretty(sum(total_bytes)) AS too_much
  FROM pg_backend_memory_contexts WHERE name LIKE 'TupleSort%' OR name LIKE 'Caller tuples' HAVING sum(total_bytes) > 8 * 1024 * 1024;
COMMIT;
RESET work_mem;
DROP TABLE short;

-- ten megabytes
SELECT fingerprint_hashes(to_fingerprint(repeat('buy now ', 1250000))),
	   fingerprint_hashes(to_fingerprint(repeat('.', 10000000))), fingerprint_hashes(to_fingerprint(repeat('x', 10000000)));
DROP FUNCTION words;
DROP FUNCTION receive;
