/*-------------------------------------------------------------------------
 *
 * scan.c
 *	  Index scans of an lsh index: what the executor asks, given to a search
 *	  (search.c), and what it found, given to the executor.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/relscan.h"
#include "access/table.h"
#include "catalog/pg_type_d.h"
#include "lsh/search.h"
#include "nodes/tidbitmap.h"
#include "pgstat.h"
#include "storage/bufmgr.h"
#include "utils/float.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

/* Read a % condition.  Returns false if nothing can fulfil it. */
static bool
read_condition(LshScan *so, ScanKey key, LshCondition *condition)
{
	double		threshold = newsprint_similarity_threshold;

	if (key->sk_flags & SK_ISNULL)
		return false;
	if (key->sk_strategy == MinhashSimilarQueryStrategy)
	{
		MinhashQuery *query = np_minhash_query_from_datum(key->sk_argument);

		condition->sig = &query->sig;
		threshold = query->threshold;
	}
	else
		condition->sig = np_minhash_from_datum(key->sk_argument);
	LshCheckSignature(&so->ix, condition->sig);
	condition->needed = np_minhash_lanes_needed(threshold, so->ix.nlanes);
	return !MINHASH_IS_EMPTY(condition->sig);
}

/* Take in what is searched for. */
static void
begin_search(IndexScanDesc scan)
{
	LshScan    *so = scan->opaque;
	MemoryContext before = MemoryContextSwitchTo(so->context);

	so->started = true;
	LshOpen(&so->ix, scan->indexRelation);
	if (so->ix.nlanes == 0)
		so->done = true;

	so->ordered = scan->numberOfOrderBys > 0;
	if (so->ordered && !so->done && !(scan->orderByData->sk_flags & SK_ISNULL))
	{
		const Minhash *sig = np_minhash_from_datum(scan->orderByData->sk_argument);

		LshCheckSignature(&so->ix, sig);
		if (!MINHASH_IS_EMPTY(sig))
			so->target = sig;
	}
	so->conditions = palloc(scan->numberOfKeys * sizeof(LshCondition));
	for (int i = 0; i < scan->numberOfKeys && !so->done; i++)
	{
		so->done = !read_condition(so, &scan->keyData[i], &so->conditions[i]);
		so->nconditions++;
	}
	if (!so->done)
		LshPlanSearch(so);
	MemoryContextSwitchTo(before);
}

IndexScanDesc
lsh_beginscan(Relation index, int nkeys, int norderbys)
{
	IndexScanDesc scan = RelationGetIndexScan(index, nkeys, norderbys);
	LshScan    *so = palloc0(sizeof(LshScan));

	so->context = AllocSetContextCreate(CurrentMemoryContext, "lsh scan",
										ALLOCSET_DEFAULT_SIZES);
	scan->opaque = so;
	if (norderbys > 0)
	{
		scan->xs_orderbyvals = palloc0(norderbys * sizeof(Datum));
		scan->xs_orderbynulls = palloc(norderbys * sizeof(bool));
		memset(scan->xs_orderbynulls, true, norderbys * sizeof(bool));
	}
	return scan;
}

void
lsh_rescan(IndexScanDesc scan, ScanKey keys, int nkeys, ScanKey orderbys, int norderbys)
{
	LshScan    *so = scan->opaque;
	MemoryContext context = so->context;

	if (scan->numberOfOrderBys > 1)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("an lsh index can order by one distance only")));
	if (keys && scan->numberOfKeys > 0)
		memmove(scan->keyData, keys, scan->numberOfKeys * sizeof(ScanKeyData));
	if (orderbys && scan->numberOfOrderBys > 0)
		memmove(scan->orderByData, orderbys, scan->numberOfOrderBys * sizeof(ScanKeyData));

	MemoryContextReset(context);
	memset(so, 0, sizeof(LshScan));
	so->context = context;
}

/* The distance of a row that was found, for the executor. */
static void
store_distance(IndexScanDesc scan, LshFound found)
{
	LshScan    *so = scan->opaque;
	Oid			type = FLOAT8OID;
	IndexOrderByDistance distance;

	distance.isnull = scan->orderByData->sk_flags & SK_ISNULL;
	distance.value = 1.0;
	if (so->target != NULL)
		distance.value -= np_jaccard_estimate(so->ix.nlanes - FOUND_RANK(found), so->ix.nlanes);
	index_store_float8_orderby_distances(scan, &type, &distance, false);
}

bool
lsh_gettuple(IndexScanDesc scan, ScanDirection direction)
{
	LshScan    *so = scan->opaque;
	LshFound	found;

	Assert(ScanDirectionIsForward(direction));
	if (scan->numberOfKeys == 0 && scan->numberOfOrderBys == 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("an lsh index cannot be scanned without a %% condition or ORDER BY <->"),
				 errdetail("It does not have all rows: NULL and empty signatures are not in it.")));
	if (!so->started)
	{
		pgstat_count_index_scan(scan->indexRelation);
		begin_search(scan);
	}
	while (so->ready.next == so->ready.count)
	{
		if (so->done)
			return false;
		LshSearchStep(so);
	}

	found = so->ready.items[so->ready.next++];
	LshFoundTid(found, &scan->xs_heaptid);
	/* see lsh.h: only an MVCC snapshot makes a TID safe that has been vacuumed since */
	scan->xs_recheck = !IsMVCCSnapshot(scan->xs_snapshot);
	if (so->ordered)
		store_distance(scan, found);
	return true;
}

/*
 * A bitmap of the whole table, for a scan without a condition.  The index
 * does not have all rows, and the planner is told to keep off (cost.c); but
 * it may want the rows of a partial index's predicate nevertheless, if it is
 * forbidden everything else.  It will check the predicate.
 */
static int64
whole_table(IndexScanDesc scan, TIDBitmap *tbm)
{
	Relation	heap = table_open(scan->indexRelation->rd_index->indrelid, NoLock);
	BlockNumber nblocks = RelationGetNumberOfBlocks(heap);

	table_close(heap, NoLock);
	for (BlockNumber block = 0; block < nblocks; block++)
		tbm_add_page(tbm, block);
	return nblocks;
}

int64
lsh_getbitmap(IndexScanDesc scan, TIDBitmap *tbm)
{
	LshScan    *so = scan->opaque;
	int64		count = 0;

	pgstat_count_index_scan(scan->indexRelation);
	if (scan->numberOfKeys == 0)
		return whole_table(scan, tbm);
	begin_search(scan);
	while (!so->done)
	{
		LshSearchStep(so);
		for (int i = 0; i < so->ready.count; i++)
		{
			ItemPointerData tid;

			LshFoundTid(so->ready.items[i], &tid);
			tbm_add_tuples(tbm, &tid, 1, false);
		}
		count += so->ready.count;
	}
	return count;
}

void
lsh_endscan(IndexScanDesc scan)
{
	LshScan    *so = scan->opaque;

	MemoryContextDelete(so->context);
	pfree(so);
}
