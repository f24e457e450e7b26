/*-------------------------------------------------------------------------
 *
 * hold.c
 *	  One run at a time: the lock of the procedures that commit.
 *
 * A procedure that commits needs a lock that outlasts its transactions, and
 * a failed one must not leave it behind.  VACUUM needs the same, so this is
 * a lock of the same kind: held by the session, and given back by the server
 * when a transaction aborts.  An advisory lock would stay.
 *
 *-------------------------------------------------------------------------
 */
#include "watch/hold.h"

#include "access/xact.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"

#include "watch/settings.h"

/* In pg_locks an object: classid is newsprint_watched, objid the table. */
static void
set_tag(LOCKTAG *tag, Oid relid, Oid function)
{
	SET_LOCKTAG_OBJECT(*tag, MyDatabaseId, np_extension_relation(function, "newsprint_watched"),
					   relid, 0);
}

bool
np_hold(Oid relid, Oid function)
{
	LOCKTAG		tag;

	/* the lock would outlive a savepoint that is rolled back */
	if (IsTransactionBlock() || IsSubTransaction())
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("a run that commits step by step cannot be part of a transaction"),
				 errhint("Call the procedure outside of a transaction block.")));
	/* who may not run anything on the table shall not keep others from it */
	if (pg_class_aclcheck(relid, GetUserId(), ACL_UPDATE) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, get_rel_name(relid));
	set_tag(&tag, relid, function);
	return LockAcquire(&tag, ExclusiveLock, true, true) == LOCKACQUIRE_OK;
}

void
np_release(Oid relid, Oid function)
{
	LOCKTAG		tag;

	set_tag(&tag, relid, function);
	(void) LockRelease(&tag, ExclusiveLock, true);
}

/* Take the lock of a table, if it is free */
PG_FUNCTION_INFO_V1(newsprint_hold);
Datum
newsprint_hold(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(np_hold(PG_GETARG_OID(0), fcinfo->flinfo->fn_oid));
}

/* Give it back */
PG_FUNCTION_INFO_V1(newsprint_release);
Datum
newsprint_release(PG_FUNCTION_ARGS)
{
	np_release(PG_GETARG_OID(0), fcinfo->flinfo->fn_oid);
	PG_RETURN_VOID();
}
