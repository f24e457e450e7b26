/*-------------------------------------------------------------------------
 *
 * place.h
 *	  The articles that several processes have read, in shared memory.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CLUSTER_PLACE_H
#define NP_CLUSTER_PLACE_H

#include "postgres.h"

#include "port/atomics.h"
#include "storage/dsm.h"

#include "cluster/articles.h"

#define NP_MOST_CHUNKS	1024

/* What is kept for all together */
enum
{
	NP_PLACE_KEYS,
	NP_PLACE_KEY_STARTS,
	NP_PLACE_BEST,
	NP_PLACE_ORDER,				/* numbers of each process' articles, in order */
	NP_PLACE_SORT_KEYS,
	NP_PLACE_PARTS
};

/* How much one process has read, or several have. */
typedef struct ArticlesPart
{
	uint64		count;
	int			nlanes;			/* 0: no article */
	int			shingle;
	Size		key_bytes;
} ArticlesPart;

/* A chunk of articles, which is a segment of shared memory by itself */
typedef struct PlaceChunk
{
	dsm_handle	handle;
	int			process;		/* that has read them */
	uint64		count;
} PlaceChunk;

/* In dynamic shared memory */
typedef struct SharedPlace
{
	bool		limited;		/* as in Articles */
	bool		divided;		/* all processes read; else the leader has read */
	bool		ordered;		/* articles are put in order: */
	bool		by_best;		/* as in Articles */
	bool		descending;
	int			chunk_bits;		/* as in Articles */
	uint64		chunk_room;		/* for so many articles */
	Size		memory;			/* bytes for all */
	pg_atomic_uint32 nchunks;
	pg_atomic_uint32 given_up;	/* they cannot be shared: whoever sees that, sets it */

	/* of all articles, once they are read */
	ArticlesPart all;
	uint64		numbers;
	dsm_handle	handle;			/* of what is kept for all together; not valid: nothing to search */
	Size		starts[NP_PLACE_PARTS];	/* where each kind is there */
	Size		size;			/* bytes of all segments */

	PlaceChunk	chunks[NP_MOST_CHUNKS];
} SharedPlace;

/* For about so many articles, which all processes will read, or which the leader has read. */
extern void np_place_init(SharedPlace *shared, const Articles *articles, Size memory,
						  bool divided, uint64 expected);

/* From now on the process' articles go there. */
extern void np_place_begin(SharedPlace *shared, int process, Articles *articles);

/* Is there room for one more?  A chunk is begun if need be. */
extern bool np_place_has_room(Articles *articles);

/* They cannot be shared. */
extern void np_place_give_up(Articles *articles);

/* The process has read all that it will, which is so much. */
extern void np_place_measure(Articles *articles, ArticlesPart *part);

/*
 * All have.  Add up how much that is; an error if their signatures are not
 * comparable.  False if there is no room, or nothing to compare.
 */
extern bool np_place_add_up(Articles *articles, const ArticlesPart *parts, int processes);

/*
 * Make room for what is kept for all together, with keys of so many bands, and
 * for articles that the leader has read.  Beside it so many bytes an article will
 * be needed.  False if there is no room.
 */
extern bool np_place_make_room(Articles *articles, int bands, Size beside);

/* Put there what the process has and others need. */
extern void np_place_put(Articles *articles, const ArticlesPart *parts);

/* From now on all of these are the process' articles. */
extern void np_place_use(Articles *articles);

/* Put all of them in order, if that is asked for. */
extern void np_place_order(Articles *articles, const ArticlesPart *parts, int processes);

/* Keys of bands (sortkeys.h), to be made */
extern uint32 *np_place_keys(const Articles *articles);
extern Size np_place_size(const Articles *articles);

/* Give the shared memory back, if there is any. */
extern void np_place_end(Articles *articles);

#endif							/* NP_CLUSTER_PLACE_H */
