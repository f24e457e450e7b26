/*-------------------------------------------------------------------------
 *
 * align.h
 *	  Which words of two texts stand for each other.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_ALIGN_H
#define NP_ALIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reuse/words.h"

/* Words in a shingle, as in a signature of default size. */
#define NP_ALIGN_SHINGLE	3

/* Equal words at a .. a + length - 1 and b .. b + length - 1. */
typedef struct NpRun
{
	uint32_t	a;
	uint32_t	b;
	uint32_t	length;
} NpRun;

typedef struct NpAlignment
{
	NpRun	   *runs;			/* rising in both texts, never touching on one diagonal */
	uint32_t	nruns;
	bool	   *shared_a;		/* by word: inside a shingle that both texts have */
	bool	   *shared_b;
	uint32_t	shingles_a;		/* distinct shingles */
	uint32_t	shingles_b;
	uint32_t	shingles_both;
} NpAlignment;

/*
 * Align two texts of words numbered by one vocabulary.
 *
 * Anchors are shingles, at their first place in either text; consecutive
 * anchors make a run, and the heaviest chain of runs that rises in both
 * texts is kept (after the patience method of Bram Cohen, but weighted, so
 * that one long passage beats several stray phrases).  Runs grow to both
 * sides; what is left between two runs is aligned word by word with a
 * bit-parallel longest common subsequence (Hyyrö 2004) when one side has at
 * most 64 words, and otherwise counts as replaced.
 *
 * Time is linear in the words, times the logarithm of the number of runs.
 */
extern void np_align(NpTextWords a, NpTextWords b, NpAlignment *alignment);
extern void np_alignment_free(NpAlignment *alignment);

#endif							/* NP_ALIGN_H */
