/*-------------------------------------------------------------------------
 *
 * clusters.c
 *	  duplicate_clusters(): every article that has copies, and the copies.
 *
 * The articles are ranked, the best first, and taken in that order (canon.h).
 * What bounds the memory is the number of canonical articles that can be
 * held at a time.  When no more fit, the rest of the table is compared with
 * those that are held, and the next pass begins with the first article that
 * found no room: the result is the same as with memory for all.  Each pass
 * reads the articles once, in order, and passes on for each of them the
 * canonical article that it resembles most so far.
 *
 * Where there is memory for all articles, pairs are searched first, which several
 * processes can do, and only articles that are in one need to be settled (roster.h).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/tupdesc.h"
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
#include "cluster/file.h"
#include "cluster/progress.h"
#include "cluster/roster.h"
#include "cluster/search.h"
#include "minhash/lsh.h"
#include "minhash/minhash.h"

/* Canonical articles that one article is verified against in a pass */
#define MAX_MATCHES 8

/* Rows between two looks at the clock */
#define PROGRESS_ROWS 1024

#define CLUSTER_COLUMNS 4
#define STAR_COLUMNS	3

#define NO_ARTICLE UINT64_MAX

/* The canonical article that an article is most alike to, so far. */
typedef struct Best
{
	uint64		canonical;		/* its rank, 0 being the best; NO_ARTICLE: none */
	double		similarity;
} Best;

typedef struct Clustering
{
	Articles   *articles;
	Roster	   *roster;			/* if there is memory for all articles */

	/* if not */
	NpCanon    *canon;
	uint64		settled;		/* the articles before this number are done with */
	BufFile    *bests;			/* Best of the others, in order; NULL: none known yet */
	Tuplesortstate *stars;		/* canonical, copy, similarity */
	TupleTableSlot *put_slot;
	TupleTableSlot *get_slot;
	MemoryContext per_row;
	MemoryContext per_cluster;
} Clustering;

static TupleDesc
star_descriptor(void)
{
	TupleDesc	desc = CreateTemplateTupleDesc(STAR_COLUMNS);

	TupleDescInitEntry(desc, 1, "canonical", INT8OID, -1, 0);
	TupleDescInitEntry(desc, 2, "copy", INT8OID, -1, 0);
	TupleDescInitEntry(desc, 3, "similarity", FLOAT8OID, -1, 0);
	return desc;
}

/* Sort by canonical article, then by copy */
static void
begin_stars(Clustering *c, int kilobytes)
{
	TupleDesc	desc = star_descriptor();
	AttrNumber	columns[] = {1, 2};
	Oid			operators[] = {Int8LessOperator, Int8LessOperator};
	Oid			collations[] = {InvalidOid, InvalidOid};
	bool		nulls_first[] = {false, false};

	c->put_slot = MakeSingleTupleTableSlot(desc, &TTSOpsVirtual);
	c->get_slot = MakeSingleTupleTableSlot(desc, &TTSOpsMinimalTuple);
	c->stars = tuplesort_begin_heap(desc, lengthof(columns), columns, operators, collations,
									nulls_first, kilobytes, NULL, NP_TUPLESORT_RANDOM_ACCESS);
}

static void
put_star(Clustering *c, uint64 copy, const Best *best)
{
	TupleTableSlot *slot = c->put_slot;

	ExecClearTuple(slot);
	slot->tts_values[0] = Int64GetDatum((int64) best->canonical);
	slot->tts_values[1] = Int64GetDatum((int64) copy);
	slot->tts_values[2] = Float8GetDatum(best->similarity);
	memset(slot->tts_isnull, 0, sizeof(bool) * STAR_COLUMNS);
	ExecStoreVirtualTuple(slot);
	tuplesort_puttupleslot(c->stars, slot);
}

/* The next copy of the sorted stars */
static bool
get_star(Clustering *c, uint64 *copy, Best *best)
{
	TupleTableSlot *slot = c->get_slot;
	bool		isnull;

	if (!tuplesort_gettupleslot(c->stars, true, false, slot, NULL))
		return false;
	best->canonical = (uint64) DatumGetInt64(slot_getattr(slot, 1, &isnull));
	*copy = (uint64) DatumGetInt64(slot_getattr(slot, 2, &isnull));
	best->similarity = DatumGetFloat8(slot_getattr(slot, 3, &isnull));
	return true;
}

/* Jaccard similarity of an article's shingles with those of a canonical one */
static double
exact_similarity(Articles *articles, NpShingleSet *shingles, uint64 canonical)
{
	NpShingleSet other;
	double		similarity;

	np_articles_shingles(articles, np_article_ranked(articles, canonical), &other);
	similarity = np_exact_jaccard(shingles, &other);
	np_shingleset_free(&other);
	return similarity;
}

static void
show_settled(const Clustering *c, uint64 settled)
{
	np_progress(NP_PHASE_SETTLE, settled, c->articles->count,
				UINT64_FORMAT " of " UINT64_FORMAT " articles settled", settled,
				c->articles->count);
}

/* Is one of the canonical articles at hand more alike than the best so far? */
static void
improve(Clustering *c, const NpArticle *article, uint64 rank, Best *best)
{
	bool		by_text = np_articles_have_text(c->articles);
	NpCanonMatch matches[MAX_MATCHES];
	NpShingleSet shingles;
	int			n;

	if (c->canon == NULL)
		n = np_roster_find(c->roster, rank, matches, MAX_MATCHES);
	else
		n = np_canon_find(c->canon, article, matches, MAX_MATCHES);
	if (n == 0)
		return;
	if (by_text)
		np_articles_shingles(c->articles, np_article_ranked(c->articles, rank), &shingles);
	for (int i = 0; i < n; i++)
	{
		double		similarity;

		similarity = by_text ? exact_similarity(c->articles, &shingles, matches[i].id)
			: np_jaccard_estimate(matches[i].equal, c->articles->nlanes);
		if (similarity >= c->articles->query->threshold && similarity > best->similarity)
		{
			best->canonical = matches[i].id;
			best->similarity = similarity;
		}
	}
}

/*
 * Settle as many articles as there is room for canonical ones, and let all
 * that come after them know about these.
 */
static void
run_pass(Clustering *c)
{
	Articles   *articles = c->articles;
	uint8	   *lanes = palloc(articles->nlanes);
	uint64		settled = c->settled;
	BufFile    *bests = NULL;

	np_canon_reset(c->canon);
	for (uint64 number = c->settled; number < articles->count; number++)
	{
		NpArticle	article;
		Best		best = {NO_ARTICLE, 0};
		MemoryContext old;

		CHECK_FOR_INTERRUPTS();
		if (number % PROGRESS_ROWS == 0)
			show_settled(c, settled);
		if (c->bests != NULL)
			np_file_read(c->bests, &best, sizeof(best));
		np_articles_fetch(articles, number, &article, lanes);
		old = MemoryContextSwitchTo(c->per_row);
		improve(c, &article, number, &best);
		MemoryContextSwitchTo(old);
		MemoryContextReset(c->per_row);

		if (bests == NULL)
		{
			bool		copy = best.canonical != NO_ARTICLE;

			if (copy)
				put_star(c, number, &best);
			if (copy || np_canon_add(c->canon, &article, number))
			{
				settled++;
				continue;
			}
			bests = np_file_create();
		}
		np_file_write(bests, &best, sizeof(best));
	}

	if (c->bests != NULL)
		BufFileClose(c->bests);
	if (bests != NULL)
		np_file_seek(bests, 0);
	c->bests = bests;
	c->settled = settled;
	pfree(lanes);
}

/* Settle the articles that may be like another one, with the roster. */
static void
settle_linked(Clustering *c)
{
	for (uint64 rank = 0; rank < c->articles->count; rank++)
	{
		Best		best = {NO_ARTICLE, 0};
		MemoryContext old;

		if (rank % PROGRESS_ROWS == 0)
			show_settled(c, rank);
		if (!np_roster_is_linked(c->roster, rank))
			continue;
		CHECK_FOR_INTERRUPTS();
		old = MemoryContextSwitchTo(c->per_row);
		improve(c, NULL, rank, &best);
		MemoryContextSwitchTo(old);
		MemoryContextReset(c->per_row);
		if (best.canonical != NO_ARTICLE)
			put_star(c, rank, &best);
		else
			np_roster_add(c->roster, rank);
	}
}

static Datum
show_key(Clustering *c, uint64 rank)
{
	uint64		number = np_article_ranked(c->articles, rank);

	return np_articles_show_key(c->articles, np_articles_key(c->articles, number));
}

static void
put_row(Clustering *c, ReturnSetInfo *rsinfo, uint64 rank, Datum cluster, int64 size,
		double similarity)
{
	Datum		values[CLUSTER_COLUMNS];
	bool		nulls[CLUSTER_COLUMNS] = {false};

	values[0] = show_key(c, rank);
	values[1] = cluster;
	values[2] = Int64GetDatum(size);
	values[3] = Float8GetDatum(similarity);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* How many copies the canonical article has whose first copy comes next */
static int64
count_copies(Clustering *c)
{
	uint64		copy;
	Best		first;
	Best		best;
	int64		copies = 0;

	tuplesort_markpos(c->stars);
	while (get_star(c, &copy, &best))
	{
		if (copies == 0)
			first = best;
		else if (best.canonical != first.canonical)
			break;
		copies++;
	}
	tuplesort_restorepos(c->stars);
	return copies;
}

/* Each canonical article and its copies, the best cluster first */
static void
put_clusters(Clustering *c, ReturnSetInfo *rsinfo)
{
	int64		copies;

	tuplesort_performsort(c->stars);
	while ((copies = count_copies(c)) > 0)
	{
		MemoryContext old = MemoryContextSwitchTo(c->per_cluster);
		Datum		cluster = (Datum) 0;

		for (int64 i = 0; i < copies; i++)
		{
			uint64		copy;
			Best		best;

			CHECK_FOR_INTERRUPTS();
			if (!get_star(c, &copy, &best))
				elog(ERROR, "sorted clusters end early");
			if (i == 0)
			{
				cluster = show_key(c, best.canonical);
				put_row(c, rsinfo, best.canonical, cluster, copies + 1, 1.0);
			}
			MemoryContextSwitchTo(c->per_row);
			put_row(c, rsinfo, copy, cluster, copies + 1, best.similarity);
			MemoryContextSwitchTo(c->per_cluster);
			MemoryContextReset(c->per_row);
		}
		MemoryContextSwitchTo(old);
		MemoryContextReset(c->per_cluster);
	}
}

static void
set_options(const Articles *articles, NpCanonOptions *options)
{
	double		sieve = np_articles_sieve(articles, articles->nlanes);

	options->nlanes = articles->nlanes;
	np_lsh_parameters(sieve, articles->query->recall, articles->nlanes,
					  &options->bands, &options->rows);
	options->least_equal = np_minhash_lanes_needed(sieve, articles->nlanes);
	options->horizon = articles->horizon;
	options->articles = articles->count;
}

/* Settle all articles if they can be held. */
static bool
settle_in_memory(Clustering *c)
{
	Articles   *articles = c->articles;
	NpCanonOptions options;
	bool		done;
	PairSink	sink;

	c->roster = np_roster_begin();
	sink = np_roster_sink(c->roster);
	done = np_search(articles, &sink);
	if (done && articles->count > 0)
	{
		set_options(articles, &options);
		done = np_roster_arrange(c->roster, articles, &options);
		if (done)
			settle_linked(c);
	}
	np_roster_end(c->roster);
	return done;
}

/* Settle all articles in as many passes as it takes: half of the memory is for these. */
static void
settle_in_passes(Clustering *c)
{
	Articles   *articles = c->articles;
	NpCanonOptions options;

	np_articles_forget(articles, articles->memory / 3 * 2);
	np_articles_read(articles);
	set_options(articles, &options);
	options.memory = articles->query->memory;
	if (np_articles_are_held(articles))
		options.memory -= np_articles_size(articles);
	c->canon = np_canon_create(&options);
	while (c->settled < articles->count)
		run_pass(c);
	np_canon_free(c->canon);
}

static void
begin_clustering(Clustering *c, Articles *articles)
{
	memset(c, 0, sizeof(*c));
	c->articles = articles;
	c->per_row = AllocSetContextCreate(CurrentMemoryContext, "newsprint article",
									   ALLOCSET_DEFAULT_SIZES);
	c->per_cluster = AllocSetContextCreate(CurrentMemoryContext, "newsprint cluster",
										   ALLOCSET_SMALL_SIZES);
	begin_stars(c, Max(maintenance_work_mem / 4, 64));
}

/* Get the articles that have copies, and the copies, as stars */
PG_FUNCTION_INFO_V1(duplicate_clusters);
Datum
duplicate_clusters(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	ArticleQuery query;
	Articles   *articles;
	Clustering	c;

	InitMaterializedSRF(fcinfo, 0);
	np_article_query_from_args(fcinfo, &query);
	query.ordered = true;
	if (!PG_ARGISNULL(ARG_BEST))
		query.best = NameStr(*PG_GETARG_NAME(ARG_BEST));
	/* the rest is to sort the stars */
	query.memory = (Size) maintenance_work_mem * 1024 / 4 * 3;
	query.descending = !PG_ARGISNULL(ARG_DESCENDING) && PG_GETARG_BOOL(ARG_DESCENDING);

	np_progress_begin(NP_TASK_CLUSTERS, query.relation);
	np_spi_connect();
	articles = np_articles_prepare(&query);
	begin_clustering(&c, articles);
	if (!settle_in_memory(&c))
		settle_in_passes(&c);
	put_clusters(&c, rsinfo);
	tuplesort_end(c.stars);
	np_articles_close(articles);
	SPI_finish();
	np_progress_end();
	return (Datum) 0;
}
