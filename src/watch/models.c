/*-------------------------------------------------------------------------
 *
 * models.c
 *	  Who may read, teach and replace the spam model of a watched table.
 *
 * A model tells which words stand in the articles that it was taught, and
 * decides what becomes of others.  So the tables that hold models and lessons
 * belong to the extension alone, and these functions, which act as its owner
 * once they have checked the caller's privileges on the watched table, are
 * the way to them:
 *
 *	 - who may read all of the table may read its model;
 *	 - who may update its spam scores, and all of them, may teach it;
 *	 - who owns the table may replace it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/syscache.h"

#include "compat.h"
#include "cluster/articles.h"
#include "watch/names.h"
#include "watch/owner.h"
#include "watch/settings.h"

/* Columns of newsprint_lessons */
#define LESSON_RELATION	1
#define LESSON_KEY		2
#define LESSON_IS_SPAM	3

static const char *
schema_of(Oid function)
{
	return quote_identifier(get_namespace_name(get_func_namespace(function)));
}

/* Row-level security hides rows from a user to whom the model would tell of them. */
static bool
sees_all_rows(Oid relid, AclMode mode, AttrNumber column)
{
	return (pg_class_aclcheck(relid, GetUserId(), mode) == ACLCHECK_OK ||
			(column != InvalidAttrNumber &&
			 pg_attribute_aclcheck(relid, column, GetUserId(), mode) == ACLCHECK_OK)) &&
		check_enable_rls(relid, InvalidOid, true) != RLS_ENABLED;
}

/* The model of a table, if the user may read it */
PG_FUNCTION_INFO_V1(newsprint_model);
Datum
newsprint_model(PG_FUNCTION_ARGS)
{
	Oid			relid = PG_GETARG_OID(0);
	Datum		model;

	if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relid)) ||
		!sees_all_rows(relid, ACL_SELECT, InvalidAttrNumber) ||
		!np_read_model(relid, fcinfo->flinfo->fn_oid, &model))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(model);
}

/* The rows by which editors taught the model, if the user may read them */
PG_FUNCTION_INFO_V1(newsprint_taught);
Datum
newsprint_taught(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			relid = PG_GETARG_OID(0);
	Relation	lessons;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	InitMaterializedSRF(fcinfo, 0);
	if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relid)) ||
		!sees_all_rows(relid, ACL_SELECT, InvalidAttrNumber))
		return (Datum) 0;
	lessons = table_open(np_extension_relation(fcinfo->flinfo->fn_oid, "newsprint_lessons"),
						 AccessShareLock);
	ScanKeyInit(&key, LESSON_RELATION, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(relid));
	scan = systable_beginscan(lessons, np_primary_key_index(lessons), true, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Datum		values[2];
		bool		nulls[2];

		values[0] = heap_getattr(tuple, LESSON_KEY, RelationGetDescr(lessons), &nulls[0]);
		values[1] = heap_getattr(tuple, LESSON_IS_SPAM, RelationGetDescr(lessons), &nulls[1]);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	systable_endscan(scan);
	table_close(lessons, AccessShareLock);
	return (Datum) 0;
}

/* Put a model in the place of the one that a table has; null: forget it and its lessons */
PG_FUNCTION_INFO_V1(newsprint_put_model);
Datum
newsprint_put_model(PG_FUNCTION_ARGS)
{
	Oid			function = fcinfo->flinfo->fn_oid;
	Oid			models = np_extension_relation(function, "newsprint_models");
	Oid			types[] = {REGCLASSOID, get_atttype(models, 2)};
	Datum		values[] = {PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)};
	Oid			relid;

	if (PG_ARGISNULL(0))
		PG_RETURN_VOID();
	relid = PG_GETARG_OID(0);
	if (SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relid)) && !np_owns_relation(relid))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(relid));
	np_execute_as_owner(models,
						psprintf("SELECT %s.newsprint_replace_model($1, $2)", schema_of(function)),
						2, types, values, PG_ARGISNULL(1) ? " n" : NULL);
	PG_RETURN_VOID();
}

static Watched *
get_teachable(Oid relid, Oid function)
{
	Watched    *watched = np_watched(relid, function);

	if (watched == NULL || !watched->usable)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("table \"%s\" is not under watch", get_rel_name(relid)),
				 errhint("Put it under watch with newsprint_watch().")));
	if (!sees_all_rows(watched->relid, ACL_UPDATE, watched->columns.score))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied to teach the spam model of table \"%s\"",
						get_rel_name(watched->relid)),
				 errdetail("It judges all rows: teaching it needs the privilege to update "
						   "their spam scores, and no row-level security in the way.")));
	return watched;
}

/* The text of an article, which is locked, in the current memory context */
static Datum
lock_article(const Watched *watched, Oid function, Datum key, bool *isnull)
{
	MemoryContext context = CurrentMemoryContext;
	const WatchColumns *columns = &watched->columns;
	Oid			types[] = {TEXTOID, REGCLASSOID};
	Datum		values[] = {key, ObjectIdGetDatum(watched->relid)};
	char	   *sql;
	Datum		article;

	sql = psprintf("SELECT %s.newsprint_text($2, %s, %s) FROM %s WHERE %s %s $1::%s FOR UPDATE",
				   schema_of(function),
				   columns->title == InvalidAttrNumber ? "NULL" :
				   np_quoted_column(watched->relid, columns->title),
				   np_quoted_column(watched->relid, columns->body),
				   np_relation_name(watched->relid),
				   np_quoted_column(watched->relid, columns->key),
				   np_equality_name(watched->key.typid),
				   np_type_name(watched->key.typid));
	np_spi_connect();
	if (SPI_execute_with_args(sql, 2, types, values, NULL, false, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not execute \"%s\"", sql);
	if (SPI_processed == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("table %s has no row with key %s", np_relation_name(watched->relid),
						TextDatumGetCString(key))));
	article = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, isnull);
	if (!*isnull)
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		article = PointerGetDatum(PG_DETOAST_DATUM_COPY(article));
		MemoryContextSwitchTo(old);
	}
	SPI_finish();
	return article;
}

/* Teach the model of a table by one of its rows */
PG_FUNCTION_INFO_V1(newsprint_teach);
Datum
newsprint_teach(PG_FUNCTION_ARGS)
{
	Oid			function = fcinfo->flinfo->fn_oid;
	Oid			types[] = {REGCLASSOID, TEXTOID, BOOLOID, TEXTOID, NAMEOID};
	Datum		values[5];
	char		nulls[] = "     ";
	Watched    *watched;
	NameData	teacher;
	bool		isnull;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_VOID();
	watched = get_teachable(PG_GETARG_OID(0), function);
	values[0] = ObjectIdGetDatum(watched->relid);
	values[1] = PG_GETARG_DATUM(1);
	values[2] = PG_GETARG_DATUM(2);
	nulls[2] = PG_ARGISNULL(2) ? 'n' : ' ';
	values[3] = lock_article(watched, function, values[1], &isnull);
	nulls[3] = isnull ? 'n' : ' ';
	namestrcpy(&teacher, GetUserNameFromId(GetUserId(), false));
	values[4] = NameGetDatum(&teacher);
	np_execute_as_owner(np_extension_relation(function, "newsprint_models"),
						psprintf("SELECT %s.newsprint_learn($1, $2, $3, $4, $5)",
								 schema_of(function)),
						5, types, values, nulls);
	PG_RETURN_VOID();
}
