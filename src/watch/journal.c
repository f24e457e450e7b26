/*-------------------------------------------------------------------------
 *
 * journal.c
 *	  What the triggers write down.
 *
 *-------------------------------------------------------------------------
 */
#include "watch/journal.h"

#include <math.h>

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/indexing.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "compat.h"

/* Columns of newsprint_queue and newsprint_verdicts as defined */
enum
{
	QUEUE_RELATION,
	QUEUE_KEY,
	QUEUE_EVENT,
	QUEUE_COLUMNS
};

enum
{
	VERDICTS_DECIDED_AT,
	VERDICTS_RELATION,
	VERDICTS_KEY,
	VERDICTS_VERDICT,
	VERDICTS_ACTION,
	VERDICTS_CANONICAL,
	VERDICTS_SIMILARITY,
	VERDICTS_SPAM_SCORE,
	VERDICTS_RUN,
	VERDICTS_COLUMNS
};

/* Columns of newsprint_kept and of newsprint_lessons */
#define DECISION_RELATION	1
#define DECISION_KEY		2

static void
insert_row(Oid function, const char *table, Datum *values, bool *nulls)
{
	Relation	rel = table_open(np_extension_relation(function, table), RowExclusiveLock);
	HeapTuple	tuple = heap_form_tuple(RelationGetDescr(rel), values, nulls);

	CatalogTupleInsert(rel, tuple);
	heap_freetuple(tuple);
	/* keep the lock until the end of the transaction */
	table_close(rel, NoLock);
}

void
np_journal_event(const Watched *watched, Oid function, const char *key, char event)
{
	Datum		values[QUEUE_COLUMNS];
	bool		nulls[QUEUE_COLUMNS] = {false};

	values[QUEUE_RELATION] = ObjectIdGetDatum(watched->relid);
	values[QUEUE_KEY] = CStringGetTextDatum(key);
	values[QUEUE_EVENT] = CharGetDatum(event);
	insert_row(function, "newsprint_queue", values, nulls);
}

void
np_journal_verdict(const Watched *watched, Oid function, const char *key,
				   const Verdict *verdict, const char *action, double score)
{
	static const char *const names[] = {
		[VERDICT_ORIGINAL] = "junk",
		[VERDICT_DUPLICATE] = "duplicate",
		[VERDICT_TEMPLATE] = "template",
	};
	Datum		values[VERDICTS_COLUMNS] = {0};
	bool		nulls[VERDICTS_COLUMNS] = {false};

	values[VERDICTS_DECIDED_AT] = TimestampTzGetDatum(GetCurrentTransactionStartTimestamp());
	values[VERDICTS_RELATION] = ObjectIdGetDatum(watched->relid);
	nulls[VERDICTS_KEY] = key == NULL;
	if (key != NULL)
		values[VERDICTS_KEY] = CStringGetTextDatum(key);
	values[VERDICTS_VERDICT] = CStringGetTextDatum(names[verdict->kind]);
	values[VERDICTS_ACTION] = CStringGetTextDatum(action);
	nulls[VERDICTS_CANONICAL] = nulls[VERDICTS_SIMILARITY] = verdict->kind == VERDICT_ORIGINAL;
	if (verdict->kind != VERDICT_ORIGINAL)
	{
		values[VERDICTS_CANONICAL] = CStringGetTextDatum(np_key_text(watched, verdict->other));
		values[VERDICTS_SIMILARITY] = Float8GetDatum(verdict->similarity);
	}
	nulls[VERDICTS_SPAM_SCORE] = isnan(score);
	values[VERDICTS_SPAM_SCORE] = Float8GetDatum(score);
	nulls[VERDICTS_RUN] = true;
	insert_row(function, "newsprint_verdicts", values, nulls);
}

/* Has the table, whose primary key is (relation, key), a row about this one? */
static bool
has_row(const Watched *watched, Oid function, const char *table, const char *key)
{
	Relation	rel = table_open(np_extension_relation(function, table), AccessShareLock);
	ScanKeyData conditions[2];
	SysScanDesc scan;
	bool		found;

	ScanKeyInit(&conditions[0], DECISION_RELATION, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(watched->relid));
	ScanKeyInit(&conditions[1], DECISION_KEY, BTEqualStrategyNumber, F_TEXTEQ,
				CStringGetTextDatum(key));
	scan = systable_beginscan(rel, np_primary_key_index(rel), true, NULL, 2, conditions);
	found = HeapTupleIsValid(systable_getnext(scan));
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return found;
}

bool
np_is_kept(const Watched *watched, Oid function, const char *key)
{
	return has_row(watched, function, "newsprint_kept", key);
}

bool
np_is_lesson(const Watched *watched, Oid function, const char *key)
{
	return has_row(watched, function, "newsprint_lessons", key);
}
