-- near_duplicates and duplicate_clusters

-- seeded prose: word number n of story s, from a vocabulary of 4,096 words
CREATE FUNCTION word(seed bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT 'w' || (hashint8(seed) & 4095) $$;
CREATE FUNCTION prose(story int, words int, first int DEFAULT 1) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT string_agg(word(story * 100000::bigint + n), ' ' ORDER BY n) FROM generate_series(first, first + words - 1) n $$;

CREATE TABLE story (id bigint PRIMARY KEY, desk text, published timestamptz, body text, sig minhash);

-- 300 stories; every tenth has a copy with 20 words of 200 exchanged
INSERT INTO story
SELECT s, CASE WHEN s % 2 = 0 THEN 'sport' ELSE 'news' END,
	timestamptz '2020-01-01' + s * interval '1 hour', prose(s, 200)
FROM generate_series(1, 300) s;
INSERT INTO story
SELECT 1000 + s, CASE WHEN s % 20 = 0 THEN 'sport' ELSE 'news' END,
	timestamptz '2020-01-01' + s * interval '1 day', prose(s, 180) || ' ' || prose(-s, 20)
FROM generate_series(10, 300, 10) s;
UPDATE story SET sig = to_minhash(body);

SELECT count(*), min(similarity) > 0.7 AS all_similar,
	bool_and(b::bigint = a::bigint + 1000) AS all_planted
FROM near_duplicates('story', 'id', 'sig', 0.7);
SELECT count(*), count(DISTINCT cluster), min(size), max(size)
FROM duplicate_clusters('story', 'id', 'sig', 0.7);

-- the same with the similarity of the texts, which is exact
SELECT count(*), round(min(similarity)::numeric, 4) AS min, round(max(similarity)::numeric, 4) AS max
FROM near_duplicates('story', 'id', 'sig', 0.7, body => 'body');
SELECT count(*), round(min(similarity_to_canonical)::numeric, 4) AS min
FROM duplicate_clusters('story', 'id', 'sig', 0.7, body => 'body');

-- exact similarities agree with sets of shingles made by hand
CREATE FUNCTION shingles(t text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS
$$ SELECT DISTINCT w[i] || ' ' || w[i + 1] || ' ' || w[i + 2]
   FROM (SELECT string_to_array(fold_text(t), ' ') w) x, generate_series(1, cardinality(w) - 2) i $$;
SELECT count(*) FILTER (WHERE abs(similarity - exact) > 1e-9) AS wrong, count(*)
FROM near_duplicates('story', 'id', 'sig', 0.7, body => 'body'),
	LATERAL (SELECT (SELECT count(*) FROM (SELECT shingles(x.body) INTERSECT SELECT shingles(y.body)) i)::float8 /
		(SELECT count(*) FROM (SELECT shingles(x.body) UNION SELECT shingles(y.body)) u) AS exact
		FROM story x, story y WHERE x.id = a::bigint AND y.id = b::bigint) e;

-- the same pairs as comparing each with each
SELECT count(*) FROM (
	(SELECT x.id::text, y.id::text FROM story x JOIN story y ON x.id < y.id AND jaccard(x.sig, y.sig) >= 0.7
	 EXCEPT SELECT a, b FROM near_duplicates('story', 'id', 'sig', 0.7))
	UNION ALL
	(SELECT a, b FROM near_duplicates('story', 'id', 'sig', 0.7)
	 EXCEPT SELECT x.id::text, y.id::text FROM story x JOIN story y ON x.id < y.id AND jaccard(x.sig, y.sig) >= 0.7)) d;

-- only within a desk, only within some days
SELECT count(*) FROM near_duplicates('story', 'id', 'sig', 0.7, tenant => 'desk');
SELECT count(*) FROM near_duplicates('story', 'id', 'sig', 0.7, published => 'published', horizon => '100 days');
SELECT count(*) FROM duplicate_clusters('story', 'id', 'sig', 0.7, published => 'published', horizon => '100 days');
UPDATE story SET desk = 'other' WHERE id IN (1010, 1020);
UPDATE story SET published = NULL WHERE id = 1030;
SELECT count(*) FROM near_duplicates('story', 'id', 'sig', 0.7, tenant => 'desk');
SELECT count(*) FROM near_duplicates('story', 'id', 'sig', 0.7, published => 'published', horizon => '100 days');
-- longer than can be counted: no limit
SELECT count(*) FROM near_duplicates('story', 'id', 'sig', 0.7, published => 'published', horizon => '593067 years');

-- the canonical copy: the smallest key, or first or last by a column
SELECT * FROM duplicate_clusters('story', 'id', 'sig', 0.7) ORDER BY key::bigint LIMIT 2;
SELECT key, cluster, size FROM duplicate_clusters('story', 'id', 'sig', 0.7, canonical_order => 'published', descending => true)
WHERE cluster = '1300' ORDER BY key::bigint;

-- less memory takes more passes and gives the same: copies of early stories
-- stand after 4,000 others, more than fit
INSERT INTO story SELECT 10000 + s, NULL, NULL, prose(s, 100) FROM generate_series(10000, 14000) s;
INSERT INTO story SELECT 40000 + s, NULL, NULL, prose(s, 190) FROM generate_series(7, 300, 10) s;
INSERT INTO story SELECT 50000 + s, NULL, NULL, prose(s, 95) FROM generate_series(13000, 14000, 50) s;
UPDATE story SET sig = to_minhash(body) WHERE sig IS NULL;
CREATE TABLE roomy AS SELECT * FROM duplicate_clusters('story', 'id', 'sig', 0.7);
CREATE TABLE roomy_pairs AS SELECT * FROM near_duplicates('story', 'id', 'sig', 0.7);
SET maintenance_work_mem = '1MB';
CREATE TABLE narrow AS SELECT * FROM duplicate_clusters('story', 'id', 'sig', 0.7);
CREATE TABLE narrow_pairs AS SELECT * FROM near_duplicates('story', 'id', 'sig', 0.7);
RESET maintenance_work_mem;
SELECT count(*), count(DISTINCT cluster) FROM roomy;
SELECT count(*) FROM roomy_pairs;
SELECT count(*) FROM ((TABLE roomy EXCEPT TABLE narrow) UNION ALL (TABLE narrow EXCEPT TABLE roomy)) d;
SELECT count(*) FROM ((TABLE roomy_pairs EXCEPT TABLE narrow_pairs)
	UNION ALL (TABLE narrow_pairs EXCEPT TABLE roomy_pairs)) d;

-- also within a desk and some days
UPDATE story SET desk = CASE WHEN id % 3 = 0 THEN 'sport' END, published = timestamptz '2020-01-01' + id % 400 * interval '1 day'
WHERE id > 10000;
CREATE FUNCTION near() RETURNS TABLE (a text, b text, similarity float8) LANGUAGE sql AS
$$ SELECT * FROM near_duplicates('story', 'id', 'sig', 0.7, tenant => 'desk', published => 'published', horizon => '200 days')
   UNION ALL SELECT key, cluster, similarity_to_canonical FROM duplicate_clusters('story', 'id', 'sig', 0.7,
		tenant => 'desk', published => 'published', horizon => '200 days', canonical_order => 'published') $$;
CREATE TABLE roomy_near AS SELECT * FROM near();
SET maintenance_work_mem = '1MB';
CREATE TABLE narrow_near AS SELECT * FROM near();
RESET maintenance_work_mem;
SELECT count(*) FROM roomy_near;
SELECT count(*) FROM ((TABLE roomy_near EXCEPT TABLE narrow_near) UNION ALL (TABLE narrow_near EXCEPT TABLE roomy_near)) d;
DROP TABLE roomy_near, narrow_near;
DROP FUNCTION near;
DELETE FROM story WHERE id > 10000;
VACUUM ANALYZE story;

-- a chain in which only neighbours resemble each other: 26 windows of 200
-- words, each 30 words on, neighbours alike to 0.74, next but one to 0.54
CREATE TABLE chain AS
SELECT n AS id, to_minhash(prose(9000, 200, n * 30)) AS sig FROM generate_series(1, 26) n;
SELECT count(*) >= 20 AS neighbours FROM near_duplicates('chain', 'id', 'sig', 0.65);
SELECT max(size) <= 3 AS short, count(DISTINCT cluster) >= 8 AS many,
	min(similarity_to_canonical) >= 0.65 AS stars
FROM duplicate_clusters('chain', 'id', 'sig', 0.65);

-- a phrase that stands in every article does not glue them together
CREATE TABLE phrase AS
SELECT s AS id, to_minhash(prose(s, 100) || ' ' || prose(-1, 40) || ' ' || prose(s, 100, 101)) AS sig
FROM generate_series(20001, 22000) s;
SELECT count(*) FROM near_duplicates('phrase', 'id', 'sig', 0.6);
SELECT count(*) FROM duplicate_clusters('phrase', 'id', 'sig', 0.6);

-- many copies of one story are one cluster
CREATE TABLE many AS SELECT n AS id, to_minhash(prose(5, 100)) AS sig FROM generate_series(1, 3000) n;
SELECT cluster, count(*), min(size), max(size), min(similarity_to_canonical)
FROM duplicate_clusters('many', 'id', 'sig', 0.9) GROUP BY cluster;

-- pairs whose exact similarity is 0.72 are found as often as asked for, also by few lanes
CREATE TABLE short (id int PRIMARY KEY, body text, sig minhash);
INSERT INTO short SELECT 2 * n + v, string_agg(md5(concat_ws(' ', n, i, CASE WHEN i > 84 THEN v END)), ' ' ORDER BY i)
FROM generate_series(1, 500) n, generate_series(0, 1) v, generate_series(1, 100) i GROUP BY n, v;
UPDATE short SET sig = to_minhash(body, 16);
SELECT count(*) >= 0.99 * 500 AS enough FROM near_duplicates('short', 'id', 'sig', 0.7, body => 'body');
SELECT count(DISTINCT cluster) >= 0.99 * 500 AS enough FROM duplicate_clusters('short', 'id', 'sig', 0.7, body => 'body');
DROP TABLE short;

-- nulls and texts without words resemble nothing
CREATE TABLE hollow (id int, sig minhash);
SELECT * FROM near_duplicates('hollow', 'id', 'sig');
SELECT * FROM duplicate_clusters('hollow', 'id', 'sig');
INSERT INTO hollow VALUES (1, NULL), (2, NULL), (3, to_minhash('')), (4, to_minhash('...')), (NULL, to_minhash('one two')), (6, to_minhash('one two'));
SELECT * FROM near_duplicates('hollow', 'id', 'sig');
SELECT * FROM duplicate_clusters('hollow', 'id', 'sig');
INSERT INTO hollow VALUES (7, to_minhash('One two'));
SELECT * FROM near_duplicates('hollow', 'id', 'sig');
SELECT * FROM duplicate_clusters('hollow', 'id', 'sig');

-- keys of other types, names that need quoting, views, partitions
CREATE SCHEMA "odd ""schema""; DROP TABLE story; --";
CREATE TABLE "odd ""schema""; DROP TABLE story; --"."a.b 'c'" ("the ""key""" text, "sig;nature" minhash, "or der" text);
INSERT INTO "odd ""schema""; DROP TABLE story; --"."a.b 'c'"
VALUES ('a''1', to_minhash('a b c d e'), 'z'), ('b"2', to_minhash('a b c d e'), 'y'), ('c é', to_minhash('q r s t u'), NULL);
SELECT * FROM near_duplicates('"odd ""schema""; DROP TABLE story; --"."a.b ''c''"', 'the "key"', 'sig;nature', 0.8);
SELECT * FROM duplicate_clusters('"odd ""schema""; DROP TABLE story; --"."a.b ''c''"', 'the "key"', 'sig;nature', 0.8,
	canonical_order => 'or der');
CREATE TABLE uuids (id uuid, sig minhash) PARTITION BY HASH (id);
CREATE TABLE uuids_0 PARTITION OF uuids FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE uuids_1 PARTITION OF uuids FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO uuids SELECT md5(n::text)::uuid, to_minhash(prose(n % 5, 50)) FROM generate_series(1, 10) n;
SELECT count(*), bool_and(a < b) FROM near_duplicates('uuids', 'id', 'sig', 0.9);

-- the same pairs, clusters and scores from a partitioned table
CREATE TABLE parted (LIKE story) PARTITION BY RANGE (id);
CREATE TABLE parted_old PARTITION OF parted FOR VALUES FROM (MINVALUE) TO (1100);
CREATE TABLE parted_new PARTITION OF parted FOR VALUES FROM (1100) TO (MAXVALUE);
INSERT INTO parted SELECT * FROM story;
CREATE FUNCTION answers(relation regclass) RETURNS TABLE (a text, b text, size bigint, score float8) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY SELECT n.a, n.b, NULL::bigint, similarity FROM near_duplicates(relation, 'id', 'sig', 0.7) n;
	RETURN QUERY SELECT * FROM duplicate_clusters(relation, 'id', 'sig', 0.7);
	RETURN QUERY EXECUTE format('SELECT id::text, %L, NULL::bigint, spam_score(body) FROM %s', 'score', relation);
END $$;
CREATE TABLE alone AS SELECT * FROM answers('story');
CREATE TABLE divided AS SELECT * FROM answers('parted');
SELECT count(*), count(size), count(*) FILTER (WHERE b = 'score') FROM divided;
SELECT count(*) FROM ((TABLE alone EXCEPT ALL TABLE divided) UNION ALL (TABLE divided EXCEPT ALL TABLE alone)) d;

CREATE VIEW some_stories AS SELECT id, to_minhash(body) AS signature FROM story WHERE id % 20 = 0;
SELECT count(*) FROM near_duplicates('some_stories', 'id', 'signature', 0.7);

-- what cannot be
SELECT * FROM near_duplicates('story', 'nothing', 'sig');
SELECT * FROM near_duplicates('story', 'id', 'body');
SELECT * FROM near_duplicates('story', 'id', 'sig', 0);
SELECT * FROM near_duplicates('story', 'id', 'sig', 1.5);
SELECT * FROM near_duplicates('story', 'id', 'sig', 'NaN');
SELECT * FROM near_duplicates('story', 'id', 'sig', recall => 1);
SELECT * FROM near_duplicates('story', NULL, 'sig');
SELECT * FROM near_duplicates(1, 'id', 'sig');
SELECT * FROM near_duplicates('story', 'id', 'sig', horizon => '1 day');
SELECT * FROM near_duplicates('story', 'id', 'sig', published => 'published', horizon => '-1 day');
SELECT * FROM duplicate_clusters('story', 'id', 'sig', published => 'published', horizon => '-1 month');
SELECT * FROM near_duplicates('story', 'id', 'sig', tenant => 'nothing');
SELECT * FROM near_duplicates('story', 'id', 'sig', body => 'nothing');
SELECT * FROM duplicate_clusters('story', 'id', 'sig', canonical_order => 'nothing');
INSERT INTO hollow VALUES (8, to_minhash('a b c', 64));
SELECT * FROM near_duplicates('hollow', 'id', 'sig');
SELECT * FROM duplicate_clusters('hollow', 'id', 'sig');

-- it reads as the caller
CREATE ROLE newsprint_reader;
SET ROLE newsprint_reader;
SELECT * FROM near_duplicates('story', 'id', 'sig');
RESET ROLE;
GRANT SELECT ON story TO newsprint_reader;
ALTER TABLE story ENABLE ROW LEVEL SECURITY;
CREATE POLICY even ON story FOR SELECT TO newsprint_reader USING (id % 20 = 0);
SET ROLE newsprint_reader;
SELECT count(*) FROM near_duplicates('story', 'id', 'sig', 0.7);
RESET ROLE;

DROP OWNED BY newsprint_reader;
DROP ROLE newsprint_reader;
DROP VIEW some_stories;
DROP FUNCTION answers;
DROP TABLE parted, alone, divided, story, roomy, roomy_pairs, narrow, narrow_pairs, chain, phrase, many, hollow, uuids;
DROP TABLE "odd ""schema""; DROP TABLE story; --"."a.b 'c'";
DROP SCHEMA "odd ""schema""; DROP TABLE story; --";
DROP FUNCTION shingles, prose, word;

-- A story that is rewritten word by word: each version is like its neighbours, in buckets of dozens,
-- and clusters are what the rule says, article by article, of those that share a band.
CREATE TABLE version AS SELECT n AS id, to_minhash((SELECT string_agg(md5((w <= n) || 'word' || w), ' ' ORDER BY w)
	FROM generate_series(1, 300) w)) AS sig FROM generate_series(1, 120) n;
CREATE FUNCTION stars(threshold float8) RETURNS TABLE (id int, canonical int) LANGUAGE plpgsql AS $$
DECLARE
	article record;
BEGIN
	CREATE TEMP TABLE star AS SELECT v.id, NULL::int AS canonical, v.sig, minhash_bands(v.sig, p.bands, p.rows) AS keys
	  FROM version v, lsh_parameters(threshold, 0.99) p;
	FOR article IN SELECT * FROM star s ORDER BY s.id LOOP
		UPDATE star SET canonical = coalesce((SELECT s.id FROM star s
			WHERE s.canonical = s.id AND s.keys && article.keys AND jaccard(s.sig, article.sig) >= threshold
			ORDER BY jaccard(s.sig, article.sig) DESC, s.id LIMIT 1), article.id) WHERE star.id = article.id;
	END LOOP;
	RETURN QUERY SELECT s.id, s.canonical FROM star s;
	DROP TABLE star;
END $$;
SELECT threshold, count(DISTINCT c.cluster) AS clusters, count(c.*) AS articles, count(*) FILTER (WHERE c.cluster::int <> s.canonical) AS wrong
  FROM unnest(ARRAY[0.5, 0.7, 0.9]) threshold, LATERAL (SELECT * FROM stars(threshold)) s
  FULL JOIN LATERAL duplicate_clusters('version', 'id', 'sig', threshold) c ON c.key::int = s.id
 GROUP BY threshold ORDER BY threshold;
DROP TABLE version;
DROP FUNCTION stars;
