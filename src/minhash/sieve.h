/*-------------------------------------------------------------------------
 *
 * sieve.h
 *	  Which signatures cannot be alike: by one bit of each lane.
 *
 * Pure C.  Lanes that agree do so on each of their bits, so signatures that
 * differ on more bits than they have lanes to differ on need not be compared.
 * Of unrelated ones half of the bits differ.  The bits of a signature of 128
 * lanes are 16 bytes, so those of a million articles go eight times as far in a
 * cache as the lanes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SIEVE_H
#define NP_SIEVE_H

#include <stddef.h>
#include <stdint.h>

#define NP_SIEVE_BITS	64

/* Words of the sieve of a signature with so many lanes */
static inline int
np_sieve_words(int nlanes)
{
	return (nlanes + NP_SIEVE_BITS - 1) / NP_SIEVE_BITS;
}

extern void np_sieve_make(const uint8_t *lanes, int nlanes, uint64_t *sieve);

/*
 * The first of n sieves that lie one after the other, from that one on, which
 * differs from a sieve on no more bits than most; n if there is none.
 */
extern size_t np_sieve_seek(const uint64_t *sieve, const uint64_t *many, size_t from, size_t n,
							int words, int most);

#endif							/* NP_SIEVE_H */
