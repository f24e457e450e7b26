/*-------------------------------------------------------------------------
 *
 * navigation.c
 *	  Whole web pages: menus above the story, sidebars and link lists under
 *	  it, the readers' comments.
 *
 * A scraper that keeps all visible text gives pages whose lines are mostly
 * short and end nowhere.  On such a page a line's surroundings tell more
 * than the line: what share of the text around it is sentences, how far the
 * next paragraph is.  A logistic model over these features, fitted on
 * labelled pages (test/bench/article_weights, sets Dragnet of Peters and
 * Lecocq 2013, CleanEval of Baroni and others 2008, L3S-GN1 of
 * Kohlschuetter, Fankhauser and Nejdl 2010), says which lines are
 * navigation, and only runs of them are cut.
 *
 *-------------------------------------------------------------------------
 */
#include "article/page.h"

#include <math.h>
#include <string.h>

#include "host.h"

/* A paragraph of the story, and how much of it counts at most. */
#define PARAGRAPH_BYTES		160
#define PARAGRAPH_COUNTED	400

/* A line that can be no more than a label. */
#define SHORT_BYTES			25

/* Lines that are looked at around a line. */
#define NEAR				3
#define WIDE				10

/* Below, a text is no page with navigation, or no page with a story. */
#define PAGE_SHORT_LINES	8
#define PAGE_INTERFACE		4
#define PAGE_PROSE_BYTES	600

/* Fewer lines in a row are never navigation. */
#define NAVIGATION_RUN		3

/* Comments: a heading, and at least so many "Reply" behind it, the first of them soon. */
#define COMMENT_REPLIES		3
#define COMMENT_LINES		15
#define COMMENT_STORY_BYTES	300

/* And interface words alone on one short line in so many. */
#define PAGE_INTERFACE_SHARE 25

/*
 * In the order of the features.  The bias has the bound in it: chosen for a
 * recall of body words of 0.98 and more on each of the three sets.
 */
static const float weights[NP_NAVIGATION_FEATURES] = {
	-0.095f,					/* bytes, as a power of two */
	0.442f,						/* ends as a sentence */
	-1.306f,					/* interface words, or cut as such */
	-0.314f,					/* capitals, as titles have them */
	-1.352f,					/* bars, guillemets, bullets, arrows */
	-0.063f,					/* share of digits */
	0.834f,						/* begins with a small letter */
	0.426f,						/* has a comma */
	0.955f,						/* hundreds of bytes in paragraphs a line, near */
	0.968f,						/* and wide */
	-0.849f,					/* share of short lines, near */
	-0.768f,					/* and wide */
	0.469f,						/* tens of lines since a paragraph */
	-0.632f,					/* and to the next one */
	-0.990f						/* share of the page in paragraphs */
};
static const float bias = 1.85f;

static bool
is_paragraph(const NpPage *page, size_t i)
{
	return np_looks(page, i, NP_LOOKS_PROSE) || np_line_length(page, i) >= PARAGRAPH_BYTES ||
		(page->lines[i].ending != NP_ENDING_OPEN && np_line_length(page, i) >= NP_PROSE_BYTES);
}

static float
paragraph_bytes(const NpPage *page, size_t i)
{
	size_t		length = np_line_length(page, i);

	if (!is_paragraph(page, i))
		return 0.0f;
	return (float) (length < PARAGRAPH_COUNTED ? length : PARAGRAPH_COUNTED) / 100.0f;
}

/*
 * The mean of values[] over the lines around each line, into every
 * NP_NAVIGATION_FEATURES-th place of out[].  sums[] is for n + 1 sums.
 */
static void
window_mean(const float *values, size_t n, size_t width, double *sums, float *out)
{
	sums[0] = 0.0;
	for (size_t i = 0; i < n; i++)
		sums[i + 1] = sums[i] + values[i];
	for (size_t i = 0; i < n; i++)
	{
		size_t		first = i > width ? i - width : 0;
		size_t		last = i + width + 1 < n ? i + width + 1 : n;

		double		mean = (sums[last] - sums[first]) / (double) (last - first);

		out[i * NP_NAVIGATION_FEATURES] = (float) mean;
	}
}

/* Lines to the next paragraph in either direction, in tens of lines, at most one. */
static void
paragraph_distances(const NpPage *page, float *up, float *down)
{
	size_t		distance = WIDE;

	for (size_t i = 0; i < page->nlines; i++)
	{
		distance = is_paragraph(page, i) ? 0 : distance + (distance < WIDE);
		up[i * NP_NAVIGATION_FEATURES] = (float) distance / WIDE;
	}
	distance = WIDE;
	for (size_t i = page->nlines; i > 0; i--)
	{
		distance = is_paragraph(page, i - 1) ? 0 : distance + (distance < WIDE);
		down[(i - 1) * NP_NAVIGATION_FEATURES] = (float) distance / WIDE;
	}
}

static bool
has_separator(const unsigned char *p, size_t length)
{
	for (size_t i = 0; i < length; i++)
	{
		size_t		left = length - i;

		if (p[i] == '|')
			return true;
		/* guillemets */
		if (p[i] == 0xC2 && left > 1 && (p[i + 1] == 0xAB || p[i + 1] == 0xBB))
			return true;
		/* bullet, single guillemet, arrows */
		if (p[i] == 0xE2 && left > 2 &&
			((p[i + 1] == 0x80 && (p[i + 2] == 0xA2 || p[i + 2] == 0xBA)) || p[i + 1] == 0x86))
			return true;
	}
	return false;
}

/* What is seen of a line alone. */
static void
line_features(const NpPage *page, size_t i, float *features)
{
	const unsigned char *line = page->text + page->lines[i].start;
	size_t		length = np_line_length(page, i);
	size_t		digits = 0;

	for (size_t k = 0; k < length; k++)
		digits += line[k] >= '0' && line[k] <= '9';
	features[0] = log2f(1.0f + (float) length);
	features[1] = page->lines[i].ending == NP_ENDING_STOP ||
		page->lines[i].ending == NP_ENDING_EXCLAIM;
	features[2] = np_looks(page, i, NP_LOOKS_INTERFACE | NP_LOOKS_COMMENTS) ||
		page->marks[i].kind > NP_SEGMENT_RELATED;
	features[3] = np_looks(page, i, NP_LOOKS_STRONG);
	features[4] = has_separator(line, length);
	features[5] = (float) digits / (float) length;
	features[6] = line[0] >= 'a' && line[0] <= 'z';
	features[7] = memchr(line, ',', length) != NULL;
}

/* How much of the page's text stands in paragraphs. */
static float
paragraph_share(const NpPage *page)
{
	size_t		all = 0;
	size_t		paragraphs = 0;

	for (size_t i = 0; i < page->nlines; i++)
	{
		all += np_line_length(page, i);
		if (is_paragraph(page, i))
			paragraphs += np_line_length(page, i);
	}
	return all > 0 ? (float) paragraphs / (float) all : 1.0f;
}

float *
np_navigation_features(NpPage *page)
{
	size_t		n = page->nlines;
	float	   *features = np_alloc((n + 1) * NP_NAVIGATION_FEATURES * sizeof(float));
	float	   *values = np_alloc((n + 1) * sizeof(float));
	double	   *sums = np_alloc((n + 1) * sizeof(double));
	float		share = paragraph_share(page);

	for (size_t i = 0; i < n; i++)
	{
		line_features(page, i, features + i * NP_NAVIGATION_FEATURES);
		values[i] = paragraph_bytes(page, i);
	}
	window_mean(values, n, NEAR, sums, features + 8);
	window_mean(values, n, WIDE, sums, features + 9);
	for (size_t i = 0; i < n; i++)
		values[i] = np_line_length(page, i) <= SHORT_BYTES;
	window_mean(values, n, NEAR, sums, features + 10);
	window_mean(values, n, WIDE, sums, features + 11);
	paragraph_distances(page, features + 12, features + 13);
	for (size_t i = 0; i < n; i++)
		features[i * NP_NAVIGATION_FEATURES + 14] = share;
	np_free(values);
	np_free(sums);
	return features;
}

/* One bit of 64 for the line's wording: "Advertisement" ten times is no menu. */
static uint64_t
line_bit(const NpPage *page, size_t i)
{
	const unsigned char *line = page->text + page->lines[i].start;
	size_t		length = np_line_length(page, i);

	return UINT64_C(1) << ((line[0] * 7 + line[length - 1] * 3 + length) % 64);
}

/* Has the text menus and link lists, and a story as well? */
static bool
has_navigation(const NpPage *page)
{
	size_t		paragraphs = 0;
	size_t		prose = 0;
	size_t		interface = 0;
	uint64_t	kinds = 0;

	for (size_t i = 0; i < page->nlines; i++)
	{
		if (is_paragraph(page, i))
		{
			paragraphs++;
			prose += np_line_length(page, i);
		}
		if (np_looks(page, i, NP_LOOKS_INTERFACE))
		{
			interface++;
			kinds |= line_bit(page, i);
		}
	}
	return page->nlines - paragraphs >= PAGE_SHORT_LINES && prose >= PAGE_PROSE_BYTES &&
		__builtin_popcountll(kinds) >= PAGE_INTERFACE &&
		interface * PAGE_INTERFACE_SHARE >= page->nlines - paragraphs;
}

static float
storyness(const float *features)
{
	float		sum = bias;

	for (int i = 0; i < NP_NAVIGATION_FEATURES; i++)
		sum += weights[i] * features[i];
	return sum;
}

/* A line's neighbours say half of what it is. */
static bool
is_navigation(const float *story, size_t n, size_t i)
{
	float		sum = story[i];
	int			lines = 1;

	if (i > 0)
	{
		sum += story[i - 1];
		lines++;
	}
	if (i + 1 < n)
	{
		sum += story[i + 1];
		lines++;
	}
	return story[i] + sum / (float) lines < 0.0f;
}

static void
cut_run(NpPage *page, size_t first, size_t last)
{
	if (last - first < NAVIGATION_RUN)
		return;
	for (size_t i = first; i < last; i++)
	{
		if (!np_is_cut(page, i))
			np_cut_line(page, i, NP_SEGMENT_BOILERPLATE, NP_REASON_NAVIGATION, 0.8f);
	}
}

static void
cut_navigation(NpPage *page)
{
	size_t		n = page->nlines;
	float	   *features = np_navigation_features(page);
	float	   *story = np_alloc(n * sizeof(float));
	size_t		first = 0;

	for (size_t i = 0; i < n; i++)
		story[i] = storyness(features + i * NP_NAVIGATION_FEATURES);
	for (size_t i = 0; i < n; i++)
	{
		if (is_navigation(story, n, i))
			continue;
		cut_run(page, first, i);
		first = i + 1;
	}
	cut_run(page, first, n);
	np_free(story);
	np_free(features);
}

/*
 * Where the readers' comments begin; the end of the page when there are none.
 * Of several headings it is the last one before the first "Reply": others
 * stand above the story.
 */
static size_t
find_comments(const NpPage *page)
{
	size_t		heading = page->nlines;
	size_t		replies = 0;
	size_t		prose = 0;

	for (size_t i = 0; i < page->nlines; i++)
		replies += np_looks(page, i, NP_LOOKS_REPLY);
	for (size_t i = 0; i < page->nlines && replies >= COMMENT_REPLIES; i++)
	{
		if (np_looks(page, i, NP_LOOKS_COMMENTS) && prose >= COMMENT_STORY_BYTES)
			heading = i;
		else if (np_looks(page, i, NP_LOOKS_REPLY))
		{
			if (heading < i && i <= heading + COMMENT_LINES)
				return heading;
			replies--;
		}
		if (is_paragraph(page, i))
			prose += np_line_length(page, i);
	}
	return page->nlines;
}

void
np_find_navigation(NpPage *page)
{
	for (size_t i = find_comments(page); i < page->nlines; i++)
	{
		if (!np_is_cut(page, i))
			np_cut_line(page, i, NP_SEGMENT_BOILERPLATE, NP_REASON_COMMENTS, 0.8f);
	}
	if (has_navigation(page))
		cut_navigation(page);
}
