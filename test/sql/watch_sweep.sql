-- newsprint_sweep: canonical rows, actions, restoring
\set SHOW_CONTEXT never

CREATE FUNCTION prose(story bigint, words int, first int DEFAULT 1) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT string_agg('w' || (hashint8(story * 100000 + n) & 4095), ' ' ORDER BY n) FROM generate_series(first, first + words - 1) n $$;
-- every copy names an original, reaches the threshold, and is no original itself
CREATE FUNCTION sound(relation regclass) RETURNS TABLE (copies bigint, dangling bigint, chained bigint, unlike bigint, missed bigint) LANGUAGE plpgsql AS
$$ BEGIN RETURN QUERY EXECUTE format('
	SELECT count(*), count(*) FILTER (WHERE o.id IS NULL), count(*) FILTER (WHERE o.duplicate_of IS NOT NULL),
		count(*) FILTER (WHERE jaccard(c.sig, o.sig) < 0.6 OR abs(jaccard(c.sig, o.sig) - c.similarity) > 1e-9),
		(SELECT count(*) FROM %1$s x JOIN %1$s y ON x.id < y.id AND jaccard(x.sig, y.sig) >= 0.8
			WHERE x.duplicate_of IS NULL AND y.duplicate_of IS NULL
				AND NOT EXISTS (SELECT FROM newsprint_kept k WHERE k.relation = %1$L::regclass AND k.key IN (x.id::text, y.id::text)))
	FROM %1$s c LEFT JOIN %1$s o ON o.id = c.duplicate_of WHERE c.duplicate_of IS NOT NULL', relation); END $$;

CREATE TABLE articles (id bigint PRIMARY KEY, published timestamptz, views int, body text);

-- rows that came before the watch, and rows that came while the trigger slept
INSERT INTO articles SELECT s * 10 + c, timestamptz '2020-01-01' + s * interval '1 day' + c * interval '1 hour', c * 7 % 4, prose(s, 100 - c)
FROM generate_series(1, 40) s, generate_series(0, 3) c;
SELECT count(*) FROM newsprint_watch('articles', body => 'body', spam_cutoff => 1, published => 'published');
CALL newsprint_sweep('articles', dry_run => true);
SELECT count(sig) FROM articles;
CALL newsprint_sweep('articles', batch => 30);
SELECT * FROM sound('articles');
SELECT duplicate_of % 10 AS canonical, count(*) FROM articles GROUP BY 1 ORDER BY 1;
CALL newsprint_sweep('articles');
ALTER TABLE articles DISABLE TRIGGER newsprint_screen;
INSERT INTO articles VALUES (5000, '2020-06-01', 0, prose(5, 99)), (5001, '2020-06-01', 0, prose(501, 99)), (5002, '2020-06-01', 0, NULL);
ALTER TABLE articles ENABLE TRIGGER newsprint_screen;
CALL newsprint_sweep('articles');
SELECT id, duplicate_of, sig IS NOT NULL AS signed FROM articles WHERE id >= 5000 ORDER BY id;

-- an older one turns up late: it becomes the original
INSERT INTO articles VALUES (6000, '2019-01-01', 0, prose(7, 100)) RETURNING duplicate_of;
CALL newsprint_sweep('articles', dry_run => true);
CALL newsprint_sweep('articles');
SELECT id, duplicate_of FROM articles WHERE id / 10 = 7 OR id = 6000 ORDER BY id;
SELECT * FROM sound('articles');

-- an original that is deleted leaves its copies to another one
DELETE FROM articles WHERE id IN (6000, 80);
SELECT key, event FROM newsprint_queue WHERE relation = 'articles'::regclass ORDER BY key;
CALL newsprint_sweep('articles');
SELECT id, duplicate_of FROM articles WHERE id / 10 IN (7, 8) ORDER BY id;
SELECT * FROM sound('articles');

-- an original that is edited until it copies another one
UPDATE articles SET body = prose(9, 100) WHERE id = 100 RETURNING duplicate_of;
CALL newsprint_sweep('articles');
SELECT id, duplicate_of FROM articles WHERE id / 10 IN (9, 10) ORDER BY id;
SELECT * FROM sound('articles');

-- other rules for what is the original
SELECT newsprint_watch('articles', canonical => 'longest');
UPDATE articles SET body = prose(11, 120) WHERE id = 113;
CALL newsprint_sweep('articles');
SELECT id, duplicate_of FROM articles WHERE id / 10 = 11 ORDER BY id;
SELECT newsprint_watch('articles', rank => 'views');
-- (which rows meet in a small batch depends on where they lie: not how many were judged)
SET client_min_messages = warning;
CALL newsprint_sweep('articles', everything => true, batch => 17);
RESET client_min_messages;
SELECT duplicate_of % 10 AS canonical, count(*) FROM articles WHERE id < 5000 GROUP BY 1 ORDER BY 1;
SELECT * FROM sound('articles');
SELECT newsprint_watch('articles', canonical => 'oldest', rank => '');
CALL newsprint_sweep('articles', everything => true, batch => 1000000);
SELECT * FROM sound('articles');

-- archive, restore, and keep
CALL newsprint_sweep('articles', duplicates => 'archive');
SELECT newsprint_watch('articles', sweep_duplicates => 'archive', sweep_similarity => 0.98);
CALL newsprint_sweep('articles', everything => true, dry_run => true);
-- the dry run names what the run then takes out, and no other
SELECT run AS dry FROM newsprint_runs ORDER BY run DESC LIMIT 1 \gset
SELECT action, verdict, count(*) > 10 AS many FROM newsprint_verdicts WHERE run = :dry GROUP BY 1, 2;
CALL newsprint_sweep('articles', everything => true);
SELECT count(*), count(duplicate_of), min(similarity) < 0.98 AS others_stay FROM articles;
SELECT count(*) FROM (SELECT key FROM articles_archive WHERE run > :dry) a
FULL JOIN (SELECT key FROM newsprint_verdicts WHERE run = :dry) d USING (key) WHERE a.key IS NULL OR d.key IS NULL;
SELECT count(*), min(similarity) >= 0.98 AS certain, count(DISTINCT run), min(reason) FROM articles_archive;
SELECT key AS first FROM articles_archive ORDER BY key::bigint LIMIT 1 \gset
SELECT newsprint_restore('articles', :'first');
SELECT duplicate_of, similarity, body = prose(id / 10, 100 - id::int % 10) AS whole, sig = to_minhash(body) AS signed
FROM articles WHERE id = :first;
CALL newsprint_sweep('articles', everything => true);
SELECT count(*) FROM articles WHERE id = :first;
-- a run of the same number from before the extension was made anew is another one
INSERT INTO articles_archive SELECT '2020-01-01', run, reason, '9999', canonical, similarity, spam_score, article FROM articles_archive LIMIT 1;
SELECT newsprint_restore('articles', run => (SELECT min(run) FROM articles_archive)) > 10 AS restored;
DELETE FROM articles_archive WHERE key = '9999' RETURNING key;
SELECT count(*) FROM articles_archive;
CALL newsprint_sweep('articles', everything => true);
SELECT count(*) FROM articles;
SELECT * FROM sound('articles');
SELECT newsprint_restore('articles', 'nothing');
SELECT newsprint_restore('articles', run => 0);
SELECT newsprint_restore('articles');
SELECT newsprint_restore('newsprint_runs', '1');
DELETE FROM newsprint_kept WHERE relation = 'articles'::regclass;

-- delete; rows that others refer to stay
CREATE TABLE comments (article bigint REFERENCES articles);
CALL newsprint_sweep('articles', everything => true, duplicates => 'mark');
INSERT INTO comments SELECT id FROM articles WHERE duplicate_of IS NOT NULL ORDER BY id LIMIT 2;
CALL newsprint_sweep('articles', everything => true, duplicates => 'delete', similarity => 0);
SELECT count(*), bool_and(id IN (SELECT article FROM comments)) AS referred_to FROM articles WHERE duplicate_of IS NOT NULL;
SELECT action, verdict, count(*) = max(r.deleted) AS all_told, bool_and(similarity > 0 AND canonical <> key) AS why,
	bool_or(key IN (SELECT id::text FROM articles)) AS still_there
FROM newsprint_verdicts v JOIN newsprint_runs r USING (run) WHERE action = 'deleted' GROUP BY 1, 2;
CREATE TABLE likes (article bigint REFERENCES articles ON DELETE CASCADE);
CALL newsprint_sweep('articles');
DROP TABLE likes;
CALL newsprint_sweep('articles', duplicates => 'burn');
CALL newsprint_sweep('articles', similarity => 1.5);
CALL newsprint_sweep('articles', score => -1);
CALL newsprint_sweep('articles', batch => 0);
CALL newsprint_backfill('articles', -1);

-- shadow mode: only the verdicts
CREATE TABLE shadow (id int PRIMARY KEY, body text);
INSERT INTO shadow VALUES (1, prose(1, 50)), (2, prose(1, 50)), (3, prose(2, 50));
SELECT count(*) FROM newsprint_watch('shadow', body => 'body', on_duplicate => 'log', on_spam => 'log');
CALL newsprint_sweep('shadow');
SELECT id, duplicate_of, similarity FROM shadow ORDER BY id;
SELECT key, verdict, action, canonical, similarity FROM newsprint_verdicts WHERE relation = 'shadow'::regclass ORDER BY key;

-- many near copies of one story, and a chain, in batches that cut through them
CREATE TABLE chain (id int PRIMARY KEY, body text);
SELECT count(*) FROM newsprint_watch('chain', body => 'body', spam_cutoff => 1);
ALTER TABLE chain DISABLE TRIGGER newsprint_screen;
INSERT INTO chain SELECT n, prose(9000, 200, n * 30) FROM generate_series(1, 26) n;
INSERT INTO chain SELECT 100 + n, prose(77, 100) || ' ' || prose(-n, 3) FROM generate_series(1, 60) n;
ALTER TABLE chain ENABLE TRIGGER newsprint_screen;
SET client_min_messages = warning;
CALL newsprint_sweep('chain', batch => 7);
RESET client_min_messages;
SELECT copies > 60 AS copies, dangling, chained, unlike FROM sound('chain');
SELECT count(*) AS originals FROM chain WHERE id > 100 AND duplicate_of IS NULL;
SELECT max(n) <= 3 AS short FROM (SELECT count(*) AS n FROM chain WHERE id <= 26 GROUP BY coalesce(duplicate_of, id)) c;

-- one run at a time, outside of a transaction, and a log of them
BEGIN;
CALL newsprint_sweep('articles');
ROLLBACK;
SELECT newsprint_hold('articles');
\set VERBOSITY terse
CALL newsprint_sweep('articles');
\set VERBOSITY default
CALL newsprint_sweep('articles');
SELECT task, dry_run, state, count(*), min(finished - started) >= '0' AS timed, sum(screened) > 0 AS screened
FROM newsprint_runs WHERE relation = 'articles'::regclass GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
CALL newsprint_sweep('newsprint_runs');
SELECT count(*) FROM newsprint_queue WHERE relation IN ('articles'::regclass, 'shadow'::regclass, 'chain'::regclass);

DROP TABLE articles, articles_archive, comments, shadow, chain;
DROP FUNCTION sound, prose;
