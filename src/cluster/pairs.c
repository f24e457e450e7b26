/*-------------------------------------------------------------------------
 *
 * pairs.c
 *	  near_duplicates(): every pair of articles that resemble each other.
 *
 * Signatures tell which pairs may be ones (bands.c); here they are verified,
 * by text where that is asked for, and given out.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "compat.h"
#include "cluster/arguments.h"
#include "cluster/articles.h"
#include "cluster/exact.h"
#include "cluster/progress.h"
#include "cluster/search.h"
#include "minhash/minhash.h"

#define PAIR_COLUMNS	3

typedef struct PairOutput
{
	ReturnSetInfo *rsinfo;
	MemoryContext per_pair;
} PairOutput;

/* The pair, the smaller key first where the type has an order */
static void
put_pair(PairOutput *output, Articles *articles, uint64 i, uint64 j, double similarity)
{
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
	tuplestore_putvalues(output->rsinfo->setResult, output->rsinfo->setDesc, values, nulls);
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

/* Give out a pair that the signatures promise, if it is one. */
static void
verify_pair(void *state, Articles *articles, uint64 i, uint64 j, int equal)
{
	PairOutput *output = state;
	MemoryContext old = MemoryContextSwitchTo(output->per_pair);
	double		similarity;

	similarity = np_articles_have_text(articles) ? exact_similarity(articles, i, j)
		: np_jaccard_estimate(equal, articles->nlanes);
	if (similarity >= articles->query->threshold)
		put_pair(output, articles, i, j, similarity);
	MemoryContextSwitchTo(old);
	MemoryContextReset(output->per_pair);
}

/* Get the pairs of articles that resemble each other */
PG_FUNCTION_INFO_V1(near_duplicates);
Datum
near_duplicates(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	ArticleQuery query;
	PairOutput	output = {.rsinfo = rsinfo};
	PairSink	sink = {.pair = verify_pair,.state = &output};
	Articles   *articles;

	InitMaterializedSRF(fcinfo, 0);
	np_article_query_from_args(fcinfo, &query);
	query.memory = (Size) maintenance_work_mem * 1024 / 4 * 3;
	np_progress_begin(NP_TASK_PAIRS, query.relation);
	np_spi_connect();
	output.per_pair = AllocSetContextCreate(CurrentMemoryContext, "newsprint pair",
											ALLOCSET_DEFAULT_SIZES);
	articles = np_articles_prepare(&query);
	sink.parallel = np_articles_allow_workers(articles);
	np_search(articles, &sink);
	np_articles_close(articles);
	SPI_finish();
	np_progress_end();
	return (Datum) 0;
}
