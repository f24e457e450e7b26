/*-------------------------------------------------------------------------
 *
 * indexes.c
 *	  newsprint_build_indexes(): CREATE INDEX CONCURRENTLY from a procedure.
 *
 * CREATE INDEX CONCURRENTLY commits several transactions of its own, so the
 * server lets neither functions nor procedures execute it as a query.  This
 * procedure ends its transaction as the server's COMMIT in a procedure does,
 * and then has the statement carried out as if the client had sent it.  That
 * needs a call from the top level, with nothing in between that would have
 * to survive: it is checked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/parsenodes.h"
#include "nodes/plannodes.h"
#include "parser/parser.h"
#include "tcop/dest.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/portal.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "cluster/articles.h"
#include "watch/hold.h"

static void
CheckTopLevel(FunctionCallInfo fcinfo)
{
	CallContext *context = (CallContext *) fcinfo->context;

	if (context == NULL || !IsA(context, CallContext) || context->atomic ||
		SPI_inside_nonatomic_context())
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("newsprint_build_indexes cannot run inside a transaction or a function"),
				 errhint("CALL it by itself, or run without CONCURRENTLY: "
						 "SELECT newsprint_watch(...).")));
}

/* The next statement to carry out, in the current memory context, or NULL */
static char *
next_statement(Oid relid, Oid function)
{
	MemoryContext context = CurrentMemoryContext;
	Oid			type = REGCLASSOID;
	Datum		value = ObjectIdGetDatum(relid);
	char	   *sql = psprintf("SELECT %s.newsprint_index_statement($1, true)",
							   quote_identifier(get_namespace_name(get_func_namespace(function))));
	char	   *statement;

	PushActiveSnapshot(GetTransactionSnapshot());
	np_spi_connect();
	if (SPI_execute_with_args(sql, 1, &type, &value, NULL, true, 1) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "could not execute \"%s\"", sql);
	statement = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	if (statement != NULL)
		statement = MemoryContextStrdup(context, statement);
	SPI_finish();
	PopActiveSnapshot();
	return statement;
}

/* Carry out a utility statement as if it came from the client. */
static void
execute_top_level(const char *sql)
{
	RawStmt    *raw = linitial_node(RawStmt, raw_parser(sql, RAW_PARSE_DEFAULT));
	PlannedStmt *planned = makeNode(PlannedStmt);

	planned->commandType = CMD_UTILITY;
	planned->canSetTag = true;
	planned->utilityStmt = raw->stmt;
	PushActiveSnapshot(GetTransactionSnapshot());
	ProcessUtility(planned, sql, false, PROCESS_UTILITY_TOPLEVEL, NULL, NULL, None_Receiver,
				   NULL);
	/* a statement that commits has popped it */
	if (ActiveSnapshotSet())
		PopActiveSnapshot();
}

/* End the transaction and begin another, as SPI_commit does. */
static void
commit_and_begin(void)
{
	MemoryContext context = CurrentMemoryContext;

	HoldPinnedPortals();
	ForgetPortalSnapshots();
	CommitTransactionCommand();
	StartTransactionCommand();
	MemoryContextSwitchTo(context);
}

/* Build the indexes of a watched table without locking out those who write */
PG_FUNCTION_INFO_V1(newsprint_build_indexes);
Datum
newsprint_build_indexes(PG_FUNCTION_ARGS)
{
	Oid			relid = PG_GETARG_OID(0);
	Oid			function = fcinfo->flinfo->fn_oid;
	MemoryContext context = CurrentMemoryContext;
	char	   *statement;

	CheckTopLevel(fcinfo);
	if (!np_hold(relid, function))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("another run works on table \"%s\"", get_rel_name(relid))));
	commit_and_begin();
	while ((statement = next_statement(relid, function)) != NULL)
	{
		ereport(NOTICE, (errmsg("%s", statement)));
		execute_top_level(statement);
		MemoryContextSwitchTo(context);
		commit_and_begin();
	}
	np_release(relid, function);
	PG_RETURN_VOID();
}
