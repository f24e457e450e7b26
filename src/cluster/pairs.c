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

#include "access/xact.h"
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

/* Fewer are done before a worker has started. */
#define ARTICLES_A_WORKER	50000

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

/* How many workers help with so many articles, for which so many bytes are needed */
static int
count_workers(const ArticleQuery *query, uint64 count, Size held)
{
	int			workers = Min(max_parallel_maintenance_workers, count / ARTICLES_A_WORKER);

	/* in parallel mode the cores are busy anyway */
	if (IsInParallelMode())
		return 0;
	while (workers > 0 && !np_room_for_processes(query->memory, held, count, workers + 1))
		workers--;
	return workers;
}

static void
search_alone(Articles *articles, PairOutput *output)
{
	PairTask	task = {0};
	PairSearch *search;

	if (articles->count < 2)
		return;
	np_pair_task(&task, articles, articles->nlanes, 1);
	search = np_pair_search_begin(&task, articles, verify_pair, output);
	for (int band = 0; band < task.bands; band++)
		np_pair_search_band(search, band);
}

/* Have workers read the table and search it, if that is possible. */
static bool
search_divided(const ArticleQuery *query, PairOutput *output)
{
	Articles   *articles = np_articles_prepare(query);
	BlockNumber blocks;
	double		rows;
	int			workers = 0;
	bool		done;

	if (max_parallel_maintenance_workers > 0 &&
		np_articles_are_divisible(articles, &blocks, &rows))
		workers = count_workers(query, (uint64) rows, (Size) rows * NP_DEFAULT_LANES);
	done = workers > 0 && np_articles_are_for_workers(articles) &&
		np_articles_allow_workers(articles) &&
		np_search_with_workers(articles, workers, blocks, verify_pair, output);
	np_articles_close(articles);
	return done;
}

/* Read the table in one process. */
static void
search_undivided(const ArticleQuery *query, PairOutput *output)
{
	Articles   *articles = np_articles_prepare(query);
	int			workers = 0;

	np_articles_read(articles);
	if (np_articles_are_held(articles))
		workers = count_workers(query, articles->count, np_articles_size(articles));
	if (workers == 0 || !np_articles_allow_workers(articles) ||
		!np_search_with_workers(articles, workers, 0, verify_pair, output))
		search_alone(articles, output);
	np_articles_close(articles);
}

/* Get the pairs of articles that resemble each other */
PG_FUNCTION_INFO_V1(near_duplicates);
Datum
near_duplicates(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	ArticleQuery query;
	PairOutput	output = {.rsinfo = rsinfo};

	InitMaterializedSRF(fcinfo, 0);
	np_article_query_from_args(fcinfo, &query);
	query.memory = (Size) maintenance_work_mem * 1024 / 4 * 3;
	np_progress_begin(NP_TASK_PAIRS, query.relation);
	np_spi_connect();
	output.per_pair = AllocSetContextCreate(CurrentMemoryContext, "newsprint pair",
											ALLOCSET_DEFAULT_SIZES);
	if (!search_divided(&query, &output))
		search_undivided(&query, &output);
	SPI_finish();
	np_progress_end();
	return (Datum) 0;
}
