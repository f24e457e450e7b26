/*-------------------------------------------------------------------------
 *
 * lookup.c
 *	  Originals of a watched table that an article resembles.
 *
 * The indexes are scanned directly, not through a query: what a trigger does
 * for each row must not depend on a plan that was made when the table was
 * empty, and must not need privileges of the one who inserts.  Row-level
 * security is heeded all the same (visible.c).
 *
 *-------------------------------------------------------------------------
 */
#include "watch/lookup.h"

#include "access/amapi.h"
#include "access/genam.h"
#include "access/relscan.h"
#include "access/skey.h"
#include "access/table.h"
#include "access/tableam.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "nodes/tidbitmap.h"
#include "storage/bufmgr.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "cluster/canon.h"
#include "compat.h"
#include "watch/visible.h"

/*
 * Rows fetched for one article, at most.  It bounds the cost of an insert
 * when a form has been filled in ten thousand times; the original of a copy
 * may then be missed if it is not among the first.
 */
#define MAX_FETCHED 2000

typedef struct Lookup
{
	const Watched *watched;
	const Subject *subject;
	Snapshot	snapshot;
	int			needed;			/* equal lanes */
	bool		hides_rows;		/* from the current user */
	int			found;
	Candidate  *candidates;
	int			scores[NP_MAX_CANDIDATES];	/* what they are in order of */

	Datum		query;			/* at_least(sig, threshold) */

	/* the current target */
	WatchTarget *target;
	Relation	rel;
	TupleTableSlot *slot;
} Lookup;

/* Is it the row of the subject itself, as it was or as it will be? */
static bool
is_subject(const Lookup *lookup, Datum key)
{
	const Watched *watched = lookup->watched;
	const Subject *subject = lookup->subject;

	return (!subject->key_isnull && np_keys_equal(watched, key, subject->key)) ||
		(subject->has_former_key && np_keys_equal(watched, key, subject->former_key));
}

/* May the row in the slot be the original of the subject's article? */
static bool
is_comparable(const Lookup *lookup)
{
	const Watched *watched = lookup->watched;
	const Subject *subject = lookup->subject;
	const WatchColumns *columns = &lookup->target->columns;
	Datum		value;
	bool		isnull;

	slot_getattr(lookup->slot, columns->duplicate, &isnull);
	if (!isnull)
		return false;
	value = slot_getattr(lookup->slot, columns->key, &isnull);
	if (isnull || is_subject(lookup, value))
		return false;
	if (columns->tenant != InvalidAttrNumber)
	{
		value = slot_getattr(lookup->slot, columns->tenant, &isnull);
		if (isnull != subject->tenant_isnull)
			return false;
		if (!isnull &&
			!DatumGetBool(FunctionCall2Coll(unconstify(FmgrInfo *, &watched->tenant.equal),
											watched->tenant.collation, value, subject->tenant)))
			return false;
	}
	if (watched->horizon >= 0)
	{
		NpArticle	mine = {.time = subject->published};
		NpArticle	other = {0};

		value = slot_getattr(lookup->slot, columns->published, &isnull);
		if (isnull == subject->dated)
			return false;
		if (!isnull)
		{
			other.time = np_published_time(watched->published_type, value);
			return np_articles_comparable(&mine, &other, watched->horizon);
		}
	}
	return true;
}

/* Does the row in the slot outrank the subject? */
static bool
has_better_standing(const Lookup *lookup)
{
	const Watched *watched = lookup->watched;
	const WatchColumns *columns = &lookup->target->columns;
	Standing	standing = {0};
	Datum		value;
	bool		isnull;

	if (lookup->subject->standing == NULL)
		return true;
	standing.key = slot_getattr(lookup->slot, columns->key, &isnull);
	standing.rank_isnull = true;
	if (columns->rank != InvalidAttrNumber)
		standing.rank = slot_getattr(lookup->slot, columns->rank, &standing.rank_isnull);
	if (columns->published != InvalidAttrNumber)
	{
		value = slot_getattr(lookup->slot, columns->published, &isnull);
		standing.dated = !isnull;
		if (!isnull)
			standing.published = np_published_time(watched->published_type, value);
	}
	value = slot_getattr(lookup->slot, columns->body, &isnull);
	if (!isnull)
		standing.length = np_body_length(value);
	return np_outranks(watched, &standing, lookup->subject->standing);
}

/* Take the row in the slot for a candidate if it is one of the best so far. */
static void
consider(Lookup *lookup)
{
	const Minhash *mine = lookup->subject->sig;
	const Minhash *sig;
	Datum		value;
	bool		isnull;
	bool		outranks;
	int			equal;
	int			score;
	int			at;

	value = slot_getattr(lookup->slot, lookup->target->columns.sig, &isnull);
	if (isnull)
		return;
	sig = np_minhash_from_datum(value);
	np_minhash_check_comparable(mine, sig);
	if (MINHASH_IS_EMPTY(sig))
		return;
	equal = np_lanes_equal(mine->lanes, sig->lanes, mine->nlanes);
	if (equal < lookup->needed || !is_comparable(lookup))
		return;
	outranks = has_better_standing(lookup);
	score = equal + (outranks ? mine->nlanes : 0);
	for (at = lookup->found; at > 0; at--)
		if (lookup->scores[at - 1] >= score)
			break;
	if (at == NP_MAX_CANDIDATES)
		return;
	if (lookup->hides_rows &&
		!np_may_read_row(lookup->watched,
						 slot_getattr(lookup->slot, lookup->target->columns.key, &isnull),
						 lookup->snapshot))
		return;

	if (lookup->found < NP_MAX_CANDIDATES)
		lookup->found++;
	memmove(&lookup->scores[at + 1], &lookup->scores[at],
			sizeof(int) * (lookup->found - 1 - at));
	memmove(&lookup->candidates[at + 1], &lookup->candidates[at],
			sizeof(Candidate) * (lookup->found - 1 - at));
	lookup->scores[at] = score;
	lookup->candidates[at] = (Candidate) {
		.target = lookup->target,
		.tuple = ExecCopySlotHeapTuple(lookup->slot),
		.outranks = outranks,
		.similarity = np_jaccard_estimate(equal, mine->nlanes),
	};
}

static Datum
get_value(const Lookup *lookup, const Candidate *candidate, AttrNumber column, bool *isnull)
{
	*isnull = true;
	if (column == InvalidAttrNumber)
		return (Datum) 0;
	return heap_getattr(candidate->tuple, column, RelationGetDescr(lookup->rel), isnull);
}

/* Take out of the candidates' tuples what is asked of them later. */
static void
open_candidates(const Lookup *lookup)
{
	const WatchColumns *columns = &lookup->target->columns;

	for (int i = 0; i < lookup->found; i++)
	{
		Candidate  *c = &lookup->candidates[i];
		bool		isnull;

		if (c->target != lookup->target)
			continue;
		c->key = get_value(lookup, c, columns->key, &isnull);
		c->body = get_value(lookup, c, columns->body, &c->body_isnull);
		c->title = get_value(lookup, c, columns->title, &c->title_isnull);
		c->template = get_value(lookup, c, columns->template, &c->template_isnull);
	}
}

/* The condition sig % at_least(subject, threshold) */
static void
init_condition(const Lookup *lookup, Relation index, ScanKey key)
{
	const Watched *watched = lookup->watched;
	Oid			operator = get_opfamily_member(index->rd_opfamily[0], watched->minhash_type,
											   watched->query_type,
											   MinhashSimilarQueryStrategy);

	ScanKeyEntryInitialize(key, 0, 1, MinhashSimilarQueryStrategy, watched->query_type,
						   InvalidOid, get_opcode(operator), lookup->query);
}

/*
 * Nearest first, so the first few that are comparable are the best, unless
 * the subject outranks them.
 */
static void
scan_in_order(Lookup *lookup, Relation index)
{
	const Watched *watched = lookup->watched;
	ScanKeyData condition;
	ScanKeyData order;
	IndexScanDesc scan;
	int			fetched = 0;
	Oid			operator = get_opfamily_member(index->rd_opfamily[0], watched->minhash_type,
											   watched->minhash_type, MinhashDistanceStrategy);

	init_condition(lookup, index, &condition);
	ScanKeyEntryInitialize(&order, SK_ORDER_BY, 1, MinhashDistanceStrategy,
						   watched->minhash_type, InvalidOid, get_opcode(operator),
						   PointerGetDatum(lookup->subject->sig));
	scan = np_index_beginscan(lookup->rel, index, lookup->snapshot, 1, 1);
	index_rescan(scan, &condition, 1, &order, 1);
	while ((lookup->found < NP_MAX_CANDIDATES || lookup->subject->standing != NULL) &&
		   fetched++ < MAX_FETCHED &&
		   index_getnext_slot(scan, ForwardScanDirection, lookup->slot))
	{
		CHECK_FOR_INTERRUPTS();
		consider(lookup);
	}
	index_endscan(scan);
}

/* Fetch the rows of a bitmap; their order is that of the table. */
static void
fetch_bitmap(Lookup *lookup, TIDBitmap *bitmap)
{
	NpBitmapIterator *iterator = np_bitmap_begin(bitmap);
	IndexFetchTableData *fetch = table_index_fetch_begin(lookup->rel);
	OffsetNumber offsets[MaxHeapTuplesPerPage];
	BlockNumber block;
	int			fetched = 0;
	int			n;

	while (fetched < MAX_FETCHED &&
		   np_bitmap_next(iterator, &block, offsets, lengthof(offsets), &n))
	{
		bool		lossy = n < 0;

		/* a bitmap that ran out of memory knows the page only: try all rows */
		for (int i = 0; i < (lossy ? MaxHeapTuplesPerPage : n); i++)
		{
			ItemPointerData tid;
			bool		again = false;
			bool		all_dead = false;

			CHECK_FOR_INTERRUPTS();
			ItemPointerSet(&tid, block, lossy ? i + 1 : offsets[i]);
			if (table_index_fetch_tuple(fetch, &tid, lookup->snapshot, lookup->slot, &again,
										&all_dead))
			{
				consider(lookup);
				fetched++;
			}
		}
	}
	table_index_fetch_end(fetch);
	np_bitmap_end(iterator);
}

static void
scan_by_bitmap(Lookup *lookup, Relation index)
{
	ScanKeyData condition;
	TIDBitmap  *bitmap = tbm_create((Size) work_mem * 1024, NULL);
	IndexScanDesc scan = np_index_beginscan_bitmap(index, lookup->snapshot, 1);

	init_condition(lookup, index, &condition);
	index_rescan(scan, &condition, 1, NULL, 0);
	index_getbitmap(scan, bitmap);
	index_endscan(scan);
	if (!tbm_is_empty(bitmap))
		fetch_bitmap(lookup, bitmap);
	tbm_free(bitmap);
}

/* Can a row of the target be within the horizon of the subject's article? */
static bool
is_within_reach(const Watched *watched, const Subject *subject, const WatchTarget *target)
{
	if (watched->horizon < 0 || !subject->dated)
		return true;
	if (subject->published < target->earliest)
		return (uint64) target->earliest - (uint64) subject->published <= (uint64) watched->horizon;
	if (subject->published > target->latest)
		return (uint64) subject->published - (uint64) target->latest <= (uint64) watched->horizon;
	return true;
}

int
np_lookup(Watched *watched, const Subject *subject, Snapshot snapshot, Candidate *candidates)
{
	Lookup		lookup = {
		.watched = watched,
		.subject = subject,
		.snapshot = snapshot,
		.needed = np_minhash_lanes_needed(watched->threshold, watched->nlanes),
		.hides_rows = np_hides_rows(watched),
		.candidates = candidates,
		.query = DirectFunctionCall2(at_least, PointerGetDatum(subject->sig),
									 Float8GetDatum(watched->threshold)),
	};

	for (int i = 0; i < watched->ntargets; i++)
	{
		Relation	index;

		lookup.target = &watched->targets[i];
		if (!OidIsValid(lookup.target->sig_index) ||
			!is_within_reach(watched, subject, lookup.target))
			continue;
		/* keep the locks until the end of the transaction, as a query does */
		lookup.rel = table_open(lookup.target->relid, AccessShareLock);
		index = index_open(lookup.target->sig_index, AccessShareLock);
		lookup.slot = table_slot_create(lookup.rel, NULL);
		if (index->rd_indam->amcanorderbyop)
			scan_in_order(&lookup, index);
		else
			scan_by_bitmap(&lookup, index);
		open_candidates(&lookup);
		ExecDropSingleTupleTableSlot(lookup.slot);
		index_close(index, NoLock);
		table_close(lookup.rel, NoLock);
	}
	return lookup.found;
}

bool
np_has_copies(Watched *watched, Datum key, Snapshot snapshot)
{
	bool		found = false;

	for (int i = 0; i < watched->ntargets && !found; i++)
	{
		WatchTarget *target = &watched->targets[i];
		Relation	rel;
		Relation	index;
		TupleTableSlot *slot;
		IndexScanDesc scan;
		ScanKeyData condition;

		if (!OidIsValid(target->duplicate_index))
			continue;
		rel = table_open(target->relid, AccessShareLock);
		index = index_open(target->duplicate_index, AccessShareLock);
		slot = table_slot_create(rel, NULL);
		ScanKeyEntryInitialize(&condition, 0, 1, BTEqualStrategyNumber, InvalidOid,
							   index->rd_indcollation[0], watched->key.equal.fn_oid, key);
		scan = np_index_beginscan(rel, index, snapshot, 1, 0);
		index_rescan(scan, &condition, 1, NULL, 0);
		found = index_getnext_slot(scan, ForwardScanDirection, slot);
		index_endscan(scan);
		ExecDropSingleTupleTableSlot(slot);
		index_close(index, NoLock);
		table_close(rel, NoLock);
	}
	return found;
}
