/*-------------------------------------------------------------------------
 *
 * shingleset.c
 *	  The set of a text's shingle hashes, in bounded memory.
 *
 *-------------------------------------------------------------------------
 */
#include "minhash/shingleset.h"

#include "host.h"

#define MIN_LOG_SLOTS	6
#define MAX_LOG_SLOTS	18		/* NP_SHINGLESET_LIMIT * NP_SHINGLESET_SPARSENESS */

static void
allocate(NpShingleSet *set, int log_slots)
{
	set->log_slots = log_slots;
	set->count = 0;
	set->slots = np_alloc_zero(sizeof(uint32_t) << log_slots);
	set->members = np_alloc((sizeof(uint64_t) << log_slots) / NP_SHINGLESET_SPARSENESS);
}

void
np_shingleset_init(NpShingleSet *set, size_t expected)
{
	int			log_slots = MIN_LOG_SLOTS;

	while (log_slots < MAX_LOG_SLOTS &&
		   ((size_t) 1 << log_slots) < expected * NP_SHINGLESET_SPARSENESS)
		log_slots++;
	set->depth = 0;
	allocate(set, log_slots);
}

void
np_shingleset_free(NpShingleSet *set)
{
	np_free(set->slots);
	np_free(set->members);
}

uint32_t
np_shingleset_cardinality(const NpShingleSet *set)
{
	uint64_t	estimate = (uint64_t) set->count << set->depth;

	return estimate > UINT32_MAX ? UINT32_MAX : (uint32_t) estimate;
}

/* Make room, and drop what the new depth no longer keeps. */
static void
rebuild(NpShingleSet *set, int log_slots, int depth)
{
	NpShingleSet old = *set;

	set->depth = depth;
	allocate(set, log_slots);
	for (uint32_t i = 0; i < old.count; i++)
		np_shingleset_add(set, old.members[i]);
	np_shingleset_free(&old);
}

void
np_shingleset_grow(NpShingleSet *set)
{
	if (set->log_slots < MAX_LOG_SLOTS)
		rebuild(set, set->log_slots + 1, set->depth);
	else
		rebuild(set, set->log_slots, set->depth + 1);
}

void
np_shingleset_deepen(NpShingleSet *set, int depth)
{
	if (set->depth < depth)
		rebuild(set, MAX_LOG_SLOTS, depth);
}

void
np_shingleset_merge(NpShingleSet *set, const NpShingleSet *other)
{
	np_shingleset_deepen(set, other->depth);
	for (uint32_t i = 0; i < other->count; i++)
		np_shingleset_add(set, other->members[i]);
}
