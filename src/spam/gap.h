/*-------------------------------------------------------------------------
 *
 * gap.h
 *	  What stands between two words.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_GAP_H
#define NP_GAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The last mark that a line has shown, closing quotes and brackets aside. */
typedef enum NpMark
{
	NP_MARK_WORD,				/* none since the last word */
	NP_MARK_STOP,				/* full stop, ! or ? */
	NP_MARK_CUT,				/* an ellipsis */
	NP_MARK_OTHER
} NpMark;

typedef struct NpGap
{
	uint32_t	bangs;			/* exclamation marks */
	uint32_t	questions;
	uint32_t	runs;			/* of two or more of both */
	uint32_t	currency;
	uint32_t	emoji;
	uint32_t	symbols;		/* # * = ~ | arrows, boxes and the like */
	uint32_t	ellipses;
	uint32_t	lines;			/* line breaks */
	size_t		first_line_end; /* where the first line break stands */
	size_t		line_start;		/* after the last line break */
	NpMark		before_line;	/* the mark that ends the line before the first break */
	NpMark		after_line;		/* what the line after the last break has shown so far */
	bool		dot;			/* nothing but one dot: a domain, an abbreviation */
	bool		at;				/* nothing but one @: an address */
	bool		lone_at;		/* one @ among blanks */
} NpGap;

/* Read the bytes of text from start to end. */
extern void np_read_gap(const unsigned char *text, size_t start, size_t end, NpGap *gap);

#endif							/* NP_GAP_H */
