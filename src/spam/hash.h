/*-------------------------------------------------------------------------
 *
 * hash.h
 *	  Hashes of more than one thing.
 *
 * Pure C.  Part of the format of spam_model and of the default model's
 * tables: never to be changed without these.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_HASH_H
#define NP_HASH_H

#include <stdint.h>

/* One hash from two, not the same as the other way round. */
static inline uint64_t
np_mix(uint64_t a, uint64_t b)
{
	uint64_t	h = (a ^ (b << 27 | b >> 37)) * UINT64_C(0x9E3779B97F4A7C15);

	return h ^ h >> 32;
}

#endif							/* NP_HASH_H */
