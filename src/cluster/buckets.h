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

#define NP_NO_BUCKET	0

/* Bytes that it takes to sort articles that are held, with keys that have been made or without */
extern Size np_buckets_size(uint64 articles, bool have_keys);

/*
 * In the current memory context, with keys of all bands, or NULL: then they are
 * made.  Articles that are not held are sorted by the server's sort, with so many
 * kilobytes.
 */
extern Buckets *np_buckets_begin(Articles *articles, int rows, const uint32 *keys,
								 int sort_memory);
extern void np_buckets_end(Buckets *buckets);

/* Sort the articles by that band. */
extern void np_buckets_sort(Buckets *buckets, int band);

/* Two articles or more that share the band */
typedef struct Bucket
{
	uint64		size;
	uint64	   *numbers;		/* ascending */
	const uint32 *last;			/* of each, the last bucket that it was in; NULL: not known */
} Bucket;

/* The next one, valid until the next call; false: that was all. */
extern bool np_buckets_next(Buckets *buckets, Bucket *bucket);

/*
 * Have two of them met in an earlier bucket?  They were compared there: with
 * whole bands as keys, articles of one group share each band whose bucket they
 * share.
 */
static inline bool
np_bucket_have_met(const Bucket *bucket, uint64 i, uint64 j)
{
	return bucket->last != NULL && bucket->last[i] == bucket->last[j] &&
		bucket->last[i] != NP_NO_BUCKET;
}

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
