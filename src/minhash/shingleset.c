/*-------------------------------------------------------------------------
 *
 * shingleset.c
 *	  The set of a text's shingle hashes, in bounded memory.
 *
 *-------------------------------------------------------------------------
 */
#include "minhash/shingleset.h"

#include "clones.h"
#include "host.h"

/* Slots for each member at least: few collisions, so few mispredicted branches. */
#define SPARSENESS		4

#define MIN_LOG_SLOTS	6
#define MAX_LOG_SLOTS	18		/* NP_SHINGLESET_LIMIT * SPARSENESS */

static void
allocate(NpShingleSet *set, int log_slots)
{
	set->log_slots = log_slots;
	set->count = 0;
	set->slots = np_alloc_zero(sizeof(uint32_t) << log_slots);
	set->members = np_alloc((sizeof(uint64_t) << log_slots) / SPARSENESS);
}

void
np_shingleset_init(NpShingleSet *set, size_t expected)
{
	int			log_slots = MIN_LOG_SLOTS;

	while (log_slots < MAX_LOG_SLOTS &&
		   ((size_t) 1 << log_slots) < expected * SPARSENESS)
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

/* Members that the slots are enough for. */
static inline uint32_t
capacity(const NpShingleSet *set)
{
	return ((uint32_t) 1 << set->log_slots) / SPARSENESS;
}

/* Add hashes until all are in or the set is full; returns how many. */
NP_TARGET_CLONES
static size_t
fill(NpShingleSet *set, const uint64_t *hashes, size_t n)
{
	/* local: the compiler cannot know that no slot or member lies in *set */
	uint32_t   *slots = set->slots;
	uint64_t   *members = set->members;
	uint32_t	count = set->count;
	const uint32_t full = capacity(set);
	const uint32_t mask = ((uint32_t) 1 << set->log_slots) - 1;
	const int	shift = 64 - set->log_slots;
	const uint64_t outside = (UINT64_C(1) << set->depth) - 1;	/* set: not in the sample */
	size_t		i;

	for (i = 0; i < n && count < full; i++)
	{
		uint64_t	hash = hashes[i];
		uint32_t	slot = (uint32_t) (hash >> shift);
		uint32_t	half = (uint32_t) hash | 1; /* never the mark of a free slot */

		if (hash & outside)
			continue;
		while (slots[slot] != 0 && slots[slot] != half)
			slot = (slot + 1) & mask;
		if (slots[slot] == 0)
			members[count++] = hash;
		slots[slot] = half;
	}
	set->count = count;
	return i;
}

/* Make room, and drop what the new depth no longer keeps. */
static void
rebuild(NpShingleSet *set, int log_slots, int depth)
{
	NpShingleSet old = *set;

	set->depth = depth;
	allocate(set, log_slots);
	np_shingleset_add(set, old.members, old.count);
	np_shingleset_free(&old);
}

static void
grow(NpShingleSet *set)
{
	if (set->log_slots < MAX_LOG_SLOTS)
		rebuild(set, set->log_slots + 1, set->depth);
	else
		rebuild(set, set->log_slots, set->depth + 1);
}

void
np_shingleset_add(NpShingleSet *set, const uint64_t *hashes, size_t n)
{
	while (n > 0)
	{
		size_t		added = fill(set, hashes, n);

		if (set->count == capacity(set))
			grow(set);
		hashes += added;
		n -= added;
	}
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
	np_shingleset_add(set, other->members, other->count);
}
