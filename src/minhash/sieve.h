/*-------------------------------------------------------------------------
 *
 * sieve.h
 *	  Which signatures cannot be alike: by two bits of each lane.
 *
 * Pure C.  Lanes that agree do so on all of their bits, so signatures whose lanes
 * differ on these bits more often than they may at all need not be compared.  Of
 * two unrelated ones three lanes of four differ on them.  The bits are a fourth
 * of the signature, so those of a million articles go four times as far in a
 * cache.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SIEVE_H
#define NP_SIEVE_H

#include <stddef.h>
#include <stdint.h>

#include "minhash/sketch.h"

/* A sieve is pairs of words: bits of so many lanes, and other bits of the same lanes. */
#define NP_SIEVE_LANES	64

/* Words of the sieve of a signature with so many lanes */
static inline int
np_sieve_words(int nlanes)
{
	return (nlanes + NP_SIEVE_LANES - 1) / NP_SIEVE_LANES * 2;
}

#define NP_MAX_SIEVE_WORDS	(NP_MAX_LANES / NP_SIEVE_LANES * 2)

extern void np_sieve_make(const uint8_t *lanes, int nlanes, uint64_t *sieve);

/*
 * The first of n sieves that lie one after the other, from that one on, which
 * differs from a sieve on no more lanes than most; n if there is none.
 */
extern size_t np_sieve_seek(const uint64_t *sieve, const uint64_t *many, size_t from, size_t n,
							int words, int most);

#endif							/* NP_SIEVE_H */
