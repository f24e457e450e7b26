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
 * In the current memory context.  Articles that are held are sorted in
 * memory, 16 bytes each; others by the server's sort with so many kilobytes.
 */
extern Buckets *np_buckets_begin(Articles *articles, int rows, int sort_memory);
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

/* Would the two articles be in one bucket of that band? */
extern bool np_share_bucket(const Buckets *buckets, const NpArticle *a, const NpArticle *b,
							int band);

#endif							/* NP_CLUSTER_BUCKETS_H */
