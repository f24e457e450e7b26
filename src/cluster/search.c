/*-------------------------------------------------------------------------
 *
 * search.c
 *	  The reading of a table's articles and the search for pairs among them.
 *
 * Here it is decided who does it: this process alone, with workers that search
 * what it has read, or with workers that read as well.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/search.h"

#include "access/xact.h"
#include "miscadmin.h"

#include "cluster/buckets.h"
#include "cluster/order.h"
#include "cluster/workers.h"

/* Fewer are done before a worker has started. */
#define ARTICLES_A_WORKER	50000

/* To reckon with before they are read: lanes, sieve, key and some rest of chunks */
#define USUAL_ARTICLE_SIZE	(NP_DEFAULT_LANES + NP_DEFAULT_LANES / 4 + 16)

/* How many workers help with so many articles of so many bytes: do they read them? */
static int
count_workers(const ArticleQuery *query, uint64 count, Size held, bool divided)
{
	int			workers = Min(max_parallel_maintenance_workers, count / ARTICLES_A_WORKER);

	/* in parallel mode the cores are busy anyway */
	if (IsInParallelMode())
		return 0;
	while (workers > 0 &&
		   !np_room_for_processes(query->memory, held, count, workers + 1, divided))
		workers--;
	return workers;
}

/* How many bytes are left beside articles that are held and what it takes to sort them */
static Size
bytes_left(const Articles *articles)
{
	Size		used = np_articles_size(articles) + np_buckets_size(articles->count, false);

	return articles->query->memory - Min(articles->query->memory, used);
}

static void
search_alone(Articles *articles, const PairSink *sink)
{
	PairTask	task = {0};
	BandSearch *search;

	if (articles->count < 2)
		return;
	np_pair_task(&task, articles, articles->nlanes, 1, sink->crowd != NULL);
	if (sink->begin != NULL)
		sink->begin(sink->state, articles, bytes_left(articles));
	search = np_band_search_begin(&task, articles, NULL, sink);
	for (int band = 0; band < task.bands; band++)
		np_band_search(search, band);
	np_band_search_end(search);
}

/* Have workers read the table and search it, if that is possible. */
static bool
search_divided(Articles *articles, const PairSink *sink)
{
	BlockNumber blocks;
	double		rows;
	int			workers = 0;
	bool		found;

	if (max_parallel_maintenance_workers > 0 && sink->parallel &&
		(!articles->query->ordered || np_order_is_known(articles)) &&
		np_articles_are_divisible(articles, &blocks, &rows))
		workers = count_workers(articles->query, (uint64) rows,
								(Size) rows * USUAL_ARTICLE_SIZE, true);
	if (workers == 0 || !np_articles_are_for_workers(articles))
		return false;
	found = np_search_with_workers(articles, workers, blocks, (uint64) rows, sink);
	/* what this process has read by itself is of no use */
	if (articles->place == NULL)
		np_articles_forget(articles, articles->memory);
	return found;
}

/* Read the table in one process. */
static bool
search_undivided(Articles *articles, const PairSink *sink)
{
	int			workers = 0;

	np_articles_read(articles);
	if (!np_articles_are_held(articles) && sink->crowd != NULL)
		return false;
	if (np_articles_are_held(articles) && sink->parallel)
		workers = count_workers(articles->query, articles->count, np_articles_size(articles),
								false);
	if (workers == 0 || !np_search_with_workers(articles, workers, 0, articles->count, sink))
		search_alone(articles, sink);
	return true;
}

bool
np_search(Articles *articles, const PairSink *sink)
{
	return search_divided(articles, sink) || search_undivided(articles, sink);
}
