/*-------------------------------------------------------------------------
 *
 * build.c
 *	  Building an lsh index over the rows that a table has already.
 *
 * First the table is read and the row pages are written one after the
 * other.  Then, for each band, the entries are taken from the row pages,
 * sorted, and its tree is written from the leaves up.  The server's sort
 * keeps to maintenance_work_mem, and the work of the bands is one after the
 * other, so each has all of it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/tableam.h"
#include "access/xloginsert.h"
#include "catalog/index.h"
#include "catalog/pg_operator_d.h"
#include "catalog/pg_type_d.h"
#include "commands/progress.h"
#include "compat.h"
#include "lsh/lsh.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "utils/memutils.h"
#include "utils/tuplesort.h"

/* The sort is of signed numbers; flipping this keeps the order of unsigned ones. */
#define SIGN_BIT	(UINT64CONST(1) << 63)

typedef struct LshBuild
{
	LshIndex	ix;
	LshMeta		meta;
	int			fill;			/* entries in a leaf */
	double		heap_rows;
	double		index_rows;
	double		outdated_rows;	/* left out until they are signed again */
	BlockNumber first_rows;		/* row pages are first_rows .. end_rows - 1 */
	BlockNumber end_rows;
	PGAlignedBlock page;		/* the row page in the making */
	MemoryContext row_context;	/* reset for each row */
} LshBuild;

/* The page in the making at one level of a tree. */
typedef struct LshBuildLevel
{
	PGAlignedBlock page;
	int			count;			/* items on it */
	bool		split;			/* has this level had a page before? */
} LshBuildLevel;

typedef struct LshBuildTree
{
	LshBuild   *build;
	int			band;
	int			nlevels;
	LshBuildLevel *levels[LSH_MAX_LEVEL + 1];
} LshBuildTree;

/* Write a finished page to the end of the index. */
static BlockNumber
append_page(LshBuild *build, Page page)
{
	Buffer		buffer = np_extend_relation(build->ix.rel, MAIN_FORKNUM);
	BlockNumber block = BufferGetBlockNumber(buffer);

	memcpy(BufferGetPage(buffer), page, BLCKSZ);
	MarkBufferDirty(buffer);
	UnlockReleaseBuffer(buffer);
	return block;
}

/* Write the row page in the making. */
static void
finish_row_page(LshBuild *build)
{
	BlockNumber block = append_page(build, build->page.data);

	if (build->first_rows == InvalidBlockNumber)
		build->first_rows = block;
	LshCheckRowBlock(&build->ix, block);
	build->end_rows = block + 1;
	build->meta.row_block = block;
	LshInitPage(build->page.data, LSH_ROWS);
}

/* Take one row of the table. */
static void
add_row(LshBuild *build, ItemPointer tid, const Minhash *sig)
{
	LshIndex   *ix = &build->ix;
	Page		page = build->page.data;
	LshSlot    *slot;
	int			count;

	if (ix->nlanes == 0)
	{
		LshStartWith(ix->rel, &build->meta, sig);
		LshDerive(ix, &build->meta);
		LshInitPage(page, LSH_ROWS);
	}
	LshCheckSignature(ix, sig);
	count = LshPageSlotCount(ix, page);
	if (count == ix->slots)
	{
		finish_row_page(build);
		count = 0;
	}
	slot = LshPageSlot(ix, page, count);
	slot->tid = *tid;
	memcpy(slot->lanes, sig->lanes, ix->nlanes);
	LshPageSetBytes(page, (count + 1) * ix->slot_size);

	build->index_rows++;
	pgstat_progress_update_param(PROGRESS_CREATEIDX_TUPLES_DONE, (int64) build->index_rows);
}

static void
build_callback(Relation index, ItemPointer tid, Datum *values, bool *isnull,
			   bool alive, void *state)
{
	LshBuild   *build = state;
	MemoryContext before;
	Minhash    *sig;

	if (isnull[0])
		return;
	before = MemoryContextSwitchTo(build->row_context);
	if (np_minhash_is_outdated(values[0]))
		build->outdated_rows++;
	else
	{
		sig = np_minhash_from_datum(values[0]);
		if (!MINHASH_IS_EMPTY(sig))
			add_row(build, tid, sig);
	}
	MemoryContextSwitchTo(before);
	MemoryContextReset(build->row_context);
}

/* Begin a page at a level of a tree; what comes next begins with low. */
static LshBuildLevel *
begin_page(LshBuildTree *tree, int number, uint64 low)
{
	LshBuildLevel *level = tree->levels[number];

	LshInitTreePage(level->page.data, tree->band, number, low, LSH_HIGHEST);
	level->count = 0;
	return level;
}

static void add_downlink(LshBuildTree *tree, int number, uint64 low, BlockNumber child);

/* The page in the making at a level, complete but for its end. */
static Page
made_page(LshBuildTree *tree, int number)
{
	LshBuildLevel *level = tree->levels[number];
	Page		page = level->page.data;

	if (number == 0)
	{
		LshPageSpecial(page)->ordered = level->count;
		LshPageSetBytes(page, level->count * sizeof(uint64));
	}
	else
		LshPageSetBytes(page, level->count * sizeof(LshDownlink));
	return page;
}

/* Write the page in the making at a level, which ends before high. */
static void
finish_page(LshBuildTree *tree, int number, uint64 high)
{
	LshBuildLevel *level = tree->levels[number];
	LshSpecial *special = LshPageSpecial(made_page(tree, number));

	special->high = high;
	level->split = true;
	add_downlink(tree, number + 1, special->low,
				 append_page(tree->build, level->page.data));
}

/* The level of this number, with room for one more item, which begins at low. */
static LshBuildLevel *
level_with_room(LshBuildTree *tree, int number, uint64 low)
{
	int			capacity = number == 0 ? tree->build->fill : LSH_INNER_CAPACITY;

	if (number == tree->nlevels)
	{
		if (number > LSH_MAX_LEVEL)
			elog(ERROR, "too many levels");
		tree->levels[tree->nlevels++] = palloc0(sizeof(LshBuildLevel));
		return begin_page(tree, number, 0);
	}
	if (tree->levels[number]->count < capacity)
		return tree->levels[number];
	finish_page(tree, number, low);
	return begin_page(tree, number, low);
}

static void
add_downlink(LshBuildTree *tree, int number, uint64 low, BlockNumber child)
{
	LshBuildLevel *level = level_with_room(tree, number, low);
	LshDownlink *link = LshPageDownlinks(level->page.data) + level->count++;

	link->low = low;
	link->child = child;
	link->unused = 0;
}

static void
add_entry(LshBuildTree *tree, uint64 entry)
{
	LshBuildLevel *level = level_with_room(tree, 0, entry);

	LshPageEntries(level->page.data)[level->count++] = entry;
}

/* Write the last page of each level; the highest of them is the root. */
static void
finish_tree(LshBuildTree *tree)
{
	Buffer		buffer;
	int			number;

	Assert(tree->levels[0] != NULL);
	for (number = 0; tree->levels[number]->split; number++)
		finish_page(tree, number, LSH_HIGHEST);

	buffer = LshReadPage(&tree->build->ix, LSH_ROOT_BLOCK(tree->band),
						 BUFFER_LOCK_EXCLUSIVE);
	memcpy(BufferGetPage(buffer), made_page(tree, number), BLCKSZ);
	MarkBufferDirty(buffer);
	UnlockReleaseBuffer(buffer);
}

/* Give the entries of all rows for a band to a sort. */
static void
sort_entries(LshBuild *build, int band, Tuplesortstate *sort)
{
	LshIndex   *ix = &build->ix;

	for (BlockNumber block = build->first_rows; block < build->end_rows; block++)
	{
		Buffer		buffer = LshReadRows(ix, block);
		Page		page = BufferGetPage(buffer);
		int			count = LshPageSlotCount(ix, page);

		for (int i = 0; i < count; i++)
		{
			uint32		key = LshBandKey(ix, LshPageSlot(ix, page, i)->lanes, band);
			uint64		entry = LshEntry(key, block << ix->slot_bits | i);

			tuplesort_putdatum(sort, Int64GetDatum((int64) (entry ^ SIGN_BIT)), false);
		}
		UnlockReleaseBuffer(buffer);
		CHECK_FOR_INTERRUPTS();
	}
	tuplesort_performsort(sort);
}

/* Build the tree of a band. */
static void
build_band(LshBuild *build, int band)
{
	LshBuildTree tree = {.build = build,.band = band};
	Tuplesortstate *sort;
	Datum		value;
	bool		isnull;

	sort = tuplesort_begin_datum(INT8OID, Int8LessOperator, InvalidOid, false,
								 maintenance_work_mem, NULL, 0);
	sort_entries(build, band, sort);
	while (np_tuplesort_getdatum(sort, &value, &isnull))
	{
		add_entry(&tree, (uint64) DatumGetInt64(value) ^ SIGN_BIT);
		if (tree.levels[0]->count == 1)
			CHECK_FOR_INTERRUPTS();
	}
	tuplesort_end(sort);
	finish_tree(&tree);
	for (int i = 0; i < tree.nlevels; i++)
		pfree(tree.levels[i]);
}

/* Write what the build has found out into the metapage. */
static void
write_meta(LshBuild *build)
{
	Buffer		buffer = LshReadMeta(&build->ix, BUFFER_LOCK_EXCLUSIVE);

	*LshPageMeta(BufferGetPage(buffer)) = build->meta;
	MarkBufferDirty(buffer);
	UnlockReleaseBuffer(buffer);
}

IndexBuildResult *
lsh_build(Relation heap, Relation index, IndexInfo *info)
{
	LshBuild   *build = palloc0(sizeof(LshBuild));
	IndexBuildResult *result = palloc(sizeof(IndexBuildResult));
	Buffer		buffer;

	if (RelationGetNumberOfBlocks(index) != 0)
		elog(ERROR, "index \"%s\" already contains data", RelationGetRelationName(index));

	LshCreate(index, MAIN_FORKNUM);
	LshOpen(&build->ix, index);
	buffer = LshReadMeta(&build->ix, BUFFER_LOCK_SHARE);
	build->meta = *LshPageMeta(BufferGetPage(buffer));
	UnlockReleaseBuffer(buffer);
	build->fill = LSH_LEAF_CAPACITY * LshGetOptions(index)->fillfactor / 100;
	build->first_rows = InvalidBlockNumber;
	build->row_context = AllocSetContextCreate(CurrentMemoryContext, "lsh build row",
											   ALLOCSET_DEFAULT_SIZES);

	pgstat_progress_update_param(PROGRESS_CREATEIDX_SUBPHASE, LSH_PHASE_LOAD);
	build->heap_rows = table_index_build_scan(heap, index, info, true, true,
											  build_callback, build, NULL);
	if (build->index_rows > 0)
	{
		finish_row_page(build);
		pgstat_progress_update_param(PROGRESS_CREATEIDX_SUBPHASE, LSH_PHASE_BANDS);
		for (int band = 0; band < build->ix.bands; band++)
			build_band(build, band);
		write_meta(build);
	}
	if (build->outdated_rows > 0)
		ereport(WARNING,
				(errmsg("index \"%s\" leaves out %.0f rows",
						RelationGetRelationName(index), build->outdated_rows),
				 errdetail("Their signatures are of an older format version."),
				 errhint("CALL newsprint_resign() signs them again.")));
	if (RelationNeedsWAL(index))
		log_newpage_range(index, MAIN_FORKNUM, 0, RelationGetNumberOfBlocks(index), true);

	result->heap_tuples = build->heap_rows;
	result->index_tuples = build->index_rows;
	MemoryContextDelete(build->row_context);
	pfree(build);
	return result;
}

/* The init fork of an unlogged index. */
void
lsh_buildempty(Relation index)
{
	LshCreate(index, INIT_FORKNUM);
}
