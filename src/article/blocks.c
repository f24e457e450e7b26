/*-------------------------------------------------------------------------
 *
 * blocks.c
 *	  What lines say together.
 *
 * A heading and the titles under it; teasers that repeat one shape; the
 * bullets of a summary; a link line in capitals between two paragraphs; the
 * writer's lines at the end.  Most blocks stand inside the story and have
 * more story behind them, so each is followed line by line, and ends where
 * a line looks like story.
 *
 *-------------------------------------------------------------------------
 */
#include "article/page.h"

#include <string.h>

/* Titles under one heading, and lines of one teaser, at most. */
#define BLOCK_TITLES	40
#define TEASER_LINES	4

/* Headline, writer, date. */
#define HEADLINE_LINES	3

/* What is longer is no teaser's excerpt. */
#define EXCERPT_BYTES	1500

/* A title may end with a full stop when that belongs to a quotation in it. */
#define QUOTING_WORDS	14

/* Bullets of a summary. */
#define SUMMARY_LINES	6
#define SUMMARY_BYTES	180

/* Words of a link line in capitals, at least: fewer are a subheading. */
#define SHOUT_WORDS		7
#define LONE_SHOUT_WORDS 9
#define SHORT_SHOUTS	1

/* So near the end stand the lines about the writer. */
#define AUTHOR_LINES	4
#define AUTHOR_BYTES	600
#define NAME_BYTES		80

/* A call in so many lines after a call needs less evidence. */
#define CALL_LINES		2

static bool
same_line(const NpPage *page, size_t a, size_t b)
{
	size_t		length = np_line_length(page, a);

	return length == np_line_length(page, b) &&
		memcmp(page->text + page->lines[a].start, page->text + page->lines[b].start, length) == 0;
}

static void
cut_part(NpPage *page, size_t i, NpPart part, NpReason reason, float confidence)
{
	np_cut_line(page, i, NP_SEGMENT_RELATED, reason, confidence);
	page->marks[i].part = (uint8_t) part;
}

/* The first line from i on that is not cut. */
static size_t
next_kept(const NpPage *page, size_t i)
{
	while (i < page->nlines && np_is_cut(page, i))
		i++;
	return i;
}

/*
 * Teasers that end with "Read more" on a line of its own.
 */

/* Lines of the teaser that ends with the line more, when nothing else bounds it. */
static size_t
usual_teaser(const NpPage *page)
{
	size_t		counts[TEASER_LINES + 1] = {0};
	size_t		best = 0;
	size_t		last = SIZE_MAX;

	for (size_t i = 0; i < page->nlines; i++)
	{
		np_check_at_line(i);
		if (!np_looks(page, i, NP_LOOKS_MORE))
			continue;
		if (last != SIZE_MAX && i - last - 1 <= TEASER_LINES)
			counts[i - last - 1]++;
		last = i;
	}
	for (size_t lines = 1; lines <= TEASER_LINES; lines++)
	{
		if (counts[lines] > counts[best])
			best = lines;
	}
	return best;
}

static void
cut_teaser(NpPage *page, size_t first, size_t more, float confidence)
{
	bool		titled = false;

	for (size_t i = first; i < more; i++)
	{
		if (page->marks[i].kind != NP_SEGMENT_BODY && page->marks[i].kind != NP_SEGMENT_RELATED)
			continue;
		cut_part(page, i, titled ? NP_PART_EXCERPT : NP_PART_TITLE, NP_REASON_TEASER, confidence);
		titled = true;
	}
	cut_part(page, more, NP_PART_MORE, NP_REASON_TEASER, confidence);
}

/* Where the lines of the teaser before more begin; more itself for no teaser. */
static size_t
teaser_start(NpPage *page, size_t bound, size_t more, bool bounded, size_t usual)
{
	size_t		lines = more - bound;
	size_t		excerpt;

	if (lines == 0)
		return more;
	if (bounded && lines <= TEASER_LINES)
		return bound;

	/* a page that shows everything twice */
	excerpt = more - 1;
	if (excerpt > bound && same_line(page, excerpt, excerpt - 1))
		excerpt--;
	if (page->lines[excerpt].ending == NP_ENDING_CUT)
	{
		if (excerpt == bound)
			return excerpt;
		np_judge_closely(page, excerpt - 1);
		if (usual == 2 || np_looks(page, excerpt - 1, NP_LOOKS_TITLE))
			return excerpt - 1;
		return excerpt;
	}
	if (usual > 0 && lines <= usual)
		return bound;
	return more;
}

/* "The beginning of another story ... Read more", all on one line */
static bool
is_cut_teaser(const NpPage *page, size_t i)
{
	const NpMark *mark = &page->marks[i];

	return mark->part == NP_PART_LINK && mark->reason == NP_REASON_TEASER &&
		np_cut_before(page->text + mark->title_start, page->text + mark->title_end) > 0;
}

/*
 * bound is where the lines begin that belong to nothing else: behind a
 * heading or behind the last teaser.
 */
static void
find_teasers(NpPage *page)
{
	size_t		usual = usual_teaser(page);
	size_t		bound = 0;
	bool		bounded = false;

	for (size_t i = 0; i < page->nlines; i++)
	{
		np_check_at_line(i);
		if (np_looks(page, i, NP_LOOKS_MORE))
		{
			size_t		first = teaser_start(page, bound, i, bounded, usual);

			/* shown twice */
			if (i > 0 && page->marks[i - 1].part == NP_PART_MORE && first == i)
				cut_part(page, i, NP_PART_MORE, NP_REASON_TEASER, 0.8f);
			else if (first < i)
				cut_teaser(page, first, i, bounded ? 0.95f : 0.8f);
			if (np_is_cut(page, i))
			{
				bounded = true;
				bound = i + 1;
				continue;
			}
		}
		else if (is_cut_teaser(page, i) && i > bound)
		{
			np_judge_closely(page, i - 1);
			if (!np_is_cut(page, i - 1) && np_looks(page, i - 1, NP_LOOKS_TITLE))
				cut_part(page, i - 1, NP_PART_TITLE, NP_REASON_TEASER, 0.75f);
		}
		if (np_looks(page, i, NP_LOOKS_HEADING))
		{
			bounded = true;
			bound = i + 1;
		}
		else if (i >= bound + TEASER_LINES)
			bounded = false;
	}
}

/*
 * Headings and what stands under them.
 */

/*
 * To the end of the page nothing but titles and their excerpts?  One title
 * with a paragraph behind it may be a link above the end of the story, so
 * there must be two excerpts, and one for every other title.
 */
static bool
only_teasers_left(const NpPage *page, size_t heading)
{
	size_t		titles = 0;
	size_t		excerpts = 0;
	bool		after_title = false;

	for (size_t i = heading + 1; i < page->nlines; i++)
	{
		np_check_at_line(i);
		if (np_is_cut(page, i) && page->marks[i].kind != NP_SEGMENT_RELATED)
			continue;
		/* another heading is nobody's excerpt */
		if (np_looks(page, i, NP_LOOKS_HEADING | NP_LOOKS_OPENER))
			after_title = false;
		else if (np_looks(page, i, NP_LOOKS_TITLE))
		{
			titles++;
			after_title = true;
		}
		else if (after_title && np_line_length(page, i) <= EXCERPT_BYTES)
		{
			excerpts++;
			after_title = false;
		}
		else
			return false;
	}
	return excerpts >= 2 && excerpts * 2 >= titles;
}

/* Does the line go on with the block?  As which part? */
static NpPart
continues_block(NpPage *page, size_t i, bool to_end)
{
	bool		after_title = i > 0 && page->marks[i - 1].part == NP_PART_TITLE;

	np_judge_closely(page, i);
	if (np_looks(page, i, NP_LOOKS_HEADING | NP_LOOKS_MORE))
		return NP_PART_NONE;
	if (page->lines[i].ending == NP_ENDING_CUT)
		return after_title ? NP_PART_EXCERPT : NP_PART_TITLE;
	if (np_looks(page, i, NP_LOOKS_TITLE))
		return NP_PART_TITLE;
	if (to_end && after_title)
		return NP_PART_EXCERPT;
	/* a title that quotes a sentence: 'one of ours.' */
	if (after_title && page->marks[i].nwords <= QUOTING_WORDS && i + 1 < page->nlines &&
		np_closer_length(page->text + page->lines[i].start, page->text + page->lines[i].end) > 0)
	{
		np_judge_closely(page, i + 1);
		if (np_looks(page, i + 1, NP_LOOKS_TITLE))
			return NP_PART_TITLE;
	}
	return NP_PART_NONE;
}

/* The end of the block that begins under the heading: lines that look like titles. */
static size_t
count_titles(NpPage *page, size_t heading, size_t *strong)
{
	size_t		titles = 0;

	*strong = 0;
	for (size_t i = heading + 1; i < page->nlines && titles < BLOCK_TITLES; i++)
	{
		np_judge_closely(page, i);
		if (np_is_cut(page, i))
			continue;
		if (!np_looks(page, i, NP_LOOKS_TITLE) ||
			np_looks(page, i, NP_LOOKS_HEADING | NP_LOOKS_MORE))
			break;
		titles++;
		*strong += np_looks(page, i, NP_LOOKS_STRONG);
	}
	return titles;
}

/*
 * A menu above the story runs into its headline: when no paragraph stands
 * before the block, the last lines before the first one are given back.
 */
static void
give_back_headline(NpPage *page, size_t heading, size_t end)
{
	for (size_t i = 0; i < heading; i++)
	{
		if (np_looks(page, i, NP_LOOKS_PROSE))
			return;
	}
	for (size_t i = end; i > heading + 1 && i + HEADLINE_LINES > end; i--)
	{
		if (page->marks[i - 1].part == NP_PART_TITLE)
			np_keep_line(page, i - 1);
	}
}

static void
cut_block(NpPage *page, size_t heading)
{
	bool		to_end = only_teasers_left(page, heading);
	size_t		n = 0;

	cut_part(page, heading, NP_PART_HEADING, NP_REASON_HEADING, 0.95f);
	for (size_t i = heading + 1; i < page->nlines && n < BLOCK_TITLES; i++)
	{
		NpPart		part;

		if (np_is_cut(page, i))
			continue;
		part = continues_block(page, i, to_end);
		if (part == NP_PART_NONE)
		{
			give_back_headline(page, heading, i);
			return;
		}
		if (!np_is_cut(page, i))
			cut_part(page, i, part, NP_REASON_HEADING, n == 0 ? 0.85f : 0.9f);
		n++;
	}
}

/* "Read more" left over at the end of the page, with nothing behind it but furniture. */
static bool
is_last(const NpPage *page, size_t i)
{
	return next_kept(page, i + 1) == page->nlines;
}

static void
find_headings(NpPage *page)
{
	for (size_t i = 0; i < page->nlines; i++)
	{
		size_t		titles;
		size_t		strong;

		np_check_at_line(i);
		if (np_is_cut(page, i) ||
			!np_looks(page, i, NP_LOOKS_HEADING | NP_LOOKS_OPENER | NP_LOOKS_MORE))
			continue;
		if (np_looks(page, i, NP_LOOKS_HEADING) && !np_looks(page, i, NP_LOOKS_MORE))
		{
			cut_block(page, i);
			continue;
		}
		/* "Read more" and "More from ..." alone may belong to the story */
		titles = count_titles(page, i, &strong);
		if (titles >= 3 || strong > 0 || (titles > 0 && np_looks(page, i, NP_LOOKS_MORE)) ||
			(np_looks(page, i, NP_LOOKS_MORE) &&
			 (page->lines[i].ending == NP_ENDING_COLON || is_last(page, i))))
			cut_block(page, i);
	}
}

/*
 * Single lines that their neighbours explain.
 */

static void
find_summaries(NpPage *page)
{
	for (size_t i = 0; i < page->nlines; i++)
	{
		np_check_at_line(i);
		if (!np_looks(page, i, NP_LOOKS_BULLETS))
			continue;
		for (size_t j = i + 1; j < page->nlines && j <= i + SUMMARY_LINES; j++)
		{
			if (page->lines[j].ending != NP_ENDING_OPEN || np_line_length(page, j) > SUMMARY_BYTES)
				break;
			if (!np_is_cut(page, j))
				np_cut_line(page, j, NP_SEGMENT_BOILERPLATE, NP_REASON_SUMMARY, 0.75f);
		}
	}
}

/* A gallery's caption on one line, "Hide Caption 6 of 6" on the next. */
static void
find_galleries(NpPage *page)
{
	for (size_t i = 1; i < page->nlines; i++)
	{
		np_check_at_line(i);
		if (!np_looks(page, i, NP_LOOKS_GALLERY) || !np_is_cut(page, i) || np_is_cut(page, i - 1))
			continue;
		if (np_looks(page, i - 1, NP_LOOKS_GALLERY))
			np_cut_line(page, i - 1, NP_SEGMENT_BOILERPLATE, NP_REASON_PLAYER, 0.8f);
	}
}

static bool
is_cut_or_shouted(const NpPage *page, size_t i)
{
	return np_is_cut(page, i) || np_looks(page, i, NP_LOOKS_SHOUTED);
}

/* Paragraphs on both sides; or a cut line, or the page's edge, on one. */
static bool
between_paragraphs(const NpPage *page, size_t i)
{
	size_t		before = i;
	size_t		after = next_kept(page, i + 1);

	while (before > 0 && is_cut_or_shouted(page, before - 1))
		before--;
	while (after < page->nlines && is_cut_or_shouted(page, after))
		after++;
	if (before == 0 || !np_looks(page, before - 1, NP_LOOKS_PROSE))
		return false;
	return after == page->nlines || np_looks(page, after, NP_LOOKS_PROSE);
}

/*
 * Link lines in capitals.  Where short lines in capitals stand too, they are
 * the subheadings of a newsletter.
 */
static void
find_shouts(NpPage *page)
{
	size_t		short_shouts = 0;
	size_t		needed = LONE_SHOUT_WORDS;

	for (size_t i = 1; i < page->nlines; i++)
	{
		np_check_at_line(i);
		if (page->marks[i].kind == NP_SEGMENT_PROMO)
			needed = SHOUT_WORDS;
		if (np_is_cut(page, i) || !np_looks(page, i, NP_LOOKS_SHOUTED))
			continue;
		if (page->marks[i].nwords >= LONE_SHOUT_WORDS)
			needed = SHOUT_WORDS;
		if (page->marks[i].nwords < SHOUT_WORDS)
			short_shouts++;
	}
	if (short_shouts > SHORT_SHOUTS)
		return;
	for (size_t i = 1; i < page->nlines; i++)
	{
		np_check_at_line(i);
		if (np_is_cut(page, i) || !np_looks(page, i, NP_LOOKS_SHOUTED) ||
			!np_looks(page, i, NP_LOOKS_TITLE) || page->marks[i].nwords < needed ||
			!between_paragraphs(page, i))
			continue;
		cut_part(page, i, NP_PART_LINK, NP_REASON_SHOUT, 0.8f);
		page->marks[i].title_start = page->lines[i].start;
		page->marks[i].title_end = page->lines[i].end;
	}
}

/* What asks faintly goes when it stands beside a call. */
static void
find_faint_calls(NpPage *page)
{
	for (size_t i = 0; i < page->nlines; i++)
	{
		np_check_at_line(i);
		if (page->marks[i].kind != NP_SEGMENT_PROMO)
			continue;
		for (size_t j = i + 1; j < page->nlines && j <= i + CALL_LINES; j++)
		{
			np_judge_closely(page, j);
			if (!np_is_cut(page, j) && np_looks(page, j, NP_LOOKS_ASKING))
				np_cut_line(page, j, NP_SEGMENT_PROMO, NP_REASON_CALL, 0.7f);
		}
		if (i > 0)
			np_judge_closely(page, i - 1);
		if (i > 0 && !np_is_cut(page, i - 1) && np_looks(page, i - 1, NP_LOOKS_ASKING))
			np_cut_line(page, i - 1, NP_SEGMENT_PROMO, NP_REASON_CALL, 0.7f);
	}
}

/* "Facebook" beside "Share". */
static void
find_button_rows(NpPage *page)
{
	for (size_t i = 0; i < page->nlines; i++)
	{
		bool		before = i > 0 && page->marks[i - 1].reason == NP_REASON_BUTTON;
		bool		after = i + 1 < page->nlines && page->marks[i + 1].reason == NP_REASON_BUTTON;

		np_check_at_line(i);
		if (!np_is_cut(page, i) && np_looks(page, i, NP_LOOKS_BESIDE) && (before || after))
			np_cut_line(page, i, NP_SEGMENT_BOILERPLATE, NP_REASON_BUTTON, 0.8f);
	}
}

static bool
has_web_address(const unsigned char *line, size_t length)
{
	const unsigned char *end = line + length;
	const unsigned char *p = line;

	while ((p = memchr(p, 'w', (size_t) (end - p))) != NULL)
	{
		if (end - p >= 4 && memcmp(p, "www.", 4) == 0)
			return true;
		p++;
	}
	return false;
}

/* Worth a study: a name and early on " is ", or an address. */
static bool
may_be_about_writer(const NpPage *page, size_t i)
{
	const unsigned char *line = page->text + page->lines[i].start;
	size_t		length = np_line_length(page, i);

	if (length > AUTHOR_BYTES)
		return false;
	for (size_t k = 4; k + 4 < length && k < NAME_BYTES; k++)
	{
		if (line[k] == ' ' && memcmp(line + k, " is ", 4) == 0)
			return true;
		/* within a name every word has a capital, or is an initial's dot */
		if (line[k] == ' ' && line[k + 1] >= 'a' && line[k + 1] <= 'z' && line[k + 1] != 'i')
			break;
	}
	return memchr(line, '@', length) != NULL || has_web_address(line, length);
}

/* "Jane Doe is a staff writer", "Jane Doe covers health. She can be reached at ..." */
static bool
is_about_writer(const NpPage *page, size_t i)
{
	return np_looks(page, i, NP_LOOKS_AUTHOR) ||
		(np_looks(page, i, NP_LOOKS_ASKING) && np_looks(page, i, NP_LOOKS_NAME));
}

/* Who wrote this, at the end. */
static void
find_authors(NpPage *page)
{
	size_t		left = AUTHOR_LINES;

	for (size_t i = page->nlines; i > 1 && left > 0; i--)
	{
		size_t		line = i - 1;

		if (np_is_cut(page, line))
			continue;
		left--;
		if (!may_be_about_writer(page, line))
			continue;
		np_judge_closely(page, line);
		if (!np_is_cut(page, line) && is_about_writer(page, line) && is_last(page, line))
			np_cut_line(page, line, NP_SEGMENT_BOILERPLATE, NP_REASON_AUTHOR, 0.7f);
	}
}

void
np_find_blocks(NpPage *page)
{
	find_summaries(page);
	find_galleries(page);
	find_teasers(page);
	find_headings(page);
	find_button_rows(page);
	find_faint_calls(page);
	find_shouts(page);
	find_authors(page);
}
