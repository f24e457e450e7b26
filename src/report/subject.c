/*-------------------------------------------------------------------------
 *
 * subject.c
 *	  The table that a report is about.
 *
 *-------------------------------------------------------------------------
 */
#include "report/subject.h"

#include "access/relation.h"
#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "optimizer/plancat.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/syscache.h"

#include "compat.h"
#include "watch/names.h"

static const char *
quoted(Oid relid, AttrNumber column)
{
	return column == InvalidAttrNumber ? NULL : np_quoted_column(relid, column);
}

static AttrNumber
named_column(Oid relid, const char *name)
{
	AttrNumber	column = get_attnum(relid, name);

	if (column == InvalidAttrNumber)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("column \"%s\" of relation \"%s\" does not exist",
						name, get_rel_name(relid))));
	return column;
}

/* The only column with signatures */
static AttrNumber
find_sig(Relation rel, Oid minhash_type)
{
	TupleDesc	desc = RelationGetDescr(rel);
	AttrNumber	found = InvalidAttrNumber;

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);

		if (column->attisdropped || column->atttypid != minhash_type)
			continue;
		if (found != InvalidAttrNumber)
			ereport(ERROR,
					(errcode(ERRCODE_AMBIGUOUS_COLUMN),
					 errmsg("table \"%s\" has more than one column of type minhash",
							RelationGetRelationName(rel)),
					 errhint("Name the one that is meant with sig => '...'.")));
		found = column->attnum;
	}
	if (found == InvalidAttrNumber)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("table \"%s\" has no column of type minhash",
						RelationGetRelationName(rel)),
				 errhint("Put the table under watch with newsprint_watch(), or add a column "
						 "that holds to_minhash(...) of the text.")));
	return found;
}

/* The primary key's column; rows of a table without one are told apart by place */
static AttrNumber
find_key(Relation rel)
{
	Bitmapset  *columns = RelationGetIndexAttrBitmap(rel, INDEX_ATTR_BITMAP_PRIMARY_KEY);
	int			member;

	if (bms_get_singleton_member(columns, &member))
		return member + FirstLowInvalidHeapAttributeNumber;
	if (rel->rd_rel->relkind == RELKIND_PARTITIONED_TABLE)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("table \"%s\" has no primary key of one column",
						RelationGetRelationName(rel)),
				 errhint("Name a unique column with key => '...'.")));
	return SelfItemPointerAttributeNumber;
}

static double
count_rows(Oid relid)
{
	List	   *tables;
	ListCell   *cell;
	double		rows = 0;

	/* it locks the children only */
	LockRelationOid(relid, AccessShareLock);
	tables = find_all_inheritors(relid, AccessShareLock, NULL);
	foreach(cell, tables)
	{
		Relation	rel = relation_open(lfirst_oid(cell), NoLock);
		BlockNumber pages;
		double		tuples;
		double		all_visible;

		if (RELKIND_HAS_STORAGE(rel->rd_rel->relkind))
		{
			estimate_rel_size(rel, NULL, &pages, &tuples, &all_visible);
			rows += tuples;
		}
		relation_close(rel, NoLock);
	}
	return rows;
}

static NpSubject
begin_subject(Oid relid, Oid function)
{
	Oid			schema = get_func_namespace(function);
	NpSubject	subject = { .relid = relid };

	subject.schema = quote_identifier(get_namespace_name(schema));
	subject.minhash_type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
										   CStringGetDatum("minhash"), ObjectIdGetDatum(schema));
	if (get_rel_name(relid) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation with OID %u does not exist", relid)));
	subject.table = np_relation_name(relid);
	subject.watched = np_watched(relid, function);
	if (subject.watched != NULL && !subject.watched->usable)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("table \"%s\" has lost a column of its watch", get_rel_name(relid)),
				 errhint("Call newsprint_watch() again.")));
	return subject;
}

static void
set_key(NpSubject *subject, AttrNumber column)
{
	Oid			type = get_atttype(subject->relid, column);

	subject->key = np_quoted_column(subject->relid, column);
	subject->key_type = format_type_be_qualified(type);
	subject->equal = np_equality_name(type);
}

static void
check_sig(const NpSubject *subject)
{
	Oid			type = get_atttype(subject->relid, subject->sig_column);

	if (type != subject->minhash_type)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column %s is of type %s, not minhash",
						subject->sig, format_type_be(type)),
				 errhint("Name a column that holds to_minhash(...) of the text.")));
}

NpSubject
np_watched_subject(Oid relid, Oid function)
{
	NpSubject	subject = begin_subject(relid, function);
	const WatchColumns *columns;

	if (subject.watched == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("table \"%s\" is not under watch", get_rel_name(relid)),
				 errhint("Put it under watch with newsprint_watch().")));
	/* a partition is watched as a part of its root */
	subject.relid = subject.watched->relid;
	subject.table = np_relation_name(subject.relid);
	subject.rows = count_rows(subject.relid);
	columns = &subject.watched->columns;
	set_key(&subject, columns->key);
	subject.sig_column = columns->sig;
	subject.sig = quoted(subject.relid, columns->sig);
	subject.title = quoted(subject.relid, columns->title);
	subject.body = quoted(subject.relid, columns->body);
	subject.published = quoted(subject.relid, columns->published);
	subject.score = quoted(subject.relid, columns->score);
	subject.duplicate = quoted(subject.relid, columns->duplicate);
	subject.similarity = quoted(subject.relid, columns->similarity);
	subject.template = quoted(subject.relid, columns->template);
	return subject;
}

/* Columns of a table without a watch, or about another signature than that of its watch */
static void
find_columns(NpSubject *subject, const char *sig)
{
	Relation	rel = relation_open(subject->relid, AccessShareLock);

	if (rel->rd_rel->relkind != RELKIND_RELATION && rel->rd_rel->relkind != RELKIND_MATVIEW &&
		rel->rd_rel->relkind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not a table or materialized view",
						RelationGetRelationName(rel))));
	subject->rows = count_rows(subject->relid);
	subject->sig_column = sig ? named_column(subject->relid, sig) :
		find_sig(rel, subject->minhash_type);
	subject->sig = quoted(subject->relid, subject->sig_column);
	check_sig(subject);
	set_key(subject, find_key(rel));
	relation_close(rel, AccessShareLock);
}

NpSubject
np_subject(Oid relid, NpNamedColumns named, Oid function)
{
	NpSubject	subject = begin_subject(relid, function);

	if (subject.watched != NULL && named.sig == NULL)
		subject = np_watched_subject(relid, function);
	else
		find_columns(&subject, named.sig);
	if (named.key != NULL)
		set_key(&subject, named_column(subject.relid, named.key));
	if (named.body != NULL)
	{
		subject.body = quoted(subject.relid, named_column(subject.relid, named.body));
		/* an example shows what was asked for, not the title */
		subject.title = NULL;
	}
	return subject;
}

static char *
name_of(const NpSubject *subject)
{
	return DatumGetCString(DirectFunctionCall1(regclassout, ObjectIdGetDatum(subject->relid)));
}

NpText
np_subject_name(const NpSubject *subject)
{
	return np_text_from_datum(CStringGetTextDatum(name_of(subject)));
}

NpText
np_subject_literal(const NpSubject *subject)
{
	return np_text_from_datum(CStringGetTextDatum(quote_literal_cstr(name_of(subject))));
}

const char *
np_subject_sample(const NpSubject *subject, const char *method, double rows, double *share)
{
	*share = subject->rows > rows ? rows / subject->rows : 1.0;
	if (*share == 1.0)
		return subject->table;
	return psprintf("%s TABLESAMPLE %s (%.9f) REPEATABLE (1)", subject->table, method,
					100 * *share);
}
