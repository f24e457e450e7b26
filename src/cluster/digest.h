/*-------------------------------------------------------------------------
 *
 * digest.h
 *	  What is made of each article's lanes before the articles are searched.
 *
 * Reading all lanes is what takes the time, so processes that search one copy
 * of the articles make that together, each for some articles.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CLUSTER_DIGEST_H
#define NP_CLUSTER_DIGEST_H

#include "cluster/articles.h"

/* Of all numbers (articles.h) */
typedef struct Digests
{
	uint32	   *keys;			/* of each band those of all articles: by these they are sorted */
	uint64	   *sieves;			/* of each article (minhash/sieve.h) */
} Digests;

/* Lanes that a key is made of; np_lsh_parameters() does not advise bands of more. */
#define NP_MOST_KEY_LANES	4

static inline int
np_key_lanes(int rows)
{
	return Min(rows, NP_MOST_KEY_LANES);
}

/* The first lanes of a band as a number.  Groups are told apart as far as there are bits. */
static inline uint32
np_sort_key(const uint8 *lanes, int count, uint64 group)
{
	uint32		key = lanes[0];

	if (count > 1)
		key |= (uint32) lanes[1] << 8;
	if (count > 2)
		key |= (uint32) lanes[2] << 16;
	if (count > 3)
		key |= (uint32) lanes[3] << 24;
	return key ^ (uint32) (group >> (64 - count * 8));
}

extern Size np_keys_size(uint64 numbers, int bands);
extern Size np_sieves_size(uint64 numbers, int nlanes);

/* Of the articles with numbers from one to before another; the keys of some bands */
extern void np_keys_make(uint32 *keys, const Articles *articles, int rows, int from_band,
						 int to_band, uint64 from, uint64 to);
extern void np_sieves_make(uint64 *sieves, const Articles *articles, uint64 from, uint64 to);

#endif							/* NP_CLUSTER_DIGEST_H */
