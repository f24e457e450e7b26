/*-------------------------------------------------------------------------
 *
 * shingleset.h
 *	  The set of a text's shingle hashes, in bounded memory.
 *
 * Pure C.  Exact below NP_SHINGLESET_LIMIT members.  Beyond, it keeps only
 * the hashes whose lowest depth bits are zero, with depth as small as fits:
 * adaptive sampling (Wegman 1984; analysed by Flajolet 1990).  What is kept
 * depends on the members alone, not on the order in which they came.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SHINGLESET_H
#define NP_SHINGLESET_H

#include <stddef.h>
#include <stdint.h>

#define NP_SHINGLESET_LIMIT 65536

typedef struct NpShingleSet
{
	uint64_t   *members;		/* in the order in which they came */
	uint32_t	count;
	int			depth;

	/*
	 * Open addressing by a hash's upper bits.  A slot holds the hash's lower
	 * half only, so that the slots of an article fit the processor's first
	 * cache; place and half together tell members apart.
	 */
	uint32_t   *slots;			/* 0 is a free slot */
	int			log_slots;
} NpShingleSet;

extern void np_shingleset_init(NpShingleSet *set, size_t expected);
extern void np_shingleset_free(NpShingleSet *set);

/* Members, or an estimate of them where depth is not 0. */
extern uint32_t np_shingleset_cardinality(const NpShingleSet *set);

/* Keep no more than a sample of that depth. */
extern void np_shingleset_deepen(NpShingleSet *set, int depth);

/* Add the members of another set, which may be an estimate. */
extern void np_shingleset_merge(NpShingleSet *set, const NpShingleSet *other);

/* Add n well-mixed hashes. */
extern void np_shingleset_add(NpShingleSet *set, const uint64_t *hashes, size_t n);

#endif							/* NP_SHINGLESET_H */
