/*-------------------------------------------------------------------------
 *
 * stats.c
 *	  newsprint_lsh_stats(): what an lsh index is made of.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "compat.h"
#include "funcapi.h"
#include "lsh/lsh.h"
#include "miscadmin.h"

/* What newsprint_lsh_stats() returns, in the order of its columns */
enum
{
	STATS_LANES,
	STATS_SHINGLE,
	STATS_BANDS,
	STATS_LEVELS,
	STATS_ROWS,
	STATS_ROW_PAGES,
	STATS_LEAF_PAGES,
	STATS_INNER_PAGES,
	STATS_FREE_PAGES,
	STATS_ROW_FILL,
	STATS_LEAF_FILL,
	STATS_COLUMNS
};

typedef struct LshCounts
{
	int			levels;
	int64		rows;
	int64		entries;
	int64		row_pages;
	int64		leaf_pages;
	int64		inner_pages;
	int64		free_pages;
} LshCounts;

static void
count_page(const LshIndex *ix, Page page, LshCounts *counts)
{
	LshSpecial *special;

	if (LshPageIsFree(page))
	{
		counts->free_pages++;
		return;
	}
	special = LshPageSpecial(page);
	if (special->kind == LSH_ROWS)
	{
		int			nslots = LshPageSlotCount(ix, page);

		counts->row_pages++;
		for (int i = 0; i < nslots; i++)
			counts->rows += ItemPointerIsValid(&LshPageSlot(ix, page, i)->tid);
	}
	else if (special->kind == LSH_TREE)
	{
		counts->levels = Max(counts->levels, special->level + 1);
		if (special->level > 0)
			counts->inner_pages++;
		else
		{
			counts->leaf_pages++;
			counts->entries += LshPageEntryCount(page);
		}
	}
}

/* Share of the room that is used; NULL if there is none. */
static Datum
fill(int64 used, int64 room, bool *isnull)
{
	*isnull = room == 0;
	return Float8GetDatum(room == 0 ? 0.0 : (double) used / room);
}

/* What an lsh index is made of */
PG_FUNCTION_INFO_V1(newsprint_lsh_stats);
Datum
newsprint_lsh_stats(PG_FUNCTION_ARGS)
{
	Relation	index = LshOpenForInspection(PG_GETARG_OID(0), AccessShareLock);
	LshIndex	ix;
	LshCounts	counts = {0};
	Datum		values[STATS_COLUMNS];
	bool		nulls[STATS_COLUMNS] = {false};
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");

	LshOpen(&ix, index);
	ix.nblocks = RelationGetNumberOfBlocks(index);
	for (BlockNumber block = 0; block < ix.nblocks; block++)
	{
		Buffer		buffer = LshReadPage(&ix, block, BUFFER_LOCK_SHARE);

		count_page(&ix, BufferGetPage(buffer), &counts);
		UnlockReleaseBuffer(buffer);
		CHECK_FOR_INTERRUPTS();
	}
	index_close(index, AccessShareLock);

	values[STATS_LANES] = Int32GetDatum(ix.nlanes);
	values[STATS_SHINGLE] = Int32GetDatum(ix.shingle);
	nulls[STATS_LANES] = nulls[STATS_SHINGLE] = ix.nlanes == 0;
	values[STATS_BANDS] = Int32GetDatum(ix.bands);
	values[STATS_LEVELS] = Int32GetDatum(counts.levels);
	values[STATS_ROWS] = Int64GetDatum(counts.rows);
	values[STATS_ROW_PAGES] = Int64GetDatum(counts.row_pages);
	values[STATS_LEAF_PAGES] = Int64GetDatum(counts.leaf_pages);
	values[STATS_INNER_PAGES] = Int64GetDatum(counts.inner_pages);
	values[STATS_FREE_PAGES] = Int64GetDatum(counts.free_pages);
	values[STATS_ROW_FILL] = fill(counts.rows, counts.row_pages * ix.slots,
								  &nulls[STATS_ROW_FILL]);
	values[STATS_LEAF_FILL] = fill(counts.entries, counts.leaf_pages * LSH_LEAF_CAPACITY,
								   &nulls[STATS_LEAF_FILL]);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}
