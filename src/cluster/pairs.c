/*-------------------------------------------------------------------------
 *
 * pairs.c
 *	  near_duplicates(): every pair of articles that resemble each other.
 *
 * Band by band: the band key of each article is sorted together with the
 * article's number, so that articles which share the band stand side by
 * side; their signatures are compared.  A pair is given out in the first
 * band that it shares, so that no list of pairs is kept.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplesort.h"

#include "compat.h"
#include "cluster/arguments.h"
#include "cluster/articles.h"
#include "cluster/exact.h"
#include "cluster/progress.h"
#include "minhash/lsh.h"
#include "minhash/minhash.h"

#define PAIR_COLUMNS	3

/* Articles between two looks at the clock */
#define PROGRESS_ROWS	1024

typedef struct PairSearch
{
	Articles   *articles;
	ReturnSetInfo *rsinfo;
	int			bands;
	int			rows;
	int			band;			/* the current one */
	int			number_bits;	/* of a sorted value; the others are the band key's */
	int			least_equal;
	uint64	   *bucket;			/* numbers of the articles that share the band */
	int64		bucket_size;
	int64		bucket_room;
	NpArticle  *held;			/* their signatures, as many as there is room for */
	uint8	   *held_lanes;
	int64		held_room;
	uint64		pairs;
	MemoryContext per_pair;
} PairSearch;

/* The part of a band key that is sorted by, in its place above the number */
static uint64
sort_key(const PairSearch *search, const NpArticle *article, int band)
{
	uint64		key = (uint64) np_band_key(article->lanes, band, search->rows);

	key = np_group_key(key, article->group);
	return key >> search->number_bits << search->number_bits;
}

static bool
shares_earlier_band(const PairSearch *search, const NpArticle *a, const NpArticle *b)
{
	for (int band = 0; band < search->band; band++)
		if (sort_key(search, a, band) == sort_key(search, b, band))
			return true;
	return false;
}

/* The pair, the smaller key first where the type has an order */
static void
put_pair(PairSearch *search, uint64 i, uint64 j, double similarity)
{
	Articles   *articles = search->articles;
	Datum		a = np_articles_key(articles, i);
	Datum		b = np_articles_key(articles, j);
	Datum		values[PAIR_COLUMNS];
	bool		nulls[PAIR_COLUMNS] = {false};

	if (articles->key_compare != NULL &&
		DatumGetInt32(FunctionCall2Coll(articles->key_compare, articles->key_collation,
										a, b)) > 0)
	{
		Datum		swap = a;

		a = b;
		b = swap;
	}
	values[0] = np_articles_show_key(articles, a);
	values[1] = np_articles_show_key(articles, b);
	values[2] = Float8GetDatum(similarity);
	tuplestore_putvalues(search->rsinfo->setResult, search->rsinfo->setDesc, values, nulls);
	search->pairs++;
}

static double
exact_similarity(Articles *articles, uint64 i, uint64 j)
{
	NpShingleSet a;
	NpShingleSet b;

	np_articles_shingles(articles, i, &a);
	np_articles_shingles(articles, j, &b);
	return np_exact_jaccard(&a, &b);
}

static void
compare_articles(PairSearch *search, const NpArticle *a, uint64 i, const NpArticle *b, uint64 j)
{
	Articles   *articles = search->articles;
	double		similarity;
	MemoryContext old;
	int			equal;

	if (!np_articles_comparable(a, b, articles->horizon))
		return;
	equal = np_lanes_equal(a->lanes, b->lanes, articles->nlanes);
	if (equal < search->least_equal || shares_earlier_band(search, a, b))
		return;

	old = MemoryContextSwitchTo(search->per_pair);
	similarity = np_articles_have_text(articles) ? exact_similarity(articles, i, j)
		: np_jaccard_estimate(equal, articles->nlanes);
	if (similarity >= articles->query->threshold)
		put_pair(search, i, j, similarity);
	MemoryContextSwitchTo(old);
	MemoryContextReset(search->per_pair);
}

/*
 * All pairs of the bucket.  As many signatures as there is room for are held
 * and compared with one another and with all that come after them.
 */
static void
compare_bucket(PairSearch *search)
{
	Articles   *articles = search->articles;
	uint8	   *lanes;

	/* most articles share the band with no other: do not even read them */
	if (search->bucket_size < 2)
		return;
	lanes = palloc(articles->nlanes);
	for (int64 from = 0; from < search->bucket_size; from += search->held_room)
	{
		int64		to = Min(from + search->held_room, search->bucket_size);

		for (int64 j = from; j < search->bucket_size; j++)
		{
			NpArticle	passing;
			NpArticle  *article = &passing;
			uint8	   *place = lanes;

			CHECK_FOR_INTERRUPTS();
			if (j < to)
			{
				article = &search->held[j - from];
				place = search->held_lanes + (j - from) * articles->nlanes;
			}
			np_articles_fetch(articles, search->bucket[j], article, place);
			for (int64 i = from; i < Min(j, to); i++)
				compare_articles(search, &search->held[i - from], search->bucket[i],
								 article, search->bucket[j]);
		}
	}
	pfree(lanes);
}

static void
add_to_bucket(PairSearch *search, uint64 number)
{
	if (search->bucket_size == search->bucket_room)
	{
		search->bucket_room *= 2;
		search->bucket = repalloc_huge(search->bucket, sizeof(uint64) * search->bucket_room);
	}
	search->bucket[search->bucket_size++] = number;
}

static void
sort_band(PairSearch *search, Tuplesortstate *sort)
{
	Articles   *articles = search->articles;
	uint8	   *lanes = palloc(articles->nlanes);

	for (uint64 number = 0; number < articles->count; number++)
	{
		NpArticle	article;
		uint64		entry;

		CHECK_FOR_INTERRUPTS();
		np_articles_fetch(articles, number, &article, lanes);
		entry = sort_key(search, &article, search->band) | number;
		tuplesort_putdatum(sort, Int64GetDatum((int64) entry), false);
	}
	tuplesort_performsort(sort);
	pfree(lanes);
}

static void
search_band(PairSearch *search)
{
	Tuplesortstate *sort;
	uint64		mask = (UINT64CONST(1) << search->number_bits) - 1;
	uint64		bucket_key = 0;
	Datum		value;
	bool		isnull;
	uint64		seen = 0;

	sort = tuplesort_begin_datum(INT8OID, Int8LessOperator, InvalidOid, false,
								 Max(maintenance_work_mem / 4 * 3, 64), NULL,
								 NP_TUPLESORT_NONE);
	sort_band(search, sort);
	search->bucket_size = 0;
	while (np_tuplesort_getdatum(sort, &value, &isnull))
	{
		uint64		entry = (uint64) DatumGetInt64(value);

		if (seen++ % PROGRESS_ROWS == 0)
			np_progress("band %d of %d, " UINT64_FORMAT " pairs", search->band + 1,
						search->bands, search->pairs);
		if (search->bucket_size > 0 && (entry & ~mask) != bucket_key)
		{
			compare_bucket(search);
			search->bucket_size = 0;
		}
		bucket_key = entry & ~mask;
		add_to_bucket(search, entry & mask);
	}
	compare_bucket(search);
	tuplesort_end(sort);
}

/* Three parts of four of maintenance_work_mem to sort, one for signatures */
static void
begin_search(PairSearch *search, Articles *articles, ReturnSetInfo *rsinfo)
{
	double		sieve = np_articles_sieve(articles);
	Size		memory = (Size) maintenance_work_mem * 1024 / 4;

	memset(search, 0, sizeof(*search));
	search->articles = articles;
	search->rsinfo = rsinfo;
	np_lsh_parameters(sieve, articles->query->recall, articles->nlanes,
					  &search->bands, &search->rows);
	search->least_equal = np_minhash_lanes_needed(sieve, articles->nlanes);
	while (search->number_bits < 63 && (articles->count - 1) >> search->number_bits != 0)
		search->number_bits++;
	search->bucket_room = 1024;
	search->bucket = palloc(sizeof(uint64) * search->bucket_room);
	search->held_room = Min(memory / (sizeof(NpArticle) + articles->nlanes), articles->count);
	search->held = palloc_extended(sizeof(NpArticle) * search->held_room, MCXT_ALLOC_HUGE);
	search->held_lanes = palloc_extended((Size) articles->nlanes * search->held_room,
										 MCXT_ALLOC_HUGE);
	search->per_pair = AllocSetContextCreate(CurrentMemoryContext, "newsprint pair",
											 ALLOCSET_DEFAULT_SIZES);
}

/* Get the pairs of articles that resemble each other */
PG_FUNCTION_INFO_V1(near_duplicates);
Datum
near_duplicates(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	ArticleQuery query;
	Articles   *articles;
	PairSearch	search;

	InitMaterializedSRF(fcinfo, 0);
	np_article_query_from_args(fcinfo, &query);
	np_progress_begin("near_duplicates");
	np_spi_connect();
	articles = np_articles_read(&query);
	if (articles->count > 1)
	{
		begin_search(&search, articles, rsinfo);
		for (search.band = 0; search.band < search.bands; search.band++)
			search_band(&search);
	}
	np_articles_close(articles);
	SPI_finish();
	return (Datum) 0;
}
