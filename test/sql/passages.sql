-- offsets are substr()'s, in both texts, whatever the characters
CREATE TABLE pair AS SELECT
	'Zürich — „Der schnelle braune Fuchs“ springt über den faulen Hund, 狐狸跳过懒狗, und läuft dann weg. Ende.' AS a,
	'Gestern: der SCHNELLE  braune Fuchs ѕprіngt über den faulen Hund … 狐狸跳过懒狗 und lief dann weg.' AS b;
SELECT p.*, substr(a, a_start, a_length) = passage AS in_a, substr(b, b_start, b_length) AS in_b
  FROM pair, shared_passages(a, b, 4) p;
SELECT count(*), sum(words) FROM pair, shared_passages(a, a, 1);
SELECT count(*) FROM pair, shared_passages(a, b);
DROP TABLE pair;

-- moved blocks, and a run that stands several times: every place in either text is listed
SELECT a_start, b_start, words, passage FROM shared_passages(
	'one two three four. Then red green blue black.', 'Red green blue black? One two three four!', 3);
SELECT a_start, b_start, words FROM shared_passages('say one two three', 'one two three x one two three y one two three', 3);
SELECT a_start, b_start, words FROM shared_passages('one two three x one two three', 'one two three y one two three', 3);
-- runs that overlap in one text
SELECT a_start, b_start, words, passage FROM shared_passages('a b c d e f g', 'a b c d e x c d e f g', 3);
-- text that repeats within itself
SELECT a_start, b_start, words FROM shared_passages(repeat('buy now ', 10), repeat('buy now ', 6), 2);
SELECT count(*) < 3000 AS few, max(words) FROM shared_passages(repeat('a b c ', 2000), repeat('a b c d a b c ', 1000), 5);

-- planted runs among random words: exactly they come back
CREATE FUNCTION words(seed text, n int) RETURNS text AS $$
	SELECT coalesce(string_agg(substr(md5(seed || i), 1, 8), ' ' ORDER BY i), '') FROM generate_series(1, n) i
$$ LANGUAGE sql IMMUTABLE;
SELECT count(*) AS tried, count(*) FILTER (WHERE found = ARRAY[words('x' || n, 8 + n), words('y' || n, 20)]) AS exact,
	   count(*) FILTER (WHERE none IS NULL) AS none_longer
  FROM generate_series(1, 50) n,
	   LATERAL (SELECT words('a' || n, n) || ' ' || words('x' || n, 8 + n) || ' ' || words('b' || n, 5) || ' ' || words('y' || n, 20),
					   words('y' || n, 20) || ' ' || words('c' || n, n * 2) || ' ' || words('x' || n, 8 + n) || ' ' || words('d' || n, 3)) t(a, b),
	   LATERAL (SELECT array_agg(passage ORDER BY a_start) FROM shared_passages(a, b)) f(found),
	   LATERAL (SELECT array_agg(passage) FROM shared_passages(a, b, greatest(9 + n, 21))) g(none);

-- nothing, and bad input
SELECT count(*) FROM shared_passages('', '');
SELECT count(*) FROM shared_passages('x', '', 1);
SELECT count(*) FROM shared_passages(NULL, 'x');
SELECT passage FROM shared_passages('x', 'X', 1);
SELECT * FROM shared_passages('x', 'x', 0);
SELECT * FROM shared_passages('x', 'x', -1);
SELECT count(*) FROM shared_passages('x', 'x', 2147483647);
SELECT shared_passages('a b', 'a b', 2);

-- two megabytes each, and cancel in the middle of more
SELECT count(*), max(words) FROM (SELECT words('big', 200000)) t(body), shared_passages(body, 'x ' || body);
CREATE TEMP TABLE big AS SELECT repeat(words('w', 500) || ' ', 8000) AS body;
SET statement_timeout = '100ms';
SELECT count(*) FROM big, shared_passages(body, body || 'x');
SELECT count(*) FROM big, duplicate_kind(body, body || 'x');
SELECT count(to_fingerprint(body || body || body || body || body || body)) FROM big;
RESET statement_timeout;
DROP FUNCTION words;
