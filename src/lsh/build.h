/*-------------------------------------------------------------------------
 *
 * build.h
 *	  What the files that build an lsh index share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_LSH_BUILD_H
#define NP_LSH_BUILD_H

#include "postgres.h"

#include "access/relscan.h"
#include "nodes/execnodes.h"
#include "port/atomics.h"
#include "storage/barrier.h"
#include "storage/spin.h"

#include "lsh/lsh.h"

/* Pages that a process of several adds to the index at a time */
#define LSH_PAGES_AT_A_TIME	32

/* All processes have done one before any begins the next. */
enum
{
	LSH_STEP_ROWS,
	LSH_STEP_TREES,
	LSH_STEP_LOG
};

/* What the processes of a build find out together */
typedef struct LshBuildTotals
{
	LshMeta		meta;			/* as the first row of all decides */
	BlockNumber end_rows;		/* row pages lie before it, and a few others */
	double		heap_rows;
	double		index_rows;
	double		outdated_rows;	/* left out until they are signed again */
	bool		broken_hot_chain;	/* as in IndexInfo */
} LshBuildTotals;

/* What they share; a process that builds alone has it in its own memory. */
typedef struct LshBuildShared
{
	int			processes;		/* among which memory is divided */
	slock_t		mutex;			/* for the totals while rows are written */
	LshBuildTotals totals;
	Barrier		steps;
	pg_atomic_uint64 rows_done; /* as progress is reported */
	pg_atomic_uint32 next_band; /* that nobody has begun */
	bool		logged;			/* pages go to the WAL */
	pg_atomic_uint64 next_block;	/* that nobody has logged */
} LshBuildShared;

/* One process of a build */
typedef struct LshBuild
{
	LshIndex	ix;
	Relation	heap;
	IndexInfo  *info;
	ParallelTableScanDesc scan; /* NULL in a build without workers */
	LshBuildShared *shared;

	Buffer		blank[LSH_PAGES_AT_A_TIME]; /* pages that it has added and not written yet */
	int			nblank;
	int			next_blank;
} LshBuild;

/* Where row pages begin: after the metapage and the roots */
static inline BlockNumber
LshFirstRows(const LshIndex *ix)
{
	return LSH_ROOT_BLOCK(ix->roots);
}

/* build.c */
extern void LshBuildBegin(LshBuild *build, Relation heap, Relation index, IndexInfo *info);
extern void LshBuildInitShared(LshBuildShared *shared, Relation index, const LshMeta *meta,
							   int processes);
extern void LshBuildWork(LshBuild *build, int step);

/* build_pages.c */
extern BlockNumber LshAppendPage(LshBuild *build, Page page);
extern void LshGiveBackPages(LshBuild *build);

/* build_rows.c */
extern void LshBuildRows(LshBuild *build);

/* build_tree.c */
extern void LshBuildTrees(LshBuild *build);

/* build_sort.c */
typedef struct LshBandSort LshBandSort;

extern LshBandSort *LshSortBegin(LshBuild *build);
extern bool LshSortNextBand(LshBandSort *sort, int *band);
extern bool LshSortNextEntry(LshBandSort *sort, uint64 *entry);
extern void LshSortEnd(LshBandSort *sort);

/* build_parallel.c */
extern void LshBuildWithWorkers(LshBuild *build, const LshMeta *meta, int workers,
								LshBuildTotals *totals);

#endif							/* NP_LSH_BUILD_H */
