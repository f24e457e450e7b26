/*-------------------------------------------------------------------------
 *
 * build_parallel.c
 *	  Building an lsh index in several processes.
 *
 * The server decides how many workers there shall be, as for its own indexes.
 * The leader does as much as they; without any, because all are busy, it does
 * everything.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/parallel.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/index.h"
#include "executor/instrument.h"
#include "lsh/build.h"
#include "pgstat.h"
#include "tcop/tcopprot.h"
#include "utils/snapmgr.h"

enum
{
	KEY_TASK = 1,
	KEY_SCAN,
	KEY_QUERY,
	KEY_USAGE
};

/* In dynamic shared memory */
typedef struct BuildTask
{
	Oid			heap;
	Oid			index;
	bool		concurrent;		/* CREATE INDEX CONCURRENTLY */
	LshBuildShared shared;
} BuildTask;

/* What a worker has read and written, for whoever asks the leader */
typedef struct WorkerUsage
{
	BufferUsage buffers;
	WalUsage	wal;
} WorkerUsage;

extern PGDLLEXPORT void np_lsh_build_worker(dsm_segment *segment, shm_toc *toc);

void
np_lsh_build_worker(dsm_segment *segment, shm_toc *toc)
{
	BuildTask  *task = shm_toc_lookup(toc, KEY_TASK, false);
	WorkerUsage *usage = shm_toc_lookup(toc, KEY_USAGE, false);
	/* the locks that the leader has */
	LOCKMODE	heap_lock = task->concurrent ? ShareUpdateExclusiveLock : ShareLock;
	LOCKMODE	index_lock = task->concurrent ? RowExclusiveLock : AccessExclusiveLock;
	Relation	heap;
	Relation	index;
	IndexInfo  *info;
	LshBuild	build;

	debug_query_string = shm_toc_lookup(toc, KEY_QUERY, true);
	pgstat_report_activity(STATE_RUNNING, debug_query_string);
	heap = table_open(task->heap, heap_lock);
	index = index_open(task->index, index_lock);
	info = BuildIndexInfo(index);
	info->ii_Concurrent = task->concurrent;

	InstrStartParallelQuery();
	LshBuildBegin(&build, heap, index, info);
	build.scan = shm_toc_lookup(toc, KEY_SCAN, false);
	build.shared = &task->shared;
	LshBuildWork(&build, BarrierAttach(&task->shared.steps));
	usage += ParallelWorkerNumber;
	InstrEndParallelQuery(&usage->buffers, &usage->wal);

	index_close(index, index_lock);
	table_close(heap, heap_lock);
}

/*
 * The leader
 */

static void *
allocate_shared(ParallelContext *context, uint64 key, Size size)
{
	void	   *chunk = shm_toc_allocate(context->toc, size);

	shm_toc_insert(context->toc, key, chunk);
	return chunk;
}

/* Shared memory with the task for so many workers in it; they are not launched yet. */
static ParallelContext *
prepare_workers(LshBuild *build, const LshMeta *meta, int workers, Snapshot snapshot,
				BuildTask **task, WorkerUsage **usage)
{
	ParallelContext *context = CreateParallelContext("newsprint", "np_lsh_build_worker", workers);
	Size		scan_size = table_parallelscan_estimate(build->heap, snapshot);
	Size		query_size = debug_query_string != NULL ? strlen(debug_query_string) + 1 : 0;

	shm_toc_estimate_chunk(&context->estimator, sizeof(BuildTask));
	shm_toc_estimate_chunk(&context->estimator, scan_size);
	shm_toc_estimate_chunk(&context->estimator, query_size);
	shm_toc_estimate_chunk(&context->estimator, sizeof(WorkerUsage) * workers);
	shm_toc_estimate_keys(&context->estimator, 4);
	InitializeParallelDSM(context);

	*task = allocate_shared(context, KEY_TASK, sizeof(BuildTask));
	(*task)->heap = RelationGetRelid(build->heap);
	(*task)->index = RelationGetRelid(build->ix.rel);
	(*task)->concurrent = build->info->ii_Concurrent;
	LshBuildInitShared(&(*task)->shared, build->ix.rel, meta, workers + 1);
	build->shared = &(*task)->shared;
	build->scan = allocate_shared(context, KEY_SCAN, scan_size);
	table_parallelscan_initialize(build->heap, build->scan, snapshot);
	if (query_size > 0)
		memcpy(allocate_shared(context, KEY_QUERY, query_size), debug_query_string, query_size);
	*usage = allocate_shared(context, KEY_USAGE, sizeof(WorkerUsage) * workers);
	return context;
}

void
LshBuildWithWorkers(LshBuild *build, const LshMeta *meta, int workers, LshBuildTotals *totals)
{
	ParallelContext *context;
	BuildTask  *task;
	WorkerUsage *usage;
	Snapshot	snapshot = SnapshotAny;

	EnterParallelMode();
	if (build->info->ii_Concurrent)
		snapshot = RegisterSnapshot(GetTransactionSnapshot());
	context = prepare_workers(build, meta, workers, snapshot, &task, &usage);
	if (context->seg != NULL)
		LaunchParallelWorkers(context);
	/* none reads this before the leader has come to the end of the rows */
	task->shared.processes = context->nworkers_launched + 1;
	elog(DEBUG1, "building index \"%s\" with %d parallel workers",
		 RelationGetRelationName(build->ix.rel), context->nworkers_launched);
	LshBuildWork(build, LSH_STEP_ROWS);

	WaitForParallelWorkersToFinish(context);
	for (int i = 0; i < context->nworkers_launched; i++)
		InstrAccumParallelQuery(&usage[i].buffers, &usage[i].wal);
	*totals = task->shared.totals;
	if (snapshot != SnapshotAny)
		UnregisterSnapshot(snapshot);
	DestroyParallelContext(context);
	ExitParallelMode();
}
