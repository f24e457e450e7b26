/*-------------------------------------------------------------------------
 *
 * sieve.c
 *	  Which signatures cannot be alike: by two bits of each lane.
 *
 *-------------------------------------------------------------------------
 */
#include "minhash/sieve.h"

#include <string.h>

#include "clones.h"

#define STEP	8

/* The lowest bit of each of eight lanes: the product brings them side by side. */
static inline uint64_t
lowest_bits(uint64_t lanes)
{
	return (lanes & UINT64_C(0x0101010101010101)) * UINT64_C(0x0102040810204080) >> 56;
}

void
np_sieve_make(const uint8_t *lanes, int nlanes, uint64_t *sieve)
{
	memset(sieve, 0, sizeof(uint64_t) * np_sieve_words(nlanes));
	for (int i = 0; i < nlanes; i += STEP)
	{
		uint64_t   *words = sieve + i / NP_SIEVE_LANES * 2;
		uint64_t	eight;

		memcpy(&eight, lanes + i, STEP);
		words[0] |= lowest_bits(eight) << i % NP_SIEVE_LANES;
		words[1] |= lowest_bits(eight >> 1) << i % NP_SIEVE_LANES;
	}
}

static inline int
count_different(const uint64_t *a, const uint64_t *b, int words)
{
	int			different = 0;

	for (int i = 0; i < words; i += 2)
		different += __builtin_popcountll((a[i] ^ b[i]) | (a[i + 1] ^ b[i + 1]));
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
