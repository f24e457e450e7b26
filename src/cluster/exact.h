/*-------------------------------------------------------------------------
 *
 * exact.h
 *	  Exact Jaccard similarity of two texts' sets of shingles.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_EXACT_H
#define NP_EXACT_H

#include "minhash/shingleset.h"

/*
 * Shared members by members of either, in [0, 1]; 0 if both sets are empty.
 * Exact below NP_SHINGLESET_LIMIT members, beyond that an estimate from the
 * members that both samples would have kept.  Sorts the sets' members, so
 * they are good for nothing afterwards but this and np_shingleset_free.
 */
extern double np_exact_jaccard(NpShingleSet *a, NpShingleSet *b);

#endif							/* NP_EXACT_H */
