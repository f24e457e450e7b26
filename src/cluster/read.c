/*-------------------------------------------------------------------------
 *
 * read.c
 *	  Reading of a table's articles.
 *
 * It is done by a query of SQL as the caller would write it, so rights,
 * policies, views and partitions are the server's business.  The query may
 * run in parallel, and its rows come to a receiver of our own, without a copy.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/articles.h"

#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "compat.h"
#include "cluster/progress.h"

/* Articles between two looks at the clock */
#define PROGRESS_ROWS 1000

/* Columns of the query's rows */
enum
{
	COLUMN_KEY,
	COLUMN_SIG,
	COLUMN_TENANT,
	COLUMN_PUBLISHED
};

/* Takes the rows of the query. */
typedef struct ArticleReceiver
{
	DestReceiver pub;
	Articles   *articles;
	Minhash    *first;			/* signature, for the message about one that differs */
	MemoryContext context;		/* of the articles */
	MemoryContext per_row;
} ArticleReceiver;

static void
CheckColumn(Oid relation, const char *column)
{
	if (column != NULL && get_attnum(relation, column) == InvalidAttrNumber)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("column \"%s\" of relation \"%s\" does not exist",
						column, get_rel_name(relation))));
}

static void
CheckQuery(const ArticleQuery *query)
{
	if (get_rel_name(query->relation) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation with OID %u does not exist", query->relation)));
	CheckColumn(query->relation, query->key);
	CheckColumn(query->relation, query->sig);
	CheckColumn(query->relation, query->body);
	CheckColumn(query->relation, query->tenant);
	CheckColumn(query->relation, query->published);
	CheckColumn(query->relation, query->best);
	if (query->horizon != NULL && query->published == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a horizon needs a column with the time of publication"),
				 errhint("Name it as published.")));
	if (!(query->threshold > 0 && query->threshold <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("threshold %g is out of range", query->threshold),
				 errdetail("It must be greater than 0 and at most 1.")));
	if (!(query->recall > 0 && query->recall < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("recall %g is out of range", query->recall),
				 errdetail("It must be greater than 0 and less than 1.")));
}

static void
CheckColumnTypes(const ArticleQuery *query, TupleDesc desc)
{
	Oid			sig = TupleDescAttr(desc, COLUMN_SIG)->atttypid;

	if (sig != query->minhash_type)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column \"%s\" is of type %s, not minhash",
						query->sig, format_type_be(sig)),
				 errhint("Name a column that holds to_minhash(...) of the text.")));
}

/* SELECT key, sig, tenant, published FROM relation ORDER BY ... */
static char *
build_query(const ArticleQuery *query, const char *relname)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT %s, %s", quote_identifier(query->key),
					 quote_identifier(query->sig));
	if (query->tenant != NULL)
		appendStringInfo(&sql, ", %s::pg_catalog.text", quote_identifier(query->tenant));
	else
		appendStringInfoString(&sql, ", NULL::pg_catalog.text");
	if (query->published != NULL)
		appendStringInfo(&sql, ", %s::pg_catalog.timestamptz",
						 quote_identifier(query->published));
	else
		appendStringInfoString(&sql, ", NULL::pg_catalog.timestamptz");
	appendStringInfo(&sql, " FROM %s", relname);
	if (query->ordered)
	{
		appendStringInfoString(&sql, " ORDER BY ");
		if (query->best != NULL)
			appendStringInfo(&sql, "%s %s NULLS LAST, ", quote_identifier(query->best),
							 query->descending ? "DESC" : "ASC");
		appendStringInfoString(&sql, quote_identifier(query->key));
	}
	return sql.data;
}

static void
learn_key_type(Articles *articles, TupleDesc desc)
{
	TypeCacheEntry *type;
	Oid			output;
	bool		varlena;
	Form_pg_attribute column = TupleDescAttr(desc, COLUMN_KEY);

	articles->key_type = column->atttypid;
	articles->key_length = column->attlen;
	articles->key_byval = column->attbyval;
	articles->key_collation = OidIsValid(column->attcollation) ? column->attcollation :
		get_typcollation(column->atttypid);
	type = lookup_type_cache(column->atttypid, TYPECACHE_CMP_PROC_FINFO);
	if (OidIsValid(type->cmp_proc_finfo.fn_oid))
		articles->key_compare = &type->cmp_proc_finfo;
	getTypeOutputInfo(articles->key_type, &output, &varlena);
	fmgr_info(output, &articles->key_output);
}

/* All signatures must be comparable with the first. */
static void
check_signature(ArticleReceiver *receiver, const Minhash *sig)
{
	if (receiver->first != NULL)
	{
		np_minhash_check_comparable(receiver->first, sig);
		return;
	}
	receiver->first = MemoryContextAlloc(receiver->context, VARSIZE(sig));
	memcpy(receiver->first, sig, VARSIZE(sig));
}

/* Tenant and time of publication of a row */
static void
read_limits(const Datum *values, const bool *isnull, ArticleLimits *limits)
{
	limits->group = 0;
	if (!isnull[COLUMN_TENANT])
	{
		text	   *tenant = DatumGetTextPP(values[COLUMN_TENANT]);

		limits->group = hash_bytes_extended((unsigned char *) VARDATA_ANY(tenant),
											VARSIZE_ANY_EXHDR(tenant), 1);
	}
	/* articles without a time are compared with one another only */
	limits->time = isnull[COLUMN_PUBLISHED] ? DT_NOBEGIN :
		DatumGetTimestampTz(values[COLUMN_PUBLISHED]);
}

/* Take the row in if it is an article. */
static void
read_row(ArticleReceiver *receiver, const Datum *values, const bool *isnull)
{
	Articles   *articles = receiver->articles;
	ArticleLimits limits;
	Minhash    *sig;

	if (isnull[COLUMN_KEY] || isnull[COLUMN_SIG])
		return;
	sig = np_minhash_from_datum(values[COLUMN_SIG]);
	if (MINHASH_IS_EMPTY(sig))
		return;
	check_signature(receiver, sig);
	read_limits(values, isnull, &limits);
	np_articles_add(articles, values[COLUMN_KEY], &limits, sig);
	if (articles->count % PROGRESS_ROWS == 0)
		np_progress(NP_PHASE_READ, articles->count, 0, "read " UINT64_FORMAT " articles",
					articles->count);
}

static void
start_receiving(DestReceiver *self, int operation, TupleDesc desc)
{
	ArticleReceiver *receiver = (ArticleReceiver *) self;
	MemoryContext old = MemoryContextSwitchTo(receiver->context);

	CheckColumnTypes(receiver->articles->query, desc);
	learn_key_type(receiver->articles, desc);
	MemoryContextSwitchTo(old);
	receiver->per_row = AllocSetContextCreate(receiver->context, "newsprint article row",
											  ALLOCSET_DEFAULT_SIZES);
}

static bool
receive_row(TupleTableSlot *slot, DestReceiver *self)
{
	ArticleReceiver *receiver = (ArticleReceiver *) self;
	MemoryContext old = MemoryContextSwitchTo(receiver->per_row);

	slot_getallattrs(slot);
	read_row(receiver, slot->tts_values, slot->tts_isnull);
	MemoryContextSwitchTo(old);
	MemoryContextReset(receiver->per_row);
	return true;
}

static void
stop_receiving(DestReceiver *self)
{
	MemoryContextDelete(((ArticleReceiver *) self)->per_row);
}

static void
end_receiver(DestReceiver *self)
{
}

static void
run_query(Articles *articles)
{
	ArticleReceiver receiver = {
		.pub = {receive_row, start_receiving, stop_receiving, end_receiver, DestNone},
		.articles = articles,
		.context = CurrentMemoryContext
	};
	SPIExecuteOptions options = {.read_only = true,.dest = &receiver.pub};
	char	   *sql = build_query(articles->query, articles->relname);
	SPIPlanPtr	plan = SPI_prepare_cursor(sql, 0, NULL, CURSOR_OPT_PARALLEL_OK);
	int			result;

	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", sql, SPI_result_code_string(SPI_result));
	result = SPI_execute_plan_extended(plan, &options);
	if (result < 0)
		elog(ERROR, "could not execute \"%s\": %s", sql, SPI_result_code_string(result));
	SPI_freeplan(plan);
}

int64
np_interval_microseconds(const Interval *interval)
{
	return interval->time + (int64) interval->day * USECS_PER_DAY +
		(int64) interval->month * DAYS_PER_MONTH * USECS_PER_DAY;
}

void
np_spi_connect(void)
{
	int			result = SPI_connect();

	if (result != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI: %s", SPI_result_code_string(result));
}

Articles *
np_articles_read(const ArticleQuery *query)
{
	Articles   *articles;

	CheckQuery(query);
	articles = np_articles_begin(query);
	run_query(articles);
	if (query->body != NULL)
		np_articles_prepare_text(articles);
	return articles;
}
