/*-------------------------------------------------------------------------
 *
 * exact.c
 *	  Exact Jaccard similarity of two texts' sets of shingles.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/exact.h"

#include <stdlib.h>

static int
compare_hashes(const void *a, const void *b)
{
	uint64_t	left = *(const uint64_t *) a;
	uint64_t	right = *(const uint64_t *) b;

	return left < right ? -1 : left > right;
}

/* Bring the set to a sample of that depth, in order. */
static void
prepare(NpShingleSet *set, int depth)
{
	np_shingleset_deepen(set, depth);
	qsort(set->members, set->count, sizeof(uint64_t), compare_hashes);
}

double
np_exact_jaccard(NpShingleSet *a, NpShingleSet *b)
{
	int			depth = a->depth > b->depth ? a->depth : b->depth;
	uint32_t	shared = 0;
	uint32_t	i = 0;
	uint32_t	j = 0;
	uint64_t	either;

	prepare(a, depth);
	prepare(b, depth);
	while (i < a->count && j < b->count)
	{
		uint64_t	left = a->members[i];
		uint64_t	right = b->members[j];

		shared += left == right;
		i += left <= right;
		j += right <= left;
	}
	either = (uint64_t) a->count + b->count - shared;
	return either == 0 ? 0.0 : (double) shared / (double) either;
}
