/*-------------------------------------------------------------------------
 *
 * functions.c
 *	  What the procedures of newsprint are made of: newsprint_sign(),
 *	  newsprint_judge(), newsprint_settings_changed().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "cluster/articles.h"
#include "watch/article.h"
#include "watch/journal.h"
#include "watch/judge.h"
#include "watch/names.h"
#include "watch/settings.h"

/* Columns of the query that reads the rows to be judged */
enum
{
	ROW_KEY = 1,
	ROW_SIG,
	ROW_BODY,
	ROW_TITLE,
	ROW_PUBLISHED,
	ROW_TENANT,
	ROW_RANK,
	ROW_SCORE,
	ROW_DUPLICATE,
	ROW_TEMPLATE,
	ROW_SIMILARITY,
	ROW_PLACE,
	ROW_VERSION
};

/* Fields of newsprint_verdict */
enum
{
	VERDICT_KEY,
	VERDICT_CANONICAL,
	VERDICT_TEMPLATE_OF,
	VERDICT_SIMILARITY,
	VERDICT_SPAM_SCORE,
	VERDICT_HAD_CANONICAL,
	VERDICT_HAD_TEMPLATE,
	VERDICT_HAD_SIMILARITY,
	VERDICT_HAD_SPAM_SCORE,
	VERDICT_RIVALS,
	VERDICT_SIG,
	VERDICT_PLACE,
	VERDICT_VERSION,
	VERDICT_FIELDS
};

/* The watch of a table that a function is asked about, which must be in order */
static Watched *
get_watched(FunctionCallInfo fcinfo, Oid relid)
{
	Watched    *watched = np_watched(relid, fcinfo->flinfo->fn_oid);

	if (watched == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("table \"%s\" is not under watch", get_rel_name(relid)),
				 errhint("Put it under watch with newsprint_watch().")));
	if (!watched->usable)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("table \"%s\" has lost a column of its watch, or changed its type",
						get_rel_name(relid)),
				 errhint("Call newsprint_watch() again.")));
	return watched;
}

/*
 * Without its index, which somebody may have dropped as one that no query
 * uses, all copies would pass for originals and lose their marks.
 */
static void
check_indexes(const Watched *watched)
{
	if (watched->on_duplicate == POLICY_IGNORE)
		return;
	for (int i = 0; i < watched->ntargets; i++)
		if (!OidIsValid(watched->targets[i].sig_index))
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("table \"%s\" has no index on its signatures",
							get_rel_name(watched->targets[i].relid)),
					 errdetail("No copies could be found."),
					 errhint("Call newsprint_build_indexes(), or newsprint_watch() again.")));
}

/* Get signature and score of a text as the trigger would */
PG_FUNCTION_INFO_V1(newsprint_sign);
Datum
newsprint_sign(PG_FUNCTION_ARGS)
{
	Watched    *watched;
	TupleDesc	desc;
	Datum		values[2] = {0};
	bool		nulls[2] = {true, true};

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	watched = get_watched(fcinfo, PG_GETARG_OID(0));
	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (!PG_ARGISNULL(2))
	{
		NpText		text = np_article_text(watched, PG_ARGISNULL(1), PG_GETARG_DATUM(1),
										   PG_GETARG_DATUM(2));
		double		score;

		values[0] = PointerGetDatum(np_article_sign(watched, text, &score));
		values[1] = Float8GetDatum(score);
		nulls[0] = false;
		nulls[1] = isnan(score);
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}

/* Get the text that counts: what signature and score are of */
PG_FUNCTION_INFO_V1(newsprint_text);
Datum
newsprint_text(PG_FUNCTION_ARGS)
{
	NpText		text;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	text = np_article_text(get_watched(fcinfo, PG_GETARG_OID(0)), PG_ARGISNULL(1),
						   PG_GETARG_DATUM(1), PG_GETARG_DATUM(2));
	PG_RETURN_DATUM(np_text_to_datum(text.bytes, text.length));
}

static void
append_column(StringInfo sql, const Watched *watched, AttrNumber column)
{
	appendStringInfoString(sql, sql->len > 0 ? ", " : "SELECT ");
	appendStringInfoString(sql, column == InvalidAttrNumber ? "NULL" :
						   np_quoted_column(watched->relid, column));
}

/* Read the rows of the keys, as the caller. */
static void
read_rows(const Watched *watched, Datum keys)
{
	const WatchColumns *c = &watched->columns;
	AttrNumber	columns[] = {c->key, c->sig, c->body, c->title, c->published, c->tenant,
		c->rank, c->score, c->duplicate, c->template, c->similarity};
	Oid			type = TEXTARRAYOID;
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < lengthof(columns); i++)
		append_column(&sql, watched, columns[i]);
	appendStringInfo(&sql, ", ctid, xmin FROM %s WHERE %s %s ANY ($1::%s[])",
					 np_relation_name(watched->relid),
					 np_quoted_column(watched->relid, c->key),
					 np_equality_name(watched->key.typid),
					 np_type_name(watched->key.typid));
	if (SPI_execute_with_args(sql.data, 1, &type, &keys, NULL, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not execute \"%s\"", sql.data);
}

static Datum
text_of_key(const Watched *watched, Datum key)
{
	return CStringGetTextDatum(np_key_text(watched, key));
}

/* The rivals; and the row itself if it should be asked again for others */
static Datum
rivals_array(const Watched *watched, const Verdict *verdict, Datum key)
{
	Datum		rivals[NP_MAX_CANDIDATES + 1];
	int			n = verdict->nrivals;

	for (int i = 0; i < n; i++)
		rivals[i] = text_of_key(watched, verdict->rivals[i]);
	if (verdict->more_rivals)
		rivals[n++] = key;
	return PointerGetDatum(construct_array(rivals, n, TEXTOID, -1, false, TYPALIGN_INT));
}

/*
 * The text of a row, its score, and its signature, which is made anew: that
 * of the row may be of a text that was changed while no trigger looked, or of
 * other settings.  NULL if there is no text.
 */
static Minhash *
read_article(const Watched *watched, HeapTuple row, TupleDesc desc, NpText *text, double *score)
{
	Datum		body;
	Datum		title;
	bool		isnull;
	bool		title_isnull;

	body = SPI_getbinval(row, desc, ROW_BODY, &isnull);
	if (isnull)
		return NULL;
	title = SPI_getbinval(row, desc, ROW_TITLE, &title_isnull);
	*text = np_article_text(watched, title_isnull, title, body);
	return np_article_sign(watched, *text,
						   watched->columns.score == InvalidAttrNumber ? NULL : score);
}

/* Judge the article of one row, unless it is kept or has no words. */
static Verdict
judge_row(Watched *watched, Oid function, HeapTuple row, TupleDesc desc, const Minhash *sig,
		  NpText text, Snapshot snapshot)
{
	Verdict		verdict = {.kind = VERDICT_ORIGINAL};
	Standing	standing = {0};
	Subject		subject = {0};
	Datum		body;
	Datum		published;
	bool		isnull;

	if (sig == NULL || MINHASH_IS_EMPTY(sig))
		return verdict;
	subject.sig = sig;
	subject.key = SPI_getbinval(row, desc, ROW_KEY, &subject.key_isnull);
	if (np_is_kept(watched, function, np_key_text(watched, subject.key)))
		return verdict;
	subject.tenant = SPI_getbinval(row, desc, ROW_TENANT, &subject.tenant_isnull);
	subject.template = SPI_getbinval(row, desc, ROW_TEMPLATE, &isnull);
	subject.has_template = !isnull;
	published = SPI_getbinval(row, desc, ROW_PUBLISHED, &isnull);
	subject.dated = !isnull;
	if (!isnull)
		subject.published = np_published_time(watched->published_type, published);

	standing.key = subject.key;
	standing.rank = SPI_getbinval(row, desc, ROW_RANK, &standing.rank_isnull);
	standing.dated = subject.dated;
	standing.published = subject.published;
	body = SPI_getbinval(row, desc, ROW_BODY, &isnull);
	standing.length = np_body_length(body);
	subject.standing = &standing;
	return np_judge(watched, &subject, text, snapshot);
}

/* The score by what the table's model knows now, unless an editor has given it. */
static Datum
score_row(const Watched *watched, Oid function, HeapTuple row, TupleDesc desc, double score,
		  bool *isnull)
{
	Datum		had = SPI_getbinval(row, desc, ROW_SCORE, isnull);
	Datum		key;
	bool		key_isnull;

	if (watched->columns.score == InvalidAttrNumber)
		return had;
	key = SPI_getbinval(row, desc, ROW_KEY, &key_isnull);
	if (!*isnull && np_is_lesson(watched, function, np_key_text(watched, key)))
		return had;
	*isnull = isnan(score);
	return Float8GetDatum(score);
}

/* Has the row the signature of its text? */
static bool
has_signature(HeapTuple row, TupleDesc desc, const Minhash *sig)
{
	bool		isnull;
	Datum		had = SPI_getbinval(row, desc, ROW_SIG, &isnull);

	return !isnull && datumIsEqual(PointerGetDatum(np_minhash_from_datum(had)),
								   PointerGetDatum(sig), false, -1);
}

static void
put_verdict(ReturnSetInfo *rsinfo, const Watched *watched, Oid function, const Verdict *verdict,
			const Minhash *sig, double score, HeapTuple row, TupleDesc desc)
{
	Datum		values[VERDICT_FIELDS] = {0};
	bool		nulls[VERDICT_FIELDS] = {false};
	Datum		had;
	bool		isnull;

	values[VERDICT_KEY] = text_of_key(watched, SPI_getbinval(row, desc, ROW_KEY, &isnull));
	nulls[VERDICT_CANONICAL] = verdict->kind != VERDICT_DUPLICATE;
	nulls[VERDICT_TEMPLATE_OF] = verdict->kind != VERDICT_TEMPLATE ||
		watched->columns.template == InvalidAttrNumber;
	nulls[VERDICT_SIMILARITY] = verdict->kind == VERDICT_ORIGINAL;
	if (verdict->kind != VERDICT_ORIGINAL)
		values[VERDICT_CANONICAL] = values[VERDICT_TEMPLATE_OF] =
			text_of_key(watched, verdict->other);
	values[VERDICT_SIMILARITY] = Float8GetDatum(verdict->similarity);
	values[VERDICT_SPAM_SCORE] = score_row(watched, function, row, desc, score,
										   &nulls[VERDICT_SPAM_SCORE]);
	values[VERDICT_HAD_SPAM_SCORE] = SPI_getbinval(row, desc, ROW_SCORE,
												   &nulls[VERDICT_HAD_SPAM_SCORE]);
	had = SPI_getbinval(row, desc, ROW_DUPLICATE, &nulls[VERDICT_HAD_CANONICAL]);
	if (!nulls[VERDICT_HAD_CANONICAL])
		values[VERDICT_HAD_CANONICAL] = text_of_key(watched, had);
	had = SPI_getbinval(row, desc, ROW_TEMPLATE, &nulls[VERDICT_HAD_TEMPLATE]);
	if (!nulls[VERDICT_HAD_TEMPLATE])
		values[VERDICT_HAD_TEMPLATE] = text_of_key(watched, had);
	values[VERDICT_HAD_SIMILARITY] = SPI_getbinval(row, desc, ROW_SIMILARITY,
												   &nulls[VERDICT_HAD_SIMILARITY]);
	values[VERDICT_RIVALS] = rivals_array(watched, verdict, values[VERDICT_KEY]);
	nulls[VERDICT_SIG] = sig == NULL || has_signature(row, desc, sig);
	values[VERDICT_SIG] = PointerGetDatum(sig);
	values[VERDICT_PLACE] = SPI_getbinval(row, desc, ROW_PLACE, &isnull);
	values[VERDICT_VERSION] = SPI_getbinval(row, desc, ROW_VERSION, &isnull);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/*
 * Get the verdicts on rows as they stand now.  The rows are read by a query
 * of the caller's; what they are compared with is read as by the trigger.
 */
PG_FUNCTION_INFO_V1(newsprint_judge);
Datum
newsprint_judge(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			function = fcinfo->flinfo->fn_oid;
	Watched    *watched;
	Snapshot	snapshot;
	MemoryContext per_row;
	MemoryContext old;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	watched = get_watched(fcinfo, PG_GETARG_OID(0));
	check_indexes(watched);
	np_spi_connect();
	read_rows(watched, PG_GETARG_DATUM(1));
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	per_row = AllocSetContextCreate(CurrentMemoryContext, "newsprint verdict",
									ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(per_row);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple	row = SPI_tuptable->vals[i];
		TupleDesc	desc = SPI_tuptable->tupdesc;
		NpText		text = {0};
		double		score = NAN;
		Minhash    *sig;
		Verdict		verdict;

		CHECK_FOR_INTERRUPTS();
		sig = read_article(watched, row, desc, &text, &score);
		verdict = judge_row(watched, function, row, desc, sig, text, snapshot);
		put_verdict(rsinfo, watched, function, &verdict, sig, score, row, desc);
		MemoryContextReset(per_row);
	}
	MemoryContextSwitchTo(old);
	UnregisterSnapshot(snapshot);
	SPI_finish();
	return (Datum) 0;
}

/* Make all sessions read the settings of a table anew */
PG_FUNCTION_INFO_V1(newsprint_settings_changed);
Datum
newsprint_settings_changed(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	HeapTuple	tuples[2];

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_FOR_ROW(data->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("newsprint_settings_changed must be a trigger FOR EACH ROW")));
	tuples[0] = data->tg_trigtuple;
	tuples[1] = data->tg_newtuple;
	for (int i = 0; i < lengthof(tuples); i++)
	{
		Oid			relid;
		bool		isnull;

		if (tuples[i] == NULL)
			continue;
		relid = DatumGetObjectId(heap_getattr(tuples[i], 1,
											  RelationGetDescr(data->tg_relation), &isnull));
		if (get_rel_name(relid) != NULL)
			CacheInvalidateRelcacheByRelid(relid);
	}
	return PointerGetDatum(NULL);
}
