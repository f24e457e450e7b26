/*-------------------------------------------------------------------------
 *
 * bands.c
 *	  The search for pairs, band by band, in one process.
 *
 * The signatures of articles that share a band (buckets.h) are compared.  A
 * pair is found in the first band that it shares, so that no list of pairs
 * is kept.
 *
 * Ten thousand copies of one story are fifty million pairs.  Who does not need
 * them one by one gets such articles as a crowd; but form letters, which share
 * a band and are no copies, have few pairs, and are compared here.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/bands.h"

#include "miscadmin.h"

#include "cluster/buckets.h"
#include "cluster/progress.h"
#include "minhash/lsh.h"
#include "minhash/minhash.h"

/* Buckets between two looks at the clock */
#define PROGRESS_BUCKETS	1024

/* Articles with more pairs than that for each of them, or more in all, are a crowd. */
#define CROWD_PAIRS		8
#define MOST_WITHHELD	65536

typedef struct WithheldPair
{
	uint64		i;
	uint64		j;
	int			equal;
} WithheldPair;

struct BandSearch
{
	PairTask	task;
	Articles   *articles;
	Buckets    *buckets;
	PairSink	sink;
	uint64		pairs;
	int			band;			/* the current one */
	int			half;			/* lanes of a signature that are looked at first */
	NpArticle  *held;			/* of a bucket, as many as there is room for */
	uint8	   *held_halves;	/* the first lanes of these, one after the other */
	uint8	   *held_lanes;		/* all lanes of these, if they are not in memory anyway */
	uint64		held_room;
	uint8	   *lanes;			/* of an article that finds no room there */

	/* of a bucket that may be a crowd */
	WithheldPair *withheld;		/* its pairs so far */
	uint64		nwithheld;
	uint64		limit;			/* 0: it cannot be one */
	bool		crowded;		/* there are more */
};

/* Give out a pair, unless the bucket may be a crowd. */
static void
put_pair(BandSearch *search, uint64 i, uint64 j, int equal)
{
	if (search->limit == 0)
	{
		search->sink.pair(search->sink.state, search->articles, i, j, equal);
		search->pairs++;
	}
	else if (search->nwithheld < search->limit)
		search->withheld[search->nwithheld++] = (WithheldPair){i, j, equal};
	else
		search->crowded = true;
}

/* Two articles whose first lanes do not rule out that they are a pair */
static void
compare_articles(BandSearch *search, const NpArticle *a, uint64 i, const NpArticle *b, uint64 j)
{
	int			equal;

	if (!np_articles_comparable(a, b, search->task.horizon) ||
		!np_first_shared_band(a, b, search->band, search->task.rows))
		return;
	equal = np_lanes_equal(a->lanes, b->lanes, search->articles->nlanes);
	if (equal < search->task.least_equal)
		return;
	put_pair(search, i, j, equal);
}

/*
 * An article with the n first that are held, whose numbers are given.  Form
 * letters make buckets of thousands that are no pairs, so their first lanes
 * are gone through in order and without a detour.
 */
static void
compare_with_held(BandSearch *search, const NpArticle *article, uint64 number,
				  const uint64 *numbers, uint64 n)
{
	int			half = search->half;
	int			least = search->task.least_equal - (search->articles->nlanes - half);
	uint64		i = 0;

	while (!search->crowded &&
		   (i = np_lanes_seek(article->lanes, search->held_halves, i, n, half, least)) < n)
	{
		compare_articles(search, &search->held[i], numbers[i], article, number);
		i++;
	}
}

/*
 * All pairs of the bucket.  As many signatures as there is room for are held
 * and compared with one another and with all that come after them.
 */
static void
compare_bucket(BandSearch *search, const uint64 *bucket, uint64 size)
{
	Articles   *articles = search->articles;

	for (uint64 from = 0; from < size && !search->crowded; from += search->held_room)
	{
		uint64		to = Min(from + search->held_room, size);

		for (uint64 j = from; j < size && !search->crowded; j++)
		{
			NpArticle	passing;
			NpArticle  *article = &passing;
			uint8	   *place = search->lanes;

			CHECK_FOR_INTERRUPTS();
			if (j < to)
			{
				article = &search->held[j - from];
				place = search->held_lanes + (j - from) * articles->nlanes;
			}
			np_articles_fetch(articles, bucket[j], article, place);
			if (j < to)
				memcpy(search->held_halves + (j - from) * search->half, article->lanes,
					   search->half);
			compare_with_held(search, article, bucket[j], bucket + from, Min(j, to) - from);
		}
	}
}

/* The pairs of a large bucket, or all of it as a crowd */
static void
compare_crowd(BandSearch *search, const uint64 *bucket, uint64 size)
{
	search->limit = Min(size * CROWD_PAIRS, MOST_WITHHELD);
	search->nwithheld = 0;
	search->crowded = false;
	compare_bucket(search, bucket, size);
	search->limit = 0;
	if (search->crowded)
		search->sink.crowd(search->sink.state, bucket, size);
	else
		for (uint64 n = 0; n < search->nwithheld; n++)
			put_pair(search, search->withheld[n].i, search->withheld[n].j,
					 search->withheld[n].equal);
	search->crowded = false;
}

void
np_band_search(BandSearch *search, int band)
{
	uint64	   *bucket;
	uint64		size;
	uint64		nbuckets = 0;

	search->band = band;
	np_buckets_sort(search->buckets, band);
	while ((size = np_buckets_next(search->buckets, &bucket)) > 0)
	{
		if (nbuckets++ % PROGRESS_BUCKETS == 0)
			np_progress(NP_PHASE_COMPARE,
						band * search->articles->count + np_buckets_seen(search->buckets),
						search->task.bands * search->articles->count,
						"band %d of %d, " UINT64_FORMAT " pairs", band + 1,
						search->task.bands, search->pairs);
		if (search->task.crowds && size * (size - 1) / 2 > size * CROWD_PAIRS)
			compare_crowd(search, bucket, size);
		else
			compare_bucket(search, bucket, size);
	}
}

/*
 * With all articles in memory a pair costs a look at both; otherwise the
 * temporary file is read for each article that shares a band with another.
 */
void
np_pair_task(PairTask *task, const Articles *articles, int nlanes, int processes, bool crowds)
{
	double		sieve = np_articles_sieve(articles, nlanes);

	np_lsh_parameters(sieve, articles->query->recall, nlanes, &task->bands, &task->rows);
	task->least_equal = np_minhash_lanes_needed(sieve, nlanes);
	task->horizon = articles->horizon;
	task->crowds = crowds;
	if (np_articles_are_held(articles))
		task->bucket_memory = maintenance_work_mem / 8 / processes;
	else
	{
		task->sort_memory = Max(maintenance_work_mem / 4 * 3, 64);
		task->bucket_memory = maintenance_work_mem / 4;
	}
}

BandSearch *
np_band_search_begin(const PairTask *task, Articles *articles, const uint32 *keys,
					 const PairSink *sink)
{
	BandSearch *search = palloc0(sizeof(BandSearch));
	Size		memory = (Size) task->bucket_memory * 1024;

	search->task = *task;
	search->articles = articles;
	search->buckets = np_buckets_begin(articles, task->rows, keys, task->sort_memory);
	search->sink = *sink;
	search->half = articles->nlanes / 2 / NP_LANES_STEP * NP_LANES_STEP;
	search->held_room = Min(memory / (sizeof(NpArticle) + articles->nlanes + search->half),
							articles->count);
	search->held = palloc_extended(sizeof(NpArticle) * search->held_room, MCXT_ALLOC_HUGE);
	search->held_halves = palloc_extended((Size) search->half * search->held_room,
										  MCXT_ALLOC_HUGE);
	search->held_lanes = palloc_extended((Size) articles->nlanes * search->held_room,
										 MCXT_ALLOC_HUGE);
	search->lanes = palloc(articles->nlanes);
	if (task->crowds)
		search->withheld = palloc(sizeof(WithheldPair) * MOST_WITHHELD);
	return search;
}

void
np_band_search_end(BandSearch *search)
{
	np_buckets_end(search->buckets);
	pfree(search->held);
	pfree(search->held_halves);
	pfree(search->held_lanes);
	pfree(search->lanes);
	if (search->withheld != NULL)
		pfree(search->withheld);
	pfree(search);
}
