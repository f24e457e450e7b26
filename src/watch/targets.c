/*-------------------------------------------------------------------------
 *
 * targets.c
 *	  The tables that hold the rows of a watched table: itself, or its
 *	  partitions; their columns, indexes and bounds.
 *
 *-------------------------------------------------------------------------
 */
#include "watch/targets.h"

#include "access/amapi.h"
#include "access/table.h"
#include "catalog/partition.h"
#include "catalog/pg_am.h"
#include "catalog/pg_inherits.h"
#include "nodes/primnodes.h"
#include "partitioning/partbounds.h"
#include "partitioning/partdesc.h"
#include "storage/lmgr.h"
#include "utils/lsyscache.h"
#include "utils/partcache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "minhash/minhash.h"

/* The same columns of a partition, which may have them in another order */
static WatchColumns
map_columns(const Watched *watched, Oid leaf)
{
	WatchColumns mapped = watched->columns;
	AttrNumber *numbers = (AttrNumber *) &mapped;

	for (int i = 0; i < WATCH_NCOLUMNS; i++)
		if (numbers[i] != InvalidAttrNumber)
			numbers[i] = get_attnum(leaf, get_attname(watched->relid, numbers[i], false));
	return mapped;
}

/*
 * Only originals are looked for, so an index of ours may be restricted to
 * rows with a signature and without a canonical row; a user's index must not
 * be restricted at all.
 */
static bool
predicate_fits(Relation index, AttrNumber not_null, AttrNumber null)
{
	ListCell   *cell;

	foreach(cell, RelationGetIndexPredicate(index))
	{
		NullTest   *test = (NullTest *) lfirst(cell);
		Var		   *var;

		if (!IsA(test, NullTest) || !IsA(test->arg, Var))
			return false;
		var = (Var *) test->arg;
		if (!(test->nulltesttype == IS_NOT_NULL && var->varattno == not_null) &&
			!(test->nulltesttype == IS_NULL && var->varattno == null))
			return false;
	}
	return true;
}

/* Can the index find signatures that reach a similarity? */
static bool
serves_signatures(Relation index, const Watched *watched)
{
	if (index->rd_rel->relam == BTREE_AM_OID || index->rd_rel->relam == HASH_AM_OID ||
		index->rd_opcintype[0] != watched->minhash_type)
		return false;
	return OidIsValid(get_opfamily_member(index->rd_opfamily[0], watched->minhash_type,
										  watched->query_type, MinhashSimilarQueryStrategy));
}

static void
find_indexes(Watched *watched, WatchTarget *target)
{
	Relation	rel = table_open(target->relid, AccessShareLock);
	List	   *indexes = RelationGetIndexList(rel);
	ListCell   *cell;

	foreach(cell, indexes)
	{
		Relation	index = index_open(lfirst_oid(cell), AccessShareLock);
		Form_pg_index form = index->rd_index;

		if (form->indisvalid && form->indislive)
		{
			AttrNumber	first = form->indkey.values[0];

			/* an ordered one is better: nearest first */
			if (first == target->columns.sig && serves_signatures(index, watched) &&
				predicate_fits(index, target->columns.sig, target->columns.duplicate) &&
				(!OidIsValid(target->sig_index) || index->rd_indam->amcanorderbyop))
				target->sig_index = RelationGetRelid(index);
			if (first == target->columns.duplicate && index->rd_rel->relam == BTREE_AM_OID &&
				predicate_fits(index, target->columns.duplicate, InvalidAttrNumber))
				target->duplicate_index = RelationGetRelid(index);
		}
		index_close(index, AccessShareLock);
	}
	list_free(indexes);
	table_close(rel, AccessShareLock);
}

static int
compare_targets(const void *a, const void *b)
{
	Oid			left = ((const WatchTarget *) a)->relid;
	Oid			right = ((const WatchTarget *) b)->relid;

	return left < right ? -1 : left > right;
}

/*
 * The bounds that one level of partitioning puts on the time of publication:
 * those of the first column of its key, if it is partitioned by range of
 * that time.
 */
static void
narrow_bounds(WatchTarget *target, Oid parent, Oid child, AttrNumber published, Oid type)
{
	Relation	rel = table_open(parent, AccessShareLock);
	PartitionKey key = RelationGetPartitionKey(rel);
	PartitionDesc desc = RelationGetPartitionDesc(rel, true);
	PartitionBoundInfo bounds = desc->boundinfo;

	if (key->strategy == PARTITION_STRATEGY_RANGE && key->partattrs[0] == published &&
		key->parttypid[0] == type)
	{
		/* partition indexes[i] lies between bounds i - 1 and i */
		for (int i = 0; i <= bounds->ndatums; i++)
		{
			int			partition = bounds->indexes[i];

			if (partition < 0 || desc->oids[partition] != child)
				continue;
			if (i > 0 && bounds->kind[i - 1][0] == PARTITION_RANGE_DATUM_VALUE)
				target->earliest = Max(target->earliest,
									   np_published_time(type, bounds->datums[i - 1][0]));
			if (i < bounds->ndatums && bounds->kind[i][0] == PARTITION_RANGE_DATUM_VALUE)
				target->latest = Min(target->latest,
									 np_published_time(type, bounds->datums[i][0]));
		}
	}
	table_close(rel, AccessShareLock);
}

static void
find_bounds(Watched *watched, WatchTarget *target)
{
	const char *published;
	Oid			child = target->relid;

	target->earliest = DT_NOBEGIN;
	target->latest = DT_NOEND;
	if (watched->horizon < 0)
		return;
	published = get_attname(watched->relid, watched->columns.published, false);
	while (child != watched->relid)
	{
		Oid			parent = get_partition_parent(child, false);

		narrow_bounds(target, parent, child, get_attnum(parent, published),
					  watched->published_type);
		child = parent;
	}
}

void
np_find_targets(Watched *watched)
{
	List	   *relids;
	ListCell   *cell;

	LockRelationOid(watched->relid, AccessShareLock);
	relids = find_all_inheritors(watched->relid, AccessShareLock, NULL);
	watched->targets = palloc0(sizeof(WatchTarget) * list_length(relids));
	foreach(cell, relids)
	{
		WatchTarget *target = &watched->targets[watched->ntargets];

		target->relid = lfirst_oid(cell);
		if (get_rel_relkind(target->relid) == RELKIND_RELATION)
		{
			target->columns = map_columns(watched, target->relid);
			find_indexes(watched, target);
			find_bounds(watched, target);
			watched->ntargets++;
		}
		/* most of them will not be looked at in this transaction */
		UnlockRelationOid(lfirst_oid(cell), AccessShareLock);
	}
	qsort(watched->targets, watched->ntargets, sizeof(WatchTarget), compare_targets);
	list_free(relids);
}

WatchTarget *
np_find_target(const Watched *watched, Oid relid)
{
	WatchTarget key = {.relid = relid};

	return bsearch(&key, watched->targets, watched->ntargets, sizeof(WatchTarget),
				   compare_targets);
}

WatchTarget *
np_watch_target(Watched *watched, Oid relid)
{
	WatchTarget *target = np_find_target(watched, relid);

	if (target == NULL)
		elog(ERROR, "table %u is no part of watched table %u", relid, watched->relid);
	return target;
}
