/*-------------------------------------------------------------------------
 *
 * settle.c
 *	  newsprint_settle(): the second look of strict mode, and
 *	  newsprint_forget(): rows that go.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "cluster/articles.h"
#include "compat.h"
#include "watch/article.h"
#include "watch/journal.h"
#include "watch/judge.h"
#include "watch/names.h"
#include "watch/owner.h"
#include "watch/screen.h"
#include "watch/settings.h"
#include "watch/strict.h"
#include "watch/targets.h"

static void
CheckRowTrigger(FunctionCallInfo fcinfo, const char *name)
{
	TriggerData *data = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_FOR_ROW(data->tg_event) ||
		!TRIGGER_FIRED_AFTER(data->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("%s must be a trigger AFTER an event FOR EACH ROW", name),
				 errhint("newsprint_watch() makes it.")));
}

static Datum
get_column(TupleTableSlot *slot, AttrNumber column, bool *isnull)
{
	*isnull = true;
	return column == InvalidAttrNumber ? (Datum) 0 : slot_getattr(slot, column, isnull);
}

/* The row as the transaction has left it; false if it is gone. */
static bool
fetch_current(Relation rel, ItemPointer tid, Snapshot snapshot, TupleTableSlot *slot)
{
	TableScanDesc scan = table_beginscan_tid(rel, snapshot);
	bool		found = false;

	if (table_tuple_tid_valid(scan, tid))
	{
		table_tuple_get_latest_tid(scan, tid);
		found = table_tuple_fetch_row_version(rel, tid, snapshot, slot);
	}
	table_endscan(scan);
	return found;
}

/* Make a row a copy of another one, and its own copies copies of that one. */
static void
demote_row(const Watched *watched, const WatchTarget *target, Datum key, const Verdict *verdict)
{
	const char *table = np_relation_name(watched->relid);
	const char *key_column = np_quoted_column(target->relid, target->columns.key);
	const char *duplicate = np_quoted_column(target->relid, target->columns.duplicate);
	const char *similarity = np_quoted_column(target->relid, target->columns.similarity);
	const char *equal = np_equality_name(watched->key.typid);
	const char *template = target->columns.template == InvalidAttrNumber ? "" :
		psprintf(", %s = NULL", np_quoted_column(target->relid, target->columns.template));
	Oid			types[] = {watched->key.typid, watched->key.typid, FLOAT8OID};
	Datum		values[] = {key, verdict->other, Float8GetDatum(verdict->similarity)};

	np_execute_as_owner(watched->relid,
						psprintf("UPDATE %s SET %s = $2, %s = $3%s WHERE %s %s $1", table,
								 duplicate, similarity, template, key_column, equal),
						3, types, values, NULL);
	np_execute_as_owner(watched->relid,
						psprintf("UPDATE %s SET %s = $2 WHERE %s %s $1", table, duplicate,
								 duplicate, equal),
						2, types, values, NULL);
}

/* false: a trigger of the table's own has kept it. */
static bool
delete_row(const Watched *watched, const WatchTarget *target, Datum key)
{
	return np_execute_as_owner(watched->relid,
							   psprintf("DELETE FROM %s WHERE %s %s $1",
										np_relation_name(watched->relid),
										np_quoted_column(target->relid, target->columns.key),
										np_equality_name(watched->key.typid)),
							   1, &watched->key.typid, &key, NULL) > 0;
}

/*
 * Do other rows refer to it?  Foreign keys may wait for the commit, too late
 * to let it stay.  Each table is looked into as its owner, as they do that.
 */
static bool
is_referred_to(const Watched *watched, Oid function, Datum key)
{
	const char *schema = get_namespace_name(get_func_namespace(function));
	char	   *sql = psprintf("SELECT * FROM %s.newsprint_references($1, $2)",
							   quote_identifier(schema));
	Oid			types[] = {OIDOID, TEXTOID};
	Datum		values[] = {ObjectIdGetDatum(watched->relid),
		CStringGetTextDatum(np_key_text(watched, key))};
	NpCaller	caller = np_become_owner(watched->relid);
	bool		found = false;

	np_spi_connect();
	if (SPI_execute_with_args(sql, 2, types, values, NULL, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not execute \"%s\"", sql);
	for (uint64 i = 0; i < SPI_processed && !found; i++)
	{
		HeapTuple	row = SPI_tuptable->vals[i];
		TupleDesc	desc = SPI_tuptable->tupdesc;
		bool		isnull;
		Oid			referring = DatumGetObjectId(SPI_getbinval(row, desc, 1, &isnull));

		found = np_execute_as_owner(referring, SPI_getvalue(row, desc, 2), 0, NULL, NULL, NULL) > 0;
	}
	SPI_finish();
	np_become_caller(caller);
	return found;
}

/* Take a new row out again; false if it stays. */
static bool
skip_late(const Watched *watched, const WatchTarget *target, Oid function, Datum key,
		  const Verdict *verdict)
{
	bool		skipped = !is_referred_to(watched, function, key) &&
		delete_row(watched, target, key);

	np_journal_verdict(watched, function, np_key_text(watched, key), verdict,
					   skipped ? "skipped" : "marked", NAN);
	return skipped;
}

/* The row turned out to be a copy: do what the table's policy says. */
static void
apply_late_verdict(Watched *watched, const WatchTarget *target, Relation rel, Oid function,
				   Datum key, const Verdict *verdict, bool updated)
{
	switch (watched->on_duplicate)
	{
		case POLICY_REJECT:
			np_reject_duplicate(watched, rel, verdict);
			break;
		case POLICY_LOG:
			np_journal_verdict(watched, function, np_key_text(watched, key), verdict, "logged",
							   NAN);
			break;
		case POLICY_SKIP:
			/* a row that is being edited, or that others refer to, is not thrown away */
			if (!updated && skip_late(watched, target, function, key, verdict))
				break;
			/* FALLTHROUGH */
		case POLICY_MARK:
			demote_row(watched, target, key, verdict);
			break;
		case POLICY_IGNORE:
			break;
	}
}

/* Is the row in the slot a copy of one that has been committed meanwhile? */
static void
settle_row(Watched *watched, const WatchTarget *target, Relation rel, Oid function,
		   TupleTableSlot *slot, bool updated)
{
	const WatchColumns *columns = &target->columns;
	Subject		subject;
	Verdict		verdict;
	Datum		title;
	Datum		body;
	Datum		sig;
	bool		title_isnull;
	bool		isnull;
	bool		should_free;

	(void) get_column(slot, columns->duplicate, &isnull);
	if (!isnull)
		return;
	body = get_column(slot, columns->body, &isnull);
	if (isnull)
		return;
	sig = get_column(slot, columns->sig, &isnull);
	if (isnull)
		return;
	np_subject_from_tuple(watched, target, rel, ExecFetchSlotHeapTuple(slot, true, &should_free),
						  &subject);
	subject.sig = np_minhash_from_datum(sig);
	subject.may_have_copies = updated;
	if (subject.key_isnull || MINHASH_IS_EMPTY(subject.sig))
		return;
	title = get_column(slot, columns->title, &title_isnull);
	verdict = np_judge_now(watched, &subject,
						   np_article_text(watched, title_isnull, title, body));
	if (verdict.kind == VERDICT_DUPLICATE &&
		!np_is_kept(watched, function, np_key_text(watched, subject.key)))
		apply_late_verdict(watched, target, rel, function, subject.key, &verdict, updated);
}

/* Look at an article a second time before the commit */
PG_FUNCTION_INFO_V1(newsprint_settle);
Datum
newsprint_settle(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	Oid			function = fcinfo->flinfo->fn_oid;
	bool		updated;
	Watched    *watched;
	Relation	rel;
	HeapTuple	tuple;
	ItemPointerData tid;
	Snapshot	snapshot;
	TupleTableSlot *slot;

	CheckRowTrigger(fcinfo, "newsprint_settle");
	rel = data->tg_relation;
	watched = np_usable_watch(rel, function);
	if (watched == NULL || !watched->strict)
		return PointerGetDatum(NULL);

	np_strict_lock();
	updated = TRIGGER_FIRED_BY_UPDATE(data->tg_event);
	tuple = updated ? data->tg_newtuple : data->tg_trigtuple;
	ItemPointerCopy(&tuple->t_self, &tid);
	CommandCounterIncrement();
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	slot = table_slot_create(rel, NULL);
	if (fetch_current(rel, &tid, snapshot, slot))
		settle_row(watched, np_watch_target(watched, RelationGetRelid(rel)), rel, function, slot,
				   updated);
	ExecDropSingleTupleTableSlot(slot);
	UnregisterSnapshot(snapshot);
	return PointerGetDatum(NULL);
}

/* Tell the next sweep that an original is gone */
PG_FUNCTION_INFO_V1(newsprint_forget);
Datum
newsprint_forget(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	Relation	rel;
	Watched    *watched;
	WatchTarget *target;
	bool		is_original;
	bool		key_isnull;
	Datum		key;

	CheckRowTrigger(fcinfo, "newsprint_forget");
	rel = data->tg_relation;
	watched = np_watched(RelationGetRelid(rel), fcinfo->flinfo->fn_oid);
	target = watched == NULL || !watched->usable ? NULL :
		np_find_target(watched, RelationGetRelid(rel));
	if (target == NULL)
		return PointerGetDatum(NULL);
	(void) heap_getattr(data->tg_trigtuple, target->columns.duplicate, RelationGetDescr(rel),
						&is_original);
	key = heap_getattr(data->tg_trigtuple, target->columns.key, RelationGetDescr(rel),
					   &key_isnull);
	if (is_original && !key_isnull)
		np_journal_event(watched, fcinfo->flinfo->fn_oid, np_key_text(watched, key),
						 EVENT_DELETED);
	return PointerGetDatum(NULL);
}
