\echo '==> 2. Which articles do we have more than once, or almost?'
\echo '    Every article is compared with all others, through the index: a dozen of the pairs.'
\echo
\set ECHO queries
\timing on
SELECT b.id, left(b.title, 40) AS title, a.id AS near, left(a.title, 40) AS title,
	   round(jaccard(a.sig, b.sig)::numeric, 2) AS similarity
  FROM articles a JOIN articles b ON a.sig % b.sig AND a.ctid < b.ctid
 ORDER BY md5(a.id || b.id) LIMIT 12;
\timing off
\set ECHO none

-- the article with the most near-duplicates is the one to look for below
SELECT a.id AS id
  FROM articles a LEFT JOIN articles b ON a.sig % b.sig AND a.id <> b.id
 GROUP BY a.id
 ORDER BY length(a.body) > 600 DESC, count(*) FILTER (WHERE jaccard(a.sig, b.sig) < 1) DESC, a.id
 LIMIT 1
\gset

\echo '==> 3. An article comes in: do we have this story already?'
\echo '    This is the question an editor asks before publishing. md5() would find exact copies only.'
\echo
SELECT title, left(body, 300) || ' [...]' AS "the article" FROM articles WHERE id = :'id' \gx
PREPARE near(text) AS
SELECT id, left(title, 60) AS title, round((1 - (sig <-> to_minhash($1)))::numeric, 2) AS similarity
  FROM articles
 WHERE sig % to_minhash($1)
 ORDER BY sig <-> to_minhash($1)
 LIMIT 10;
SELECT statement FROM pg_prepared_statements \gset
\echo :statement
\echo
SELECT quote_literal(body) AS body FROM articles WHERE id = :'id' \gset
EXECUTE near(:body);

\echo '==> 4. What that lookup cost'
\echo '    The index returns similar rows only, the most similar first; the rest of the table is not read.'
\echo
SET plan_cache_mode = force_generic_plan;	-- shows $1 rather than a signature in hexadecimal
EXPLAIN (ANALYZE, COSTS off, TIMING off) EXECUTE near(:body);
