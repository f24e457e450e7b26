/*-------------------------------------------------------------------------
 *
 * roster.c
 *	  The canonical articles found so far, if all articles are in memory.
 *
 * An article is linked with each better one that it is a pair with, and with
 * the crowds (bands.h) that it is in.  The links of all articles lie in the
 * order of these, so settling goes through them once.  A pair's likeness is
 * known; a crowd has a list for those of its articles that turn out to be
 * canonical, and an article is compared with them.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/roster.h"

#include "miscadmin.h"

#include "minhash/sketch.h"

/* Candidates that are fetched at a time */
#define BATCH	64

#define FIRST_ROOM	1024

#define IN_CROWD	0

/* What is found: articles by number */
typedef struct FoundLink
{
	uint32		number;
	uint32		other;			/* the other article, or where the crowd's list begins */
	int32		equal;			/* as in Link */
} FoundLink;

/* From here on articles are told by rank: 0 is the best. */
typedef struct Link
{
	uint32		other;			/* the better article, or where the crowd's list begins */
	int32		equal;			/* lanes on which both agree, or IN_CROWD */
} Link;

struct Roster
{
	Articles   *articles;
	NpCanonOptions options;
	Size		memory;			/* bytes for all that follows */
	bool		full;			/* there was too little of it */

	FoundLink  *found;
	uint64		nfound;
	uint64		found_room;
	uint32	   *lists;			/* of crowds: a length, then the ranks of canonical articles */
	uint64		used;
	uint64		lists_room;

	uint32	   *starts;			/* of each article's links; one more is where all end */
	Link	   *links;
	bool	   *canonical;
};

#define LIST_LENGTH(roster, list)	((roster)->lists[list])

Roster *
np_roster_begin(void)
{
	return palloc0(sizeof(Roster));
}

void
np_roster_end(Roster *roster)
{
	void	   *arrays[] = {roster->found, roster->lists, roster->starts, roster->links,
	roster->canonical};

	for (int i = 0; i < lengthof(arrays); i++)
		if (arrays[i] != NULL)
			pfree(arrays[i]);
	pfree(roster);
}

/*
 * Bytes for so many links, found and in order, and so many numbers in lists;
 * and what it takes to be ready for all articles
 */
static Size
roster_size(const Roster *roster, uint64 links, uint64 numbers)
{
	return links * (sizeof(FoundLink) + sizeof(Link)) + numbers * sizeof(uint32) +
		roster->articles->count * (sizeof(uint32) + sizeof(bool)) +
		roster->articles->numbers * sizeof(uint32);
}

/* Room for so many more links and numbers in lists */
static bool
make_room(Roster *roster, uint64 links, uint64 numbers)
{
	links += roster->nfound;
	numbers += roster->used;
	if (roster->full || roster_size(roster, links, numbers) > roster->memory ||
		links >= PG_UINT32_MAX || numbers >= PG_UINT32_MAX)
	{
		roster->full = true;
		return false;
	}
	if (links > roster->found_room)
	{
		roster->found_room = Max(links, roster->found_room / 2 * 3);
		roster->found = repalloc_huge(roster->found, sizeof(FoundLink) * roster->found_room);
	}
	if (numbers > roster->lists_room)
	{
		roster->lists_room = Max(numbers, roster->lists_room / 2 * 3);
		roster->lists = repalloc_huge(roster->lists, sizeof(uint32) * roster->lists_room);
	}
	return true;
}

static void
add_link(Roster *roster, uint64 number, uint64 other, int equal)
{
	roster->found[roster->nfound++] =
		(FoundLink){(uint32) number, (uint32) other, equal};
}

static void
begin_search(void *state, Articles *articles, Size left)
{
	Roster	   *roster = state;

	roster->articles = articles;
	roster->memory = left;
	roster->found_room = roster->lists_room = FIRST_ROOM;
	roster->found = palloc(sizeof(FoundLink) * roster->found_room);
	roster->lists = palloc(sizeof(uint32) * roster->lists_room);
	roster->full = articles->count >= PG_UINT32_MAX;
}

static void
add_pair(void *state, Articles *articles, uint64 i, uint64 j, int equal)
{
	Roster	   *roster = state;

	if (make_room(roster, 1, 0))
		add_link(roster, i, j, equal);
}

static void
add_crowd(void *state, const uint64 *numbers, uint64 count)
{
	Roster	   *roster = state;

	if (!make_room(roster, count, 1 + count))
		return;
	LIST_LENGTH(roster, roster->used) = 0;
	for (uint64 i = 0; i < count; i++)
		add_link(roster, numbers[i], roster->used, IN_CROWD);
	roster->used += 1 + count;
}

PairSink
np_roster_sink(Roster *roster)
{
	PairSink	sink = {begin_search, add_pair, add_crowd, roster, true};

	return sink;
}

/* From numbers to ranks, the better article being the other one */
static void
rank_links(Roster *roster)
{
	const Articles *articles = roster->articles;
	uint32	   *ranks = palloc_extended(sizeof(uint32) * articles->numbers, MCXT_ALLOC_HUGE);

	for (uint64 rank = 0; rank < articles->count; rank++)
		ranks[np_article_ranked(articles, rank)] = (uint32) rank;
	for (uint64 i = 0; i < roster->nfound; i++)
	{
		FoundLink  *found = &roster->found[i];
		uint32		rank = ranks[found->number];
		uint32		other = found->equal == IN_CROWD ? found->other : ranks[found->other];

		found->number = found->equal == IN_CROWD ? rank : Max(rank, other);
		found->other = found->equal == IN_CROWD ? other : Min(rank, other);
	}
	pfree(ranks);
}

/* Bring the links into the order of the articles, by counting. */
static void
sort_links(Roster *roster)
{
	uint64		count = roster->articles->count;
	uint32	   *starts = palloc_extended(sizeof(uint32) * (count + 1),
										 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	uint32		end = 0;

	roster->starts = starts;
	roster->links = palloc_extended(sizeof(Link) * Max(roster->nfound, 1), MCXT_ALLOC_HUGE);
	for (uint64 i = 0; i < roster->nfound; i++)
		starts[roster->found[i].number]++;
	/* where each one's links end, which is where they begin once all are there */
	for (uint64 rank = 0; rank <= count; rank++)
		end = starts[rank] += end;
	for (uint64 i = 0; i < roster->nfound; i++)
	{
		const FoundLink *found = &roster->found[i];

		roster->links[--starts[found->number]] = (Link){found->other, found->equal};
	}
	pfree(roster->found);
	roster->found = NULL;
}

bool
np_roster_arrange(Roster *roster, Articles *articles, const NpCanonOptions *options)
{
	if (roster->articles == NULL)
		begin_search(roster, articles, 0);
	if (roster->full)
		return false;
	roster->options = *options;
	rank_links(roster);
	sort_links(roster);
	roster->canonical = palloc_extended(sizeof(bool) * articles->count, MCXT_ALLOC_HUGE);
	for (uint64 rank = 0; rank < articles->count; rank++)
		roster->canonical[rank] = !np_roster_is_linked(roster, rank);
	return true;
}

bool
np_roster_is_linked(const Roster *roster, uint64 rank)
{
	return roster->starts[rank] < roster->starts[rank + 1];
}

static void
consider(const Roster *roster, const NpArticle *article, const uint32 *batch, int count,
		 NpCanonMatches *matches)
{
	const Articles *articles = roster->articles;

	for (int i = 0; i < count; i++)
	{
		NpArticle	other;
		int			equal;

		np_article_get(articles, np_article_ranked(articles, batch[i]), &other);
		equal = np_lanes_reach(article->lanes, other.lanes, roster->options.nlanes,
							   roster->options.least_equal);
		if (equal > 0 && np_articles_comparable(article, &other, roster->options.horizon))
			np_canon_match(matches, batch[i], equal);
	}
}

/* The canonical articles of a crowd that the article is in */
static void
find_in_crowd(const Roster *roster, uint64 rank, uint32 list, NpCanonMatches *matches)
{
	const Articles *articles = roster->articles;
	const uint32 *ranks = &LIST_LENGTH(roster, list) + 1;
	uint32		length = LIST_LENGTH(roster, list);
	NpArticle	article;

	np_article_get(articles, np_article_ranked(articles, rank), &article);
	for (uint32 from = 0; from < length; from += BATCH)
	{
		int			count = (int) Min(length - from, BATCH);

		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < count; i++)
			np_article_prefetch(articles, np_article_ranked(articles, ranks[from + i]));
		consider(roster, &article, ranks + from, count, matches);
	}
}

int
np_roster_find(const Roster *roster, uint64 rank, NpCanonMatch *matches, int max)
{
	NpCanonMatches found = {.best = matches,.max = max};

	for (uint32 i = roster->starts[rank]; i < roster->starts[rank + 1]; i++)
	{
		const Link *link = &roster->links[i];

		if (link->equal == IN_CROWD)
			find_in_crowd(roster, rank, link->other, &found);
		else if (roster->canonical[link->other])
			np_canon_match(&found, link->other, link->equal);
	}
	return found.count;
}

void
np_roster_add(Roster *roster, uint64 rank)
{
	roster->canonical[rank] = true;
	for (uint32 i = roster->starts[rank]; i < roster->starts[rank + 1]; i++)
	{
		uint32		list = roster->links[i].other;

		if (roster->links[i].equal == IN_CROWD)
			roster->lists[list + ++LIST_LENGTH(roster, list)] = (uint32) rank;
	}
}
