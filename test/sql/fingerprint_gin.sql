-- no operator class fails the server's own check
SELECT amname, amvalidate(c.oid) FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod
 WHERE opcname LIKE '%fingerprint%' ORDER BY amname;

-- stories of 20 to 400 words; excerpts of every tenth; a phrase that stands in all of them
CREATE FUNCTION words(seed text, first int, n int) RETURNS text AS $$
	SELECT coalesce(string_agg(substr(md5(seed || i), 1, 6), ' ' ORDER BY i), '') FROM generate_series(first, first + n - 1) i
$$ LANGUAGE sql IMMUTABLE;
CREATE TABLE pages (id int, body text, fp fingerprint GENERATED ALWAYS AS (to_fingerprint(body)) STORED);
INSERT INTO pages SELECT i, words('s' || i, 1, 20 + i % 20 * 20) || ' ' || words('phrase', 1, 40) FROM generate_series(1, 1000) i;
INSERT INTO pages SELECT 10000 + i, words('s' || i, 5, 30) FROM generate_series(10, 1000, 10) i;
INSERT INTO pages VALUES (-1, NULL), (-2, ''), (-3, 'x'), (-4, 'x');
CREATE INDEX pages_gin ON pages USING gin (fp);
ANALYZE pages;

-- the planner takes the index, in both directions, with and without a threshold in the query, and for a join
EXPLAIN (COSTS off) SELECT id FROM pages WHERE fp %> to_fingerprint('a b c d e f g h i j k l');
EXPLAIN (COSTS off) SELECT id FROM pages WHERE at_least(to_fingerprint('a b c d e f g h i j k l'), 0.7) <% fp;
EXPLAIN (COSTS off) SELECT id FROM pages WHERE fp <% to_fingerprint('a b c d e f g h i j k l');
EXPLAIN (COSTS off) SELECT count(*) FROM pages a JOIN pages b ON a.fp %> b.fp;

-- an excerpt finds its article; the article its excerpt
SELECT id FROM pages WHERE fp %> to_fingerprint(words('s370', 31, 12));
SELECT id FROM pages WHERE fp <% at_least((SELECT fp FROM pages WHERE id = 370), 0.9) AND id <> 370;
-- the nearest first
SELECT id, round((1 - (fp <->> to_fingerprint(words('s370', 1, 200))))::numeric, 2) AS share
  FROM pages WHERE fp %> at_least(to_fingerprint(words('s370', 1, 200)), 0.1) ORDER BY fp <->> to_fingerprint(words('s370', 1, 200)), id;

-- the index gives what a sequential scan gives, in both directions, at every threshold
CREATE FUNCTION compare(threshold float8, OUT contains bigint, OUT contained bigint, OUT differences bigint) AS $$
BEGIN
	PERFORM set_config('newsprint.containment_threshold', threshold::text, true);
	SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = on;
	CREATE TEMP TABLE by_seq ON COMMIT DROP AS
		SELECT 1 AS way, a.id AS a, b.id AS b FROM pages a, pages b WHERE a.id % 50 = 0 AND b.fp %> a.fp
		UNION ALL SELECT 2, a.id, b.id FROM pages a, pages b WHERE a.id % 50 = 0 AND b.fp <% a.fp
		UNION ALL SELECT 3, a.id, b.id FROM pages a, pages b WHERE a.id % 50 = 0 AND b.fp %> at_least(a.fp, threshold)
		UNION ALL SELECT 4, a.id, b.id FROM pages a, pages b WHERE a.id % 50 = 0 AND b.fp <% at_least(a.fp, threshold);
	SET LOCAL enable_bitmapscan = on; SET LOCAL enable_seqscan = off;
	CREATE TEMP TABLE by_idx ON COMMIT DROP AS
		SELECT 1 AS way, a.id AS a, b.id AS b FROM pages a, pages b WHERE a.id % 50 = 0 AND b.fp %> a.fp
		UNION ALL SELECT 2, a.id, b.id FROM pages a, pages b WHERE a.id % 50 = 0 AND b.fp <% a.fp
		UNION ALL SELECT 3, a.id, b.id FROM pages a, pages b WHERE a.id % 50 = 0 AND b.fp %> at_least(a.fp, threshold)
		UNION ALL SELECT 4, a.id, b.id FROM pages a, pages b WHERE a.id % 50 = 0 AND b.fp <% at_least(a.fp, threshold);
	SELECT count(*) FILTER (WHERE way = 1), count(*) FILTER (WHERE way = 2) INTO contains, contained FROM by_idx;
	SELECT count(*) INTO differences FROM ((TABLE by_seq EXCEPT ALL TABLE by_idx) UNION ALL (TABLE by_idx EXCEPT ALL TABLE by_seq)) d;
	DROP TABLE by_seq, by_idx;
END $$ LANGUAGE plpgsql;
SELECT t, c.* FROM unnest('{0,0.05,0.3,0.5,1}'::float8[]) t, compare(t) c;
-- with hashes cut so short that strangers meet, and with nearly whole ones
DROP INDEX pages_gin;
CREATE INDEX pages_gin ON pages USING gin (fp gin_fingerprint_ops (bits = 8));
SELECT pg_get_indexdef('pages_gin'::regclass);
SELECT t, differences FROM unnest('{0.05,1}'::float8[]) t, compare(t) c;
DROP INDEX pages_gin;
CREATE INDEX pages_gin ON pages USING gin (fp gin_fingerprint_ops (bits = 30));
SELECT t, differences FROM unnest('{0.05,1}'::float8[]) t, compare(t) c;

-- a text without words is found by nothing and finds nothing
SET enable_seqscan = off;
SELECT id FROM pages WHERE fp %> to_fingerprint('');
SELECT id FROM pages WHERE fp <% to_fingerprint('');
SELECT id FROM pages WHERE fp %> to_fingerprint('x') ORDER BY id;
SELECT id FROM pages WHERE fp <% to_fingerprint('x') ORDER BY id;
SELECT id FROM pages WHERE fp %> NULL::fingerprint;

-- a phrase in every row does not make the index fetch every row
CREATE FUNCTION rechecked(query text) RETURNS text AS $$
DECLARE line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) ' || query LOOP
		IF line ~ 'Rows Removed by Index Recheck' THEN
			RETURN CASE WHEN regexp_replace(line, '\D', '', 'g')::int < 100 THEN 'fewer than 100' ELSE trim(line) END;
		END IF;
	END LOOP;
	RETURN 'none';
END $$ LANGUAGE plpgsql;
SELECT rechecked($$SELECT id FROM pages WHERE fp %> to_fingerprint(words('s370', 31, 20) || ' ' || words('phrase', 1, 15))$$);
SELECT rechecked($$SELECT id FROM pages WHERE fp <% (SELECT fp FROM pages WHERE id = 370)$$);

-- pending list, vacuum, delete
INSERT INTO pages SELECT 5000 + i, words('pending' || i, 1, 50) FROM generate_series(1, 20) i;
SELECT id FROM pages WHERE fp %> to_fingerprint(words('pending7', 11, 20));
VACUUM pages;
SELECT id FROM pages WHERE fp %> to_fingerprint(words('pending7', 11, 20));
DELETE FROM pages WHERE id = 5007;
VACUUM pages;
SELECT id FROM pages WHERE fp %> to_fingerprint(words('pending7', 11, 20));

-- fingerprints made otherwise: the operator's error where they meet
CREATE INDEX pages_coarse ON pages USING gin (to_fingerprint(body, 5, 8));
SELECT id FROM pages WHERE to_fingerprint(body, 5, 8) %> to_fingerprint(words('s370', 31, 20), 5, 8);
SELECT id FROM pages WHERE to_fingerprint(body, 5, 8) %> to_fingerprint(words('s370', 31, 20), 5, 4);

-- options, both sides of their limits
CREATE INDEX ON pages USING gin (fp gin_fingerprint_ops (bits = 7));
CREATE INDEX ON pages USING gin (fp gin_fingerprint_ops (bits = 31));
CREATE INDEX ON pages USING gin (fp gin_fingerprint_ops (colour = 'red'));
DROP TABLE pages;
DROP FUNCTION compare, rechecked, words;
