/*-------------------------------------------------------------------------
 *
 * sieve.c
 *	  Which signatures cannot be alike: by one bit of each lane.
 *
 *-------------------------------------------------------------------------
 */
#include "minhash/sieve.h"

#include <string.h>

#include "clones.h"

#define STEP	8

/* The lowest bit of each of eight lanes: the product brings them side by side. */
static inline uint64_t
lowest_bits(const uint8_t *lanes)
{
	uint64_t	eight;

	memcpy(&eight, lanes, STEP);
	return (eight & UINT64_C(0x0101010101010101)) * UINT64_C(0x0102040810204080) >> 56;
}

void
np_sieve_make(const uint8_t *lanes, int nlanes, uint64_t *sieve)
{
	memset(sieve, 0, sizeof(uint64_t) * np_sieve_words(nlanes));
	for (int i = 0; i < nlanes; i += STEP)
		sieve[i / NP_SIEVE_BITS] |= lowest_bits(lanes + i) << i % NP_SIEVE_BITS;
}

static inline int
count_different(const uint64_t *a, const uint64_t *b, int words)
{
	int			different = 0;

	for (int i = 0; i < words; i++)
		different += __builtin_popcountll(a[i] ^ b[i]);
	return different;
}

NP_TARGET_CLONES
size_t
np_sieve_seek(const uint64_t *sieve, const uint64_t *many, size_t from, size_t n, int words,
			  int most)
{
	while (from < n && count_different(sieve, many + from * words, words) > most)
		from++;
	return from;
}
