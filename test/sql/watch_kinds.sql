-- what a watched table makes of templates, excerpts and pages
\set SHOW_CONTEXT never

CREATE FUNCTION notice(company text, amount text, day text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT format('The board of directors of %1$s has declared a regular quarterly dividend of %2$s cents a share, payable on %3$s to holders of record at the close of business two weeks before that day. The company has paid a dividend in every quarter since it was founded, and expects to go on doing so as long as its earnings allow. %1$s makes pumps, valves and fittings for the water works of small towns, and employs several hundred people in three plants along the river. Its shares are traded in the regional market.', company, amount, day) $$;
CREATE FUNCTION story() RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT 'The river rose above its banks during the night and flooded the lower parts of the old town. Firemen took some sixty people out of their houses by boat, most of them before dawn. Nobody was hurt, but the bridge by the mill was carried away, and it may take weeks until the road to the valley can be used again. The mayor thanked the neighbours who had brought blankets and hot soup to the school where the families were taken in. Rain is to go on until Thursday, the weather service said, and the water may rise once more before it falls.'::text $$;

CREATE TABLE wire (id int PRIMARY KEY, body text);
SELECT count(*) FROM newsprint_watch('wire', body => 'body');
INSERT INTO wire VALUES
	(1, notice('Northern Gas', '12', 'March 1')),
	(2, notice('Ocean Steel', '45', 'April 15')),
	(3, notice('Harbor Lines', '7', 'June 30')),
	(4, notice('Ocean Steel', '45', 'April 15')),
	(5, story()),
	(6, 'VALLEY COURIER (Page 3) ' || story() || ' Copyright by the Valley Courier. All rights reserved.');
-- another company's notice is not a copy, the same one sent twice is
SELECT id, duplicate_of, template_of, similarity >= 0.6 AS similar FROM wire ORDER BY id;
CALL newsprint_sweep('wire', everything => true);
SELECT id, duplicate_of, template_of FROM wire ORDER BY id;
-- the first of a template gives the others their name, also when it is gone
DELETE FROM wire WHERE id = 1;
CALL newsprint_sweep('wire', everything => true);
SELECT id, duplicate_of, template_of FROM wire ORDER BY id;
-- only recorded, or counted as duplicates
SELECT newsprint_watch('wire', on_duplicate => 'log');
INSERT INTO wire VALUES (7, notice('Summit Power', '33', 'May 5')) RETURNING duplicate_of, template_of, similarity;
SELECT key, verdict, action, canonical FROM newsprint_verdicts WHERE relation = 'wire'::regclass;
SELECT newsprint_watch('wire', on_duplicate => 'reject');
INSERT INTO wire VALUES (8, notice('Cedar Foods', '21', 'July 4')) RETURNING duplicate_of, template_of;
SELECT newsprint_watch('wire', templates => 'duplicate');
INSERT INTO wire VALUES (9, notice('Metro Mills', '18', 'August 9'));

-- the story alone, without the posts that the page advertises
CREATE TABLE pages (id int PRIMARY KEY, body text);
SELECT count(*) FROM newsprint_watch('pages', body => 'body', story_only => true);
INSERT INTO pages
SELECT n, story() || format(E'\n\nRelated Posts\n\n(%1$s) What Happened To The Star Of %1$s Will Shock You\n\nThe star of %1$s was seen last week at a party of friends and would not say a word about…\n\nRead more\n\n(%1$s) Ten Things That Nobody Tells You About %1$s\n\nWe asked ten people who know all about %1$s and what they told us was not what we had…\n\nRead more\n\n', name)
FROM unnest('{Kestrel,Marigold,Thornbury}'::text[]) WITH ORDINALITY u (name, n);
SELECT id, duplicate_of, similarity, sig = to_minhash(story()) AS story_only FROM pages ORDER BY id;

-- comments: many write the same, and nobody is called a copy
CREATE TABLE comments (id int PRIMARY KEY, body text);
SELECT * FROM newsprint_watch('comments', body => 'body', on_duplicate => 'ignore', strict => true) w WHERE w ~ 'INDEX|ignore';
INSERT INTO comments SELECT n, story() FROM generate_series(1, 3) n;
INSERT INTO comments VALUES (4, 'CLICK HERE to win a FREE prize now!!! >>> http://bit.ly/x BUY NOW!!!');
SELECT id, duplicate_of, similarity, spam_score > 0.5 AS junk FROM comments ORDER BY id;
CALL newsprint_sweep('comments', everything => true);
SELECT * FROM newsprint_watch('comments', on_duplicate => 'mark') w WHERE w ~ 'INDEX';
CALL newsprint_sweep('comments', everything => true);
SELECT id, duplicate_of FROM comments ORDER BY id;
SELECT count(*) FROM newsprint_watch('comments', on_duplicate => 'ignore');
CALL newsprint_sweep('comments', everything => true);
SELECT id, duplicate_of FROM comments ORDER BY id;

DROP TABLE wire, pages, comments;
DROP FUNCTION notice, story;
