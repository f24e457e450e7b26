/*-------------------------------------------------------------------------
 *
 * check.c
 *	  newsprint_lsh_check(): is an lsh index sound?
 *
 * It looks at every page by itself, then walks each band's tree from the
 * root.  An index is sound if the pages of a tree divide the range of all
 * entries among themselves, each entry leads to a row that has its key, each
 * row of the table has one entry in each band and one slot, and no tree page
 * is out of reach.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xlog.h"
#include "catalog/index.h"
#include "catalog/pg_class.h"
#include "commands/defrem.h"
#include "compat.h"
#include "funcapi.h"
#include "lsh/lsh.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

/* It is corrupt after the first; the others may help to see how. */
#define MAX_PROBLEMS	100

typedef struct LshCheck
{
	LshIndex	ix;
	Relation	heap;
	ReturnSetInfo *result;
	int			nproblems;
	uint8	   *reached;		/* a byte for each block: reached from a root */
	uint8	   *used;			/* a bit for each reference: a slot in use */
	uint8	   *met;			/* likewise: has an entry in this band */
	uint64	   *tids;			/* of all slots in use */
	int64		ntids;
	int64		tids_size;
} LshCheck;

#define BIT(bits, ref)		((bits)[(ref) / 8] >> (ref) % 8 & 1)
#define SET_BIT(bits, ref)	((bits)[(ref) / 8] |= 1 << (ref) % 8)

static void add_problem(LshCheck *check, BlockNumber block, const char *format,...)
			pg_attribute_printf(3, 4);

static void
add_problem(LshCheck *check, BlockNumber block, const char *format,...)
{
	Datum		values[2];
	bool		nulls[2] = {false, false};
	char		problem[256];
	va_list		args;

	if (++check->nproblems > MAX_PROBLEMS)
		return;
	va_start(args, format);
	vsnprintf(problem, sizeof(problem), format, args);
	va_end(args);
	values[0] = Int64GetDatum(block);
	values[1] = CStringGetTextDatum(problem);
	tuplestore_putvalues(check->result->setResult, check->result->setDesc, values, nulls);
}

/* A copy of a page, so that nothing stays locked while it is looked at. */
static void
copy_page(LshCheck *check, BlockNumber block, Page copy)
{
	Buffer		buffer = ReadBuffer(check->ix.rel, block);

	CHECK_FOR_INTERRUPTS();
	LockBuffer(buffer, BUFFER_LOCK_SHARE);
	memcpy(copy, BufferGetPage(buffer), BLCKSZ);
	UnlockReleaseBuffer(buffer);
}

/* Note the slots in use of a row page. */
static void
note_rows(LshCheck *check, BlockNumber block, Page page)
{
	LshIndex   *ix = &check->ix;
	int			nslots = LshPageSlotCount(ix, page);

	for (int i = 0; i < nslots; i++)
	{
		ItemPointer tid = &LshPageSlot(ix, page, i)->tid;

		if (!ItemPointerIsValid(tid))
			continue;
		SET_BIT(check->used, block << ix->slot_bits | i);
		if (check->ntids == check->tids_size)
		{
			check->tids_size *= 2;
			check->tids = repalloc_huge(check->tids, check->tids_size * sizeof(uint64));
		}
		check->tids[check->ntids++] = (uint64) ItemPointerGetBlockNumber(tid) << 16 |
			ItemPointerGetOffsetNumber(tid);
	}
}

/* Each page by itself. */
static void
check_pages(LshCheck *check)
{
	PGAlignedBlock copy;

	for (BlockNumber block = 0; block < check->ix.nblocks; block++)
	{
		const char *problem;

		copy_page(check, block, copy.data);
		problem = LshPageProblem(&check->ix, copy.data);
		if (problem != NULL)
			add_problem(check, block, "%s", problem);
		else if (!PageIsNew(copy.data) && LshPageSpecial(copy.data)->kind == LSH_ROWS)
			note_rows(check, block, copy.data);
	}
}

static int
compare_tids(const void *a, const void *b)
{
	uint64		x = *(const uint64 *) a;
	uint64		y = *(const uint64 *) b;

	return (x > y) - (x < y);
}

/* No row of the table has two slots. */
static void
check_tids(LshCheck *check)
{
	qsort(check->tids, check->ntids, sizeof(uint64), compare_tids);
	for (int64 i = 1; i < check->ntids; i++)
		if (check->tids[i] == check->tids[i - 1])
			add_problem(check, LSH_META_BLOCK, "row (%u,%u) of the table has two slots",
						(BlockNumber) (check->tids[i] >> 16),
						(OffsetNumber) check->tids[i]);
}

/* The row that an entry leads to has the entry's key. */
static void
check_entry(LshCheck *check, BlockNumber block, int band, uint64 entry)
{
	LshIndex   *ix = &check->ix;
	uint32		ref = (uint32) entry;
	BlockNumber row_block = LshRefBlock(ix, ref);
	Buffer		buffer;
	uint32		key;

	if (row_block >= ix->nblocks || !BIT(check->used, ref))
	{
		add_problem(check, block, "an entry leads to block %u, slot %d, where there is no row",
					row_block, LshRefSlot(ix, ref));
		return;
	}
	if (BIT(check->met, ref))
		add_problem(check, block, "the row at block %u, slot %d has two entries in band %d",
					row_block, LshRefSlot(ix, ref), band);
	SET_BIT(check->met, ref);

	buffer = LshReadPage(ix, row_block, BUFFER_LOCK_SHARE);
	key = LshBandKey(ix, LshPageSlot(ix, BufferGetPage(buffer), LshRefSlot(ix, ref))->lanes, band);
	UnlockReleaseBuffer(buffer);
	if (key != entry >> 32)
		add_problem(check, block,
					"the row at block %u, slot %d has another key in band %d than its entry",
					row_block, LshRefSlot(ix, ref), band);
}

/* A leaf's entries. */
static void
check_leaf(LshCheck *check, BlockNumber block, Page page)
{
	LshSpecial *special = LshPageSpecial(page);
	int			count = LshPageEntryCount(page);

	for (int i = 0; i < count; i++)
	{
		uint64		entry = LshPageEntries(page)[i];

		if (entry < special->low || entry >= special->high)
		{
			add_problem(check, block, "entry %d is out of the leaf's range", i);
			return;
		}
		if (i > 0 && i < special->ordered && LshPageEntries(page)[i - 1] >= entry)
		{
			add_problem(check, block, "its entries are not in order at place %d", i);
			return;
		}
		check_entry(check, block, special->band, entry);
	}
}

/* A tree page and all below it.  A level below 0 means any, for a root. */
static void
check_tree(LshCheck *check, BlockNumber block, int band, int level, uint64 low, uint64 high)
{
	Page		page;
	LshSpecial *special;

	check_stack_depth();
	if (block >= check->ix.nblocks)
	{
		add_problem(check, block, "it lies beyond the end");
		return;
	}
	if (check->reached[block])
	{
		add_problem(check, block, "it has two parents");
		return;
	}
	check->reached[block] = true;
	page = palloc(BLCKSZ);
	copy_page(check, block, page);
	special = PageIsNew(page) ? NULL : LshPageSpecial(page);
	if (LshPageProblem(&check->ix, page) != NULL)
		 /* reported already */ ;
	else if (special == NULL || special->kind != LSH_TREE || special->band != band ||
		(level >= 0 && special->level != level))
		add_problem(check, block,
					"it is not the page of band %d, level %d, that its parent wants", band, level);
	else if (special->low != low || special->high != high)
		add_problem(check, block, "its range is not the one that its parent expects");
	else if (special->level == 0)
		check_leaf(check, block, page);
	else
	{
		LshDownlink *links = LshPageDownlinks(page);
		int			count = LshPageLinkCount(page);

		for (int i = 0; i < count; i++)
		{
			uint64		next = i + 1 < count ? links[i + 1].low : high;

			if (links[i].low >= next || (i == 0 && links[i].low != low))
			{
				add_problem(check, block, "its children are not in order at place %d", i);
				break;
			}
			check_tree(check, links[i].child, band, special->level - 1, links[i].low, next);
		}
	}
	pfree(page);
}

/*
 * A slot without an entry in a band is left behind by an insert that failed
 * midway.  It is damage only if the table has the row.
 */
static void
check_missing(LshCheck *check, int band, Snapshot snapshot)
{
	LshIndex   *ix = &check->ix;
	uint64		end = (uint64) ix->nblocks << ix->slot_bits;

	for (uint64 ref = 0; ref < end; ref++)
	{
		Buffer		buffer;
		ItemPointerData tid;

		if (!BIT(check->used, ref) || BIT(check->met, ref))
			continue;
		buffer = LshReadPage(ix, LshRefBlock(ix, ref), BUFFER_LOCK_SHARE);
		tid = LshPageSlot(ix, BufferGetPage(buffer), LshRefSlot(ix, ref))->tid;
		UnlockReleaseBuffer(buffer);
		if (table_index_fetch_tuple_check(check->heap, &tid, snapshot, NULL))
			add_problem(check, LshRefBlock(ix, ref),
						"the row in slot %d has no entry in band %d",
						LshRefSlot(ix, ref), band);
	}
}

static void
check_index(LshCheck *check)
{
	LshIndex   *ix = &check->ix;
	Size		bytes = (((Size) ix->nblocks << ix->slot_bits) + 7) / 8;
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());

	check->reached = palloc0(ix->nblocks);
	check->used = MemoryContextAllocExtended(CurrentMemoryContext, bytes,
											 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	check->met = MemoryContextAllocHuge(CurrentMemoryContext, bytes);
	check->tids_size = 1024;
	check->tids = palloc(check->tids_size * sizeof(uint64));
	check_pages(check);
	check_tids(check);
	for (int band = 0; band < ix->bands && check->nproblems < MAX_PROBLEMS; band++)
	{
		memset(check->met, 0, bytes);
		check_tree(check, LSH_ROOT_BLOCK(band), band, -1, 0, LSH_HIGHEST);
		check_missing(check, band, snapshot);
	}
	UnregisterSnapshot(snapshot);
}

/* Tree pages that no root leads to, but for roots of bands not in use. */
static void
check_reach(LshCheck *check)
{
	PGAlignedBlock copy;

	for (BlockNumber block = LSH_ROOT_BLOCK(check->ix.roots); block < check->ix.nblocks; block++)
	{
		if (check->reached[block])
			continue;
		copy_page(check, block, copy.data);
		if (LshPageProblem(&check->ix, copy.data) == NULL && !PageIsNew(copy.data) &&
			LshPageSpecial(copy.data)->kind == LSH_TREE)
			add_problem(check, block, "no root leads to it");
	}
}

Relation
LshOpenForInspection(Oid oid, LOCKMODE lockmode)
{
	Relation	index = relation_open(oid, lockmode);

	if (index->rd_rel->relkind != RELKIND_INDEX ||
		index->rd_rel->relam != get_index_am_oid("lsh", true))
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not an lsh index", RelationGetRelationName(index))));
	if (RELATION_IS_OTHER_TEMP(index))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("cannot access temporary tables of other sessions")));
	return index;
}

/*
 * What is wrong with an lsh index: no row if nothing is.  Holds off writers
 * meanwhile, except on a replica, where no such lock can be had: there it
 * must not replay changes of the index at the same time.
 */
PG_FUNCTION_INFO_V1(newsprint_lsh_check);
Datum
newsprint_lsh_check(PG_FUNCTION_ARGS)
{
	Oid			oid = PG_GETARG_OID(0);
	LOCKMODE	lockmode = RecoveryInProgress() ? AccessShareLock : ShareLock;
	Oid			heap_oid = IndexGetRelation(oid, true);
	LshCheck	check = {0};
	Relation	index;

	if (OidIsValid(heap_oid))
	{
		if (!np_owns_relation(heap_oid))
			aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(heap_oid));
		check.heap = table_open(heap_oid, lockmode);
	}
	index = LshOpenForInspection(oid, AccessShareLock);

	InitMaterializedSRF(fcinfo, 0);
	check.result = (ReturnSetInfo *) fcinfo->resultinfo;
	LshOpen(&check.ix, index);
	check.ix.nblocks = RelationGetNumberOfBlocks(index);
	if (check.ix.nlanes > 0)
	{
		check_index(&check);
		check_reach(&check);
	}
	index_close(index, AccessShareLock);
	table_close(check.heap, NoLock);
	return (Datum) 0;
}
