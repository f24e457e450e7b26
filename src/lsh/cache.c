/*-------------------------------------------------------------------------
 *
 * cache.c
 *	  What a session remembers of an lsh index: its parameters, and the ways
 *	  to the leaves of its trees.
 *
 * Every search and every insert goes down from the root of every band, and the
 * pages above the leaves change only when a leaf is split or goes.  So a
 * session keeps copies of the pages that lead to leaves, and saves half of the
 * pages, or two of three, that it would have to find, pin and lock.  A copy
 * may be out of date; the page that it leads to tells, as it does where
 * another session has changed the way meanwhile (lsh.h, Locks).
 *
 * All of it is one piece of memory, which is what the server frees when the
 * index has another file or another definition.  Copies never made take no
 * memory; all that there may be of 16 bands are half a megabyte.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lsh/lsh.h"

/* Copies for a band: the root, or its first children, which lead to two million rows. */
#define MAX_PARENTS		4

/* The copy of a page above leaves: what its range is; an empty one where there is no copy */
typedef struct LshParent
{
	uint64		low;
	uint64		high;
	int			nlinks;
} LshParent;

typedef struct LshCache
{
	LshMeta		meta;
	LshParent	parents[LSH_MAX_BANDS][MAX_PARENTS];
	/* their downlinks, for the bands that there are once nlanes is known */
	LshDownlink links[FLEXIBLE_ARRAY_MEMBER][MAX_PARENTS][LSH_INNER_CAPACITY];
} LshCache;

static LshCache *
make_cache(Relation index, const LshMeta *meta)
{
	int			nbands = meta->nlanes > 0 ? meta->bands : 0;
	LshCache   *cache = MemoryContextAlloc(index->rd_indexcxt, offsetof(LshCache, links) +
										   nbands * sizeof(cache->links[0]));

	cache->meta = *meta;
	memset(cache->parents, 0, sizeof(cache->parents));
	return cache;
}

/*
 * Learn an index's parameters, from the cache if it has had a row before:
 * from then on they do not change while the relation file is the same.
 */
void
LshOpen(LshIndex *ix, Relation index)
{
	LshCache   *cache = index->rd_amcache;

	memset(ix, 0, sizeof(LshIndex));
	ix->rel = index;
	if (cache == NULL || cache->meta.nlanes == 0)
	{
		Buffer		buffer = LshReadMeta(ix, BUFFER_LOCK_SHARE);
		LshMeta		meta = *LshPageMeta(BufferGetPage(buffer));

		UnlockReleaseBuffer(buffer);
		index->rd_amcache = make_cache(index, &meta);
		if (cache != NULL)
			pfree(cache);
		cache = index->rd_amcache;
	}
	LshDerive(ix, &cache->meta);
}

/* The session's copies, or NULL if there is no room for any. */
static LshCache *
get_cache(const LshIndex *ix)
{
	LshCache   *cache = ix->rel->rd_amcache;

	return cache != NULL && cache->meta.nlanes > 0 ? cache : NULL;
}

/* Which copy leads to an entry; -1 if none does. */
static int
find_parent(const LshCache *cache, int band, uint64 entry)
{
	if (cache == NULL)
		return -1;
	for (int i = 0; i < MAX_PARENTS; i++)
		if (cache->parents[band][i].low <= entry && entry < cache->parents[band][i].high)
			return i;
	return -1;
}

/* The leaf that an entry belongs to, as far as the session remembers; false if it does not. */
bool
LshRecallLeaf(const LshIndex *ix, int band, uint64 entry, BlockNumber *leaf)
{
	LshCache   *cache = get_cache(ix);
	int			parent = find_parent(cache, band, entry);
	LshDownlink *links;

	if (parent < 0)
		return false;
	links = cache->links[band][parent];
	*leaf = links[LshFindDownlink(links, cache->parents[band][parent].nlinks, entry)].child;
	return true;
}

/* Have the leaf that an entry belongs to brought near, if the session remembers which it is. */
void
LshPrefetchLeaf(const LshIndex *ix, int band, uint64 entry)
{
	BlockNumber leaf;
	Buffer		buffer;

	if (!LshRecallLeaf(ix, band, entry, &leaf))
		return;
	buffer = PrefetchBuffer(ix->rel, MAIN_FORKNUM, leaf).recent_buffer;
	if (BufferIsValid(buffer))
	{
		/* where every page is looked at first; it is not pinned, so no more than that */
		__builtin_prefetch(BufferGetPage(buffer));
		__builtin_prefetch(BufferGetPage(buffer) + BLCKSZ - sizeof(LshSpecial));
	}
}

/* Keep a copy of a page above leaves, which is locked, and is the root or this child of it. */
void
LshRememberParent(const LshIndex *ix, int band, int place, Page page)
{
	LshCache   *cache = get_cache(ix);
	LshParent  *parent;

	if (cache == NULL || place >= MAX_PARENTS)
		return;
	parent = &cache->parents[band][place];
	parent->low = LshPageSpecial(page)->low;
	parent->high = LshPageSpecial(page)->high;
	parent->nlinks = LshPageLinkCount(page);
	memcpy(cache->links[band][place], LshPageDownlinks(page),
		   parent->nlinks * sizeof(LshDownlink));
}

/* The copy that leads to an entry has led astray. */
void
LshForgetParent(const LshIndex *ix, int band, uint64 entry)
{
	LshCache   *cache = get_cache(ix);
	int			parent = find_parent(cache, band, entry);

	if (parent >= 0)
		cache->parents[band][parent].high = 0;
}
