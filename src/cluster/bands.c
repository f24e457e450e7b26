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
#include "minhash/sieve.h"

/* Buckets between two looks at the clock */
#define PROGRESS_BUCKETS	1024

/* Candidates that are compared at a time */
#define CANDIDATES		32

/* Articles with more pairs than that for each of them, or more in all, are a crowd. */
#define CROWD_PAIRS		8
#define MOST_WITHHELD	65536

typedef struct WithheldPair
{
	uint64		i;
	uint64		j;
	int			equal;
} WithheldPair;

/* Two articles in memory that may be a pair */
typedef struct Candidate
{
	uint64		i;
	uint64		j;
} Candidate;

struct BandSearch
{
	PairTask	task;
	Articles   *articles;
	Buckets    *buckets;
	PairSink	sink;
	uint64		pairs;
	int			band;			/* the current one */

	int			words;			/* of a sieve */
	uint64	   *held_sieves;	/* of a bucket, as many as there is room for */
	uint64		held_room;
	Candidate	candidates[CANDIDATES];
	int			ncandidates;

	/* of articles that are not in memory */
	NpArticle  *held;			/* with these sieves; NULL: they are in memory */
	uint8	   *held_lanes;
	uint64	   *sieve;			/* of one article */
	uint8	   *lanes;			/* of one that finds no room there */

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

/* Two articles whose sieves do not rule out that they are a pair */
static void
compare_articles(BandSearch *search, const NpArticle *a, uint64 i, const NpArticle *b, uint64 j)
{
	int			equal = np_lanes_reach(a->lanes, b->lanes, search->articles->nlanes,
									   search->task.least_equal);

	if (equal > 0 && np_articles_comparable(a, b, search->task.horizon) &&
		np_first_shared_band(a, b, search->band, search->task.rows))
		put_pair(search, i, j, equal);
}

static void
compare_candidates(BandSearch *search)
{
	for (int n = 0; n < search->ncandidates; n++)
	{
		const Candidate *candidate = &search->candidates[n];
		NpArticle	a;
		NpArticle	b;

		np_article_get(search->articles, candidate->i, &a);
		np_article_get(search->articles, candidate->j, &b);
		compare_articles(search, &a, candidate->i, &b, candidate->j);
	}
	search->ncandidates = 0;
}

/* Articles in memory are compared some at a time, when their lanes have come to a cache. */
static void
add_candidate(BandSearch *search, uint64 i, uint64 j)
{
	np_article_prefetch(search->articles, i);
	np_article_prefetch(search->articles, j);
	search->candidates[search->ncandidates++] = (Candidate){i, j};
	if (search->ncandidates == CANDIDATES)
		compare_candidates(search);
}

/* The article that is at j in the bucket with those that are held, from one to before another */
static void
compare_with_held(BandSearch *search, const Bucket *bucket, uint64 from, uint64 to, uint64 j,
				  const NpArticle *article, const uint64 *sieve)
{
	const uint64 *numbers = bucket->numbers;
	int			most = search->articles->nlanes - search->task.least_equal;
	uint64		n = to - from;

	for (uint64 at = 0; !search->crowded; at++)
	{
		uint64		i;

		at = np_sieve_seek(sieve, search->held_sieves, at, n, search->words, most);
		if (at >= n)
			break;
		i = from + at;
		if (np_bucket_have_met(bucket, i, j))
			continue;
		if (search->held == NULL)
			add_candidate(search, numbers[i], numbers[j]);
		else
			compare_articles(search, &search->held[at], numbers[i], article, numbers[j]);
	}
}

/* The sieve of an article, which is fetched if it is not in memory */
static const uint64 *
get_sieve(BandSearch *search, uint64 number, NpArticle *article, uint8 *lanes)
{
	if (search->held == NULL)
		return np_article_sieve(search->articles, number);
	np_articles_fetch(search->articles, number, article, lanes);
	np_sieve_make(article->lanes, search->articles->nlanes, search->sieve);
	return search->sieve;
}

/*
 * All pairs of the bucket.  As many sieves, and signatures that are not in memory
 * anyway, as there is room for are held and compared with one another and with
 * all that come after them.  Form letters make buckets of thousands that are no
 * pairs, so the sieves are gone through in order and without a detour.
 */
static void
compare_bucket(BandSearch *search, const Bucket *bucket)
{
	for (uint64 from = 0; from < bucket->size && !search->crowded; from += search->held_room)
	{
		uint64		to = Min(from + search->held_room, bucket->size);

		for (uint64 j = from; j < bucket->size && !search->crowded; j++)
		{
			bool		is_held = search->held != NULL && j < to;
			NpArticle	passing = {0};
			NpArticle  *article = is_held ? &search->held[j - from] : &passing;
			uint8	   *lanes = is_held ?
				search->held_lanes + (j - from) * search->articles->nlanes : search->lanes;
			const uint64 *sieve;

			CHECK_FOR_INTERRUPTS();
			sieve = get_sieve(search, bucket->numbers[j], article, lanes);
			compare_with_held(search, bucket, from, Min(j, to), j, article, sieve);
			if (j < to)
				memcpy(search->held_sieves + (j - from) * search->words, sieve,
					   sizeof(*sieve) * search->words);
		}
	}
}

/* The pairs of a large bucket, or all of it as a crowd */
static void
compare_crowd(BandSearch *search, const Bucket *bucket)
{
	compare_candidates(search);
	search->limit = Min(bucket->size * CROWD_PAIRS, MOST_WITHHELD);
	search->nwithheld = 0;
	compare_bucket(search, bucket);
	compare_candidates(search);
	search->limit = 0;
	if (search->crowded)
		search->sink.crowd(search->sink.state, bucket->numbers, bucket->size);
	else
		for (uint64 n = 0; n < search->nwithheld; n++)
			put_pair(search, search->withheld[n].i, search->withheld[n].j,
					 search->withheld[n].equal);
	search->crowded = false;
}

void
np_band_search(BandSearch *search, int band)
{
	Bucket		bucket;
	uint64		nbuckets = 0;

	search->band = band;
	np_buckets_sort(search->buckets, band);
	while (np_buckets_next(search->buckets, &bucket))
	{
		if (nbuckets++ % PROGRESS_BUCKETS == 0)
			np_progress(NP_PHASE_COMPARE,
						band * search->articles->count + np_buckets_seen(search->buckets),
						search->task.bands * search->articles->count,
						"band %d of %d, " UINT64_FORMAT " pairs", band + 1,
						search->task.bands, search->pairs);
		if (search->task.crowds && (bucket.size - 1) / 2 >= CROWD_PAIRS)
			compare_crowd(search, &bucket);
		else
			compare_bucket(search, &bucket);
	}
	compare_candidates(search);
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

/* Room for articles that are not in memory, as many as for their sieves */
static void
begin_in_files(BandSearch *search)
{
	int			nlanes = search->articles->nlanes;

	search->held = palloc_extended(sizeof(NpArticle) * search->held_room, MCXT_ALLOC_HUGE);
	search->held_lanes = palloc_extended((Size) nlanes * search->held_room, MCXT_ALLOC_HUGE);
	search->sieve = palloc(sizeof(uint64) * search->words);
	search->lanes = palloc(nlanes);
}

BandSearch *
np_band_search_begin(const PairTask *task, Articles *articles, const uint32 *keys,
					 const PairSink *sink)
{
	BandSearch *search = palloc0(sizeof(BandSearch));
	Size		memory = (Size) task->bucket_memory * 1024;
	Size		sieve = sizeof(uint64) * np_sieve_words(articles->nlanes);
	Size		each = sieve;
	bool		in_memory = np_articles_are_held(articles);

	if (!in_memory)
		each += sizeof(NpArticle) + articles->nlanes;
	search->task = *task;
	search->articles = articles;
	search->sink = *sink;
	search->words = np_sieve_words(articles->nlanes);
	search->held_room = Min(memory / each, articles->count);
	search->held_sieves = palloc_extended(sieve * search->held_room, MCXT_ALLOC_HUGE);
	if (!in_memory)
		begin_in_files(search);
	search->buckets = np_buckets_begin(articles, task->rows, keys, task->sort_memory);
	if (task->crowds)
		search->withheld = palloc(sizeof(WithheldPair) * MOST_WITHHELD);
	return search;
}

void
np_band_search_end(BandSearch *search)
{
	void	   *arrays[] = {search->held_sieves, search->held, search->held_lanes, search->sieve,
	search->lanes, search->withheld};

	np_buckets_end(search->buckets);
	for (int i = 0; i < lengthof(arrays); i++)
		if (arrays[i] != NULL)
			pfree(arrays[i]);
	pfree(search);
}
