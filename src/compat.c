/*-------------------------------------------------------------------------
 *
 * compat.c
 *	  What older servers lack.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"

#if PG_VERSION_NUM < 150000

#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "utils/tuplestore.h"

void
InitMaterializedSRF(FunctionCallInfo fcinfo, bits32 flags)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext old;
	TupleDesc	tupdesc;

	if (rsinfo == NULL || !IsA(rsinfo, ReturnSetInfo) ||
		!(rsinfo->allowedModes & SFRM_Materialize))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("set-valued function called in context that cannot accept a set")));

	old = MemoryContextSwitchTo(rsinfo->econtext->ecxt_per_query_memory);
	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	rsinfo->returnMode = SFRM_Materialize;
	rsinfo->setDesc = BlessTupleDesc(tupdesc);
	rsinfo->setResult = tuplestore_begin_heap((rsinfo->allowedModes & SFRM_Materialize_Random) != 0,
											  false, work_mem);
	MemoryContextSwitchTo(old);
}

#endif

#if PG_VERSION_NUM >= 160000

int
np_extend_relation_by(Relation rel, ForkNumber fork, int blocks, Buffer *buffers)
{
	uint32		extended;

	ExtendBufferedRelBy(BMR_REL(rel), fork, NULL, 0, (uint32) blocks, buffers, &extended);
	return (int) extended;
}

#else

#include "storage/lmgr.h"
#include "utils/rel.h"

/* To be locked even if this transaction has made the relation: its workers may be at it. */
static bool
lock_for_extension(Relation rel)
{
	if (RelationUsesLocalBuffers(rel))
		return false;
	LockRelationForExtension(rel, ExclusiveLock);
	return true;
}

Buffer
np_extend_relation(Relation rel, ForkNumber fork)
{
	bool		locked = lock_for_extension(rel);
	Buffer		buffer = ReadBufferExtended(rel, fork, P_NEW, RBM_NORMAL, NULL);

	/* before vacuum can take it for a free page */
	LockBuffer(buffer, BUFFER_LOCK_EXCLUSIVE);
	if (locked)
		UnlockRelationForExtension(rel, ExclusiveLock);
	return buffer;
}

int
np_extend_relation_by(Relation rel, ForkNumber fork, int blocks, Buffer *buffers)
{
	bool		locked = lock_for_extension(rel);

	for (int i = 0; i < blocks; i++)
		buffers[i] = ReadBufferExtended(rel, fork, P_NEW, RBM_NORMAL, NULL);
	if (locked)
		UnlockRelationForExtension(rel, ExclusiveLock);
	return blocks;
}

#endif
