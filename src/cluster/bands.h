/*-------------------------------------------------------------------------
 *
 * bands.h
 *	  The search for pairs, band by band, in one process.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CLUSTER_BANDS_H
#define NP_CLUSTER_BANDS_H

#include "cluster/articles.h"

/* What is looked for, and with what memory; the same in every process. */
typedef struct PairTask
{
	int			bands;
	int			rows;
	int			least_equal;	/* lanes on which a pair agrees at least */
	int64		horizon;		/* as in Articles */
	bool		crowds;			/* need not be taken apart into pairs */
	int			sort_memory;	/* kilobytes, if the articles are not held */
	int			bucket_memory;	/* kilobytes for the signatures of a bucket */
} PairTask;

/* Takes what is found in the articles. */
typedef struct PairSink
{
	/* All articles are read and held, and so many bytes are left for the pairs; may be NULL. */
	void		(*begin) (void *state, Articles *articles, Size left);

	/* a pair, and the number of lanes on which it agrees */
	void		(*pair) (void *state, Articles *articles, uint64 i, uint64 j, int equal);

	/*
	 * Articles that share a band and have so many pairs among them that they
	 * are not counted up; NULL: every pair is asked for.
	 */
	void		(*crowd) (void *state, const uint64 *numbers, uint64 count);
	void	   *state;
	bool		parallel;		/* may be called in parallel mode */
} PairSink;

typedef struct BandSearch BandSearch;

/* What is looked for in articles with so many lanes by so many processes */
extern void np_pair_task(PairTask *task, const Articles *articles, int nlanes, int processes,
						 bool crowds);

/* In the current memory context; keys (sortkeys.h) that have not been made are NULL. */
extern BandSearch *np_band_search_begin(const PairTask *task, Articles *articles,
										const uint32 *keys, const PairSink *sink);
extern void np_band_search(BandSearch *search, int band);
extern void np_band_search_end(BandSearch *search);

#endif							/* NP_CLUSTER_BANDS_H */
