/*-------------------------------------------------------------------------
 *
 * exact.c
 *	  Exact Jaccard similarity of two texts' sets of shingles.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/exact.h"

static bool
contains(const NpShingleSet *set, uint64_t hash)
{
	size_t		mask = ((size_t) 1 << set->log_slots) - 1;
	size_t		i = (size_t) (hash >> (64 - set->log_slots));

	while (set->slots[i] != 0)
	{
		if (set->slots[i] == hash)
			return true;
		i = (i + 1) & mask;
	}
	return false;
}

/* Members of the set that a sample of that depth keeps, and how many are in other too */
static uint64_t
count_members(const NpShingleSet *set, int depth, const NpShingleSet *other, uint64_t *shared)
{
	size_t		nslots = (size_t) 1 << set->log_slots;
	uint64_t	dropped = (UINT64_C(1) << depth) - 1;
	uint64_t	members = 0;

	*shared = 0;
	for (size_t i = 0; i < nslots; i++)
	{
		uint64_t	hash = set->slots[i];

		if (hash == 0 || (hash & dropped) != 0)
			continue;
		members++;
		if (contains(other, hash))
			(*shared)++;
	}
	return members;
}

double
np_exact_jaccard(const NpShingleSet *a, const NpShingleSet *b)
{
	int			depth = a->depth > b->depth ? a->depth : b->depth;
	uint64_t	shared;
	uint64_t	in_a = count_members(a, depth, b, &shared);
	uint64_t	in_b = count_members(b, depth, a, &shared);
	uint64_t	either = in_a + in_b - shared;

	return either == 0 ? 0.0 : (double) shared / (double) either;
}
