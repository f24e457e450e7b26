-- newsprint_report, newsprint_threshold_preview: what is wrong with the table
CREATE TABLE pages (id int PRIMARY KEY, title text, body text, published date);
SELECT newsprint_report('pages');
SELECT newsprint_report(NULL) IS NULL AS is_null;
SELECT * FROM newsprint_threshold_preview('pages');
SELECT * FROM newsprint_threshold_preview(NULL);
SELECT * FROM newsprint_threshold_preview('pages', sig => 'nothing');
SELECT * FROM newsprint_threshold_preview('pages', sig => 'title');
CREATE VIEW seen AS SELECT id, to_minhash(body) AS sig FROM pages;
SELECT * FROM newsprint_threshold_preview('seen');
DROP VIEW seen;

-- an empty table under watch has a whole page
SELECT count(*) > 0 AS watched FROM newsprint_watch('pages', body => 'body', title => 'title', published => 'published');
SELECT newsprint_report('pages') LIKE '<!DOCTYPE html>%No article has a date yet%No article copies another one%no two articles%</html>' || E'\n' AS whole;
SELECT count(*), sum(pairs) FROM newsprint_threshold_preview('pages');

-- the levels: four articles that share 40, 30, 20 and 10 of 40 words
INSERT INTO pages SELECT n, 'Story ' || n, string_agg(CASE WHEN w <= 50 - 10 * n THEN 'shared' ELSE 'own' || n END || w, ' ' ORDER BY w), date '2024-01-01' + n
FROM generate_series(1, 4) n, generate_series(1, 40) w GROUP BY n;
SELECT similarity, pairs, at_least, a, b, a_text, b_text, found > 0.9 AS sure FROM newsprint_threshold_preview('pages') WHERE pairs > 0;
SELECT sum(pairs) FROM newsprint_threshold_preview('pages', sig => 'sig', key => 'title', body => 'body');
-- of two signatures the watch's is meant, unless one is named
ALTER TABLE pages ADD COLUMN other minhash;
SELECT sum(pairs), max(left(a_text, 8)) AS text FROM newsprint_threshold_preview('pages', body => 'title');
SELECT sum(pairs) FROM newsprint_threshold_preview('pages', sig => 'other');
ALTER TABLE pages DROP COLUMN other;

-- what others write stays text, and the page stays ASCII whatever they write
INSERT INTO pages VALUES
	(10, '<script>alert(1)</script>', 'one <b>bold</b> & "quoted" story with enough words to be compared with its copy' || repeat(' as it goes on', 20), '2024-02-01'),
	(11, E'''"]]> --> <!-- \u202Egnp.exe \uFFFE \u0001 \u0085 é', 'one <b>bold</b> & "quoted" story with enough words to be compared with its copy' || repeat(' as it goes on', 20), '9999-01-01'),
	(12, NULL, NULL, 'infinity');
SELECT id, duplicate_of FROM pages WHERE id >= 10 ORDER BY id;
SELECT page LIKE '%&lt;script&gt;alert(1)&lt;/script&gt;%' AS shown, page ~ '<script|<b>bold' AS raw,
	page ~ '[^\x01-\x7f]' AS beyond_ascii, page LIKE '%]]&gt; --&gt; &lt;!-- &#x202E;gnp.exe &#xFFFD; &#xFFFD; &#xFFFD; &#xE9;%' AS escaped,
	page ~ '(src|href)="[^#]|url\(|@import' AS from_elsewhere,
	page LIKE '%Not shown: 2 articles dated before or after, and 1 article without a date.%' AS omitted
FROM newsprint_report('pages') page;

-- junk is explained, by the default model and by the table's own
INSERT INTO pages VALUES (20, 'FREE!!! Click here', 'CONGRATULATIONS!!! You have WON a FREE prize. Click here now to claim your cash: http://bit.ly/x Buy cheap pills online!!!', '2024-02-02');
SELECT round(spam_score) AS junk FROM pages WHERE id = 20;
SELECT page LIKE '%in 4 junk articles,%>calls to act</th>%Click here, claim your%' AS explained FROM newsprint_report('pages') page;
SELECT round(newsprint_feedback('pages', '20', true)) AS junk;
SELECT page LIKE '%in 4 junk articles,%>calls to act</th>%Click here, claim your%' AS explained FROM newsprint_report('pages') page;

-- the same teaser under three pages, once in disguise
INSERT INTO pages SELECT 30 + n, 'Council ' || n, 'The council of town ' || n || ' met on Monday and approved the budget of the year.

It will meet again in a month to hear number ' || n || ' of the objections.

Related Posts

(LE) ' || CASE n WHEN 2 THEN 'DISGUST!NG' ELSE 'Disgusting' END || ' <b>truth</b> about your breakfast

Doctors could not believe what they saw when they opened the package that' || U&'\2026' || '

Read more', '2024-03-01' FROM generate_series(1, 3) n;
SELECT page LIKE '%<span class="tag">LE</span> <bdi>%&lt;b&gt;truth&lt;/b&gt; about your breakfast</bdi></th><td class="n">3</td><td class="date">2024-03-01</td>%' AS told FROM newsprint_report('pages') page;

-- names that need quotes
ALTER TABLE pages RENAME TO "Odd '<i>";
SELECT page LIKE '%Odd &#39;%&lt;i&gt;%' AS named, page LIKE '%<i>%' AS raw FROM newsprint_report('"Odd ''<i>"') page;

-- a table without a watch, without a key, and with a drawing
CREATE TABLE bare AS SELECT to_minhash('the same ten words stand in each of these rows') AS sig FROM generate_series(1, 5);
SELECT similarity, pairs, found, a, b, a_text FROM newsprint_threshold_preview('bare') WHERE pairs > 0;
CREATE INDEX ON bare USING gin (sig gin_minhash_ops (threshold = 0.8));
SELECT similarity, round(found::numeric, 2) AS found FROM newsprint_threshold_preview('bare') WHERE similarity IN (0.3, 0.6, 0.8);
SELECT svg LIKE '<svg %<title id="similarity-title">%<desc %</svg>%' AS drawn FROM newsprint_threshold_plot('bare') svg;
SELECT count(*) > 0 AS gone FROM newsprint_unwatch('"Odd ''<i>"');
DROP TABLE bare, "Odd '<i>";
