/*-------------------------------------------------------------------------
 *
 * sketch.h
 *	  Building and comparing MinHash sketches.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SKETCH_H
#define NP_SKETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NP_DEFAULT_LANES	128
#define NP_MIN_LANES		16
#define NP_MAX_LANES		1024
#define NP_LANES_STEP		16

#define NP_DEFAULT_SHINGLE	3
#define NP_MIN_SHINGLE		1
#define NP_MAX_SHINGLE		16

/* Number of lanes on which a and b agree. */
extern int	np_lanes_equal(const uint8_t *a, const uint8_t *b, int nlanes);

/*
 * Jaccard similarity that so many equal lanes of 8 bits speak for: unbiased
 * for chance agreement (Li and König 2010), clipped to [0, 1].
 */
extern double np_jaccard_estimate(int equal, int nlanes);

#endif							/* NP_SKETCH_H */
