/*-------------------------------------------------------------------------
 *
 * build.c
 *	  Building an lsh index over the rows that a table has already.
 *
 * First the table is read and the row pages are written (build_rows.c), then
 * the tree of each band (build_sort.c, build_tree.c), and in the end all pages
 * are logged whole.  Several processes may do this together (build_parallel.c):
 * they divide the table in the first step, the bands in the second and the
 * pages in the third, so each does the same as one that is alone.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/parallel.h"
#include "access/xloginsert.h"
#include "catalog/index.h"
#include "commands/progress.h"
#include "compat.h"
#include "lsh/build.h"
#include "miscadmin.h"
#include "optimizer/optimizer.h"
#include "pgstat.h"
#include "storage/indexfsm.h"

/* So many pages are logged at a time. */
#define LOG_BLOCKS	512

/* What a process knows when a build begins; what it shares is set by the caller. */
void
LshBuildBegin(LshBuild *build, Relation heap, Relation index, IndexInfo *info)
{
	memset(build, 0, sizeof(LshBuild));
	LshOpen(&build->ix, index);
	build->heap = heap;
	build->info = info;
}

void
LshBuildInitShared(LshBuildShared *shared, Relation index, const LshMeta *meta, int processes)
{
	memset(shared, 0, sizeof(LshBuildShared));
	shared->processes = processes;
	/* only the session itself knows whether its transaction has made the file */
	shared->logged = RelationNeedsWAL(index);
	SpinLockInit(&shared->mutex);
	shared->totals.meta = *meta;
	pg_atomic_init_u64(&shared->rows_done, 0);
	BarrierInit(&shared->steps, 0);
	/* the session itself is there from the first step to the last */
	BarrierAttach(&shared->steps);
	pg_atomic_init_u32(&shared->next_band, 0);
	pg_atomic_init_u64(&shared->next_block, 0);
}

/* Write what the build has found out into the metapage. */
static void
write_meta(LshBuild *build, const LshMeta *meta)
{
	Buffer		buffer = LshReadMeta(&build->ix, BUFFER_LOCK_EXCLUSIVE);

	*LshPageMeta(BufferGetPage(buffer)) = *meta;
	MarkBufferDirty(buffer);
	UnlockReleaseBuffer(buffer);
}

/* The trees, and what the rows have decided into the metapage */
static void
write_trees(LshBuild *build)
{
	const LshMeta *meta = &build->shared->totals.meta;

	if (!IsParallelWorker())
		write_meta(build, meta);
	LshDerive(&build->ix, meta);
	if (build->ix.nlanes > 0)
		LshBuildTrees(build);
	LshGiveBackPages(build);
}

/* Log the pages, or those that other processes leave; all are written. */
static void
log_pages(LshBuild *build)
{
	Relation	index = build->ix.rel;
	BlockNumber nblocks = RelationGetNumberOfBlocks(index);
	uint64		from;

	while ((from = pg_atomic_fetch_add_u64(&build->shared->next_block, LOG_BLOCKS)) < nblocks)
		log_newpage_range(index, MAIN_FORKNUM, (BlockNumber) from,
						  (BlockNumber) Min(from + LOG_BLOCKS, nblocks), true);
}

/* What each process does, from the step on that it has found the others at */
void
LshBuildWork(LshBuild *build, int step)
{
	Barrier    *steps = &build->shared->steps;

	if (step <= LSH_STEP_ROWS)
	{
		pgstat_progress_update_param(PROGRESS_CREATEIDX_SUBPHASE, LSH_PHASE_LOAD);
		LshBuildRows(build);
		BarrierArriveAndWait(steps, PG_WAIT_EXTENSION);
	}
	if (step <= LSH_STEP_TREES)
	{
		pgstat_progress_update_param(PROGRESS_CREATEIDX_SUBPHASE, LSH_PHASE_BANDS);
		write_trees(build);
		BarrierArriveAndWait(steps, PG_WAIT_EXTENSION);
	}
	Assert(BarrierPhase(steps) == LSH_STEP_LOG);
	if (build->shared->logged)
	{
		pgstat_progress_update_param(PROGRESS_CREATEIDX_SUBPHASE, LSH_PHASE_LOG);
		log_pages(build);
	}
	BarrierDetach(steps);
}

static void
build_alone(LshBuild *build, const LshMeta *meta, LshBuildTotals *totals)
{
	LshBuildShared shared;

	LshBuildInitShared(&shared, build->ix.rel, meta, 1);
	build->shared = &shared;
	LshBuildWork(build, LSH_STEP_ROWS);
	*totals = shared.totals;
}

static LshMeta
read_meta(LshBuild *build)
{
	Buffer		buffer = LshReadMeta(&build->ix, BUFFER_LOCK_SHARE);
	LshMeta		meta = *LshPageMeta(BufferGetPage(buffer));

	UnlockReleaseBuffer(buffer);
	return meta;
}

static void
warn_of_outdated(Relation index, double rows)
{
	if (rows > 0)
		ereport(WARNING,
				(errmsg("index \"%s\" leaves out %.0f rows", RelationGetRelationName(index), rows),
				 errdetail("Their signatures are of an older format version."),
				 errhint("CALL newsprint_resign() signs them again.")));
}

IndexBuildResult *
lsh_build(Relation heap, Relation index, IndexInfo *info)
{
	IndexBuildResult *result = palloc(sizeof(IndexBuildResult));
	LshBuild	build;
	LshBuildTotals totals;
	LshMeta		meta;
	int			workers;

	if (RelationGetNumberOfBlocks(index) != 0)
		elog(ERROR, "index \"%s\" already contains data", RelationGetRelationName(index));

	LshCreate(index, MAIN_FORKNUM);
	LshBuildBegin(&build, heap, index, info);
	meta = read_meta(&build);
	workers = np_index_build_workers(heap, index, info);
	if (workers > 0)
		LshBuildWithWorkers(&build, &meta, workers, &totals);
	else
		build_alone(&build, &meta, &totals);

	IndexFreeSpaceMapVacuum(index);
	warn_of_outdated(index, totals.outdated_rows);

	info->ii_BrokenHotChain = totals.broken_hot_chain;
	result->heap_tuples = totals.heap_rows;
	result->index_tuples = totals.index_rows;
	return result;
}

/* The init fork of an unlogged index. */
void
lsh_buildempty(Relation index)
{
	LshCreate(index, INIT_FORKNUM);
}
