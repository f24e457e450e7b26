-- the lsh index access method

-- the operator class is sound
SELECT amvalidate(oid) FROM pg_opclass WHERE opcname = 'minhash_lsh_ops';

-- an article of 80 words: its story decides the words, its edition replaces some of them
CREATE FUNCTION article(story int, edition int) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT string_agg(CASE WHEN i % 25 < edition
                          THEN 'e' || story || 'x' || edition || 'x' || i
                          ELSE 'w' || story || 'x' || i END, ' ' ORDER BY i)
     FROM generate_series(1, 80) i $$;

CREATE TABLE article (id int, desk int, sig minhash);
INSERT INTO article
	SELECT i, i % 100, to_minhash(article(i / 5, i % 5)) FROM generate_series(0, 2999) i;
INSERT INTO article VALUES (-1, 0, NULL), (-2, 0, to_minhash('')), (-3, 0, to_minhash('...'));
CREATE INDEX article_lsh ON article USING lsh (sig);
ANALYZE article;
SELECT * FROM newsprint_lsh_check('article_lsh');
SELECT lanes, shingle, bands, levels, rows, row_pages, leaf_pages, inner_pages
  FROM newsprint_lsh_stats('article_lsh');

-- rows that come after the build
INSERT INTO article
	SELECT i, i % 100, to_minhash(article(i / 5, i % 5)) FROM generate_series(3000, 3999) i;
INSERT INTO article VALUES (-4, 0, NULL), (-5, 0, to_minhash(''));
SELECT * FROM newsprint_lsh_check('article_lsh');
ANALYZE article;

-- the same rows with and without the index: all at recall 1, most at the default, never others
CREATE FUNCTION compare_similar(threshold float8, recall float8,
	OUT exact int, OUT found_enough bool, OUT wrong int) LANGUAGE plpgsql AS
$$
DECLARE
	q minhash;
	expected int[];
	got int[];
	found int := 0;
BEGIN
	exact := 0;
	wrong := 0;
	PERFORM set_config('newsprint.recall', recall::text, true);
	FOR q IN SELECT sig FROM article WHERE id % 205 = 0 AND id >= 0 LOOP
		PERFORM set_config('enable_indexscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
			set_config('enable_seqscan', 'on', true);
		EXECUTE 'SELECT array_agg(id) FROM article WHERE sig % at_least($1, $2)'
			INTO expected USING q, threshold;
		PERFORM set_config('enable_indexscan', 'on', true), set_config('enable_bitmapscan', 'on', true),
			set_config('enable_seqscan', 'off', true);
		EXECUTE 'SELECT array_agg(id) FROM article WHERE sig % at_least($1, $2)'
			INTO got USING q, threshold;
		exact := exact + cardinality(expected);
		found := found + (SELECT count(*) FROM (SELECT unnest(got) INTERSECT SELECT unnest(expected)) x);
		wrong := wrong + (SELECT count(*) FROM (SELECT unnest(got) EXCEPT SELECT unnest(expected)) x);
		wrong := wrong + cardinality(got) - (SELECT count(DISTINCT g) FROM unnest(got) g);
	END LOOP;
	found_enough := found >= recall * exact;
END
$$;
SELECT t, r, found_enough, wrong, exact >= 20 AS some
  FROM unnest('{0,0.2,0.4,0.5,0.6,0.7,0.8,0.9,1}'::float8[]) t,
	   unnest('{0.95,1}'::float8[]) r, compare_similar(t, r);

-- plans: the index where it is right
SELECT sig AS q FROM article WHERE id = 1000 \gset
SELECT sig AS other FROM article WHERE id = 5 \gset
CREATE FUNCTION plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS
$$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		RETURN NEXT regexp_replace(line, '''[^'']{40,}''', '''...''', 'g');
	END LOOP;
END
$$;
PREPARE search(minhash) AS SELECT id FROM article WHERE sig % $1 ORDER BY id;
EXECUTE search(:'q');
SELECT plan(format('SELECT id FROM article WHERE sig %% %L', :'q'));
SELECT plan(format('SELECT id FROM article WHERE sig %% at_least(%L, 0.8)', :'q'));
INSERT INTO article SELECT i, i % 100, to_minhash('story ' || i || ' is not long') FROM generate_series(10000, 29999) i;
ANALYZE article;
SELECT plan(format('SELECT id FROM article ORDER BY sig <-> %L LIMIT 10', :'q'));
SELECT plan(format('SELECT id FROM article WHERE sig %% %L ORDER BY sig <-> %1$L LIMIT 10', :'q'));
-- and not where it is wrong
SELECT plan(format('SELECT id FROM article ORDER BY sig <-> %L', :'q'));
SELECT plan(format('SELECT id FROM article ORDER BY sig <-> %L, sig <-> %L LIMIT 1', :'q', :'other'));
SELECT plan('SELECT sig FROM article');
CREATE TABLE few AS SELECT * FROM article LIMIT 50;
CREATE INDEX ON few USING lsh (sig);
ANALYZE few;
SELECT plan(format('SELECT id FROM few WHERE sig %% %L', :'q'));
CREATE INDEX article_id ON article (id);
SELECT plan(format('SELECT id FROM article WHERE sig %% %L AND id = 7', :'q'));
DROP INDEX article_id;
DROP TABLE few;

DELETE FROM article WHERE id >= 10000;
VACUUM ANALYZE article;
SELECT * FROM newsprint_lsh_check('article_lsh');

-- nearest first
SET enable_seqscan = off;
SELECT id, round((sig <-> :'q')::numeric, 2) AS distance
  FROM article ORDER BY sig <-> :'q' LIMIT 5;
-- goes on until enough rows pass a filter
SELECT count(*), min(desk), max(desk)
  FROM (SELECT * FROM article WHERE desk = 7 ORDER BY sig <-> :'q' LIMIT 10) x;
-- all rows at last, in order, but for those that resemble nothing
SET enable_sort = off;
SELECT count(*), count(DISTINCT id), bool_and(distance >= before) AS in_order
  FROM (SELECT id, distance, lag(distance, 1, 0) OVER () AS before
		  FROM (SELECT id, sig <-> :'q' AS distance FROM article ORDER BY sig <-> :'q' OFFSET 0) x) y;
SET newsprint.recall = 1;
SET work_mem = '64kB';
SELECT count(*), count(DISTINCT id), bool_and(distance >= before) AS in_order
  FROM (SELECT id, distance, lag(distance, 1, 0) OVER () AS before
		  FROM (SELECT id, sig <-> :'q' AS distance FROM article ORDER BY sig <-> :'q' OFFSET 0) x) y;
RESET work_mem;
-- each row once, also if the setting changes after the second
SET newsprint.recall = 0.5;
SELECT count(*), count(DISTINCT id)
  FROM (SELECT id, CASE row_number() OVER () WHEN 2 THEN set_config('newsprint.recall', '1', true) END
		  FROM (SELECT id FROM article ORDER BY sig <-> :'q' OFFSET 0) x) y;
RESET newsprint.recall;
-- with a condition, the same one or another
SELECT id, round((sig <-> :'q')::numeric, 2) AS distance
  FROM article WHERE sig % at_least(:'q', 0.5) ORDER BY sig <-> :'q';
SELECT id, round((sig <-> :'q')::numeric, 2) AS distance
  FROM article WHERE sig % (SELECT sig FROM article WHERE id = 1004) ORDER BY sig <-> :'q';
SELECT count(*) FROM article WHERE sig % :'q' AND sig % (SELECT sig FROM article WHERE id = 20);
RESET enable_sort;

-- all at recall 1, also of two signatures which differ where each of the bands begins
CREATE TABLE contrived (id int, sig minhash);
INSERT INTO contrived VALUES (1, ('1:128:3:200:' || repeat('11223344', 32))::minhash);
INSERT INTO contrived SELECT id + 10, sig FROM article;
CREATE INDEX contrived_lsh ON contrived USING lsh (sig) WITH (bands = 32);
ANALYZE contrived;
SET newsprint.recall = 1;
SELECT id FROM contrived WHERE sig % at_least(('1:128:3:200:' || repeat('99223344', 32))::minhash, 0.74);
RESET newsprint.recall;
DROP TABLE contrived;

-- NULL and empty
SELECT count(*) FROM article WHERE sig % NULL;
SELECT count(*) FROM article WHERE sig % (SELECT NULL::minhash);
SELECT count(*) FROM article WHERE sig % to_minhash('');
SELECT count(*) FROM article WHERE sig % at_least(to_minhash(''), 0);
SELECT count(*), min(d), max(d)
  FROM (SELECT sig <-> to_minhash('') AS d FROM article ORDER BY sig <-> to_minhash('') LIMIT 5000) x;
SELECT count(*), count(d)
  FROM (SELECT sig <-> (SELECT NULL::minhash) AS d FROM article
		 ORDER BY sig <-> (SELECT NULL::minhash) LIMIT 5000) x;

-- one scan for each row of a join
SELECT count(*), count(DISTINCT a.id) FROM article a JOIN article b ON a.sig % b.sig WHERE b.id < 50;
RESET enable_seqscan;
SELECT plan('SELECT 1 FROM article a JOIN article b ON a.sig % b.sig WHERE b.id < 50');
SET enable_seqscan = off;

-- a cursor forth and back
BEGIN;
DECLARE c SCROLL CURSOR FOR SELECT id FROM article ORDER BY sig <-> (SELECT sig FROM article WHERE id = 1000);
FETCH 2 FROM c;
FETCH BACKWARD 1 FROM c;
FETCH 2 FROM c;
ROLLBACK;

-- signatures made differently
INSERT INTO article VALUES (0, 0, to_minhash('one two three', 64));
INSERT INTO article VALUES (0, 0, to_minhash('one two three', 128, 2));
SELECT id FROM article WHERE sig % to_minhash('one two three', 64);
SELECT id FROM article ORDER BY sig <-> to_minhash('one two three', 128, 2) LIMIT 1;
-- the first row decides, even if it does not stay
CREATE TABLE changed (sig minhash);
CREATE INDEX changed_lsh ON changed USING lsh (sig);
BEGIN;
INSERT INTO changed VALUES (to_minhash('one two three', 64));
ROLLBACK;
INSERT INTO changed VALUES (to_minhash('one two three'));
REINDEX INDEX changed_lsh;
INSERT INTO changed VALUES (to_minhash('one two three'));
DROP TABLE changed;
RESET enable_seqscan;

-- ten thousand equal copies
CREATE TABLE copies (id int, sig minhash);
INSERT INTO copies SELECT i, to_minhash(article(i, 0)) FROM generate_series(1, 200) i;
CREATE INDEX copies_lsh ON copies USING lsh (sig);
INSERT INTO copies SELECT i, c.sig FROM generate_series(1001, 11000) i, (SELECT sig FROM copies WHERE id = 100) c;
SELECT * FROM newsprint_lsh_check('copies_lsh');
SET enable_seqscan = off;
SELECT count(*) FROM copies WHERE sig % to_minhash(article(100, 0));
SELECT count(*) FROM copies WHERE sig % to_minhash(article(101, 0));
SELECT count(*) FROM (SELECT * FROM copies ORDER BY sig <-> to_minhash(article(100, 0)) LIMIT 10001) x
 WHERE id > 1000 OR id = 100;
-- they go, and what they used is used again
SELECT pg_relation_size('copies_lsh') AS size \gset
DELETE FROM copies WHERE id > 1000;
VACUUM copies;
SELECT * FROM newsprint_lsh_check('copies_lsh');
SELECT rows, free_pages > 300 AS much_free FROM newsprint_lsh_stats('copies_lsh');
INSERT INTO copies SELECT i, c.sig FROM generate_series(1001, 11000) i, (SELECT sig FROM copies WHERE id = 7) c;
SELECT pg_relation_size('copies_lsh') < :size * 1.5 AS reused;
SELECT count(*) FROM copies WHERE sig % to_minhash(article(100, 0));
SELECT count(*) FROM copies WHERE sig % to_minhash(article(7, 0));
DELETE FROM copies;
VACUUM copies;
SELECT * FROM newsprint_lsh_check('copies_lsh');
SELECT rows FROM newsprint_lsh_stats('copies_lsh');
SELECT count(*) FROM copies WHERE sig % to_minhash(article(7, 0));

-- options and their limits
CREATE INDEX ON copies USING lsh (sig) WITH (bands = -1);
CREATE INDEX ON copies USING lsh (sig) WITH (bands = 65);
CREATE INDEX ON copies USING lsh (sig) WITH (fillfactor = 9);
CREATE INDEX ON copies USING lsh (sig) WITH (fillfactor = 101);
CREATE INDEX ON copies USING lsh (sig) WITH (rows = 4);
CREATE INDEX ON copies USING lsh (sig, id);
CREATE UNIQUE INDEX ON copies USING lsh (sig);
CREATE INDEX ON copies USING lsh (id);
SET newsprint.recall = 0.4;
SET newsprint.recall = 1.1;

-- other numbers of lanes and bands
CREATE TABLE lanes (id int, sig minhash);
INSERT INTO lanes SELECT i, to_minhash(article(i / 2, i % 2), 16) FROM generate_series(0, 199) i;
CREATE INDEX lanes_lsh ON lanes USING lsh (sig);
SELECT lanes, bands, rows FROM newsprint_lsh_stats('lanes_lsh');
SELECT * FROM newsprint_lsh_check('lanes_lsh');
SELECT id FROM lanes WHERE sig % at_least(to_minhash(article(20, 0), 16), 0.99);
SELECT count(*) FROM lanes WHERE sig % at_least(to_minhash(article(20, 0), 16), 0);
CREATE INDEX ON lanes USING lsh (sig) WITH (bands = 5);
TRUNCATE lanes;
SELECT lanes, bands, rows FROM newsprint_lsh_stats('lanes_lsh');
SELECT id FROM lanes WHERE sig % to_minhash('any at all');
CREATE INDEX lanes_lsh64 ON lanes USING lsh (sig) WITH (bands = 64, fillfactor = 50);
INSERT INTO lanes VALUES (1, to_minhash('one two three', 128));
TRUNCATE lanes;
INSERT INTO lanes SELECT i, to_minhash(article(i / 2, i % 2), 1024) FROM generate_series(0, 199) i;
SELECT lanes, bands, rows FROM newsprint_lsh_stats('lanes_lsh64');
SELECT * FROM newsprint_lsh_check('lanes_lsh64');
REINDEX TABLE lanes;
SELECT * FROM newsprint_lsh_check('lanes_lsh64');
SELECT * FROM newsprint_lsh_check('lanes_lsh');
DROP INDEX lanes_lsh;
SELECT id FROM lanes WHERE sig % at_least(to_minhash(article(20, 0), 1024), 0.7) ORDER BY id;

-- no column at all, a part of the rows, and several indexes on a table
CREATE TABLE page (id int PRIMARY KEY, body text, desk text);
INSERT INTO page SELECT i, article(i / 5, i % 5), CASE WHEN i % 10 = 0 THEN 'sport' ELSE 'news' END
  FROM generate_series(0, 499) i;
CREATE INDEX page_lsh ON page USING lsh (to_minhash(body));
CREATE INDEX page_sport ON page USING lsh (to_minhash(body)) WHERE desk = 'sport';
CREATE INDEX CONCURRENTLY page_lsh2 ON page USING lsh (to_minhash(body, 64)) WITH (bands = 8);
SELECT id FROM page WHERE to_minhash(body) % to_minhash(article(20, 1)) ORDER BY id;
SELECT id FROM page WHERE to_minhash(body, 64) % to_minhash(article(20, 1), 64) ORDER BY id;
SELECT id FROM page WHERE to_minhash(body) % to_minhash(article(20, 1)) AND desk = 'sport';
SELECT plan('SELECT id FROM page WHERE to_minhash(body) % to_minhash(''a b c'') AND desk = ''sport''');
-- without a condition only if nothing else is allowed, and right even so
SELECT count(*) FROM page WHERE desk = 'sport';
RESET enable_seqscan;
SELECT plan('SELECT id FROM page WHERE desk = ''sport''');
SET enable_seqscan = off;
UPDATE page SET body = article(1000, 0) WHERE id IN (100, 101);
DELETE FROM page WHERE id = 102;
SELECT id FROM page WHERE to_minhash(body) % to_minhash(article(20, 1)) ORDER BY id;
SELECT id FROM page ORDER BY to_minhash(body) <-> to_minhash(article(1000, 0)) LIMIT 2;
REINDEX INDEX CONCURRENTLY page_lsh;
SELECT id FROM page WHERE to_minhash(body) % to_minhash(article(20, 1)) ORDER BY id;
SELECT c.relname, newsprint_lsh_check(c.oid::regclass) FROM pg_class c WHERE c.relname IN ('page_lsh', 'page_sport', 'page_lsh2');

-- unlogged and temporary tables
CREATE UNLOGGED TABLE fleeting (id int, sig minhash);
CREATE INDEX fleeting_lsh ON fleeting USING lsh (sig);
INSERT INTO fleeting SELECT id, sig FROM article WHERE id BETWEEN 1 AND 20;
SELECT id FROM fleeting WHERE sig % to_minhash(article(2, 0)) ORDER BY id;
SELECT * FROM newsprint_lsh_check('fleeting_lsh');
CREATE TEMP TABLE own (id int, sig minhash);
INSERT INTO own SELECT id, sig FROM article WHERE id BETWEEN 1 AND 20;
CREATE INDEX own_lsh ON own USING lsh (sig);
INSERT INTO own SELECT id, sig FROM article WHERE id BETWEEN 20 AND 2000;
SELECT id FROM own WHERE sig % to_minhash(article(2, 0)) ORDER BY id;
SELECT * FROM newsprint_lsh_check('own_lsh');

-- no two alike
CREATE TABLE originals (id int, sig minhash, EXCLUDE USING lsh (sig WITH %));
INSERT INTO originals VALUES (1, to_minhash(article(1, 0))), (2, to_minhash(article(2, 0)));
\set VERBOSITY terse
INSERT INTO originals VALUES (3, to_minhash(article(1, 1)));
\set VERBOSITY default
INSERT INTO originals VALUES (3, to_minhash(article(3, 0)));
SELECT id FROM originals ORDER BY id;

-- who may ask what
SELECT * FROM newsprint_lsh_check('page_pkey');
SELECT * FROM newsprint_lsh_check('page');
SELECT * FROM newsprint_lsh_stats('page_pkey');
CREATE ROLE newsprint_reader;
SET ROLE newsprint_reader;
SELECT * FROM newsprint_lsh_check('article_lsh');
SELECT rows FROM newsprint_lsh_stats('article_lsh');
RESET ROLE;
DROP ROLE newsprint_reader;

DROP TABLE article, copies, lanes, page, fleeting, own, originals;
DROP FUNCTION article, compare_similar, plan;
