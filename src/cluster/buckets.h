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
#include "cluster/digest.h"

typedef struct Buckets Buckets;

/* Bytes that it takes to sort articles that are held, with keys that have been made or without */
extern Size np_buckets_size(uint64 articles, bool have_keys);

/*
 * In the current memory context.  Articles that are held have sieves, and keys
 * unless these are NULL: then they are made.  Others are sorted by the server's
 * sort, with so many kilobytes.
 */
extern Buckets *np_buckets_begin(Articles *articles, int rows, Digests digests,
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
