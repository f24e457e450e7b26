/*-------------------------------------------------------------------------
 *
 * articles.c
 *	  The signatures and keys of a table's articles, numbered.
 *
 * Spools for the lanes and their sieves, for what limits comparison, and for the keys.  Each is
 * in memory if it fits into its share of what the caller has room for, else in
 * a temporary file.  Lanes stand by themselves because they alone are read for
 * each candidate, and reading is what takes the time.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/articles.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "cluster/place.h"
#include "compat.h"
#include "text/sqltext.h"
#include "watch/names.h"

/* Of so many parts of the memory two are for keys, one for where they begin, two for limits. */
#define MEMORY_PARTS 16

/* Of the rest one part of so many is for sieves; of few lanes they are more than that. */
#define LANES_A_SIEVE 5

/*
 * How far the estimate may lie below the threshold for a pair that is still
 * verified by its text: three standard errors of 128 lanes at the middle; more
 * if there are fewer.
 */
#define EXACT_MARGIN 0.13
#define MARGIN_LANES 128

Size
np_articles_key_width(const Articles *articles)
{
	if (articles->key_byval)
		return sizeof(Datum);
	return articles->key_length > 0 ? articles->key_length : 0;
}

static void
write_key(Articles *articles, Datum key)
{
	const char	zeros[MAXIMUM_ALIGNOF] = {0};
	Size		width = np_articles_key_width(articles);
	Size		padding = 0;

	if (articles->key_byval)
	{
		np_spool_write(&articles->spools[NP_KEYS], &key, width);
		return;
	}
	if (width == 0)
	{
		np_spool_write(&articles->spools[NP_KEY_STARTS], &articles->spools[NP_KEYS].size,
					   sizeof(articles->spools[NP_KEYS].size));
		if (articles->key_length == -1)
			key = PointerGetDatum(PG_DETOAST_DATUM(key));
		width = datumGetSize(key, false, articles->key_length);
		np_spool_write(&articles->spools[NP_KEYS], &width, sizeof(width));
		padding = MAXALIGN(width) - width;
	}
	np_spool_write(&articles->spools[NP_KEYS], DatumGetPointer(key), width);
	np_spool_write(&articles->spools[NP_KEYS], zeros, padding);
}

static void
write_sieve(Articles *articles, const uint8 *lanes)
{
	uint64		sieve[NP_MAX_SIEVE_WORDS];

	np_sieve_make(lanes, articles->nlanes, sieve);
	np_spool_write(&articles->spools[NP_SIEVES], sieve,
				   sizeof(*sieve) * np_sieve_words(articles->nlanes));
}

static void
begin_spools(Articles *articles)
{
	Size		memory = articles->memory;
	Size		part = memory / MEMORY_PARTS;
	Size		limits = articles->limited ? 2 * part : 0;
	Size		sieves = (memory - 3 * part - limits) / LANES_A_SIEVE;

	np_spool_begin(&articles->spools[NP_KEYS], 2 * part);
	np_spool_begin(&articles->spools[NP_KEY_STARTS], part);
	np_spool_begin(&articles->spools[NP_LIMITS], limits);
	np_spool_begin(&articles->spools[NP_BEST], 2 * part);
	np_spool_begin(&articles->spools[NP_SIEVES], sieves);
	np_spool_begin(&articles->spools[NP_LANES], memory - 3 * part - limits - sieves);
}

static void
end_spools(Articles *articles)
{
	for (int i = 0; i < NP_SPOOLS; i++)
		np_spool_end(&articles->spools[i]);
	np_place_end(articles);
}

Articles *
np_articles_begin(Size memory, bool limited)
{
	Articles   *articles = palloc0(sizeof(Articles));

	articles->memory = memory;
	articles->limited = limited;
	articles->horizon = -1;
	begin_spools(articles);
	return articles;
}

void
np_articles_forget(Articles *articles, Size memory)
{
	end_spools(articles);
	if (articles->chunks != NULL)
		pfree(articles->chunks);
	if (articles->order != NULL)
		pfree(articles->order);
	articles->chunks = NULL;
	articles->order = NULL;
	articles->count = articles->elsewhere = articles->numbers = 0;
	articles->nlanes = 0;
	articles->memory = memory;
	begin_spools(articles);
}

void
np_articles_add(Articles *articles, Datum key, const ArticleBest *best,
				const ArticleLimits *limits, const Minhash *sig)
{
	if (articles->count == 0)
	{
		articles->nlanes = sig->nlanes;
		articles->shingle = sig->shingle;
	}
	if (articles->place != NULL)
	{
		if (!np_place_has_room(articles))
			return;
		if (articles->by_best)
			np_spool_write(&articles->spools[NP_BEST], best, sizeof(*best));
	}
	write_key(articles, key);
	if (articles->limited)
		np_spool_write(&articles->spools[NP_LIMITS], limits, sizeof(*limits));
	np_spool_write(&articles->spools[NP_LANES], sig->lanes, articles->nlanes);
	if (articles->spools[NP_LANES].file == NULL)
		write_sieve(articles, sig->lanes);
	articles->count++;
}

void
np_articles_number(Articles *articles)
{
	ArticleChunk *chunk = palloc(sizeof(ArticleChunk));

	chunk->lanes = articles->spools[NP_LANES].held;
	chunk->sieves = (const uint64 *) articles->spools[NP_SIEVES].held;
	chunk->limits = (const ArticleLimits *) articles->spools[NP_LIMITS].held;
	chunk->count = articles->count;
	articles->chunks = chunk;
	articles->nchunks = 1;
	articles->chunk_bits = 63;
	articles->numbers = articles->count;
}

void
np_articles_close(Articles *articles)
{
	end_spools(articles);
	if (articles->body_plan != NULL)
		SPI_freeplan(articles->body_plan);
}

bool
np_articles_are_in_memory(const Articles *articles)
{
	for (int i = 0; i < NP_SPOOLS; i++)
		if (articles->spools[i].file != NULL)
			return false;
	return true;
}

Size
np_articles_size(const Articles *articles)
{
	return articles->spools[NP_LANES].size + articles->spools[NP_SIEVES].size +
		articles->spools[NP_LIMITS].size;
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
		np_spool_read(&articles->spools[NP_LIMITS], number * sizeof(limits), &limits,
					  sizeof(limits));
	np_spool_read(&articles->spools[NP_LANES], number * articles->nlanes, lanes, articles->nlanes);
	article->group = limits.group;
	article->time = limits.time;
	article->lanes = lanes;
}

Datum
np_articles_key(Articles *articles, uint64 number)
{
	Size		width = np_articles_key_width(articles);
	uint64		start = number * width;
	Datum		value;
	char	   *key;

	if (articles->key_byval)
	{
		np_spool_read(&articles->spools[NP_KEYS], start, &value, width);
		return value;
	}
	if (width == 0)
	{
		np_spool_read(&articles->spools[NP_KEY_STARTS], number * sizeof(start), &start,
					  sizeof(start));
		np_spool_read(&articles->spools[NP_KEYS], start, &width, sizeof(width));
		start += sizeof(width);
	}
	key = palloc(width);
	np_spool_read(&articles->spools[NP_KEYS], start, key, width);
	return PointerGetDatum(key);
}

Datum
np_articles_peek_key(const Articles *articles, uint64 number)
{
	const char *keys = articles->spools[NP_KEYS].held;
	Size		width = np_articles_key_width(articles);

	if (articles->key_byval)
		return ((const Datum *) keys)[number];
	if (width > 0)
		return PointerGetDatum(keys + number * width);
	return PointerGetDatum(keys + ((const uint64 *) articles->spools[NP_KEY_STARTS].held)[number] +
						   sizeof(width));
}

const ArticleBest *
np_articles_best(const Articles *articles, uint64 number)
{
	return (const ArticleBest *) articles->spools[NP_BEST].held + number;
}

Datum
np_articles_show_key(Articles *articles, Datum key)
{
	return PointerGetDatum(cstring_to_text(OutputFunctionCall(&articles->key_output, key)));
}

char *
np_articles_text_sql(const Articles *articles)
{
	const ArticleQuery *query = articles->query;

	return psprintf("SELECT %s::pg_catalog.text FROM %s WHERE %s %s $1",
					quote_identifier(query->body), articles->relname,
					quote_identifier(query->key), np_equality_name(articles->key_type));
}

void
np_articles_prepare_text(Articles *articles)
{
	char	   *sql = np_articles_text_sql(articles);

	articles->body_plan = SPI_prepare(sql, 1, &articles->key_type);
	if (articles->body_plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", sql, SPI_result_code_string(SPI_result));
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
np_articles_sieve(const Articles *articles, int nlanes)
{
	double		threshold = articles->query->threshold;
	double		margin = EXACT_MARGIN;

	if (articles->body_plan == NULL)
		return threshold;
	if (nlanes < MARGIN_LANES)
		margin *= sqrt((double) MARGIN_LANES / nlanes);
	return Max(threshold - margin, Min(threshold, 0.05));
}
