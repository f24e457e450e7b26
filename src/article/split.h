/*-------------------------------------------------------------------------
 *
 * split.h
 *	  Telling a page's story from its furniture.
 *
 * Input is plain text with its line breaks, as scrapers store it.  Nothing
 * is cut on one cue: losing a sentence of the story is worse than keeping
 * a teaser.  Offsets and lengths are in bytes; bytes that are not UTF-8
 * are letters of no known word.
 *
 * Pure C: memory and interrupts come from host.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SPLIT_H
#define NP_SPLIT_H

#include <stddef.h>
#include <stdint.h>

typedef enum NpSegmentKind
{
	NP_SEGMENT_BODY,			/* the story */
	NP_SEGMENT_RELATED,			/* other articles: headings, teasers, link lines */
	NP_SEGMENT_PROMO,			/* calls to sign up, subscribe, follow, share, donate */
	NP_SEGMENT_BOILERPLATE		/* ad marks, photo credits, copyright, navigation */
} NpSegmentKind;

/* A run of whole lines with the line breaks that follow them. */
typedef struct NpSegment
{
	uint32_t	start;
	uint32_t	length;
	float		confidence;		/* (0,1]; of a body segment: that it is story */
	uint8_t		kind;			/* NpSegmentKind */
	uint8_t		reason;			/* for np_segment_reason */
} NpSegment;

/* One advertised article.  A length of 0: the page gives none. */
typedef struct NpPost
{
	uint32_t	start;			/* the whole teaser, first to last word */
	uint32_t	length;
	uint32_t	tag_start;		/* LE of "(LE) Title" */
	uint32_t	tag_length;
	uint32_t	title_start;
	uint32_t	title_length;
	uint32_t	excerpt_start;
	uint32_t	excerpt_length;
} NpPost;

/*
 * The segments of a text, in order and without gaps: the first begins at 0,
 * each next one where the last ended, the last ends at length.  A text of
 * no bytes has none.  *segments is allocated; the caller frees it.
 */
extern size_t np_article_split(const unsigned char *text, size_t length, NpSegment **segments);

/*
 * The body segments joined, without the white space around the whole.
 * When nothing is cut, *body is text itself and the result is length;
 * otherwise *body is allocated.  A page that is all furniture has a body
 * of no bytes.
 */
extern size_t np_article_body(const unsigned char *text, size_t length,
							  const unsigned char **body);

/* The posts that the related segments advertise; *posts is allocated. */
extern size_t np_related_posts(const unsigned char *text, size_t length, NpPost **posts);

/* The names that SQL shows. */
extern const char *np_segment_kind(uint8_t kind);
extern const char *np_segment_reason(uint8_t reason);

#endif							/* NP_SPLIT_H */
