/*-------------------------------------------------------------------------
 *
 * lines.h
 *	  A text as its lines that are not blank, and what is cheap to see of
 *	  each of them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_LINES_H
#define NP_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host.h"

#include "article/lexicon.h"

/* What stands for blanks and quotes in left-over HTML counts as such. */
typedef enum NpEnding
{
	NP_ENDING_OPEN,				/* a letter, a digit, a comma */
	NP_ENDING_STOP,				/* a full stop */
	NP_ENDING_EXCLAIM,			/* ! ? as stories have it, and titles too */
	NP_ENDING_COLON,
	NP_ENDING_CUT				/* an excerpt's three dots */
} NpEnding;

typedef struct NpLine
{
	uint32_t	start;			/* without white space around it */
	uint32_t	end;
	uint32_t	next;			/* where the next line's bytes begin, white space included */
	uint8_t		ending;			/* NpEnding */
	bool		bracketed;		/* ends with a bracket */
	bool		paragraph;		/* indented, or behind a blank line */
} NpLine;

/* Check for interrupts now and then in a pass over lines. */
static inline void
np_check_at_line(size_t i)
{
	if (i % 1024 == 0)
		np_check_interrupts();
}

/*
 * The lines of text.  Text that was wrapped at a fixed width comes with its
 * paragraphs joined to one line each.  At most limit lines; *lines is allocated.
 * With more lines than limit there are none (NULL): no article has so many.
 */
extern size_t np_lines_read(const unsigned char *text, size_t length, size_t limit,
							NpLine **lines);

typedef enum NpBeginning
{
	NP_BEGINS_PLAIN,			/* with no phrase of the lexicon */
	NP_BEGINS_PHRASE,
	NP_BEGINS_HARD				/* with what only the tokenizer can read */
} NpBeginning;

/*
 * Does the line begin with a phrase that says one of these things?  Reads
 * plain words only, and gives up where the tokenizer is needed: nine of ten
 * lines are settled here.
 */
extern NpBeginning np_line_beginning(const unsigned char *text, const NpLine *line,
									 uint32_t says);

/* Does one of its last sentences begin with a call to the reader? */
extern bool np_line_calls(const unsigned char *text, const NpLine *line);

/* Bytes of white space at p, before end, or what stands for it; 0 for none. */
extern size_t np_blank_length(const unsigned char *p, const unsigned char *end);

/* The same for white space that ends before p. */
extern size_t np_blank_before(const unsigned char *start, const unsigned char *p);

/* Bytes of three dots and their like at p, or before p. */
extern size_t np_cut_length(const unsigned char *p, const unsigned char *end);
extern size_t np_cut_before(const unsigned char *start, const unsigned char *p);

/* The same for a closing quote or bracket, or what stands for it, that ends at p. */
extern size_t np_closer_length(const unsigned char *start, const unsigned char *p);

#endif							/* NP_LINES_H */
