/*-------------------------------------------------------------------------
 *
 * conflict.c
 *	  Is a row that is about to be inserted there already, by a unique index?
 *
 * Asked in the words of INSERT ... ON CONFLICT, so that indexes of some rows,
 * of expressions and of generated columns mean here what they mean to it.
 *
 *-------------------------------------------------------------------------
 */
#include "watch/conflict.h"

#include "access/table.h"
#include "access/tableam.h"
#include "executor/executor.h"
#include "executor/nodeModifyTable.h"
#include "nodes/pg_list.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "compat.h"

/* One that is deferred may be right again at the commit: it tells nothing yet. */
static List *
immediate_unique_indexes(const ResultRelInfo *info)
{
	List	   *indexes = NIL;

	for (int i = 0; i < info->ri_NumIndices; i++)
	{
		Relation	index = info->ri_IndexRelationDescs[i];

		if (index->rd_index->indisunique && index->rd_index->indimmediate)
			indexes = lappend_oid(indexes, RelationGetRelid(index));
	}
	return indexes;
}

/* The tuple as it will be stored: what is generated has no value yet in a trigger BEFORE. */
static TupleTableSlot *
complete_tuple(Relation rel, ResultRelInfo *info, EState *estate, HeapTuple tuple)
{
	TupleTableSlot *slot = table_slot_create(rel, NULL);

	ExecForceStoreHeapTuple(tuple, slot, false);
	if (rel->rd_att->constr != NULL && rel->rd_att->constr->has_generated_stored)
		ExecComputeStoredGenerated(info, estate, slot, CMD_INSERT);
	return slot;
}

HeapTuple
np_conflicting_row(Relation rel, HeapTuple tuple)
{
	EState	   *estate = CreateExecutorState();
	ResultRelInfo *info = makeNode(ResultRelInfo);
	HeapTuple	row = NULL;
	List	   *indexes;

	InitResultRelInfo(info, rel, 1, NULL, 0);
	ExecOpenIndices(info, true);
	indexes = immediate_unique_indexes(info);
	if (indexes != NIL)
	{
		TupleTableSlot *slot = complete_tuple(rel, info, estate, tuple);
		ItemPointerData tid;

		if (!np_check_index_constraints(info, slot, estate, &tid, indexes) &&
			table_tuple_fetch_row_version(rel, &tid, SnapshotAny, slot))
			row = ExecCopySlotHeapTuple(slot);
		ExecDropSingleTupleTableSlot(slot);
	}
	ExecCloseIndices(info);
	FreeExecutorState(estate);
	return row;
}
