/*-------------------------------------------------------------------------
 *
 * articles.c
 *	  The signatures and keys of a table's articles, numbered.
 *
 * Three spools: the lanes, a header for each article, and the keys, whose size
 * may vary.  Each is in memory if it fits into its share of what the caller
 * has room for, else in a temporary file.  Lanes stand by themselves because
 * they alone are read for each candidate, and reading is what takes the time.
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

/* Of so many parts of the memory one is for headers, one for keys, the others for lanes. */
#define MEMORY_PARTS 8

/* Rows fetched from the cursor at a time */
#define FETCH_ROWS 1000

/*
 * How far the estimate may lie below the threshold for a pair that is still
 * verified by its text: three standard errors of 128 lanes at the middle.
 */
#define EXACT_MARGIN 0.13

/* What is known of an article beside its lanes and its key */
typedef struct ArticleHeader
{
	uint64		key;			/* where among the keys it begins */
	uint64		group;
	int64		time;			/* microseconds */
} ArticleHeader;

/* Columns of the cursor's rows */
enum
{
	COLUMN_KEY = 1,
	COLUMN_SIG,
	COLUMN_TENANT,
	COLUMN_PUBLISHED
};

Size
np_article_size(int nlanes)
{
	return sizeof(ArticleHeader) + nlanes;
}

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
	Oid			sig = SPI_gettypeid(desc, COLUMN_SIG);

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
	Form_pg_attribute column = TupleDescAttr(desc, COLUMN_KEY - 1);

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

/* Append a key to the others; returns where it begins. */
static uint64
write_key(Articles *articles, Datum key)
{
	uint64		start = articles->keys.size;
	int32		size;

	if (articles->key_byval)
	{
		size = sizeof(Datum);
		np_spool_write(&articles->keys, &size, sizeof(size));
		np_spool_write(&articles->keys, &key, size);
	}
	else
	{
		if (articles->key_length == -1)
			key = PointerGetDatum(PG_DETOAST_DATUM(key));
		size = (int32) datumGetSize(key, false, articles->key_length);
		np_spool_write(&articles->keys, &size, sizeof(size));
		np_spool_write(&articles->keys, DatumGetPointer(key), size);
	}
	return start;
}

/*
 * Take in one row.  The first signature sets lanes and shingle size; first
 * keeps it for the message about one that differs.
 */
static void
write_article(Articles *articles, HeapTuple tuple, TupleDesc desc, Minhash **first,
			  MemoryContext keep)
{
	bool		isnull;
	Datum		key = SPI_getbinval(tuple, desc, COLUMN_KEY, &isnull);
	Datum		value;
	Minhash    *sig;
	ArticleHeader header;

	if (isnull)
		return;
	value = SPI_getbinval(tuple, desc, COLUMN_SIG, &isnull);
	if (isnull)
		return;
	sig = np_minhash_from_datum(value);
	if (MINHASH_IS_EMPTY(sig))
		return;
	if (*first == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(keep);

		*first = palloc(VARSIZE(sig));
		memcpy(*first, sig, VARSIZE(sig));
		articles->nlanes = sig->nlanes;
		articles->shingle = sig->shingle;
		MemoryContextSwitchTo(old);
	}
	else
		np_minhash_check_comparable(*first, sig);

	header.key = write_key(articles, key);
	value = SPI_getbinval(tuple, desc, COLUMN_TENANT, &isnull);
	if (isnull)
		header.group = 0;
	else
	{
		text	   *tenant = DatumGetTextPP(value);

		header.group = hash_bytes_extended((unsigned char *) VARDATA_ANY(tenant),
										   VARSIZE_ANY_EXHDR(tenant), 1);
	}
	/* articles without a time are compared with one another only */
	value = SPI_getbinval(tuple, desc, COLUMN_PUBLISHED, &isnull);
	header.time = isnull ? DT_NOBEGIN : DatumGetTimestampTz(value);

	np_spool_write(&articles->headers, &header, sizeof(header));
	np_spool_write(&articles->lanes, sig->lanes, articles->nlanes);
	articles->count++;
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
	MemoryContext context = CurrentMemoryContext;
	MemoryContext per_row;
	Articles   *articles = palloc0(sizeof(Articles));
	Minhash    *first = NULL;
	SPIPlanPtr	plan;
	Portal		portal;
	char	   *sql;

	CheckQuery(query);
	articles->query = query;
	articles->relname = quote_qualified_identifier(
		get_namespace_name(get_rel_namespace(query->relation)),
		get_rel_name(query->relation));
	articles->horizon = query->horizon ? np_interval_microseconds(query->horizon) : -1;
	articles->limited = query->tenant != NULL || query->horizon != NULL;
	np_spool_begin(&articles->headers, query->memory / MEMORY_PARTS);
	np_spool_begin(&articles->keys, query->memory / MEMORY_PARTS);
	np_spool_begin(&articles->lanes, query->memory / MEMORY_PARTS * (MEMORY_PARTS - 2));

	sql = build_query(query, articles->relname);
	plan = SPI_prepare(sql, 0, NULL);
	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", sql, SPI_result_code_string(SPI_result));
	portal = SPI_cursor_open(NULL, plan, NULL, NULL, true);
	CheckColumnTypes(query, portal->tupDesc);
	learn_key_type(articles, portal->tupDesc);
	if (query->body != NULL)
		prepare_body_plan(articles);

	per_row = AllocSetContextCreate(context, "newsprint article row", ALLOCSET_DEFAULT_SIZES);
	for (;;)
	{
		uint64		fetched;

		SPI_cursor_fetch(portal, true, FETCH_ROWS);
		fetched = SPI_processed;
		/* SPI leaves us in a context of its own */
		MemoryContextSwitchTo(per_row);
		for (uint64 i = 0; i < fetched; i++)
		{
			write_article(articles, SPI_tuptable->vals[i], SPI_tuptable->tupdesc, &first,
						  context);
			MemoryContextReset(per_row);
		}
		SPI_freetuptable(SPI_tuptable);
		if (fetched == 0)
			break;
		np_progress(NP_PHASE_READ, articles->count, 0, "read " UINT64_FORMAT " articles",
					articles->count);
	}
	MemoryContextSwitchTo(context);
	MemoryContextDelete(per_row);
	SPI_cursor_close(portal);
	SPI_freeplan(plan);
	return articles;
}

void
np_articles_close(Articles *articles)
{
	np_spool_end(&articles->headers);
	np_spool_end(&articles->lanes);
	np_spool_end(&articles->keys);
	if (articles->body_plan != NULL)
		SPI_freeplan(articles->body_plan);
}

void
np_articles_export(const Articles *articles, BufFile *file)
{
	np_file_write(file, articles->headers.held, articles->headers.size);
	np_file_write(file, articles->lanes.held, articles->lanes.size);
}

Articles *
np_articles_import(char *copy, uint64 count, int nlanes, bool limited)
{
	Articles   *articles = palloc0(sizeof(Articles));

	articles->headers.held = copy;
	articles->lanes.held = copy + count * sizeof(ArticleHeader);
	articles->count = count;
	articles->nlanes = nlanes;
	articles->limited = limited;
	return articles;
}

static void
read_header(Articles *articles, uint64 number, ArticleHeader *header)
{
	np_spool_read(&articles->headers, number * sizeof(*header), header, sizeof(*header));
}

void
np_articles_prefetch(const Articles *articles, uint64 number)
{
	if (articles->limited)
		np_prefetch(articles->headers.held + number * sizeof(ArticleHeader),
					sizeof(ArticleHeader));
	np_prefetch(np_article_lanes(articles, number), articles->nlanes);
}

void
np_articles_fetch(Articles *articles, uint64 number, NpArticle *article, uint8 *lanes)
{
	ArticleHeader header = {0};

	/* reading it takes time, too */
	if (articles->limited)
		read_header(articles, number, &header);
	article->group = header.group;
	article->time = header.time;
	article->lanes = lanes;
	if (np_articles_are_held(articles))
		article->lanes = np_article_lanes(articles, number);
	else
		np_spool_read(&articles->lanes, number * articles->nlanes, lanes, articles->nlanes);
}

Datum
np_articles_key(Articles *articles, uint64 number)
{
	ArticleHeader header;
	int32		size;
	char	   *key;

	read_header(articles, number, &header);
	np_spool_read(&articles->keys, header.key, &size, sizeof(size));
	if (articles->key_byval)
	{
		Datum		value;

		np_spool_read(&articles->keys, header.key + sizeof(size), &value, sizeof(value));
		return value;
	}
	key = palloc(size);
	np_spool_read(&articles->keys, header.key + sizeof(size), key, size);
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
