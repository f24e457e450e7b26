/*-------------------------------------------------------------------------
 *
 * canon.c
 *	  The canonical articles found so far, searchable by likeness.
 *
 * A chained hash table over the band keys of all articles in it.  Every
 * array is allocated once, for as many articles as the memory holds, so
 * that the bound is kept by construction.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/canon.h"

#include <string.h>

#include "host.h"
#include "minhash/lsh.h"
#include "minhash/sketch.h"

#define NO_ENTRY	UINT32_MAX

/* Entry number = article number * bands + band. */
typedef struct Entry
{
	uint32_t	tag;			/* the band key's other half */
	uint32_t	next;
} Entry;

struct NpCanon
{
	NpCanonOptions options;
	uint32_t	capacity;
	uint32_t	count;
	uint32_t	search;			/* number of the current search */
	uint32_t   *heads;
	uint32_t	head_mask;
	Entry	   *entries;
	uint8_t    *lanes;
	uint64_t   *groups;
	int64_t    *times;
	uint64_t   *ids;
	uint32_t   *seen;			/* the last search that met the article */
};

/* Bytes that an article takes, with its share of the heads. */
static size_t
article_size(const NpCanonOptions *o)
{
	return (size_t) o->bands * (sizeof(Entry) + 2 * sizeof(uint32_t)) + o->nlanes +
		sizeof(uint64_t) * 3 + sizeof(uint32_t);
}

static uint64_t
band_key(const NpCanon *canon, const NpArticle *article, int band)
{
	return np_group_key((uint64_t) np_band_key(article->lanes, band, canon->options.rows),
						article->group);
}

NpCanon *
np_canon_create(const NpCanonOptions *options)
{
	NpCanon    *canon = np_alloc_zero(sizeof(NpCanon));
	size_t		capacity = options->memory / article_size(options);
	size_t		nentries;
	uint32_t	nheads = 1;

	if (capacity > options->articles)
		capacity = options->articles;
	/* entry numbers are 32 bits wide */
	if (capacity > (NO_ENTRY - 1) / options->bands)
		capacity = (NO_ENTRY - 1) / options->bands;
	if (capacity < 1)
		capacity = 1;
	nentries = capacity * options->bands;
	while (nheads <= nentries / 2 && nheads < UINT32_C(1) << 31)
		nheads *= 2;

	canon->options = *options;
	canon->capacity = (uint32_t) capacity;
	canon->head_mask = nheads - 1;
	canon->heads = np_alloc(sizeof(uint32_t) * nheads);
	canon->entries = np_alloc(sizeof(Entry) * nentries);
	canon->lanes = np_alloc(capacity * options->nlanes);
	canon->groups = np_alloc(sizeof(uint64_t) * capacity);
	canon->times = np_alloc(sizeof(int64_t) * capacity);
	canon->ids = np_alloc(sizeof(uint64_t) * capacity);
	canon->seen = np_alloc(sizeof(uint32_t) * capacity);
	np_canon_reset(canon);
	return canon;
}

void
np_canon_free(NpCanon *canon)
{
	np_free(canon->heads);
	np_free(canon->entries);
	np_free(canon->lanes);
	np_free(canon->groups);
	np_free(canon->times);
	np_free(canon->ids);
	np_free(canon->seen);
	np_free(canon);
}

void
np_canon_reset(NpCanon *canon)
{
	canon->count = 0;
	canon->search = 0;
	memset(canon->heads, 0xFF, sizeof(uint32_t) * ((size_t) canon->head_mask + 1));
}

bool
np_canon_add(NpCanon *canon, const NpArticle *article, uint64_t id)
{
	uint32_t	n = canon->count;

	if (n == canon->capacity)
		return false;
	memcpy(canon->lanes + (size_t) n * canon->options.nlanes, article->lanes,
		   canon->options.nlanes);
	canon->groups[n] = article->group;
	canon->times[n] = article->time;
	canon->ids[n] = id;
	canon->seen[n] = canon->search;
	for (int band = 0; band < canon->options.bands; band++)
	{
		uint64_t	key = band_key(canon, article, band);
		uint32_t   *head = &canon->heads[(uint32_t) key & canon->head_mask];
		uint32_t	entry = n * (uint32_t) canon->options.bands + (uint32_t) band;

		canon->entries[entry].tag = (uint32_t) (key >> 32);
		canon->entries[entry].next = *head;
		*head = entry;
	}
	canon->count++;
	return true;
}

/* Does match come before other in the result? */
static bool
is_better(const NpCanon *canon, int equal, uint32_t n, int other_equal, uint32_t other_n)
{
	return equal > other_equal || (equal == other_equal && n < other_n);
}

int
np_canon_find(NpCanon *canon, const NpArticle *article, NpCanonMatch *matches, int max)
{
	int			nlanes = canon->options.nlanes;
	int			found = 0;

	/* after four billion searches the marks of the last round are stale */
	if (++canon->search == 0)
	{
		memset(canon->seen, 0, sizeof(uint32_t) * canon->count);
		canon->search = 1;
	}

	for (int band = 0; band < canon->options.bands; band++)
	{
		uint64_t	key = band_key(canon, article, band);
		uint32_t	tag = (uint32_t) (key >> 32);
		uint32_t	entry = canon->heads[(uint32_t) key & canon->head_mask];

		for (; entry != NO_ENTRY; entry = canon->entries[entry].next)
		{
			uint32_t	n = entry / (uint32_t) canon->options.bands;
			NpArticle	other;
			int			equal;
			int			at;

			if (canon->entries[entry].tag != tag || canon->seen[n] == canon->search)
				continue;
			canon->seen[n] = canon->search;
			other.group = canon->groups[n];
			other.time = canon->times[n];
			other.lanes = canon->lanes + (size_t) n * nlanes;
			if (!np_articles_comparable(article, &other, canon->options.horizon))
				continue;
			equal = np_lanes_equal(article->lanes, other.lanes, nlanes);
			if (equal < canon->options.least_equal)
				continue;

			/* matches[].id holds the article's number until the end */
			for (at = found; at > 0; at--)
				if (!is_better(canon, equal, n, matches[at - 1].equal,
							   (uint32_t) matches[at - 1].id))
					break;
			if (at >= max)
				continue;
			if (found < max)
				found++;
			memmove(&matches[at + 1], &matches[at], sizeof(NpCanonMatch) * (found - 1 - at));
			matches[at].id = n;
			matches[at].equal = equal;
		}
	}

	for (int i = 0; i < found; i++)
		matches[i].id = canon->ids[matches[i].id];
	return found;
}
