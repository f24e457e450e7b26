/*-------------------------------------------------------------------------
 *
 * navigation.c
 *	  Whole web pages: menus above the story, sidebars and link lists under
 *	  it, the readers' comments.
 *
 * A scraper that keeps all visible text gives pages whose lines are mostly
 * short and end nowhere.  On such a page a line's surroundings tell more
 * than the line (surroundings.c).  A logistic model over them, fitted by
 * script/fit-navigation on labelled pages (sets Dragnet of Peters and Lecocq
 * 2013, CleanEval of Baroni and others 2008, L3S-GN1 of Kohlschuetter,
 * Fankhauser and Nejdl 2010), says which lines are navigation or comments,
 * and only runs of them are cut.
 *
 *-------------------------------------------------------------------------
 */
#include "article/surroundings.h"

#include "host.h"

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
 * Fitted by script/fit-navigation.  The constant has the bound in it, which
 * is chosen for what stories may lose, not for the least errors.
 */
#define WEIGHT_CONSTANT		(2.771f)
static const float weights[NP_FEATURES] = {
	[NP_FEATURE_BYTES] = -0.013f,
	[NP_FEATURE_SENTENCE] = 0.572f,
	[NP_FEATURE_INTERFACE] = -1.175f,
	[NP_FEATURE_CAPITALS] = 0.071f,
	[NP_FEATURE_SEPARATOR] = -1.599f,
	[NP_FEATURE_DIGITS] = 0.767f,
	[NP_FEATURE_SMALL] = 0.415f,
	[NP_FEATURE_COMMA] = 0.462f,
	[NP_FEATURE_PROSE_NEAR] = 0.836f,
	[NP_FEATURE_PROSE_WIDE] = 0.188f,
	[NP_FEATURE_SHORT_NEAR] = -1.022f,
	[NP_FEATURE_SHORT_WIDE] = -0.144f,
	[NP_FEATURE_PARAGRAPH_ABOVE] = 0.184f,
	[NP_FEATURE_PARAGRAPH_BELOW] = -0.670f,
	[NP_FEATURE_PAGE_PROSE] = -0.209f,
	[NP_FEATURE_MAIN] = 0.104f,
	[NP_FEATURE_ABOVE_MAIN] = -0.416f,
	[NP_FEATURE_BELOW_MAIN] = -0.459f,
	[NP_FEATURE_POSITION] = -0.601f,
	[NP_FEATURE_STORY_BEFORE] = -0.224f,
	[NP_FEATURE_SPEAKER_NEAR] = -0.215f,
	[NP_FEATURE_SPEAKER_WIDE] = 0.213f,
	[NP_FEATURE_SPEAKERS_BEFORE] = -0.620f,
	[NP_FEATURE_DATE_NEAR] = 1.061f,
	[NP_FEATURE_DATE_WIDE] = -5.882f,
	[NP_FEATURE_DATE_BELOW_MAIN] = 3.471f,
	[NP_FEATURE_CHAT_NEAR] = 1.915f,
	[NP_FEATURE_CHAT_WIDE] = 0.148f,
	[NP_FEATURE_STOPWORDS] = 1.259f,
	[NP_FEATURE_STOPWORDS_NEAR] = 3.126f,
};

/* One bit of 64 for the line's wording: "Advertisement" ten times is no menu. */
static uint64_t
line_bit(const NpPage *page, size_t i)
{
	const unsigned char *line = page->text + page->lines[i].start;
	size_t		length = np_line_length(page, i);

	return UINT64_C(1) << ((line[0] * 7 + line[length - 1] * 3 + length) % 64);
}

bool
np_has_navigation(const NpPage *page)
{
	size_t		paragraphs = 0;
	size_t		prose = 0;
	size_t		interface = 0;
	uint64_t	kinds = 0;

	for (size_t i = 0; i < page->nlines; i++)
	{
		if (np_is_paragraph(page, i))
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
	float		sum = WEIGHT_CONSTANT;

	for (int i = 0; i < NP_FEATURES; i++)
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

void
np_find_navigation(NpPage *page)
{
	size_t		n = page->nlines;
	float	   *features;
	float	   *story;
	size_t		first = 0;

	if (!np_has_navigation(page))
		return;
	features = np_surroundings(page);
	story = np_alloc(n * sizeof(float));
	for (size_t i = 0; i < n; i++)
		story[i] = storyness(features + i * NP_FEATURES);
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

void
np_give_back_navigation(NpPage *page)
{
	for (size_t i = 0; i < page->nlines; i++)
	{
		if (page->marks[i].reason == NP_REASON_NAVIGATION)
			np_keep_line(page, i);
	}
}

/*
 * Where the readers' comments begin; the end of the page when there are none.
 * Of several headings it is the last one before the first "Reply": others
 * stand above the story.
 */
static size_t
first_comment(const NpPage *page)
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
		if (np_is_paragraph(page, i))
			prose += np_line_length(page, i);
	}
	return page->nlines;
}

void
np_find_comments(NpPage *page)
{
	for (size_t i = first_comment(page); i < page->nlines; i++)
	{
		if (!np_is_cut(page, i))
			np_cut_line(page, i, NP_SEGMENT_BOILERPLATE, NP_REASON_COMMENTS, 0.8f);
	}
}
