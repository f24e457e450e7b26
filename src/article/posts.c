/*-------------------------------------------------------------------------
 *
 * posts.c
 *	  The posts that a page advertises.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "article/page.h"
#include "host.h"

/* A tag before a title has so many letters at most. */
#define TAG_LETTERS 4

/* A longer line under a heading is an excerpt without a title. */
#define TITLE_BYTES 400

typedef struct PostList
{
	NpPost	   *posts;
	size_t		n;
	size_t		capacity;
} PostList;

/* A list mark and the blanks behind it: "- Title" */
static size_t
list_mark_length(const unsigned char *p, const unsigned char *end)
{
	size_t		mark = 0;
	size_t		blank;

	if (*p == '-' || *p == '*' || *p == '>')
		mark = 1;
	else if (end - p >= 2 && p[0] == 0xC2 && (p[1] == 0xBB || p[1] == 0xB7))
		mark = 2;
	else if (end - p >= 3 && p[0] == 0xE2 && p[1] == 0x80 && (p[2] == 0xA2 || p[2] == 0x93))
		mark = 3;
	if (mark == 0 || (blank = np_blank_length(p + mark, end)) == 0)
		return 0;
	mark += blank;
	while ((blank = np_blank_length(p + mark, end)) > 0)
		mark += blank;
	return mark;
}

size_t
np_tag_letters(const unsigned char *p, const unsigned char *end)
{
	size_t		letters = 0;

	if (end - p < TAG_LETTERS || (*p != '(' && *p != '['))
		return 0;
	while (letters <= TAG_LETTERS && p + letters + 1 < end &&
		   (p[letters + 1] | 0x20) >= 'a' && (p[letters + 1] | 0x20) <= 'z')
		letters++;
	if (letters == 0 || letters > TAG_LETTERS || p + letters + 1 >= end ||
		p[letters + 1] != (*p == '(' ? ')' : ']') || np_blank_length(p + letters + 2, end) == 0)
		return 0;
	return letters;
}

/* Title, and the tag before it, from the bytes between start and end. */
static void
set_title(const unsigned char *text, NpPost *post, uint32_t start, uint32_t end)
{
	const unsigned char *p = text + start;
	size_t		letters;
	size_t		blank;

	p += list_mark_length(p, text + end);
	letters = np_tag_letters(p, text + end);
	if (letters > 0)
	{
		post->tag_start = (uint32_t) (p + 1 - text);
		post->tag_length = (uint32_t) letters;
		p += letters + 2;
		while ((blank = np_blank_length(p, text + end)) > 0)
			p += blank;
	}
	/* a tag or a list mark and nothing else: that is the title then */
	if (p == text + end)
		p = text + start;
	post->title_start = (uint32_t) (p - text);
	post->title_length = (uint32_t) (text + end - p);
}

static NpPost *
add_post(PostList *list, const NpLine *line)
{
	NpPost	   *post;

	if (list->n == list->capacity)
	{
		list->capacity *= 2;
		list->posts = np_realloc(list->posts, list->capacity * sizeof(NpPost));
	}
	post = &list->posts[list->n++];
	memset(post, 0, sizeof(*post));
	post->start = line->start;
	post->length = line->end - line->start;
	return post;
}

/* The same bytes as before: a page that shows a line twice. */
static bool
repeats(const NpPage *page, size_t i, uint32_t start, uint32_t length)
{
	return length > 0 && np_line_length(page, i) == length &&
		memcmp(page->text + page->lines[i].start, page->text + start, length) == 0;
}

static void
set_excerpt(NpPost *post, uint32_t start, uint32_t end)
{
	post->excerpt_start = start;
	post->excerpt_length = end - start;
	post->length = end - post->start;
}

/* One more line of a post's excerpt. */
static void
add_excerpt(const NpPage *page, size_t i, NpPost *post)
{
	const NpLine *line = &page->lines[i];

	if (post->excerpt_length == 0)
	{
		/* unless it is the title once more */
		if (!repeats(page, i, post->start, post->length))
			set_excerpt(post, line->start, line->end);
	}
	else if (!repeats(page, i, post->excerpt_start, post->excerpt_length))
		set_excerpt(post, post->excerpt_start, line->end);
}

static void
add_line(const NpPage *page, size_t i, PostList *list, NpPost **open)
{
	const NpLine *line = &page->lines[i];
	const NpMark *mark = &page->marks[i];
	NpPost	   *post = *open;

	*open = NULL;
	switch ((NpPart) mark->part)
	{
		case NP_PART_LINK:
			/* "excerpt ... Read more" under its title */
			if (post != NULL && post->excerpt_length == 0 && mark->reason == NP_REASON_TEASER)
			{
				set_excerpt(post, mark->title_start, mark->title_end);
				break;
			}
			if (mark->title_end == mark->title_start)
				break;
			post = add_post(list, line);
			set_title(page->text, post, mark->title_start, mark->title_end);
			break;
		case NP_PART_TITLE:
			/* a title shown twice is one post */
			if (post != NULL && repeats(page, i, post->start, post->length))
			{
				*open = post;
				break;
			}
			*open = post = add_post(list, line);
			if (post->length <= TITLE_BYTES)
				set_title(page->text, post, line->start, line->end);
			else
				set_excerpt(post, line->start, line->end);
			break;
		case NP_PART_EXCERPT:
			if (post != NULL)
				add_excerpt(page, i, post);
			else
			{
				post = add_post(list, line);
				set_excerpt(post, line->start, line->end);
			}
			*open = post;
			break;
		case NP_PART_HEADING:
		case NP_PART_MORE:
		case NP_PART_NONE:
			break;
	}
}

size_t
np_related_posts(const unsigned char *text, size_t length, NpPost **posts)
{
	NpPage		page;
	NpPost	   *open = NULL;
	PostList	list;

	np_page_read(&page, text, length);
	list.n = 0;
	list.capacity = 8;
	list.posts = np_alloc(list.capacity * sizeof(NpPost));
	for (size_t i = 0; i < page.nlines; i++)
	{
		if (page.marks[i].kind == NP_SEGMENT_RELATED)
			add_line(&page, i, &list, &open);
		else
			open = NULL;
	}
	np_page_free(&page);
	*posts = list.posts;
	return list.n;
}
