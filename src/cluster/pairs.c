/*-------------------------------------------------------------------------
 *
 * pairs.c
 *	  near_duplicates(): every pair of articles that resemble each other.
 *
 * Signatures tell which pairs may be ones (search.c); here they are verified,
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
#include "cluster/buckets.h"
#include "cluster/exact.h"
#include "cluster/progress.h"
#include "cluster/search.h"
#include "minhash/lsh.h"
#include "minhash/minhash.h"

#define PAIR_COLUMNS	3

/* Fewer are done before a worker has started. */
#define ARTICLES_A_WORKER	50000

typedef struct PairOutput
{
	Articles   *articles;
	ReturnSetInfo *rsinfo;
	MemoryContext per_pair;
} PairOutput;

/* The pair, the smaller key first where the type has an order */
static void
put_pair(PairOutput *output, uint64 i, uint64 j, double similarity)
{
	Articles   *articles = output->articles;
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
verify_pair(void *state, uint64 i, uint64 j, int equal)
{
	PairOutput *output = state;
	Articles   *articles = output->articles;
	MemoryContext old = MemoryContextSwitchTo(output->per_pair);
	double		similarity;

	similarity = np_articles_have_text(articles) ? exact_similarity(articles, i, j)
		: np_jaccard_estimate(equal, articles->nlanes);
	if (similarity >= articles->query->threshold)
		put_pair(output, i, j, similarity);
	MemoryContextSwitchTo(old);
	MemoryContextReset(output->per_pair);
}

/*
 * How many workers help, and the memory of each process.  With all articles
 * in memory a pair costs a look at both; otherwise the temporary file is
 * read for each article that shares a band with another.
 */
static int
share_memory(PairTask *task, Articles *articles)
{
	Size		memory = (Size) maintenance_work_mem / 4 * 3;
	Size		held = np_articles_size(articles) / 1024;
	Size		sorting = np_buckets_size(articles->count) / 1024;
	int			workers = Min(max_parallel_maintenance_workers,
							  articles->count / ARTICLES_A_WORKER);

	if (!np_articles_are_held(articles))
	{
		task->sort_memory = Max(memory, 64);
		task->bucket_memory = maintenance_work_mem / 4;
		return 0;
	}
	/* there are two copies for as long as it takes to make the shared one */
	while (workers > 0 && held + Max(held, (workers + 1) * sorting) > memory)
		workers--;
	task->bucket_memory = maintenance_work_mem / 8 / (workers + 1);
	return workers;
}

static void
search_pairs(Articles *articles, ReturnSetInfo *rsinfo)
{
	double		sieve = np_articles_sieve(articles);
	PairTask	task = {.horizon = articles->horizon};
	PairOutput	output = {.articles = articles,.rsinfo = rsinfo};
	int			workers = share_memory(&task, articles);

	np_lsh_parameters(sieve, articles->query->recall, articles->nlanes,
					  &task.bands, &task.rows);
	task.least_equal = np_minhash_lanes_needed(sieve, articles->nlanes);
	output.per_pair = AllocSetContextCreate(CurrentMemoryContext, "newsprint pair",
											ALLOCSET_DEFAULT_SIZES);
	np_search_pairs(&task, articles, workers, verify_pair, &output);
}

/* Get the pairs of articles that resemble each other */
PG_FUNCTION_INFO_V1(near_duplicates);
Datum
near_duplicates(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	ArticleQuery query;
	Articles   *articles;

	InitMaterializedSRF(fcinfo, 0);
	np_article_query_from_args(fcinfo, &query);
	query.memory = (Size) maintenance_work_mem * 1024 / 4 * 3;
	np_progress_begin(NP_TASK_PAIRS, query.relation);
	np_spi_connect();
	articles = np_articles_read(&query);
	if (articles->count > 1)
		search_pairs(articles, rsinfo);
	np_articles_close(articles);
	SPI_finish();
	np_progress_end();
	return (Datum) 0;
}
