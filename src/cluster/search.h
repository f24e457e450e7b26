/*-------------------------------------------------------------------------
 *
 * search.h
 *	  The search for pairs, band by band, in one process and in several.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CLUSTER_SEARCH_H
#define NP_CLUSTER_SEARCH_H

#include "cluster/articles.h"

/* What is looked for, and with what memory; the same in every process. */
typedef struct PairTask
{
	int			bands;
	int			rows;
	int			least_equal;	/* lanes on which a pair agrees at least */
	int64		horizon;		/* as in Articles */
	int			sort_memory;	/* kilobytes, if the articles are not held */
	int			bucket_memory;	/* kilobytes for the signatures of a bucket */
} PairTask;

/* Takes a pair of articles and the number of lanes on which they agree. */
typedef void (*PairSink) (void *state, uint64 i, uint64 j, int equal);

typedef struct PairSearch PairSearch;

/* search.c: in the current memory context, with which it ends */
extern PairSearch *np_pair_search_begin(const PairTask *task, Articles *articles,
										PairSink sink, void *state);
extern void np_pair_search_band(PairSearch *search, int band);

/* workers.c: all bands; the articles must be held if there are workers */
extern void np_search_pairs(const PairTask *task, Articles *articles, int workers,
							PairSink sink, void *state);

#endif							/* NP_CLUSTER_SEARCH_H */
