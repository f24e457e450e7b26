-- identical texts, and texts that fold to the same, are exactly alike
SELECT jaccard(to_minhash(a), to_minhash(b)), to_minhash(a) <-> to_minhash(b) AS distance
  FROM (VALUES ('The quick brown fox jumps', 'the QUICK brown fox, jumps!'),
			   ('Rᴇᴠᴇᴀʟɪɴɢ the раsswоrd of the bank', 'Revealing the password of the bank'),
			   ('one text of some words', 'and quite another of other ones')) v(a, b);
-- a text without words resembles nothing, not even itself
SELECT jaccard(to_minhash(''), to_minhash('')), to_minhash('') % to_minhash('') AS similar,
	   to_minhash('') = to_minhash(' ') AS equal;
SELECT to_minhash('') % at_least(to_minhash(''), 0) AS similar;
SELECT jaccard(NULL, to_minhash('x')), to_minhash('x') % NULL::minhash;

-- threshold by setting and by query
CREATE TEMP TABLE pair AS
SELECT to_minhash(string_agg('w' || i, ' ' ORDER BY i) FILTER (WHERE i <= 900)) AS a,
	   to_minhash(string_agg('w' || i, ' ' ORDER BY i) FILTER (WHERE i > 100)) AS b
  FROM generate_series(1, 1000) i;
SELECT round(jaccard(a, b)::numeric, 2) AS near_0_8, a % b AS by_default FROM pair;
SET newsprint.similarity_threshold = 0.95;
SELECT a % b AS by_setting, a % at_least(b, 0.7) AS by_query, at_least(b, 0.99) % a AS stricter FROM pair;
SET newsprint.similarity_threshold = 1.5;
SET newsprint.similarity_threshold = -0.1;
RESET newsprint.similarity_threshold;
SELECT at_least(to_minhash('x'), 1.1);
SELECT at_least(to_minhash('x'), 'NaN');

-- signatures that were made differently
SELECT jaccard(to_minhash('x', 64), to_minhash('x', 128));
SELECT to_minhash('x', 128, 3) % to_minhash('x', 128, 5);
SELECT to_minhash('x', 128, 3) <-> to_minhash('x', 128, 5);
SELECT to_minhash('x', 64) % at_least(to_minhash('x'), 0.5);

-- the estimate is unbiased and no wider than theory: 300 pairs at J = 1/3, 1/2, 4/5
WITH pairs AS (
	SELECT j, p, to_minhash(string_agg(md5(p::text || i), ' ' ORDER BY i) FILTER (WHERE i <= n), 128, 1) AS a,
		   to_minhash(string_agg(md5(p::text || i), ' ' ORDER BY i) FILTER (WHERE i > s), 128, 1) AS b
	  FROM (VALUES (1/3.0, 200, 100, 300), (0.5, 225, 75, 300), (0.8, 270, 30, 300)) v(j, n, s, total),
		   generate_series(1, 300) p, generate_series(1, 300) i
	 GROUP BY j, p, n, s)
SELECT round(j, 2) AS j, abs(avg(jaccard(a, b)) - j) < 0.01 AS unbiased,
	   sqrt(avg((jaccard(a, b) - j) ^ 2)) < 1.1 * sqrt(j * (1 - j) / 128) AS within_theory
  FROM pairs GROUP BY j ORDER BY j;

-- bands
SELECT minhash_bands(to_minhash(''), 4, 4);
SELECT array_length(minhash_bands(to_minhash('x'), 32, 4), 1);
SELECT minhash_bands(to_minhash('x'), 0, 4);
SELECT minhash_bands(to_minhash('x'), 33, 4);
SELECT minhash_bands(to_minhash('x'), 2147483647, 2147483647);

-- advice
SELECT t, (lsh_parameters(t)).bands, (lsh_parameters(t)).rows,
	   round((lsh_parameters(t)).probability::numeric, 3) AS probability
  FROM unnest('{0.05,0.3,0.5,0.6,0.7,0.8,0.9,1}'::float8[]) t;
SELECT bands, rows, probability < 0.9999 AS short FROM lsh_parameters(0.3, 0.9999, 16);
SELECT round(lsh_probability(0.6, 13, 3)::numeric, 3), lsh_probability(1, 5, 5), round(lsh_probability(0, 5, 1)::numeric, 3);
SELECT lsh_probability(1.5, 1, 1);
SELECT lsh_parameters(-1);
SELECT lsh_parameters(0.5, 2);
SELECT lsh_parameters(0.5, 0.9, 100);
