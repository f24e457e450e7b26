/*-------------------------------------------------------------------------
 *
 * articles.c
 *	  The signatures and keys of a table's articles, numbered.
 *
 * Spools for the lanes, for what limits comparison, and for the keys.  Each is
 * in memory if it fits into its share of what the caller has room for, else in
 * a temporary file.  Lanes stand by themselves because they alone are read for
 * each candidate, and reading is what takes the time.
 *
 * The table is read by a query of SQL as the caller would write it, so rights,
 * policies, views and partitions are the server's business.  It may run in
 * parallel, and its rows come to a receiver of our own, without a copy.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/articles.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "compat.h"
#include "cluster/progress.h"
#include "minhash/minhash.h"
#include "text/sqltext.h"
#include "watch/names.h"

/* Of so many parts of the memory two are for keys, one for where they begin, two for limits. */
#define MEMORY_PARTS 16

/* Rows between two looks at the clock */
#define PROGRESS_ROWS 1000

/*
 * How far the estimate may lie below the threshold for a pair that is still
 * verified by its text: three standard errors of 128 lanes at the middle.
 */
#define EXACT_MARGIN 0.13

/* Takes the rows of the query. */
typedef struct ArticleReceiver
{
	DestReceiver pub;
	Articles   *articles;
	Minhash    *first;			/* signature, for the message about one that differs */
	MemoryContext context;		/* of the articles */
	MemoryContext per_row;
} ArticleReceiver;

/* Columns of the query's rows */
enum
{
	COLUMN_KEY,
	COLUMN_SIG,
	COLUMN_TENANT,
	COLUMN_PUBLISHED
};

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

static void
prepare_body_plan(Articles *articles)
{
	const ArticleQuery *query = articles->query;
	char	   *sql = psprintf("SELECT %s::pg_catalog.text FROM %s WHERE %s %s $1",
							   quote_identifier(query->body), articles->relname,
							   quote_identifier(query->key),
							   np_equality_name(articles->key_type));

	articles->body_plan = SPI_prepare(sql, 1, &articles->key_type);
	if (articles->body_plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", sql, SPI_result_code_string(SPI_result));
}

/* Bytes of each key; 0: their length varies. */
static Size
key_width(const Articles *articles)
{
	if (articles->key_byval)
		return sizeof(Datum);
	return articles->key_length > 0 ? articles->key_length : 0;
}

static void
write_key(Articles *articles, Datum key)
{
	Size		width = key_width(articles);

	if (articles->key_byval)
	{
		np_spool_write(&articles->keys, &key, width);
		return;
	}
	if (width == 0)
	{
		np_spool_write(&articles->key_starts, &articles->keys.size,
					   sizeof(articles->keys.size));
		if (articles->key_length == -1)
			key = PointerGetDatum(PG_DETOAST_DATUM(key));
		width = datumGetSize(key, false, articles->key_length);
	}
	np_spool_write(&articles->keys, DatumGetPointer(key), width);
}

/* Tenant and time of publication of a row */
static void
write_limits(Articles *articles, const Datum *values, const bool *isnull)
{
	ArticleLimits limits = {0, DT_NOBEGIN};

	if (!isnull[COLUMN_TENANT])
	{
		text	   *tenant = DatumGetTextPP(values[COLUMN_TENANT]);

		limits.group = hash_bytes_extended((unsigned char *) VARDATA_ANY(tenant),
										   VARSIZE_ANY_EXHDR(tenant), 1);
	}
	/* articles without a time are compared with one another only */
	if (!isnull[COLUMN_PUBLISHED])
		limits.time = DatumGetTimestampTz(values[COLUMN_PUBLISHED]);
	np_spool_write(&articles->limits, &limits, sizeof(limits));
}

/* The first signature sets lanes and shingle size. */
static void
check_signature(ArticleReceiver *receiver, const Minhash *sig)
{
	Articles   *articles = receiver->articles;

	if (receiver->first != NULL)
	{
		np_minhash_check_comparable(receiver->first, sig);
		return;
	}
	receiver->first = MemoryContextAlloc(receiver->context, VARSIZE(sig));
	memcpy(receiver->first, sig, VARSIZE(sig));
	articles->nlanes = sig->nlanes;
	articles->shingle = sig->shingle;
}

static void
write_article(ArticleReceiver *receiver, const Datum *values, const bool *isnull)
{
	Articles   *articles = receiver->articles;
	Minhash    *sig;

	if (isnull[COLUMN_KEY] || isnull[COLUMN_SIG])
		return;
	sig = np_minhash_from_datum(values[COLUMN_SIG]);
	if (MINHASH_IS_EMPTY(sig))
		return;
	check_signature(receiver, sig);
	write_key(articles, values[COLUMN_KEY]);
	if (articles->limited)
		write_limits(articles, values, isnull);
	np_spool_write(&articles->lanes, sig->lanes, articles->nlanes);
	articles->count++;
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
	uint64		count = receiver->articles->count;
	MemoryContext old = MemoryContextSwitchTo(receiver->per_row);

	slot_getallattrs(slot);
	write_article(receiver, slot->tts_values, slot->tts_isnull);
	MemoryContextSwitchTo(old);
	MemoryContextReset(receiver->per_row);
	if (count % PROGRESS_ROWS == 0)
		np_progress(NP_PHASE_READ, count, 0, "read " UINT64_FORMAT " articles", count);
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

static void
begin_spools(Articles *articles, Size memory)
{
	Size		part = memory / MEMORY_PARTS;
	Size		limits = articles->limited ? 2 * part : 0;

	np_spool_begin(&articles->keys, 2 * part);
	np_spool_begin(&articles->key_starts, part);
	np_spool_begin(&articles->limits, limits);
	np_spool_begin(&articles->lanes, memory - 3 * part - limits);
}

Articles *
np_articles_read(const ArticleQuery *query)
{
	Articles   *articles = palloc0(sizeof(Articles));

	CheckQuery(query);
	articles->query = query;
	articles->relname = quote_qualified_identifier(
		get_namespace_name(get_rel_namespace(query->relation)),
		get_rel_name(query->relation));
	articles->horizon = query->horizon ? np_interval_microseconds(query->horizon) : -1;
	articles->limited = query->tenant != NULL || query->horizon != NULL;
	begin_spools(articles, query->memory);
	run_query(articles);
	if (query->body != NULL)
		prepare_body_plan(articles);
	return articles;
}

void
np_articles_close(Articles *articles)
{
	np_spool_end(&articles->lanes);
	np_spool_end(&articles->limits);
	np_spool_end(&articles->keys);
	np_spool_end(&articles->key_starts);
	if (articles->body_plan != NULL)
		SPI_freeplan(articles->body_plan);
}

Size
np_articles_size(const Articles *articles)
{
	return articles->lanes.size + articles->limits.size;
}

void
np_articles_share(Articles *articles, char *place)
{
	np_spool_move(&articles->lanes, place);
	np_spool_move(&articles->limits, place + articles->lanes.size);
}

Articles *
np_articles_attach(char *place, uint64 count, int nlanes, bool limited)
{
	Articles   *articles = palloc0(sizeof(Articles));

	articles->count = count;
	articles->nlanes = nlanes;
	articles->limited = limited;
	articles->lanes.held = place;
	articles->limits.held = place + count * nlanes;
	return articles;
}

void
np_articles_fetch(Articles *articles, uint64 number, NpArticle *article, uint8 *lanes)
{
	ArticleLimits limits = {0, 0};

	if (np_articles_are_held(articles))
	{
		np_article_get(articles, number, article);
		return;
	}
	if (articles->limited)
		np_spool_read(&articles->limits, number * sizeof(limits), &limits, sizeof(limits));
	np_spool_read(&articles->lanes, number * articles->nlanes, lanes, articles->nlanes);
	article->group = limits.group;
	article->time = limits.time;
	article->lanes = lanes;
}

static uint64
key_start(Articles *articles, uint64 number)
{
	uint64		start;

	if (number == articles->count)
		return articles->keys.size;
	np_spool_read(&articles->key_starts, number * sizeof(start), &start, sizeof(start));
	return start;
}

Datum
np_articles_key(Articles *articles, uint64 number)
{
	Size		width = key_width(articles);
	uint64		start = number * width;
	Datum		value;
	char	   *key;

	if (articles->key_byval)
	{
		np_spool_read(&articles->keys, start, &value, width);
		return value;
	}
	if (width == 0)
	{
		start = key_start(articles, number);
		width = key_start(articles, number + 1) - start;
	}
	key = palloc(width);
	np_spool_read(&articles->keys, start, key, width);
	return PointerGetDatum(key);
}

Datum
np_articles_show_key(Articles *articles, Datum key)
{
	return PointerGetDatum(cstring_to_text(OutputFunctionCall(&articles->key_output, key)));
}

void
np_articles_shingles(Articles *articles, uint64 number, NpShingleSet *set)
{
	Datum		key = np_articles_key(articles, number);
	MemoryContext context = CurrentMemoryContext;
	NpText		text = {NULL, 0};
	NpSketch   *sketch;
	bool		isnull = true;

	if (SPI_execute_plan(articles->body_plan, &key, NULL, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not read the text of an article");
	/* SPI leaves us in a context of its own */
	MemoryContextSwitchTo(context);
	if (SPI_processed == 1)
	{
		Datum		body = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);

		if (!isnull)
			text = np_text_from_datum(body);
	}
	sketch = palloc(sizeof(NpSketch));
	np_sketch_init(sketch, articles->nlanes, articles->shingle, text.length);
	np_sketch_text(sketch, text.bytes, text.length);
	*set = sketch->set;
	pfree(sketch);
	SPI_freetuptable(SPI_tuptable);
}

bool
np_articles_have_text(const Articles *articles)
{
	return articles->body_plan != NULL;
}

double
np_articles_sieve(const Articles *articles)
{
	double		threshold = articles->query->threshold;

	if (articles->body_plan == NULL)
		return threshold;
	return Max(threshold - EXACT_MARGIN, Min(threshold, 0.05));
}
