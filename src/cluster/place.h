/*-------------------------------------------------------------------------
 *
 * place.h
 *	  The articles that several processes have read, in one place that all of
 *	  them see.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CLUSTER_PLACE_H
#define NP_CLUSTER_PLACE_H

#include "cluster/articles.h"
#include "storage/dsm.h"

/* How much one process has read, or several have. */
typedef struct ArticlesPart
{
	uint64		count;
	int			nlanes;			/* 0: no article */
	int			shingle;
	Size		sizes[NP_SPOOLS];	/* bytes; 0: what stays where it is */
} ArticlesPart;

/* What is to be placed: of one who has read all articles, what is compared; else keys as well. */
extern void np_part_measure(ArticlesPart *part, const Articles *articles, bool with_keys);

/* One more; an error if their signatures are not comparable. */
extern void np_part_add(ArticlesPart *sum, const ArticlesPart *part);
extern Size np_part_size(const ArticlesPart *part);

/*
 * Shared memory of that many bytes, or NULL if there is not enough of it.  Its
 * mapping ends with the transaction at the latest.
 */
extern dsm_segment *np_place_create(Size size);

/*
 * Copy articles to the place of all, behind those of other processes.  They
 * are sound no more until np_place_use() is called.
 */
extern void np_place_put(char *place, const ArticlesPart *all, const ArticlesPart *before,
						 const ArticlesPart *part, Articles *articles);

/* From now on all of these are the process' articles. */
extern void np_place_use(char *place, const ArticlesPart *all, Articles *articles);

#endif							/* NP_CLUSTER_PLACE_H */
