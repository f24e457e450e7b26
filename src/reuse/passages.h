/*-------------------------------------------------------------------------
 *
 * passages.h
 *	  Runs of words that two texts share.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_PASSAGES_H
#define NP_PASSAGES_H

#include <stddef.h>
#include <stdint.h>

#include "reuse/words.h"

/* Equal folded words: words a .. a + length - 1 and b .. b + length - 1. */
typedef struct NpPassage
{
	uint32_t	a;
	uint32_t	b;
	uint32_t	length;
} NpPassage;

typedef struct NpPassages
{
	NpTextWords a;
	NpTextWords b;
	NpPassage  *passages;		/* in the order of a, then of b */
	size_t		count;
} NpPassages;

/*
 * The maximal shared runs of at least min_words words (min_words > 0): runs
 * that can be extended to neither side.  For every word of either text the
 * longest run that it stands in is listed, beside one place of it in the
 * other text; so there are never more passages than words.
 *
 * Text that repeats within itself ("buy now buy now buy now") has runs that
 * overlap each other in both texts at once; of those one is listed.  All
 * passages together have at most eight times the words of the two texts, the
 * longest ones going first.
 *
 * Time is linear for texts that share little, n log n for those that share
 * much, and n log n log n at worst.
 */
extern void np_shared_passages(const unsigned char *a, size_t alen,
							   const unsigned char *b, size_t blen,
							   uint32_t min_words, NpPassages *result);
extern void np_passages_free(NpPassages *result);

#endif							/* NP_PASSAGES_H */
