/*-------------------------------------------------------------------------
 *
 * build_rows.c
 *	  The first phase of building an lsh index: the row pages.
 *
 * Each process reads its part of the table and appends row pages to the
 * index as it fills them.  Nothing else is written meanwhile, so the row pages
 * of all lie together, but for a few pages that a process has added and not
 * needed for rows.  All but the last of each process are full.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/parallel.h"
#include "access/tableam.h"
#include "commands/progress.h"
#include "compat.h"
#include "lsh/build.h"
#include "pgstat.h"
#include "utils/memutils.h"

typedef struct LshRowWriter
{
	LshBuild   *build;
	PGAlignedBlock page;		/* in the making */
	int			count;			/* rows on it */
	BlockNumber end_rows;		/* pages written lie before it */
	double		index_rows;
	double		outdated_rows;
	MemoryContext row_context;	/* reset for each row */
} LshRowWriter;

/*
 * The first row of all decides what the index is made of: this one, unless
 * another process has met one.
 */
static void
start_with(LshBuild *build, const Minhash *sig)
{
	LshBuildShared *shared = build->shared;
	LshMeta		meta;

	SpinLockAcquire(&shared->mutex);
	meta = shared->totals.meta;
	SpinLockRelease(&shared->mutex);
	if (meta.nlanes == 0)
	{
		LshStartWith(build->ix.rel, &meta, sig);
		SpinLockAcquire(&shared->mutex);
		if (shared->totals.meta.nlanes == 0)
			shared->totals.meta = meta;
		else
			meta = shared->totals.meta;
		SpinLockRelease(&shared->mutex);
	}
	LshDerive(&build->ix, &meta);
}

/* Write the page in the making.  Returns where it is. */
static BlockNumber
write_page(LshRowWriter *writer)
{
	LshBuild   *build = writer->build;
	BlockNumber block;
	uint64		done;

	LshPageSetBytes(writer->page.data, writer->count * build->ix.slot_size);
	block = LshAppendPage(build, writer->page.data);
	LshCheckRowBlock(&build->ix, block);
	writer->end_rows = block + 1;

	done = pg_atomic_add_fetch_u64(&build->shared->rows_done, writer->count);
	pgstat_progress_update_param(PROGRESS_CREATEIDX_TUPLES_DONE, (int64) done);
	return block;
}

/* Take one row of the table. */
static void
add_row(LshRowWriter *writer, ItemPointer tid, const Minhash *sig)
{
	LshBuild   *build = writer->build;
	LshIndex   *ix = &build->ix;
	LshSlot    *slot;

	if (ix->nlanes == 0)
		start_with(build, sig);
	LshCheckSignature(ix, sig);
	if (writer->count == ix->slots)
	{
		write_page(writer);
		writer->count = 0;
	}
	if (writer->count == 0)
		LshInitPage(writer->page.data, LSH_ROWS);
	slot = LshPageSlot(ix, writer->page.data, writer->count++);
	slot->tid = *tid;
	memcpy(slot->lanes, sig->lanes, ix->nlanes);
	writer->index_rows++;
}

static void
build_callback(Relation index, ItemPointer tid, Datum *values, bool *isnull,
			   bool alive, void *state)
{
	LshRowWriter *writer = state;
	MemoryContext before;
	Minhash    *sig;

	if (isnull[0])
		return;
	before = MemoryContextSwitchTo(writer->row_context);
	if (np_minhash_is_outdated(values[0]))
		writer->outdated_rows++;
	else
	{
		sig = np_minhash_from_datum(values[0]);
		if (!MINHASH_IS_EMPTY(sig))
			add_row(writer, tid, sig);
	}
	MemoryContextSwitchTo(before);
	MemoryContextReset(writer->row_context);
}

/*
 * Write the last page.  New rows will first go to that of one process, which
 * the metapage names, and be led to those of the others by the free space map.
 */
static void
write_last_page(LshRowWriter *writer)
{
	LshBuild   *build = writer->build;
	LshBuildTotals *totals = &build->shared->totals;
	BlockNumber block = write_page(writer);
	bool		named;

	SpinLockAcquire(&build->shared->mutex);
	named = totals->meta.row_block == InvalidBlockNumber;
	if (named)
		totals->meta.row_block = block;
	SpinLockRelease(&build->shared->mutex);
	if (!named)
		LshRecordFreeSlots(&build->ix, block, build->ix.slots - writer->count);
}

static void
add_to_totals(LshRowWriter *writer, double heap_rows)
{
	LshBuild   *build = writer->build;
	LshBuildTotals *totals = &build->shared->totals;

	SpinLockAcquire(&build->shared->mutex);
	totals->end_rows = Max(totals->end_rows, writer->end_rows);
	totals->heap_rows += heap_rows;
	totals->index_rows += writer->index_rows;
	totals->outdated_rows += writer->outdated_rows;
	totals->broken_hot_chain |= build->info->ii_BrokenHotChain;
	SpinLockRelease(&build->shared->mutex);
}

/* Read the table, or what other processes leave of it, and write the row pages. */
void
LshBuildRows(LshBuild *build)
{
	LshRowWriter *writer = palloc0(sizeof(LshRowWriter));
	TableScanDesc scan = NULL;
	double		heap_rows;

	writer->build = build;
	writer->row_context = AllocSetContextCreate(CurrentMemoryContext, "lsh build row",
												ALLOCSET_DEFAULT_SIZES);
	if (build->scan != NULL)
		scan = table_beginscan_parallel(build->heap, build->scan);
	heap_rows = table_index_build_scan(build->heap, build->ix.rel, build->info, true,
									   !IsParallelWorker(), build_callback, writer, scan);
	if (writer->count > 0)
		write_last_page(writer);
	add_to_totals(writer, heap_rows);
	MemoryContextDelete(writer->row_context);
	pfree(writer);
}
