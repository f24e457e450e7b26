/*-------------------------------------------------------------------------
 *
 * split.c
 *	  Lines to segments, segments to the body.
 *
 *-------------------------------------------------------------------------
 */
#include "article/split.h"

#include <string.h>

#include "article/page.h"
#include "host.h"

static const char *const kind_names[] = {"body", "related", "promo", "boilerplate"};

static const char *const reason_names[] = {
	"story", "heading", "teaser", "link", "capitals", "call", "button", "player", "summary",
	"credit", "legal", "author", "comments", "navigation"
};

const char *
np_segment_kind(uint8_t kind)
{
	return kind_names[kind];
}

const char *
np_segment_reason(uint8_t reason)
{
	return reason_names[reason];
}

void
np_page_judge(NpPage *page, const unsigned char *text, size_t length)
{
	page->text = text;
	page->length = length;
	page->nlines = np_lines_read(text, length, NP_PAGE_LINES, &page->lines);
	page->marks = np_alloc_zero((page->nlines + 1) * sizeof(NpMark));
	np_judge_lines(page);
	np_find_blocks(page);
	np_find_comments(page);
}

/*
 * A page of nothing but a menu and a thread of comments has no story, but is
 * what its reader came for.
 */
static void
keep_something(NpPage *page)
{
	for (size_t i = 0; i < page->nlines; i++)
	{
		if (!np_is_cut(page, i))
			return;
	}
	np_give_back_navigation(page);
}

void
np_page_read(NpPage *page, const unsigned char *text, size_t length)
{
	np_page_judge(page, text, length);
	np_find_navigation(page);
	keep_something(page);
}

void
np_page_free(NpPage *page)
{
	if (page->lines != NULL)
		np_free(page->lines);
	np_free(page->marks);
}

typedef struct SegmentList
{
	NpSegment  *segments;
	size_t		n;
	size_t		capacity;
} SegmentList;

/* Add the bytes up to end; what is there for the same reason as the last segment joins it. */
static void
add_segment(SegmentList *list, size_t end, uint8_t kind, uint8_t reason, float confidence)
{
	NpSegment  *last = list->n > 0 ? &list->segments[list->n - 1] : NULL;
	size_t		start = last ? last->start + last->length : 0;

	if (end == start)
		return;
	if (last && last->kind == kind && last->reason == reason)
	{
		last->length = (uint32_t) (end - last->start);
		if (confidence < last->confidence)
			last->confidence = confidence;
		return;
	}
	if (list->n == list->capacity)
	{
		list->capacity *= 2;
		list->segments = np_realloc(list->segments, list->capacity * sizeof(NpSegment));
	}
	last = &list->segments[list->n++];
	last->start = (uint32_t) start;
	last->length = (uint32_t) (end - start);
	last->kind = kind;
	last->reason = reason;
	last->confidence = confidence;
}

/* How sure it is that a line which nothing cut is story. */
static float
body_confidence(const NpPage *page, size_t i)
{
	if (np_looks(page, i, NP_LOOKS_PROSE))
		return 0.99f;
	return np_looks(page, i, NP_LOOKS_ASKING | NP_LOOKS_BESIDE | NP_LOOKS_OPENER) ? 0.6f : 0.9f;
}

/* White space before the cut goes with it, what follows the line stays. */
static void
add_line(const NpPage *page, size_t i, SegmentList *list)
{
	const NpLine *line = &page->lines[i];
	const NpMark *mark = &page->marks[i];
	float		body = body_confidence(page, i);

	if (mark->kind == NP_SEGMENT_BODY)
	{
		add_segment(list, line->next, NP_SEGMENT_BODY, NP_REASON_STORY, body);
		return;
	}
	if (mark->cut_start == line->start && mark->cut_end == line->end)
	{
		add_segment(list, line->next, mark->kind, mark->reason, mark->confidence);
		return;
	}
	add_segment(list, mark->cut_start, NP_SEGMENT_BODY, NP_REASON_STORY, body);
	add_segment(list, mark->cut_end, mark->kind, mark->reason, mark->confidence);
	add_segment(list, line->next, NP_SEGMENT_BODY, NP_REASON_STORY, body);
}

static SegmentList
list_segments(const NpPage *page)
{
	SegmentList list;

	list.n = 0;
	list.capacity = 16;
	list.segments = np_alloc(list.capacity * sizeof(NpSegment));
	for (size_t i = 0; i < page->nlines; i++)
	{
		np_check_at_line(i);
		add_line(page, i, &list);
	}
	/* white space alone, or a text that was not read */
	if (page->nlines == 0)
		add_segment(&list, page->length, NP_SEGMENT_BODY, NP_REASON_STORY, 1.0f);
	return list;
}

size_t
np_article_split(const unsigned char *text, size_t length, NpSegment **segments)
{
	NpPage		page;
	SegmentList list;

	np_page_read(&page, text, length);
	list = list_segments(&page);
	np_page_free(&page);
	*segments = list.segments;
	return list.n;
}

static bool
is_whole(const NpPage *page)
{
	for (size_t i = 0; i < page->nlines; i++)
	{
		if (np_is_cut(page, i))
			return false;
	}
	return true;
}

static size_t
join_body(const unsigned char *text, const SegmentList *list, unsigned char *body)
{
	const unsigned char *p = body;
	size_t		n = 0;
	size_t		blank;

	for (size_t i = 0; i < list->n; i++)
	{
		const NpSegment *segment = &list->segments[i];

		if (segment->kind != NP_SEGMENT_BODY)
			continue;
		memcpy(body + n, text + segment->start, segment->length);
		n += segment->length;
	}
	while ((blank = np_blank_before(body, body + n)) > 0)
		n -= blank;
	while ((blank = np_blank_length(p, body + n)) > 0)
		p += blank;
	n -= p - body;
	memmove(body, p, n);
	return n;
}

size_t
np_article_body(const unsigned char *text, size_t length, const unsigned char **body)
{
	NpPage		page;
	SegmentList list;
	unsigned char *joined;
	size_t		n;

	np_page_read(&page, text, length);
	if (is_whole(&page))
	{
		np_page_free(&page);
		*body = text;
		return length;
	}
	list = list_segments(&page);
	np_page_free(&page);
	joined = np_alloc(length);
	n = join_body(text, &list, joined);
	np_free(list.segments);
	*body = joined;
	return n;
}
