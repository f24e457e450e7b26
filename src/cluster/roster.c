/*-------------------------------------------------------------------------
 *
 * roster.c
 *	  The canonical articles found so far, if all articles are in memory.
 *
 * Each bucket of articles that share a band (buckets.h) has a list for those
 * of them that turn out to be canonical.  An article's candidates are in the
 * lists of its own buckets, and there is nothing to look for: most bands of
 * an article are shared with no other, and have no list.  A list is read in
 * order, so all of it can be asked for at once, where the chains of a hash
 * table make each step wait for the one before.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/roster.h"

#include "miscadmin.h"

#include "cluster/buckets.h"
#include "cluster/progress.h"
#include "minhash/sketch.h"

/* Candidates that are fetched at a time */
#define BATCH	64

/* So many articles ahead the lists are asked for. */
#define AHEAD	8

/* Of the list that begins there; the numbers of canonical articles follow. */
#define LIST_LENGTH(roster, place)	((roster)->lists[place])

#define NO_LIST	0

struct Roster
{
	Articles   *articles;
	NpCanonOptions options;
	uint32	   *places;			/* of each band, for each article: where its list begins */
	uint32	   *lists;
	uint64		room;
	uint64		used;
};

/* A place an article and band; lists that are longest if all buckets have two articles. */
Size
np_roster_size(uint64 articles, int bands)
{
	return np_buckets_size(articles) +
		articles * bands * (sizeof(uint32) + sizeof(uint32) * 3 / 2);
}

static uint32 *
place(const Roster *roster, int band, uint64 number)
{
	return &roster->places[band * roster->articles->count + number];
}

static void
make_lists_room(Roster *roster, uint64 needed)
{
	if (needed <= roster->room)
		return;
	roster->room = Max(needed, roster->room / 2 * 3);
	roster->lists = repalloc_huge(roster->lists, sizeof(uint32) * roster->room);
}

/* An empty list for each bucket of the band */
static void
make_lists(Roster *roster, Buckets *buckets, int band)
{
	uint64	   *numbers;
	uint64		count;

	np_buckets_sort(buckets, band);
	while ((count = np_buckets_next(buckets, &numbers)) > 0)
	{
		CHECK_FOR_INTERRUPTS();
		make_lists_room(roster, roster->used + 1 + count);
		LIST_LENGTH(roster, roster->used) = 0;
		for (uint64 i = 0; i < count; i++)
			*place(roster, band, numbers[i]) = (uint32) roster->used;
		roster->used += 1 + count;
	}
}

Roster *
np_roster_begin(Articles *articles, const NpCanonOptions *options)
{
	Roster	   *roster = palloc0(sizeof(Roster));
	Buckets    *buckets = np_buckets_begin(articles, options->rows, 0);

	roster->articles = articles;
	roster->options = *options;
	roster->places = palloc_extended(sizeof(uint32) * articles->count * options->bands,
									 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	roster->room = 1024;
	roster->lists = palloc(sizeof(uint32) * roster->room);
	roster->used = NO_LIST + 1;
	for (int band = 0; band < options->bands; band++)
	{
		np_progress(NP_PHASE_COMPARE, band * articles->count,
					options->bands * articles->count, "band %d of %d", band + 1,
					options->bands);
		make_lists(roster, buckets, band);
	}
	np_buckets_end(buckets);
	return roster;
}

static void
prefetch_lists(const Roster *roster, uint64 number)
{
	if (number >= roster->articles->count)
		return;
	for (int band = 0; band < roster->options.bands; band++)
	{
		uint32		at = *place(roster, band, number);

		if (at != NO_LIST)
			np_prefetch(&LIST_LENGTH(roster, at), 1);
	}
}

static void
consider(const Roster *roster, const NpArticle *article, const uint32 *batch, int count,
		 NpCanonMatches *matches)
{
	for (int i = 0; i < count; i++)
	{
		NpArticle	other;
		int			equal;

		np_article_get(roster->articles, batch[i], &other);
		equal = np_lanes_reach(article->lanes, other.lanes, roster->options.nlanes,
							   roster->options.least_equal);
		if (equal > 0 && np_articles_comparable(article, &other, roster->options.horizon))
			np_canon_match(matches, batch[i], equal);
	}
}

int
np_roster_find(Roster *roster, uint64 number, NpCanonMatch *matches, int max)
{
	NpCanonMatches found = {.best = matches,.max = max};
	NpArticle	article;
	uint32		batch[BATCH];
	int			count = 0;

	prefetch_lists(roster, number + AHEAD);
	np_article_get(roster->articles, number, &article);
	for (int band = 0; band < roster->options.bands; band++)
	{
		uint32		at = *place(roster, band, number);

		if (at == NO_LIST)
			continue;
		for (uint32 i = 1; i <= LIST_LENGTH(roster, at); i++)
		{
			if (count == BATCH)
			{
				consider(roster, &article, batch, count, &found);
				count = 0;
			}
			np_article_prefetch(roster->articles, roster->lists[at + i]);
			batch[count++] = roster->lists[at + i];
		}
	}
	consider(roster, &article, batch, count, &found);
	return found.count;
}

void
np_roster_add(Roster *roster, uint64 number)
{
	for (int band = 0; band < roster->options.bands; band++)
	{
		uint32		at = *place(roster, band, number);

		if (at != NO_LIST)
			roster->lists[at + ++LIST_LENGTH(roster, at)] = (uint32) number;
	}
}

void
np_roster_end(Roster *roster)
{
	pfree(roster->places);
	pfree(roster->lists);
	pfree(roster);
}
