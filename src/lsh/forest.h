/*-------------------------------------------------------------------------
 *
 * forest.h
 *	  The arithmetic of the LSH forest: keys, depths and recall.
 *
 * The lanes of a signature are cut into bands, and the first lanes of each
 * band are that band's key.  Two signatures meet at depth r if in some band
 * the first r lanes of their keys are equal.  Looking only at a prefix of
 * the key is what lets a search choose r when it runs (Bawa, Condie and
 * Ganesan, "LSH Forest", 2005).
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_FOREST_H
#define NP_FOREST_H

#include <stdint.h>

/* Lanes in a key.  Four bytes already tell 4 billion random rows apart. */
#define NP_FOREST_DEPTH		4

/*
 * The key of a band that begins at these lanes: first lane in the highest
 * byte, so that the order of keys is the order of their prefixes.
 */
static inline uint32_t
np_forest_key(const uint8_t *lanes)
{
	return (uint32_t) lanes[0] << 24 | (uint32_t) lanes[1] << 16 |
		(uint32_t) lanes[2] << 8 | lanes[3];
}

/* The bits of a key in which its first depth (1 .. NP_FOREST_DEPTH) lanes do not lie. */
static inline uint32_t
np_forest_rest(int depth)
{
	return (uint32_t) (UINT64_C(0xFFFFFFFF) >> (8 * depth));
}

/* Are the first depth lanes of two keys equal? */
static inline int
np_forest_meet(uint32_t a, uint32_t b, int depth)
{
	return (a ^ b) <= np_forest_rest(depth);
}

extern double np_forest_recall(int equal, int nlanes, int bands, int depth);
extern int	np_forest_depth(int equal, int nlanes, int bands, double recall);
extern int	np_forest_bound(int nlanes, int bands, int depth, double recall);

#endif							/* NP_FOREST_H */
