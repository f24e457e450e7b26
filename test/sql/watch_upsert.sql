-- a new version of an article is no copy of the old one, whatever unique column says so
\set SHOW_CONTEXT never
\set VERBOSITY terse
\set bridge '''the council of the town has decided that the bridge over the river will be closed from monday on'''
\set coins '''a farmer in the valley has found three old coins in the field behind his barn on friday'''
\set junk '''CLICK HERE to win a FREE prize now!!! Cheap pills and easy money >>> http://bit.ly/x BUY NOW!!!'''
DELETE FROM newsprint_verdicts;
CREATE FUNCTION verdicts() RETURNS TABLE (verdict text, action text, canonical text) LANGUAGE sql AS
$$ WITH gone AS (DELETE FROM newsprint_verdicts RETURNING verdict, action, canonical) SELECT * FROM gone ORDER BY 3, 2 $$;

-- what scrapers do: the key is a number, the address is unique
CREATE TABLE pages (id serial PRIMARY KEY, url text UNIQUE, body text, visits int DEFAULT 1);
SELECT count(*) > 0 AS watched FROM newsprint_watch('pages', body => 'body', on_duplicate => 'skip');
INSERT INTO pages (url, body) VALUES ('a', :bridge);
INSERT INTO pages (url, body) VALUES ('a', :bridge || ' he said')
	ON CONFLICT (url) DO UPDATE SET body = excluded.body, visits = pages.visits + 1;
INSERT INTO pages (url, body) VALUES ('a', :bridge) ON CONFLICT (url) DO NOTHING;
INSERT INTO pages (url, body) VALUES ('a', :bridge);
INSERT INTO pages (url, body) VALUES ('b', :bridge), ('a', :bridge || ' he said again')
	ON CONFLICT (url) DO UPDATE SET body = excluded.body, visits = pages.visits + 1;
SELECT url, right(body, 8) AS body, visits, duplicate_of FROM pages;
-- two versions in one command are the server's business
INSERT INTO pages (url, body) VALUES ('c', :coins), ('c', :coins) ON CONFLICT (url) DO UPDATE SET body = excluded.body;
SELECT * FROM verdicts();

-- a row that becomes a copy of another one is there already: it is marked
INSERT INTO pages (url, body) VALUES ('d', :coins);
INSERT INTO pages (url, body) VALUES ('d', :bridge) ON CONFLICT (url) DO UPDATE SET body = excluded.body;
SELECT url, left(body, 11) AS body, duplicate_of FROM pages ORDER BY url;
-- and stays one if it comes again; another address is skipped
INSERT INTO pages (url, body) VALUES ('d', :bridge || ' he said') ON CONFLICT (url) DO UPDATE SET body = excluded.body;
INSERT INTO pages (url, body) VALUES ('e', :bridge || ' he said') ON CONFLICT (url) DO UPDATE SET body = excluded.body;
-- by its key, too
INSERT INTO pages SELECT id, 'd', :bridge || ' he said again' FROM pages WHERE url = 'd' ON CONFLICT (id) DO UPDATE SET body = excluded.body;
SELECT url, right(body, 8) AS body, duplicate_of FROM pages ORDER BY url;
SELECT * FROM verdicts();

-- reject: a copy of another row, not of itself
SELECT newsprint_watch('pages', on_duplicate => 'reject');
INSERT INTO pages (url, body) VALUES ('a', :bridge || ' he said again today') ON CONFLICT (url) DO UPDATE SET body = excluded.body;
INSERT INTO pages (url, body) VALUES ('d', :bridge || ' he said again today') ON CONFLICT (url) DO UPDATE SET body = excluded.body;
INSERT INTO pages (url, body) VALUES ('d', :bridge || ' he said again today') ON CONFLICT (url) DO NOTHING;
INSERT INTO pages (url, body) VALUES ('e', :bridge || ' he said again today') ON CONFLICT (url) DO NOTHING;
SELECT url, right(body, 8) AS body, duplicate_of FROM pages ORDER BY url;

-- mark: not even where all columns are taken over, as some libraries do
SELECT newsprint_watch('pages', on_duplicate => 'mark');
DELETE FROM pages;
INSERT INTO pages (url, body) VALUES ('a', :bridge), ('b', :bridge);
INSERT INTO pages AS p (url, body) VALUES ('a', :bridge), ('b', :bridge || ' he said') ON CONFLICT (url) DO UPDATE
	SET body = excluded.body, sig = excluded.sig, duplicate_of = excluded.duplicate_of, similarity = excluded.similarity;
SELECT p.url, round(p.similarity::numeric, 1) AS similarity, o.url AS copy_of FROM pages p LEFT JOIN pages o ON o.id = p.duplicate_of ORDER BY 1;
-- log: nothing is a copy of itself
SELECT newsprint_watch('pages', on_duplicate => 'log');
DELETE FROM pages WHERE url = 'b';
INSERT INTO pages (url, body) VALUES ('a', :bridge || ' he said') ON CONFLICT (url) DO UPDATE SET body = excluded.body;
SELECT * FROM verdicts();
-- junk is left to the index as well: a page that was taken over is there already
SELECT newsprint_watch('pages', on_duplicate => 'mark', on_spam => 'skip');
INSERT INTO pages (url, body) VALUES ('a', :junk) ON CONFLICT (url) DO UPDATE SET body = excluded.body;
INSERT INTO pages (url, body) VALUES ('z', :junk) ON CONFLICT (url) DO UPDATE SET body = excluded.body;
SELECT newsprint_watch('pages', on_spam => 'reject');
INSERT INTO pages (url, body) VALUES ('a', :junk) ON CONFLICT (url) DO NOTHING;
INSERT INTO pages (url, body) VALUES ('z', :junk) ON CONFLICT (url) DO NOTHING;
SELECT url, left(body, 6) AS body, spam_score > 0.5 AS junk FROM pages ORDER BY url;
-- the word of an editor stands for the versions to come
SELECT newsprint_feedback('pages', id, false) FROM pages WHERE url = 'a';
INSERT INTO pages (url, body) VALUES ('a', :junk || ' again') ON CONFLICT (url) DO UPDATE SET body = excluded.body;
SELECT url, right(body, 5) AS body, spam_score FROM pages ORDER BY url;
SELECT * FROM verdicts();
SELECT count(*) > 0 AS unwatched FROM newsprint_unwatch('pages');
DROP TABLE pages;

-- indexes: of some rows, of an expression, of a generated column, deferred, of several columns
CREATE TABLE feeds (id serial PRIMARY KEY, feed int, guid text, url text, slug text, gone boolean DEFAULT false, body text,
	page text GENERATED ALWAYS AS (split_part(url, '?', 1)) STORED UNIQUE,
	UNIQUE (feed, guid), UNIQUE (slug) DEFERRABLE INITIALLY DEFERRED);
CREATE UNIQUE INDEX ON feeds (lower(url)) WHERE NOT gone;
SELECT count(*) > 0 AS watched FROM newsprint_watch('feeds', body => 'body', on_duplicate => 'skip');
INSERT INTO feeds (feed, guid, url, slug, body) VALUES (1, 'x', 'a?s=1', 'bridge', :bridge) RETURNING id;
INSERT INTO feeds (feed, guid, body) VALUES (1, 'x', :bridge || ' he said') ON CONFLICT (feed, guid) DO UPDATE SET body = excluded.body;
INSERT INTO feeds (feed, guid, body) VALUES (2, 'x', :bridge) ON CONFLICT (feed, guid) DO UPDATE SET body = excluded.body;
SELECT id, right(body, 8) AS body FROM feeds;
INSERT INTO feeds (url, body) VALUES ('A?S=1', :bridge || ' he said again') ON CONFLICT (lower(url)) WHERE NOT gone DO UPDATE SET body = excluded.body;
SELECT id, right(body, 8) AS body FROM feeds;
INSERT INTO feeds (url, body) VALUES ('a?s=2', :bridge || ' he said again today') ON CONFLICT (page) DO UPDATE SET body = excluded.body;
SELECT id, right(body, 8) AS body FROM feeds;
-- not under the condition of the index; and what may still be unique at the commit tells nothing
INSERT INTO feeds (url, gone, body) VALUES ('A?S=1', true, :bridge) ON CONFLICT DO NOTHING;
INSERT INTO feeds (slug, body) VALUES ('bridge', :bridge) ON CONFLICT (feed, guid) DO NOTHING;
SELECT * FROM verdicts();
DROP TABLE feeds;

-- partitions; columns in another order
CREATE TABLE days (id serial, day date, url text, body text, UNIQUE (day, url)) PARTITION BY LIST (day);
CREATE TABLE days_1 PARTITION OF days FOR VALUES IN ('2026-01-01');
CREATE TABLE days_2 (body text, url text, day date, id serial);
ALTER TABLE days ATTACH PARTITION days_2 FOR VALUES IN ('2026-01-02');
SELECT count(*) > 0 AS watched FROM newsprint_watch('days', key => 'id', body => 'body', on_duplicate => 'skip');
INSERT INTO days (day, url, body) VALUES ('2026-01-02', 'a', :bridge);
INSERT INTO days (day, url, body) VALUES ('2026-01-02', 'a', :bridge || ' he said'), ('2026-01-01', 'a', :bridge)
	ON CONFLICT (day, url) DO UPDATE SET body = excluded.body;
SELECT tableoid::regclass, id, right(body, 8) AS body FROM days;
DROP TABLE days;
DROP FUNCTION verdicts;
SELECT newsprint_unwatch(relation) FROM newsprint_watched;
DELETE FROM newsprint_queue;
DELETE FROM newsprint_verdicts;
