/*-------------------------------------------------------------------------
 *
 * sketch.h
 *	  Words to shingles to the lanes of a MinHash sketch.
 *
 * Pure C.  See sketch.c for the method.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SKETCH_H
#define NP_SKETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "minhash/shingleset.h"
#include "text/token.h"

#define NP_DEFAULT_LANES	128
#define NP_MIN_LANES		16
#define NP_MAX_LANES		1024
#define NP_LANES_STEP		16

#define NP_DEFAULT_SHINGLE	3
#define NP_MIN_SHINGLE		1
#define NP_MAX_SHINGLE		16

/*
 * A sketch in the making: the set of shingles so far and the lanes' minima
 * in the first round.  Two of them can be merged between texts; the order in
 * which shingles arrive never matters.
 */
typedef struct NpSketch
{
	int			nlanes;
	int			shingle;		/* words in a shingle */
	NpShingleSet set;
	uint64_t	minima[NP_MAX_LANES];	/* after the first round; UINT64_MAX: not reached */

	/* of the text being read: the last words, which begin no shingle yet */
	uint64_t	tail[NP_MAX_SHINGLE - 1];	/* their hashes */
	size_t		ntail;
	bool		has_shingle;
} NpSketch;

/* Expected bytes of text, or 0 if unknown: only to size the set well. */
extern void np_sketch_init(NpSketch *sketch, int nlanes, int shingle, size_t expected);
extern void np_sketch_free(NpSketch *sketch);

/* Add the shingles of a text: none reaches over from one text into another. */
extern void np_sketch_text(NpSketch *sketch, const unsigned char *text, size_t length);

/*
 * The same for a text whose words others read too: its words, batch by batch
 * as the tokenizer gives them, and then its end.
 */
extern void np_sketch_words(NpSketch *sketch, const NpWord *words, size_t n);
extern void np_sketch_end_text(NpSketch *sketch);

/* Add what another sketch of the same lanes and shingle size has seen. */
extern void np_sketch_merge(NpSketch *sketch, const NpSketch *other);

/*
 * The lanes' bytes, all zero for a sketch without a shingle, and the number
 * of distinct shingles: exact below NP_SHINGLESET_LIMIT, an estimate within
 * about one percent beyond.
 */
extern void np_sketch_finish(const NpSketch *sketch, uint8_t *lanes, uint32_t *nshingles);

/* Number of lanes on which a and b agree. */
extern int	np_lanes_equal(const uint8_t *a, const uint8_t *b, int nlanes);

/*
 * As np_lanes_equal, but 0 if it is less than least.  Of lanes that agree on little
 * only the first half is looked at if that shows it.
 */
extern int	np_lanes_reach(const uint8_t *a, const uint8_t *b, int nlanes, int least);

/*
 * Jaccard similarity that so many equal lanes of 8 bits speak for: unbiased
 * for chance agreement (Li and König 2010), clipped to [0, 1].
 */
extern double np_jaccard_estimate(int equal, int nlanes);

#endif							/* NP_SKETCH_H */
