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
	uint64_t   *slots;			/* open addressing; 0 is a free slot */
	int			log_slots;
	uint32_t	count;
	int			depth;
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

/*
 * Add a well-mixed hash other than 0.  Returns false if it is known to have
 * been there before.
 */
static inline bool
np_shingleset_add(NpShingleSet *set, uint64_t hash)
{
	size_t		mask = ((size_t) 1 << set->log_slots) - 1;
	size_t		i = (size_t) (hash >> (64 - set->log_slots));

	if (hash & ((UINT64_C(1) << set->depth) - 1))
		return true;			/* not in the sample */
	while (set->slots[i] != 0)
	{
		if (set->slots[i] == hash)
			return false;
		i = (i + 1) & mask;
	}
	set->slots[i] = hash;
	set->count++;
	/* at most half full, so that a probe is short */
	if (set->count * 2 > mask)
		np_shingleset_grow(set);
	return true;
}

#endif							/* NP_SHINGLESET_H */
