-- What is cut from a page, why, and what is left alone.

-- A story of two paragraphs for the lines to stand in
CREATE FUNCTION around(lines text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT 'The old harbor bridge will close on Monday for repairs that are to last until spring, the city council said on Friday.'
		|| e'\n\n' || lines || e'\n\n'
		|| 'Traffic will be led over the new tunnel, which opened two years ago and has carried fewer cars than planned.'
$$;

-- One row for each line: what kind of furniture it is, by which reason
CREATE FUNCTION judged(lines text[]) RETURNS TABLE (line text, kind text, reason text) LANGUAGE sql AS $$
	SELECT left(lines.line, 70),
		   coalesce(string_agg(s.kind, ', ' ORDER BY s.start), 'body'),
		   coalesce(string_agg(s.reason, ', ' ORDER BY s.start), 'story')
	  FROM unnest(lines) WITH ORDINALITY lines (line, n)
	  LEFT JOIN LATERAL article_split(around(lines.line)) s ON s.kind <> 'body'
	 GROUP BY lines.n, lines.line ORDER BY lines.n
$$;

-- Links to other articles inside a story
SELECT * FROM judged(ARRAY[
	'Related:',
	'RELATED: How the bridge was built in eleven months',
	'Read more: Tunnel tolls to rise in June',
	'Read Also: Tunnel tolls to rise in June',
	'( Also on the Courier: What the harbor looked like in 1950 )',
	'[Read: The engineer who said no]',
	'PHOTOS: The bridge through the years',
	'Full Coverage: Harbor repairs',
	'ALSO WATCH: Inside the new tunnel',
	'MAYOR DEFENDS TUNNEL TOLLS AS TRAFFIC FALLS FOR A THIRD YEAR',
	'Tunnel tolls to rise in June Read more',
	'Siehe auch: Was die Brücke gekostet hat',
	'Lire aussi : Le pont ferme ses portes',
	'Lea también: El puente cierra el lunes',
	'Leia também: A ponte fecha na segunda',
	'Leggi anche: Il ponte chiude lunedì',
	'Lees ook: De brug sluit op maandag',
	'Читайте также: Мост закрывается в понедельник',
	'Baca juga: Jembatan ditutup pada Senin'
]);

-- Calls, buttons, players, credits, notices
SELECT * FROM judged(ARRAY[
	'Sign up for our newsletter and get the day''s top stories in your inbox.',
	'Follow us on Twitter and Facebook for more updates.',
	'Like what you are reading? Support our journalism with a donation.',
	'Abonnieren Sie unseren Newsletter',
	'Advertisement',
	'Story Continued Below',
	'ADVERTISEMENT - CONTINUE READING BELOW',
	'Link Copied',
	'CLOSE',
	'Share on Facebook',
	'Share Tweet Email Print',
	'1 of 12',
	'Play Video 1:26',
	'Image source: Jane Doe/Harbor Agency',
	'The bridge in fog, seen from the north. (Photo: Jane Doe/Harbor Agency)',
	'Copyright 2019 The Harbor Courier. All rights reserved.',
	'© 2019 Harbor Courier',
	'This material may not be published, broadcast, rewritten or redistributed.',
	'The views expressed in this column are those of the author.'
]);

-- Story, whatever it looks like
SELECT * FROM judged(ARRAY[
	'“Read more books,” she said.',
	'The related posts that the minister made were deleted.',
	'Related to the mayor by marriage, he could not vote.',
	'Trending down for a decade, traffic over the bridge fell again in March.',
	'More from the harbor than from the airport, the report found, reached the city by ship.',
	'HARBOR (AP) —',
	'VESTERBY, June 3 (Reuters) - The bridge closes on Monday.',
	'Earlier he tweeted: "What a day for the bridge!"',
	'Correction: An earlier version of this story gave the wrong date for the closing.',
	'Anna Berg contributed to this report.',
	'“Sign up, sign up,” he told the crowd, “while there are places left.”',
	'• Work begins on Monday at six in the morning.',
	'What comes next?',
	'THE TUNNEL',
	'The photographer Jane Doe said she had waited all night.',
	'Subscribe or not, the paper will go on, its owner wrote.',
	'Twitter suspended the account that named the officer and gave personal information on its website.'
]);

-- A block inside the story ends where the story goes on
SELECT kind, reason, left(substr(page, start, length), 60) AS begins, length
  FROM around(e'Related Articles\n\nMayor Defends Tunnel Tolls\n\nHow the Bridge Was Built\n\nFerry Owners Ask for More') page,
	   article_split(page);
-- A heading above the story, shown twice with a link: what follows is no teaser's excerpt
SELECT kind, reason, left(substr(page, start, length), 60) AS begins, length
  FROM concat(e'Latest:\n\nIs the Bridge Too Old? Vote Here\n\nLatest:\n\nIs the Bridge Too Old? Vote Here\n\n',
			  'On Monday the council closed the bridge, which is a hundred years old. It said nothing new came out in the last hearing.') page,
	   article_split(page);
-- nor is a whole story on one line
SELECT kind, reason, left(substr(page, start, length), 60) AS begins, length
  FROM concat(e'Related Posts\n\nIs the Bridge Too Old?\n\nThe ferries are full, and more will come in spring.\n\nThe Story\n\n',
			  repeat('On Monday the council closed the bridge, which is a hundred years old. ', 30)) page,
	   article_split(page);
-- and bullets under a summary's heading
SELECT kind, reason, left(substr(page, start, length), 60) AS begins, length
  FROM concat(e'Story highlights\n\nOld bridge closes Monday\n\nTraffic led over tunnel\n\n', around('It is the third closing since 2010, and the longest.')) page,
	   article_split(page);
-- What is cut for two reasons is two segments, so that either can be had back
SELECT kind, reason, left(substr(page, start, length), 60) AS begins
  FROM concat(around('It is the third closing since 2010, and the longest.'), e'\n\nJane A. Doe is a staff writer for the Courier.\n\nShare on Facebook\n\n© 2026 Courier Media. All rights reserved.') page,
	   article_split(page);
-- A page of nothing but menus and an archive's list has no story, but its list is not thrown away
SELECT length(article_body(page)) > 700 AS has_list, count(*) FILTER (WHERE reason = 'button') AS buttons
  FROM concat(e'Home\nArchives\nLog In\nSign Up\nSearch\nTweet\nEmail\nPrint\n',
			  (SELECT string_agg(format(e'%s March 2025\nBridge\nFerry\n', i), '') FROM generate_series(1, 28) i),
			  e'Home\nArchives\nLog In\nSearch\nTweet\n',
			  repeat(e'© 2026 Courier Media. All rights reserved. This material may not be published, broadcast, rewritten or redistributed without permission.\n', 5)) page,
	   article_split(page)
 GROUP BY page;
-- The writer's lines at the end
SELECT kind, reason, left(substr(page, start, length), 60) AS begins
  FROM concat(around('It is the third closing since 2010, and the longest.'), e'\n\nJane A. Doe is a staff writer for the Courier. Follow her on Twitter @janedoe.') page,
	   article_split(page);

-- Segments tile the text; the body is the body segments without white space around
SELECT bool_and(joined = page) AS tile, bool_and(btrim(body, e' \n') = article_body(page)) AS body
  FROM (SELECT page, string_agg(substr(page, start, length), '' ORDER BY start) AS joined,
			   string_agg(substr(page, start, length), '' ORDER BY start) FILTER (WHERE kind = 'body') AS body
		  FROM around(e'Ähnliche Beiträge\n\n😂 ʙʀ\u0301ᴀ: Tolls für alle…\n\nWeiterlesen\n\nAdvertisement') page, article_split(page)
		 GROUP BY page) joined;
-- Nothing cut: the value itself
SELECT article_body(page) = page AS unchanged
  FROM unnest(ARRAY['', ' ', e'\n \n', 'word', e'  one line with blanks around  \n', around('And so it goes.')]) page;

-- Little, and nothing
SELECT body, s.* FROM unnest(ARRAY['', ' ', e'\r\n', 'word', 'Advertisement']) body LEFT JOIN article_split(body) s ON true;
SELECT quote_nullable(article_body('Advertisement')), article_body(NULL) IS NULL AS is_null;
SELECT * FROM article_split(NULL);

-- Much: many lines, one line, hostile runs
SELECT what, length(page) AS characters, length(article_body(page)) AS body
  FROM (VALUES
	('lines', repeat(e'A sentence of the story that ends as sentences do, and is long enough.\n', 100000)),
	('short lines', repeat(e'a\n', 500000)),
	('line breaks', repeat(e'\n', 1000000)),
	('more lines than any article', repeat(e'Advertisement\n', 1000001)),
	('one line', repeat('word ', 1000000)),
	('one word', repeat('w', 5000000)),
	('headings', repeat(e'Related Posts\n', 100000)),
	('teasers', repeat(e'A Title of a Post\nIts beginning is cut…\nRead more\n', 50000)),
	('dots', repeat('.', 1000000)),
	('dotted lines', repeat(e'…\n', 300000)),
	('brackets', repeat('(', 1000000) || repeat(')', 1000000)),
	('closers', repeat('&quot;', 200000)),
	('entities', repeat('&nbsp;', 200000)),
	('combining marks', 'a' || repeat(U&'\0301', 500000)),
	('bidirectional controls', repeat(U&'\202E', 500000)),
	('signs', repeat('@', 500000) || repeat(':', 500000) || repeat('/', 500000))
  ) pages (what, page);
SET statement_timeout = '100ms';
SELECT length(article_body(repeat(e'A sentence of the story that ends as sentences do, and is long enough.\n', 14000000)));
SELECT length(article_body(repeat('Related Posts ', 70000000)));
RESET statement_timeout;

DROP FUNCTION judged, around;
