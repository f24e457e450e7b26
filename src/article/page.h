/*-------------------------------------------------------------------------
 *
 * page.h
 *	  A page while it is being split: its lines and what is known of them.
 *
 * Made in steps, each in a file of its own: judge.c sees one line at a
 * time, blocks.c what lines say together, navigation.c whole pages with
 * menus and sidebars.  A line that one step has cut stays cut.
 *
 * An NpPage takes some 25 kB and lives on the stack.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_PAGE_H
#define NP_PAGE_H

#include "article/split.h"
#include "article/study.h"

/* A text of more lines is no article, and comes back whole. */
#define NP_PAGE_LINES	1000000

/* A sentence that stands alone and is shorter may be anything. */
#define NP_PROSE_BYTES	60

/* Names for SQL in split.c, in the same order. */
typedef enum NpReason
{
	NP_REASON_STORY,
	NP_REASON_HEADING,			/* a heading and what stands under it */
	NP_REASON_TEASER,			/* title, cut excerpt, "Read more" */
	NP_REASON_LINK,				/* label and title on one line */
	NP_REASON_SHOUT,			/* a link line in capitals between paragraphs */
	NP_REASON_CALL,				/* the reader is asked to do something */
	NP_REASON_BUTTON,
	NP_REASON_PLAYER,			/* a player's or gallery's own words */
	NP_REASON_SUMMARY,			/* "Story highlights" */
	NP_REASON_CREDIT,
	NP_REASON_LEGAL,
	NP_REASON_AUTHOR,
	NP_REASON_COMMENTS,
	NP_REASON_NAVIGATION
} NpReason;

/* What part a line has in a block of related articles. */
typedef enum NpPart
{
	NP_PART_NONE,
	NP_PART_HEADING,
	NP_PART_TITLE,
	NP_PART_EXCERPT,
	NP_PART_MORE,
	NP_PART_LINK				/* label and title, or title and "Read more" */
} NpPart;

/* What a line looks like. */
#define NP_LOOKS_STUDIED	0x00001	/* the bits below are known */
#define NP_LOOKS_PROSE		0x00002	/* ends as a sentence does, and is not short */
#define NP_LOOKS_TITLE		0x00004	/* could be the title of an article */
#define NP_LOOKS_STRONG		0x00008	/* more than that: capitals, or a tag before it */
#define NP_LOOKS_SHOUTED	0x00010	/* all in capitals */
#define NP_LOOKS_HEADING	0x00020	/* opens a block */
#define NP_LOOKS_OPENER		0x00040	/* opens a block if links follow */
#define NP_LOOKS_MORE		0x00080	/* "Read more" alone */
#define NP_LOOKS_BULLETS	0x00100	/* a summary follows */
#define NP_LOOKS_GALLERY	0x00200	/* has a gallery's words */
#define NP_LOOKS_BESIDE		0x00400	/* a button if beside others */
#define NP_LOOKS_ASKING		0x00800	/* asks something, but too faintly by itself */
#define NP_LOOKS_AUTHOR		0x01000	/* says who somebody is */
#define NP_LOOKS_NAME		0x02000	/* begins as a name does */
#define NP_LOOKS_INTERFACE	0x04000	/* interface words and nothing else */
#define NP_LOOKS_REPLY		0x08000	/* what stands under each comment */
#define NP_LOOKS_COMMENTS	0x10000	/* the readers' comments follow */

typedef struct NpMark
{
	uint32_t	looks;			/* NP_LOOKS_... */
	uint8_t		kind;			/* NpSegmentKind */
	uint8_t		reason;			/* NpReason */
	uint8_t		part;			/* NpPart */
	uint8_t		nwords;			/* of a line that was studied; 255 for more */
	float		confidence;
	uint32_t	cut_start;		/* of a line that is cut: what goes */
	uint32_t	cut_end;
	uint32_t	title_start;	/* of NP_PART_LINK */
	uint32_t	title_end;
} NpMark;

typedef struct NpPage
{
	const unsigned char *text;
	size_t		length;
	NpLine	   *lines;
	NpMark	   *marks;
	size_t		nlines;
	NpStudent	student;
} NpPage;

static inline bool
np_is_cut(const NpPage *page, size_t i)
{
	return page->marks[i].kind != NP_SEGMENT_BODY;
}

static inline size_t
np_line_length(const NpPage *page, size_t i)
{
	return page->lines[i].end - page->lines[i].start;
}

static inline bool
np_looks(const NpPage *page, size_t i, uint32_t looks)
{
	return (page->marks[i].looks & looks) != 0;
}

/* The line goes, whole. */
extern void np_cut_line(NpPage *page, size_t i, NpSegmentKind kind, NpReason reason,
						float confidence);

/* The line stays after all. */
extern void np_keep_line(NpPage *page, size_t i);

/* judge.c */
extern void np_judge_lines(NpPage *page);
extern void np_judge_closely(NpPage *page, size_t i);

/* blocks.c */
extern void np_find_blocks(NpPage *page);

/* posts.c: letters of a tag in brackets, "(LE) Title", 0 for none */
extern size_t np_tag_letters(const unsigned char *p, const unsigned char *end);

/* navigation.c */
extern void np_find_comments(NpPage *page);
extern void np_find_navigation(NpPage *page);
extern void np_give_back_navigation(NpPage *page);
/* Has the text menus and link lists, and a story as well? */
extern bool np_has_navigation(const NpPage *page);

/* split.c: what all of the entry points begin with, and end with */
/* all but the navigation, for the program that fits what finds it */
extern void np_page_judge(NpPage *page, const unsigned char *text, size_t length);
extern void np_page_read(NpPage *page, const unsigned char *text, size_t length);
extern void np_page_free(NpPage *page);

#endif							/* NP_PAGE_H */
