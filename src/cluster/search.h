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

/* Takes a pair of the articles and the number of lanes on which they agree. */
typedef void (*PairSink) (void *state, Articles *articles, uint64 i, uint64 j, int equal);

typedef struct PairSearch PairSearch;

/* search.c */

/* What is looked for in articles with so many lanes by so many processes */
extern void np_pair_task(PairTask *task, const Articles *articles, int nlanes, int processes);

/* In the current memory context, with which it ends */
extern PairSearch *np_pair_search_begin(const PairTask *task, Articles *articles,
										PairSink sink, void *state);
extern void np_pair_search_band(PairSearch *search, int band);

/* workers.c */

/*
 * Is there memory for articles of so many bytes, twice for as long as it takes
 * to share them, and then for the sorting of each process?
 */
extern bool np_room_for_processes(Size memory, Size held, uint64 count, int processes);

/*
 * Search with workers, who read the articles as well, of a table of so many
 * blocks; 0: the articles have been read, and are held.  False if there is
 * no room to share them; then nothing is found, and of what was read by blocks
 * some is missing.
 */
extern bool np_search_with_workers(Articles *articles, int workers, BlockNumber blocks,
								   PairSink sink, void *state);

#endif							/* NP_CLUSTER_SEARCH_H */
