/*-------------------------------------------------------------------------
 *
 * search.c
 *	  The search for pairs, band by band, in one process.
 *
 * The band key of each article is sorted together with the article's
 * number, so that articles which share the band stand side by side; their
 * signatures are compared.  A pair is found in the first band that it
 * shares, so that no list of pairs is kept.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/search.h"

#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/tuplesort.h"

#include "cluster/progress.h"
#include "compat.h"
#include "minhash/lsh.h"
#include "minhash/minhash.h"

/* Articles between two looks at the clock */
#define PROGRESS_ROWS	1024

struct PairSearch
{
	PairTask	task;
	Articles   *articles;
	PairSink	sink;
	void	   *state;
	uint64		pairs;
	int			band;			/* the current one */
	int			number_bits;	/* of a sorted value; the others are the band key's */
	uint64	   *bucket;			/* numbers of the articles that share the band */
	int64		bucket_size;
	int64		bucket_room;
	NpArticle  *held;			/* their signatures, as many as there is room for */
	uint8	   *held_lanes;
	int64		held_room;
};

/* The part of a band key that is sorted by, in its place above the number */
static uint64
sort_key(const PairSearch *search, const NpArticle *article, int band)
{
	uint64		key = (uint64) np_band_key(article->lanes, band, search->task.rows);

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

static void
compare_articles(PairSearch *search, const NpArticle *a, uint64 i, const NpArticle *b, uint64 j)
{
	int			equal;

	if (!np_articles_comparable(a, b, search->task.horizon))
		return;
	equal = np_lanes_equal(a->lanes, b->lanes, search->articles->nlanes);
	if (equal < search->task.least_equal || shares_earlier_band(search, a, b))
		return;
	search->sink(search->state, i, j, equal);
	search->pairs++;
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
	np_articles_prefetch(search->articles, number);
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

void
np_pair_search_band(PairSearch *search, int band)
{
	Tuplesortstate *sort;
	uint64		mask = (UINT64CONST(1) << search->number_bits) - 1;
	uint64		bucket_key = 0;
	Datum		value;
	bool		isnull;
	uint64		seen = 0;

	search->band = band;
	sort = tuplesort_begin_datum(INT8OID, Int8LessOperator, InvalidOid, false,
								 search->task.sort_memory, NULL,
								 NP_TUPLESORT_NONE);
	sort_band(search, sort);
	search->bucket_size = 0;
	while (np_tuplesort_getdatum(sort, &value, &isnull))
	{
		uint64		entry = (uint64) DatumGetInt64(value);

		if (seen++ % PROGRESS_ROWS == 0)
			np_progress(NP_PHASE_COMPARE, band * search->articles->count + seen,
						search->task.bands * search->articles->count,
						"band %d of %d, " UINT64_FORMAT " pairs", band + 1,
						search->task.bands, search->pairs);
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

PairSearch *
np_pair_search_begin(const PairTask *task, Articles *articles, PairSink sink, void *state)
{
	PairSearch *search = palloc0(sizeof(PairSearch));
	Size		memory = (Size) task->bucket_memory * 1024;

	search->task = *task;
	search->articles = articles;
	search->sink = sink;
	search->state = state;
	while (search->number_bits < 63 && (articles->count - 1) >> search->number_bits != 0)
		search->number_bits++;
	search->bucket_room = 1024;
	search->bucket = palloc(sizeof(uint64) * search->bucket_room);
	search->held_room = Min(memory / (sizeof(NpArticle) + articles->nlanes), articles->count);
	search->held = palloc_extended(sizeof(NpArticle) * search->held_room, MCXT_ALLOC_HUGE);
	search->held_lanes = palloc_extended((Size) articles->nlanes * search->held_room,
										 MCXT_ALLOC_HUGE);
	return search;
}
