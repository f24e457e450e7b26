/*-------------------------------------------------------------------------
 *
 * build.c
 *	  Building an lsh index over the rows that a table has already.
 *
 * First the table is read and the row pages are written (build_rows.c), then
 * the tree of each band (build_sort.c, build_tree.c).  Several processes may do this together
 * (build_parallel.c): they divide the table in the first phase and the bands in
 * the second, which is why each does the same as one that is alone.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xloginsert.h"
#include "catalog/index.h"
#include "commands/progress.h"
#include "compat.h"
#include "lsh/build.h"
#include "miscadmin.h"
#include "optimizer/optimizer.h"
#include "pgstat.h"
#include "storage/indexfsm.h"

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
LshBuildInitShared(LshBuildShared *shared, const LshMeta *meta, int processes)
{
	memset(shared, 0, sizeof(LshBuildShared));
	shared->processes = processes;
	SpinLockInit(&shared->mutex);
	shared->totals.meta = *meta;
	pg_atomic_init_u64(&shared->rows_done, 0);
	BarrierInit(&shared->rows_written, 0);
	pg_atomic_init_u32(&shared->next_band, 0);
}

/* Write a finished page to the end of the index. */
BlockNumber
LshAppendPage(LshBuild *build, Page page)
{
	Buffer		buffer = np_extend_relation(build->ix.rel, MAIN_FORKNUM);
	BlockNumber block = BufferGetBlockNumber(buffer);

	memcpy(BufferGetPage(buffer), page, BLCKSZ);
	MarkBufferDirty(buffer);
	UnlockReleaseBuffer(buffer);
	return block;
}

/* What each process does. */
void
LshBuildWork(LshBuild *build)
{
	LshBuildShared *shared = build->shared;

	pgstat_progress_update_param(PROGRESS_CREATEIDX_SUBPHASE, LSH_PHASE_LOAD);
	/* whoever comes when all rows are written goes on with the bands */
	if (BarrierAttach(&shared->rows_written) == 0)
	{
		LshBuildRows(build);
		BarrierArriveAndWait(&shared->rows_written, PG_WAIT_EXTENSION);
	}
	BarrierDetach(&shared->rows_written);

	pgstat_progress_update_param(PROGRESS_CREATEIDX_SUBPHASE, LSH_PHASE_BANDS);
	LshDerive(&build->ix, &shared->totals.meta);
	if (build->ix.nlanes > 0)
		LshBuildTrees(build);
}

static void
build_alone(LshBuild *build, const LshMeta *meta, LshBuildTotals *totals)
{
	LshBuildShared shared;

	LshBuildInitShared(&shared, meta, 1);
	build->shared = &shared;
	LshBuildWork(build);
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

/* Write what the build has found out into the metapage. */
static void
write_meta(LshBuild *build, const LshMeta *meta)
{
	Buffer		buffer = LshReadMeta(&build->ix, BUFFER_LOCK_EXCLUSIVE);

	*LshPageMeta(BufferGetPage(buffer)) = *meta;
	MarkBufferDirty(buffer);
	UnlockReleaseBuffer(buffer);
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

	write_meta(&build, &totals.meta);
	IndexFreeSpaceMapVacuum(index);
	if (RelationNeedsWAL(index))
		log_newpage_range(index, MAIN_FORKNUM, 0, RelationGetNumberOfBlocks(index), true);
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
