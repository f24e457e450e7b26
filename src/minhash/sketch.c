/*-------------------------------------------------------------------------
 *
 * sketch.c
 *	  Words to shingles to the lanes of a MinHash sketch.
 *
 * A shingle's hash is a polynomial in the hashes of its words (Karp and Rabin
 * 1987), mixed.
 *
 * Classic MinHash (Broder 1997) hashes every shingle once for every lane.
 * Here a shingle is hashed once and offered to one lane, as in one permutation
 * hashing; lanes that no shingle has reached are filled by further rounds
 * with other hashes, in which a shingle of an earlier round always wins.
 * That is Fast Similarity Sketching (Dahlgaard, Knudsen and Thorup 2017): every lane
 * still holds a fair sample of the union of two texts' shingles, the
 * estimate has the variance of classic MinHash or less, and the cost is that
 * of the shingles plus lanes * log(lanes) instead of shingles * lanes.
 *
 * Of each lane's minimum one byte is kept (b-bit minwise hashing, Li and
 * König 2010).
 *
 *-------------------------------------------------------------------------
 */
#include "minhash/sketch.h"

#include <string.h>

#include "clones.h"

#define BASE	UINT64_C(0x9E3779B97F4A7C15)	/* odd: 2^64 over the golden ratio */

/* An article's words are about six bytes long, the blank included. */
#define BYTES_PER_WORD	6

/* The finaliser of MurmurHash3 (Appleby 2011): every bit in changes every bit out. */
static inline uint64_t
mix(uint64_t h)
{
	h ^= h >> 33;
	h *= UINT64_C(0xFF51AFD7ED558CCD);
	h ^= h >> 33;
	h *= UINT64_C(0xC4CEB9FE1A85EC53);
	h ^= h >> 33;
	return h;
}

/* One of n lanes by the upper half of a hash, without division (Lemire 2019). */
static inline int
lane_of(uint64_t hash, int nlanes)
{
	return (int) ((hash >> 32) * (uint64_t) nlanes >> 32);
}

/* What competes for a lane: the round first, then the lower half of the hash. */
static inline uint64_t
bid(uint64_t round, uint64_t hash)
{
	return round << 32 | (uint32_t) hash;
}

void
np_sketch_init(NpSketch *sketch, int nlanes, int shingle, size_t expected)
{
	sketch->nlanes = nlanes;
	sketch->shingle = shingle;
	sketch->ntail = 0;
	sketch->has_shingle = false;
	np_shingleset_init(&sketch->set, expected / BYTES_PER_WORD);
	for (int i = 0; i < nlanes; i++)
		sketch->minima[i] = UINT64_MAX;
}

void
np_sketch_free(NpSketch *sketch)
{
	np_shingleset_free(&sketch->set);
}

/* The hash of the shingle that begins at a word: by Horner's rule. */
static inline uint64_t
hash_shingle(const uint64_t *words, int shingle)
{
	uint64_t	hash = words[0];	/* NOLINT: lint does not see how many words are there */

	for (int i = 1; i < shingle; i++)
		hash = hash * BASE + words[i];
	return mix(hash);
}

static NP_ALWAYS_INLINE void
offer_shingles(NpSketch *sketch, const uint64_t *words, size_t n, int shingle)
{
	uint64_t	hashes[NP_TOKEN_BATCH];
	const int	nlanes = sketch->nlanes;

	for (size_t i = 0; i < n; i++)
	{
		uint64_t	hash = hash_shingle(words + i, shingle);
		uint64_t	offer = bid(0, hash);
		uint64_t   *minimum = &sketch->minima[lane_of(hash, nlanes)];

		*minimum = offer < *minimum ? offer : *minimum;
		hashes[i] = hash;
	}
	np_shingleset_add(&sketch->set, hashes, n);
}

/* The shingles of so many words that begin at each of the first n; at most NP_TOKEN_BATCH. */
NP_TARGET_CLONES
static void
add_shingles(NpSketch *sketch, const uint64_t *words, size_t n, int shingle)
{
	/* a constant, so that the compiler unrolls hash_shingle() */
	if (shingle == NP_DEFAULT_SHINGLE)
		offer_shingles(sketch, words, n, NP_DEFAULT_SHINGLE);
	else
		offer_shingles(sketch, words, n, shingle);
}

void
np_sketch_words(NpSketch *sketch, const NpWord *words, size_t n)
{
	uint64_t	hashes[NP_MAX_SHINGLE - 1 + NP_TOKEN_BATCH];	/* of words */
	const size_t overlap = sketch->shingle - 1;
	size_t		nhashes = sketch->ntail;

	memcpy(hashes, sketch->tail, nhashes * sizeof(*hashes));
	for (size_t i = 0; i < n; i++)
		hashes[nhashes++] = words[i].hash;
	if (nhashes > overlap)
	{
		add_shingles(sketch, hashes, nhashes - overlap, sketch->shingle);
		sketch->has_shingle = true;
	}
	sketch->ntail = nhashes < overlap ? nhashes : overlap;
	memcpy(sketch->tail, hashes + nhashes - sketch->ntail, sketch->ntail * sizeof(*hashes));
}

void
np_sketch_end_text(NpSketch *sketch)
{
	/* a text of fewer words is one shingle */
	if (!sketch->has_shingle && sketch->ntail > 0)
		add_shingles(sketch, sketch->tail, 1, (int) sketch->ntail);
	sketch->ntail = 0;
	sketch->has_shingle = false;
}

void
np_sketch_text(NpSketch *sketch, const unsigned char *text, size_t length)
{
	NpTokenizer tokenizer;
	NpWord		words[NP_TOKEN_BATCH];
	size_t		n;

	np_tokenizer_init(&tokenizer, text, length);
	while ((n = np_tokenizer_next_unflagged(&tokenizer, words)) > 0)
		np_sketch_words(sketch, words, n);
	np_sketch_end_text(sketch);
}

void
np_sketch_merge(NpSketch *sketch, const NpSketch *other)
{
	np_shingleset_merge(&sketch->set, &other->set);
	for (int i = 0; i < sketch->nlanes; i++)
		if (other->minima[i] < sketch->minima[i])
			sketch->minima[i] = other->minima[i];
}

/* By the hash; in the late rounds each lane in turn, so that none stays empty. */
static inline int
lane_in_round(uint64_t hash, uint64_t round, int nlanes)
{
	if (round < (uint64_t) nlanes)
		return lane_of(hash, nlanes);
	return (int) (round - (uint64_t) nlanes);
}

static int
count_empty(const uint64_t *minima, int nlanes)
{
	int			empty = 0;

	for (int i = 0; i < nlanes; i++)
		empty += minima[i] == UINT64_MAX;
	return empty;
}

/*
 * Offer every shingle to the lanes again, with another hash, until no lane
 * is empty.  After as many rounds as there are lanes each further round
 * offers all shingles to one lane, so that this ends.
 */
static void
fill_empty_lanes(const NpShingleSet *set, uint64_t *minima, int nlanes)
{
	/* local: under -fno-strict-aliasing each minimum written could have changed them */
	const uint64_t *members = set->members;
	const uint32_t count = set->count;
	int			empty = count_empty(minima, nlanes);

	for (uint64_t round = 1; empty > 0; round++)
	{
		for (uint32_t i = 0; i < count; i++)
		{
			uint64_t	hash = mix(members[i] + round * BASE);
			int			lane = lane_in_round(hash, round, nlanes);
			uint64_t	offer = bid(round, hash);

			if (offer >= minima[lane])
				continue;
			empty -= minima[lane] == UINT64_MAX;
			minima[lane] = offer;
		}
	}
}

void
np_sketch_finish(const NpSketch *sketch, uint8_t *lanes, uint32_t *nshingles)
{
	uint64_t	minima[NP_MAX_LANES];

	*nshingles = np_shingleset_cardinality(&sketch->set);
	if (*nshingles == 0)
	{
		memset(lanes, 0, sketch->nlanes);
		return;
	}
	memcpy(minima, sketch->minima, sizeof(uint64_t) * sketch->nlanes);
	fill_empty_lanes(&sketch->set, minima, sketch->nlanes);
	for (int i = 0; i < sketch->nlanes; i++)
		lanes[i] = (uint8_t) (mix(minima[i] * BASE) >> 56);
}

/* The sum of sixteen counts of at most 127 */
static inline int
add_counts(const uint8_t *counts)
{
	const uint64_t every_other = UINT64_C(0x00FF00FF00FF00FF);
	uint64_t	halves[2];
	uint64_t	sums;

	memcpy(halves, counts, sizeof(halves));
	sums = halves[0] + halves[1];
	sums = (sums & every_other) + (sums >> 8 & every_other);
	return (int) (sums * UINT64_C(0x0001000100010001) >> 48);
}

/* A vector of bytes counts, for the at most 64 steps. */
static inline int
count_equal(const uint8_t *a, const uint8_t *b, int nlanes)
{
	uint8_t		counts[NP_LANES_STEP] = {0};

	for (int i = 0; i < nlanes; i += NP_LANES_STEP)
	{
		/* not a[i + j]: under the server's -fwrapv that is not vectorised */
		for (int j = 0; j < NP_LANES_STEP; j++)
			counts[j] += a[j] == b[j];
		a += NP_LANES_STEP;
		b += NP_LANES_STEP;
	}
	return add_counts(counts);
}

NP_TARGET_CLONES
int
np_lanes_equal(const uint8_t *a, const uint8_t *b, int nlanes)
{
	return count_equal(a, b, nlanes);
}

NP_TARGET_CLONES
int
np_lanes_reach(const uint8_t *a, const uint8_t *b, int nlanes, int least)
{
	int			half = nlanes / 2 / NP_LANES_STEP * NP_LANES_STEP;
	int			equal = count_equal(a, b, half);

	if (equal + nlanes - half < least)
		return 0;
	equal += count_equal(a + half, b + half, nlanes - half);
	return equal >= least ? equal : 0;
}

double
np_jaccard_estimate(int equal, int nlanes)
{
	const double chance = 1.0 / 256;
	double		share = (double) equal / nlanes;

	if (share <= chance)
		return 0.0;
	return (share - chance) / (1.0 - chance);
}
