/*-------------------------------------------------------------------------
 *
 * search.h
 *	  A search in an lsh index (for scan.c).
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_LSH_SEARCH_H
#define NP_LSH_SEARCH_H

#include "lsh/lsh.h"

/*
 * A row that was found: its rank in the high 16 bits, the lanes that are not
 * equal to those of the ORDER BY, then its TID.  So the order of numbers is
 * the order of distance.
 */
typedef uint64 LshFound;

#define FOUND_RANK(found)	((int) ((found) >> 48))

typedef struct LshFoundList
{
	LshFound   *items;
	int			count;
	int			size;
	int			next;			/* the next to be handed out */
} LshFoundList;

/* A % condition */
typedef struct LshCondition
{
	const Minhash *sig;
	int			needed;			/* equal lanes */
} LshCondition;

typedef struct LshScan
{
	LshIndex	ix;
	MemoryContext context;		/* all below is in it, but the scan itself */

	/* What is searched for */
	int			nconditions;
	LshCondition *conditions;
	const Minhash *target;		/* of ORDER BY, if there is one and it is not null */
	const Minhash *source;
	uint32	   *keys;			/* of the source, for each band */
	bool		ordered;
	bool		gradual;		/* hand out the near ones before the last pass? */
	double		recall;			/* the setting, as it was when the search began */
	int			last_depth;		/* of the last pass */

	/* Where the search is */
	bool		started;
	bool		done;
	int			depth;			/* of this pass */
	int			band;
	uint64		cursor;			/* in the band: the next entry to look at */
	BlockNumber block;			/* in a pass over all rows */

	/* In order: rows that earlier passes have handed out */
	int			past_depth;		/* met at this depth or deeper, 0 if there are none */
	int			past_equal;		/* and having so many equal lanes */

	/* In order, in a pass over all rows */
	int			round_size;		/* rows that this round keeps */
	bool		round_cut;		/* were there more? */
	LshFound	round_floor;	/* rows up to this one came in earlier rounds */
	LshFound	round_ceiling;	/* rows from this one on come in later rounds */

	LshFoundList ready;			/* to be handed out */
	LshFoundList held;			/* not yet near enough */
} LshScan;

static inline void
LshFoundTid(LshFound found, ItemPointer tid)
{
	ItemPointerSet(tid, (BlockNumber) (found >> 16), (OffsetNumber) found);
}

/*
 * Choose the source of the search and the depths of its passes, once
 * conditions and target stand in so.  The current memory context is so's.
 */
extern void LshPlanSearch(LshScan *so);

/* Do a step of the search.  Rows it finds may be in so->ready. */
extern void LshSearchStep(LshScan *so);

#endif							/* NP_LSH_SEARCH_H */
