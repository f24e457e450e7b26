/*-------------------------------------------------------------------------
 *
 * owner.c
 *	  Statements that are executed as the owner of a table.
 *
 *-------------------------------------------------------------------------
 */
#include "watch/owner.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/rel.h"

#include "cluster/articles.h"

NpCaller
np_become_owner(Oid relid)
{
	Relation	rel = RelationIdGetRelation(relid);
	NpCaller	caller;

	GetUserIdAndSecContext(&caller.user, &caller.context);
	SetUserIdAndSecContext(rel->rd_rel->relowner,
						   caller.context | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	RelationClose(rel);
	return caller;
}

void
np_become_caller(NpCaller caller)
{
	SetUserIdAndSecContext(caller.user, caller.context);
}

uint64
np_execute_as_owner(Oid relid, const char *sql, int nargs, const Oid *types,
					const Datum *values, const char *nulls)
{
	NpCaller	caller = np_become_owner(relid);
	uint64		n;

	np_spi_connect();
	if (SPI_execute_with_args(sql, nargs, unconstify(Oid *, types), unconstify(Datum *, values),
							  nulls, false, 0) < 0)
		elog(ERROR, "could not execute \"%s\"", sql);
	n = SPI_processed;
	SPI_finish();
	np_become_caller(caller);
	return n;
}
