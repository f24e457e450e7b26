/*-------------------------------------------------------------------------
 *
 * buckets.h
 *	  The articles that share a band with another, bucket by bucket.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CLUSTER_BUCKETS_H
#define NP_CLUSTER_BUCKETS_H

#include "cluster/articles.h"

typedef struct Buckets Buckets;

/*
 * The keys by which articles that are held are sorted: for each band those of all
 * articles.  Reading all lanes is what takes the time, so processes that search
 * one copy of the articles make all keys together, each for some articles.
 */
extern Size np_band_keys_size(uint64 numbers, int bands);
extern void np_band_keys_make(uint32 *keys, const Articles *articles, int rows, int bands,
							  uint64 from, uint64 to);

/* Bytes that it takes to sort articles that are held, with keys that have been made or without */
extern Size np_buckets_size(uint64 articles, bool have_keys);

/*
 * In the current memory context, with keys that have been made, or NULL.  Articles
 * that are not held are sorted by the server's sort, with so many kilobytes.
 */
extern Buckets *np_buckets_begin(Articles *articles, int rows, const uint32 *keys,
								 int sort_memory);
extern void np_buckets_end(Buckets *buckets);

/* Sort the articles by that band. */
extern void np_buckets_sort(Buckets *buckets, int band);

/*
 * The numbers, ascending, of the next two articles or more that share the
 * band: valid until the next call.  Returns how many; 0: that was all.
 */
extern uint64 np_buckets_next(Buckets *buckets, uint64 **numbers);

/* How many articles were looked at in this band? */
extern uint64 np_buckets_seen(const Buckets *buckets);

static inline bool
np_lanes_are_equal(const uint8 *a, const uint8 *b, int rows)
{
	for (int i = 0; i < rows; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

/*
 * Is that the first band that the two share?  One bucket may hold articles that
 * do not share the band: of different groups, say.
 */
static inline bool
np_first_shared_band(const NpArticle *a, const NpArticle *b, int band, int rows)
{
	int			lane = band * rows;

	if (!np_lanes_are_equal(a->lanes + lane, b->lanes + lane, rows))
		return false;
	for (lane -= rows; lane >= 0; lane -= rows)
		if (np_lanes_are_equal(a->lanes + lane, b->lanes + lane, rows))
			return false;
	return true;
}

#endif							/* NP_CLUSTER_BUCKETS_H */
