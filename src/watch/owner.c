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

uint64
np_execute_as_owner(Oid relid, const char *sql, int nargs, const Oid *types,
					const Datum *values, const char *nulls)
{
	Relation	rel = RelationIdGetRelation(relid);
	Oid			user;
	int			context;
	uint64		n;

	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(rel->rd_rel->relowner,
						   context | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	RelationClose(rel);
	np_spi_connect();
	if (SPI_execute_with_args(sql, nargs, unconstify(Oid *, types), unconstify(Datum *, values),
							  nulls, false, 0) < 0)
		elog(ERROR, "could not execute \"%s\"", sql);
	n = SPI_processed;
	SPI_finish();
	SetUserIdAndSecContext(user, context);
	return n;
}
