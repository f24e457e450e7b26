-- The posts under a scraped story, as the page has them and as other sites would.

CREATE TABLE parts (story text, related text);
INSERT INTO parts VALUES (
$$Mara Lindqvist’s single “Harbor Lights” has found a second life on the stage.

Two weeks after she cancelled a tour of nine cities, the singer came back to the Meridian Hall on Wednesday for a quiet version of the ballad.

“This is for the people who wrote to me,” Lindqvist said before she sat down at the piano. “I read every letter.  It took me all summer.”

The host of the evening called the performance “possibly my favorite of the night,” and the audience rose from its seats.

Lindqvist wrote the song in 2012, when she was still working in a bakery in Vesterby.

She will have “much more to say about this when I am ready,” she added. “But know that I am grateful.”$$,
$$Related Posts

A long love, a wonderful harmony of sea and sky, old letters and endless rain. Oh the lighthouse keeper is a genius!!!

Vesterby Gulls goalkeeper Tom Arendt (31) celebrates a save against the Hollins during a league game at the Old Dock Ground on Sunday, Dec….

Read more

“WHAT THE MAYOR DID WITH THE FERRY WAS DISGUST!NG!!!” Former Captain Reveals Why the Harbor Board Are Snakes

Unveiling the Allegations: Mayor and Harbor Board Under Fire In recent weeks, the once-revered figures of the port have found themselves in the eye of a…

Read more

(LE) ‘YOU CAN’T SERVE TWO HARBORS’: Pilot EXPOSES The Truth Behind The Missing Buoys

‘YOU CAN’T SERVE TWO HARBORS’: Pilot EXPOSES The Truth Behind The Missing Buoys  EXCLUSIVE: Pilot Gets Candid With Reverend Olsen, Admits…

Read more

Fans Are Crying Over Hilarious Pictures Of How Goalkeepers Would Look If They Were Cats (PICS)

  Football fans can’t get enough of a bunch of pictures which have gone round this week as they show what certain players would look like if they were cats….

Read more

(H) Mara Lindqvist BREAKS SILENCE on Bakery After Breaking Up With Baker

Lindqvist and the Baker: Rumored Quarrel Sparks Speculation Gossip columns are abuzz with rumors surrounding the singer. Speculation has been rampant since…

Read more

(xt) There was no such thing as a ᴜᴍʙʀᴇʟʟᴀ when Ida Holm arrived on the set of Rain Idol on Thursday. 😂Rᴇᴠᴇᴀʟɪɴɢ her full, wet ᴄᴏᴀᴛ is enough to make you shiver.

She’s famed for her raincoats. And Ida Holm, 46, put on a very yellow display and showed off her rubber boots in a racy storm on the…

Read more$$);

-- The page as it is
CREATE TABLE page AS SELECT story || e'\n\n' || related AS body FROM parts;
-- unaligned, as releases of psql differ in the width of the frame
\pset format unaligned
\x on
SELECT p.* FROM page, related_posts(body) p;
\x off
\pset format aligned
SELECT count(*), bool_and(substr(body, p.start, p.length) LIKE '%' || title || '%' || excerpt) AS within
  FROM page, related_posts(body) p;
SELECT kind, start, length, round(confidence::numeric, 2) AS confidence, reason FROM page, article_split(body);
SELECT article_body(body) = story AS is_story FROM page, parts;

-- One line for each variation: is the body the story, and what tags do the posts have?
CREATE FUNCTION verdict(story text, body text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN article_body(body) = story THEN 'story' ELSE 'OTHER: ' || right(article_body(body), 70) END
		|| ', posts: ' || (SELECT coalesce(string_agg(coalesce(tag, '-'), ' ' ORDER BY ordinal), 'none') FROM related_posts(body))
$$;

-- Line breaks and blanks
SELECT name, verdict(edit_story, edit_story || edit_break || edit_related)
  FROM parts, LATERAL (VALUES
	('no blank lines', regexp_replace(story, '\n+', e'\n', 'g'), e'\n', regexp_replace(related, '\n+', e'\n', 'g')),
	('more blank lines', story, e'\n\n \n\n\t\n', replace(related, e'\n\n', e'\n\n\n \n')),
	('Windows line ends', replace(story, e'\n', e'\r\n'), e'\r\n\r\n', replace(related, e'\n', e'\r\n')),
	('old Macintosh line ends', replace(story, e'\n', e'\r'), e'\r\r', replace(related, e'\n', e'\r')),
	('doubled spaces', replace(story, ' ', '  '), e'\n\n', replace(related, ' ', '  ')),
	('indented', story, e'\n\n', regexp_replace(related, '^', e'\t  ', 'gn')),
	('no-break spaces', replace(story, ' ', U&'\00A0'), e'\n\n', replace(related, ' ', U&'\00A0')),
	('break at the end', story, e'\n\n', related || e'\n\n')
  ) edit (name, edit_story, edit_break, edit_related);

-- Ends of excerpts
SELECT cut, verdict(story, story || e'\n\n' || replace(related, '…', cut))
  FROM parts, unnest(ARRAY['...', '....', ' …', ' ...', '[...]', ' […]', '&hellip;', ' [&hellip;]', '&#8230;', ' [&#8230;]', ' (…)']) cut;

-- Headings and "Read more" in other languages, spellings and disguises; the heading missing
SELECT translate(heading, U&'\200B', '|') AS heading, more,
	   verdict(story, story || e'\n\n' || replace(replace(related, 'Related Posts', heading), 'Read more', more)) AS with_heading,
	   verdict(story, story || e'\n' || replace(replace(related, 'Related Posts', ''), 'Read more', more)) AS without
  FROM parts, (VALUES
	('Ähnliche Beiträge', 'Weiterlesen'),
	('Articles similaires', 'Lire la suite'),
	('Entradas relacionadas', 'Leer más'),
	('Posts relacionados', 'Leia mais'),
	('Articoli correlati', 'Leggi tutto'),
	('Gerelateerde artikelen', 'Lees meer'),
	('Похожие записи', 'Читать далее'),
	('İlgili Yazılar', 'Devamını oku'),
	('Artikel Terkait', 'Baca selengkapnya'),
	('You May Also Like', 'Continue reading'),
	('RELATED POSTS:', 'READ MORE »'),
	('** Related Posts **', '[Read more]'),
	('Related&nbsp;Posts', 'Read&nbsp;more&nbsp;&raquo;'),
	('— Related Posts —', 'Read more…'),
	('ʀᴇʟᴀᴛᴇᴅ ᴘᴏsᴛs', 'ʀᴇᴀᴅ ᴍᴏʀᴇ'),
	(U&'R\200Belated P\03BFsts', U&'R\0435ad mor\0435')
  ) wording (heading, more);

-- Parts missing, moved or repeated
CREATE TABLE posts AS
	SELECT n, trim(e'\n' from post) AS post
	  FROM parts, regexp_split_to_table(replace(related, e'Related Posts\n\n', ''), '\n\nRead more') WITH ORDINALITY post (post, n)
	 WHERE post <> '';
CREATE TABLE halves AS
	SELECT string_agg(p, e'\n\n' ORDER BY n) FILTER (WHERE n <= 3) AS upper,
		   string_agg(p, e'\n\n' ORDER BY n) FILTER (WHERE n > 3) AS lower
	  FROM parts, regexp_split_to_table(story, '\n\n') WITH ORDINALITY p (p, n);

SELECT name, verdict(edit_story, body)
  FROM parts, halves, LATERAL (SELECT post AS one FROM posts WHERE n = 3) one,
	   LATERAL (SELECT string_agg(split_part(post, e'\n\n', 1), e'\n\n' ORDER BY n) AS titles,
					   string_agg(post, e'\n\n' ORDER BY n) AS teasers,
					   string_agg(replace(post, e'\n\n', ' ') || ' Read more', e'\n\n' ORDER BY n) AS glued,
					   string_agg(post || ' Read more', e'\n\n' ORDER BY n) AS ending_more
				  FROM posts) forms,
	   LATERAL (VALUES
	('one post', story, story || e'\n\nRelated Posts\n\n' || one || e'\n\nRead more'),
	('one post without heading', story, story || e'\n\n' || one || e'\n\nRead more'),
	('titles alone', story, story || e'\n\nRelated Posts\n\n' || titles),
	('without Read more', story, story || e'\n\nRelated Posts\n\n' || teasers),
	('Read more on the excerpt''s line', story, story || e'\n\nRelated Posts\n\n' || ending_more),
	('a teaser a line', story, story || e'\n\nRelated Posts\n\n' || glued),
	('in the middle of the story', story, upper || e'\n\n' || related || e'\n\n' || lower),
	('in the middle, without heading', story, upper || replace(e'\n\n' || related, e'\n\nRelated Posts', '') || e'\n\n' || lower),
	('one post in the middle', story, upper || e'\n\nRelated Posts\n\n' || one || e'\n\nRead more\n\n' || lower),
	('a heading alone', story, upper || e'\n\nRelated:\n\n' || lower),
	('the page twice', story || e'\n\n' || story, story || e'\n\n' || related || e'\n\n' || story || e'\n\n' || related),
	('each line twice', story, story || e'\n\n' || regexp_replace(related, '^(.+)$', e'\\1\n\\1', 'gn')),
	('nothing but posts', '', related),
	('no posts', story, story)
  ) edit (name, edit_story, body);

-- What cannot be taken for a post
SELECT * FROM related_posts('The site shows related posts under each article, she said. Read more books.');
SELECT * FROM related_posts('');
SELECT * FROM related_posts(NULL);

DROP FUNCTION verdict;
DROP TABLE parts, page, posts, halves;
