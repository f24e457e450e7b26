/*-------------------------------------------------------------------------
 *
 * insert.c
 *	  One row into an lsh index.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lsh/lsh.h"
#include "utils/memutils.h"

bool
lsh_insert(Relation index, Datum *values, bool *isnull, ItemPointer tid,
		   Relation heap, IndexUniqueCheck unique, bool unchanged, IndexInfo *info)
{
	MemoryContext context;
	MemoryContext before;
	Minhash    *sig;

	if (isnull[0])
		return false;

	context = AllocSetContextCreate(CurrentMemoryContext, "lsh insert",
									ALLOCSET_DEFAULT_SIZES);
	before = MemoryContextSwitchTo(context);

	sig = np_minhash_from_datum(values[0]);
	if (!MINHASH_IS_EMPTY(sig))
	{
		LshIndex	ix;

		LshOpen(&ix, index);
		LshAddEntries(&ix, sig->lanes, LshAddRow(&ix, tid, sig));
	}

	MemoryContextSwitchTo(before);
	MemoryContextDelete(context);
	return false;
}
