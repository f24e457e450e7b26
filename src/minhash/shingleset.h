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

#include <stdbool.h>
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

/* Double the slots or deepen the sample; np_shingleset_add calls it. */
extern void np_shingleset_grow(NpShingleSet *set);

/* Slots for each member at least: few collisions, so few mispredicted branches. */
#define NP_SHINGLESET_SPARSENESS	4

/*
 * Add a well-mixed hash.  Returns false if it is known to have been there
 * before.
 */
static inline bool
np_shingleset_add(NpShingleSet *set, uint64_t hash)
{
	uint32_t	mask = ((uint32_t) 1 << set->log_slots) - 1;
	uint32_t	i = (uint32_t) (hash >> (64 - set->log_slots));
	uint32_t	half = (uint32_t) hash | 1; /* never the mark of a free slot */

	if (hash & ((UINT64_C(1) << set->depth) - 1))
		return true;			/* not in the sample */
	while (set->slots[i] != 0)
	{
		if (set->slots[i] == half)
			return false;
		i = (i + 1) & mask;
	}
	set->slots[i] = half;
	set->members[set->count++] = hash;
	if (set->count * NP_SHINGLESET_SPARSENESS > mask)
		np_shingleset_grow(set);
	return true;
}

#endif							/* NP_SHINGLESET_H */
