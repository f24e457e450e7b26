/*-------------------------------------------------------------------------
 *
 * canon.c
 *	  The canonical articles found so far, searchable by likeness.
 *
 * A chained hash table over the band keys of all articles in it.  Every
 * array is allocated once, for as many articles as the memory holds, so
 * that the bound is kept by construction.
 *
 * With a million articles nothing that is looked up is in a cache, and the
 * time is that of waiting for memory.  So a search asks for all that it will
 * need before it needs it: the heads of all bands, then the chains, which
 * are followed abreast, then the candidates' lanes.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/canon.h"

#include <string.h>

#include "cluster/prefetch.h"
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

/* What is known of an article; its lanes follow. */
typedef struct Member
{
	uint64_t	group;
	int64_t		time;
	uint64_t	id;
	uint64_t	search;			/* the last one that met the article */
	uint8_t		lanes[];
} Member;

/* Candidates that are fetched at a time */
#define BATCH	64

struct NpCanon
{
	NpCanonOptions options;
	uint32_t	capacity;
	uint32_t	count;
	uint64_t	search;			/* number of the current search */
	uint32_t   *heads;
	uint32_t	head_mask;
	Entry	   *entries;
	char	   *members;
	size_t		member_size;
	uint64_t   *keys;			/* of the article that is looked for, for each band */
	uint32_t   *chains;			/* the next entry of each band that is to be seen */
};

static size_t
member_size(const NpCanonOptions *o)
{
	return sizeof(Member) + ((size_t) o->nlanes + 7) / 8 * 8;
}

/* Bytes that an article takes, with its share of the heads. */
static size_t
article_size(const NpCanonOptions *o)
{
	return (size_t) o->bands * (sizeof(Entry) + 2 * sizeof(uint32_t)) + member_size(o);
}

static Member *
member(const NpCanon *canon, uint32_t n)
{
	return (Member *) (canon->members + n * canon->member_size);
}

/* A band key that only articles of one group share */
static uint64_t
band_key(const NpCanon *canon, const NpArticle *article, int band)
{
	uint64_t	key = (uint64_t) np_band_key(article->lanes, band, canon->options.rows);

	return key ^ (article->group * UINT64_C(0x9E3779B97F4A7C15));
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
	canon->member_size = member_size(options);
	canon->members = np_alloc(canon->member_size * capacity);
	canon->keys = np_alloc(sizeof(uint64_t) * options->bands);
	canon->chains = np_alloc(sizeof(uint32_t) * options->bands);
	np_canon_reset(canon);
	return canon;
}

void
np_canon_free(NpCanon *canon)
{
	np_free(canon->heads);
	np_free(canon->entries);
	np_free(canon->members);
	np_free(canon->keys);
	np_free(canon->chains);
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
	Member	   *m = member(canon, n);

	if (n == canon->capacity)
		return false;
	memcpy(m->lanes, article->lanes, canon->options.nlanes);
	m->group = article->group;
	m->time = article->time;
	m->id = id;
	m->search = canon->search;
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

static bool
is_better(int equal, uint64_t id, const NpCanonMatch *other)
{
	return equal > other->equal || (equal == other->equal && id < other->id);
}

void
np_canon_match(NpCanonMatches *matches, uint64_t id, int equal)
{
	NpCanonMatch *best = matches->best;
	int			at = matches->count;

	while (at > 0 && is_better(equal, id, &best[at - 1]))
		at--;
	if (at >= matches->max || (at > 0 && best[at - 1].id == id))
		return;
	if (matches->count < matches->max)
		matches->count++;
	memmove(&best[at + 1], &best[at], sizeof(NpCanonMatch) * (matches->count - 1 - at));
	best[at].id = id;
	best[at].equal = equal;
}

/* Ask for the beginning of each band's chain. */
static void
begin_chains(NpCanon *canon, const NpArticle *article)
{
	int			bands = canon->options.bands;

	for (int band = 0; band < bands; band++)
	{
		canon->keys[band] = band_key(canon, article, band);
		np_prefetch(&canon->heads[(uint32_t) canon->keys[band] & canon->head_mask], 1);
	}
	for (int band = 0; band < bands; band++)
	{
		uint32_t	entry = canon->heads[(uint32_t) canon->keys[band] & canon->head_mask];

		canon->chains[band] = entry;
		if (entry != NO_ENTRY)
			np_prefetch(&canon->entries[entry], 1);
	}
}

/*
 * Go one step along each chain.  Candidates, which share a band, go to batch
 * after the *count that it has; one that shares several bands comes several
 * times.  Returns whether there is more to see.
 */
static bool
step_chains(NpCanon *canon, uint32_t *batch, int *count)
{
	int			bands = canon->options.bands;
	bool		more = false;

	for (int band = 0; band < bands; band++)
	{
		uint32_t	at = canon->chains[band];
		const Entry *entry;

		if (at == NO_ENTRY)
			continue;
		more = true;
		if (*count == BATCH)
			break;
		entry = &canon->entries[at];
		if (entry->tag == (uint32_t) (canon->keys[band] >> 32))
		{
			uint32_t	n = at / (uint32_t) bands;

			np_prefetch(member(canon, n), canon->member_size);
			batch[(*count)++] = n;
		}
		canon->chains[band] = entry->next;
		if (entry->next != NO_ENTRY)
			np_prefetch(&canon->entries[entry->next], 1);
	}
	return more;
}

/* Take a candidate into the matches if it is one. */
static void
consider(NpCanon *canon, const NpArticle *article, uint32_t n, NpCanonMatches *matches)
{
	Member	   *m = member(canon, n);
	NpArticle	other = {.group = m->group,.time = m->time,.lanes = m->lanes};
	int			equal;

	if (m->search == canon->search)
		return;
	m->search = canon->search;
	if (!np_articles_comparable(article, &other, canon->options.horizon))
		return;
	equal = np_lanes_reach(article->lanes, other.lanes, canon->options.nlanes,
						   canon->options.least_equal);
	if (equal > 0)
		np_canon_match(matches, m->id, equal);
}

int
np_canon_find(NpCanon *canon, const NpArticle *article, NpCanonMatch *matches, int max)
{
	uint32_t	batch[BATCH];
	NpCanonMatches found = {.best = matches,.max = max};
	int			count;
	bool		more;

	canon->search++;
	begin_chains(canon, article);
	do
	{
		count = 0;
		do
			more = step_chains(canon, batch, &count);
		while (more && count < BATCH);
		for (int i = 0; i < count; i++)
			consider(canon, article, batch[i], &found);
	} while (more);
	return found.count;
}
