/*-------------------------------------------------------------------------
 *
 * read.c
 *	  Reading of a table's articles.
 *
 * It is done by a query of SQL as the caller would write it, so rights,
 * policies, views and partitions are the server's business.  Its rows come to
 * a receiver of our own, without a copy.  The query may run in parallel; but
 * then all rows come to one process, while workers that search for pairs
 * (workers.c) had better read, each some blocks of the table, what they
 * compare.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/articles.h"

#include "access/table.h"
#include "catalog/pg_am.h"
#include "catalog/pg_inherits.h"
#include "common/hashfn.h"
#include "common/int.h"
#include "lib/stringinfo.h"
#include "optimizer/plancat.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/plancache.h"
#include "utils/rel.h"
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
	COLUMN_PUBLISHED,
	COLUMN_BEST					/* if one is named */
};

/* Takes the rows of the query. */
typedef struct ArticleReceiver
{
	DestReceiver pub;
	Articles   *articles;
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

static bool
is_negative(const Interval *interval)
{
	const Interval zero = {0};

	return DatumGetBool(DirectFunctionCall2(interval_lt, IntervalPGetDatum(interval),
											IntervalPGetDatum(&zero)));
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
	if (query->horizon != NULL && is_negative(query->horizon))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("horizon %s is negative",
						DatumGetCString(DirectFunctionCall1(interval_out,
															IntervalPGetDatum(query->horizon))))));
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

/* SELECT key, sig, tenant, published, best FROM relation */
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
	if (query->best != NULL)
		appendStringInfo(&sql, ", %s", quote_identifier(query->best));
	appendStringInfo(&sql, " FROM %s", relname);
	return sql.data;
}

/* ORDER BY ..., the best article first */
static char *
order_query(const ArticleQuery *query, const char *sql)
{
	StringInfoData ordered;

	initStringInfo(&ordered);
	appendStringInfo(&ordered, "%s ORDER BY ", sql);
	if (query->best != NULL)
		appendStringInfo(&ordered, "%s %s NULLS LAST, ", quote_identifier(query->best),
						 query->descending ? "DESC" : "ASC");
	appendStringInfoString(&ordered, quote_identifier(query->key));
	return ordered.data;
}

/* WHERE ctid ...: with a comparison that stands in no other schema's reach */
static char *
limit_query(const char *sql, BlockNumber from, BlockNumber to)
{
	return psprintf("%s WHERE ctid OPERATOR(pg_catalog.>=) '(%u,0)'::pg_catalog.tid"
					" AND ctid OPERATOR(pg_catalog.<) '(%u,0)'::pg_catalog.tid", sql, from, to);
}

/* The collation that a column is ordered by */
static Oid
column_collation(Form_pg_attribute column)
{
	return OidIsValid(column->attcollation) ? column->attcollation :
		get_typcollation(column->atttypid);
}

static void
learn_types(Articles *articles, TupleDesc desc)
{
	TypeCacheEntry *type;
	Oid			output;
	bool		varlena;
	Form_pg_attribute column = TupleDescAttr(desc, COLUMN_KEY);

	articles->key_type = column->atttypid;
	articles->key_length = column->attlen;
	articles->key_byval = column->attbyval;
	articles->key_collation = column_collation(column);
	type = lookup_type_cache(column->atttypid, TYPECACHE_CMP_PROC_FINFO);
	if (OidIsValid(type->cmp_proc_finfo.fn_oid))
		articles->key_compare = &type->cmp_proc_finfo;
	getTypeOutputInfo(column->atttypid, &output, &varlena);
	fmgr_info(output, &articles->key_output);
	if (!articles->by_best)
		return;
	column = TupleDescAttr(desc, COLUMN_BEST);
	articles->best_type = column->atttypid;
	articles->best_byval = column->attbyval;
	articles->best_collation = column_collation(column);
}

/* All signatures must be comparable with the first. */
static void
check_signature(const Articles *articles, const Minhash *sig)
{
	if (articles->count > 0 &&
		(sig->nlanes != articles->nlanes || sig->shingle != articles->shingle))
		np_minhash_check_comparable(np_minhash_init(articles->nlanes, articles->shingle), sig);
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
read_row(Articles *articles, const Datum *values, const bool *isnull)
{
	uint64		count;
	ArticleBest best = {0};
	ArticleLimits limits;
	Minhash    *sig;

	if (isnull[COLUMN_KEY] || isnull[COLUMN_SIG])
		return;
	sig = np_minhash_from_datum(values[COLUMN_SIG]);
	if (MINHASH_IS_EMPTY(sig))
		return;
	check_signature(articles, sig);
	read_limits(values, isnull, &limits);
	if (articles->by_best)
	{
		best.value = values[COLUMN_BEST];
		best.isnull = isnull[COLUMN_BEST];
	}
	np_articles_add(articles, values[COLUMN_KEY], &best, &limits, sig);
	count = articles->count + articles->elsewhere;
	if (articles->count % PROGRESS_ROWS == 0)
		np_progress(NP_PHASE_READ, count, 0, "read " UINT64_FORMAT " articles", count);
}

static void
start_receiving(DestReceiver *self, int operation, TupleDesc desc)
{
	ArticleReceiver *receiver = (ArticleReceiver *) self;

	receiver->per_row = AllocSetContextCreate(CurrentMemoryContext, "newsprint article row",
											  ALLOCSET_DEFAULT_SIZES);
}

static bool
receive_row(TupleTableSlot *slot, DestReceiver *self)
{
	ArticleReceiver *receiver = (ArticleReceiver *) self;
	MemoryContext old = MemoryContextSwitchTo(receiver->per_row);

	slot_getallattrs(slot);
	read_row(receiver->articles, slot->tts_values, slot->tts_isnull);
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

static SPIPlanPtr
prepare_query(const char *sql, int cursor_options)
{
	SPIPlanPtr	plan = SPI_prepare_cursor(sql, 0, NULL, cursor_options);

	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", sql, SPI_result_code_string(SPI_result));
	return plan;
}

/* What the rows of a prepared query are made of */
static TupleDesc
query_descriptor(SPIPlanPtr plan)
{
	return ((CachedPlanSource *) linitial(SPI_plan_get_plan_sources(plan)))->resultDesc;
}

static void
run_query(Articles *articles, SPIPlanPtr plan)
{
	ArticleReceiver receiver = {
		.pub = {receive_row, start_receiving, stop_receiving, end_receiver, DestNone},
		.articles = articles
	};
	SPIExecuteOptions options = {.read_only = true,.dest = &receiver.pub};
	int			result = SPI_execute_plan_extended(plan, &options);

	if (result < 0)
		elog(ERROR, "could not read the articles: %s", SPI_result_code_string(result));
}

/* An interval longer than all time, such as infinity, ends where int64 does. */
int64
np_interval_microseconds(const Interval *interval)
{
	int64		days = interval->day + (int64) interval->month * DAYS_PER_MONTH;
	int64		length;

	if (pg_mul_s64_overflow(days, USECS_PER_DAY, &length) ||
		pg_add_s64_overflow(length, interval->time, &length))
		return -1;
	return length;
}

void
np_spi_connect(void)
{
	int			result = SPI_connect();

	if (result != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI: %s", SPI_result_code_string(result));
}

Articles *
np_articles_prepare(const ArticleQuery *query)
{
	Articles   *articles;
	SPIPlanPtr	plan;

	CheckQuery(query);
	articles = np_articles_begin(query->memory, query->tenant != NULL || query->horizon != NULL);
	articles->query = query;
	articles->by_best = query->best != NULL;
	articles->descending = query->descending;
	articles->relname = quote_qualified_identifier(
		get_namespace_name(get_rel_namespace(query->relation)),
		get_rel_name(query->relation));
	articles->sql = build_query(query, articles->relname);
	if (query->horizon != NULL)
		articles->horizon = np_interval_microseconds(query->horizon);
	plan = prepare_query(articles->sql, 0);
	CheckColumnTypes(query, query_descriptor(plan));
	learn_types(articles, query_descriptor(plan));
	SPI_freeplan(plan);
	if (query->body != NULL)
		np_articles_prepare_text(articles);
	return articles;
}

void
np_articles_read(Articles *articles)
{
	const char *sql = articles->sql;
	SPIPlanPtr	plan;

	if (articles->query->ordered)
		sql = order_query(articles->query, sql);
	plan = prepare_query(sql, CURSOR_OPT_PARALLEL_OK);
	run_query(articles, plan);
	SPI_freeplan(plan);
	np_articles_number(articles);
}

void
np_articles_read_blocks(Articles *articles, const char *sql, BlockNumber from, BlockNumber to)
{
	SPIPlanPtr	plan = prepare_query(limit_query(sql, from, to), 0);

	if (!OidIsValid(articles->key_type))
		learn_types(articles, query_descriptor(plan));
	run_query(articles, plan);
	SPI_freeplan(plan);
}

/*
 * Only the server's own tables are known to read some blocks without looking
 * at the others.
 */
static bool
measure_part(Oid relation, BlockNumber *blocks, double *rows)
{
	Relation	rel = table_open(relation, NoLock);
	bool		divisible = true;
	BlockNumber pages;
	double		tuples;
	double		visible;

	if (rel->rd_rel->relkind != RELKIND_PARTITIONED_TABLE)
	{
		divisible = rel->rd_rel->relam == HEAP_TABLE_AM_OID;
		if (divisible)
		{
			estimate_rel_size(rel, NULL, &pages, &tuples, &visible);
			*blocks = Max(*blocks, pages);
			*rows += tuples;
		}
	}
	table_close(rel, NoLock);
	return divisible;
}

bool
np_articles_are_divisible(Articles *articles, BlockNumber *blocks, double *rows)
{
	Oid			relation = articles->query->relation;
	ListCell   *part;

	*blocks = 0;
	*rows = 0;
	if (get_rel_relkind(relation) == RELKIND_VIEW)
		return false;
	articles->parts = find_all_inheritors(relation, AccessShareLock, NULL);
	foreach(part, articles->parts)
		if (!measure_part(lfirst_oid(part), blocks, rows))
			return false;
	return true;
}

bool
np_articles_have_more_parts(const Articles *articles)
{
	List	   *parts = find_all_inheritors(articles->query->relation, NoLock, NULL);

	return list_difference_oid(parts, articles->parts) != NIL;
}

/* May the query run while there are workers? */
static bool
is_parallel_safe(const char *sql, int nargs, Oid *argtypes)
{
	SPIPlanPtr	plan = SPI_prepare_cursor(sql, nargs, argtypes, CURSOR_OPT_PARALLEL_OK);
	CachedPlan *cached;
	bool		safe;

	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", sql, SPI_result_code_string(SPI_result));
	cached = SPI_plan_get_cached_plan(plan);
	safe = linitial_node(PlannedStmt, cached->stmt_list)->planTree->parallel_safe;

	/* the plan is not saved, so nobody owns it */
	ReleaseCachedPlan(cached, NULL);
	SPI_freeplan(plan);
	return safe;
}

bool
np_articles_are_for_workers(const Articles *articles)
{
	return is_parallel_safe(limit_query(articles->sql, 0, 1), 0, NULL);
}

bool
np_articles_allow_workers(Articles *articles)
{
	return !np_articles_have_text(articles) ||
		is_parallel_safe(np_articles_text_sql(articles), 1, &articles->key_type);
}
