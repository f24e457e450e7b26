/*-------------------------------------------------------------------------
 *
 * sortkeys.h
 *	  The keys by which articles are sorted, for each band.
 *
 * They lie band by band, for all numbers (articles.h).  Reading all lanes is what
 * takes the time, so processes that search one copy of the articles make all keys
 * together, each for some articles.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CLUSTER_SORTKEYS_H
#define NP_CLUSTER_SORTKEYS_H

#include "cluster/articles.h"

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

extern Size np_sort_keys_size(uint64 numbers, int bands);

/* The keys of some bands, of the articles with numbers from one to before another */
extern void np_sort_keys_make(uint32 *keys, const Articles *articles, int rows, int from_band,
							  int to_band, uint64 from, uint64 to);

#endif							/* NP_CLUSTER_SORTKEYS_H */
