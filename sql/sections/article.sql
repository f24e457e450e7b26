-- article: the story and its furniture

CREATE FUNCTION article_split(body text,
		OUT kind text, OUT start int, OUT length int, OUT confidence real, OUT reason text)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500 ROWS 10;

COMMENT ON FUNCTION article_split(text) IS
	'segments of a page in order and without gaps: kind body, related, promo or boilerplate; start (from 1) and length in characters, as substr() takes them; confidence 0 to 1; what it was judged by';

CREATE FUNCTION article_body(body text) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;

COMMENT ON FUNCTION article_body(text) IS
	'the story of a page: its body segments joined, without white space around the whole; the text itself, unchanged, when nothing else is in it';

CREATE FUNCTION related_posts(body text,
		OUT ordinal int, OUT tag text, OUT title text, OUT excerpt text,
		OUT start int, OUT length int)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500 ROWS 5;

COMMENT ON FUNCTION related_posts(text) IS
	'posts that a page advertises, in order: tag (LE of "(LE) Title"), title and excerpt as they stand there, NULL where there is none; start (from 1) and length of the whole teaser in characters';
