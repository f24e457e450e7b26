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
#define MAX_LOG_SLOTS	17		/* twice NP_SHINGLESET_LIMIT */

void
np_shingleset_init(NpShingleSet *set, size_t expected)
{
	set->log_slots = MIN_LOG_SLOTS;
	while (set->log_slots < MAX_LOG_SLOTS && ((size_t) 1 << set->log_slots) < expected * 2)
		set->log_slots++;
	set->slots = np_alloc_zero(sizeof(uint64_t) << set->log_slots);
	set->count = 0;
	set->depth = 0;
}

void
np_shingleset_free(NpShingleSet *set)
{
	np_free(set->slots);
	set->slots = NULL;
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
	uint64_t   *old = set->slots;
	size_t		nold = (size_t) 1 << set->log_slots;

	set->log_slots = log_slots;
	set->depth = depth;
	set->slots = np_alloc_zero(sizeof(uint64_t) << log_slots);
	set->count = 0;
	for (size_t i = 0; i < nold; i++)
		if (old[i] != 0)
			np_shingleset_add(set, old[i]);
	np_free(old);
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
	for (size_t i = 0; i < (size_t) 1 << other->log_slots; i++)
		if (other->slots[i] != 0)
			np_shingleset_add(set, other->slots[i]);
}
