/*-------------------------------------------------------------------------
 *
 * cache.c
 *	  What a session remembers of an lsh index: its parameters, and the roots
 *	  of its trees.
 *
 * Every search and every insert goes down from the root of every band, and a
 * root changes only when a child of it is split or goes.  So a session keeps
 * copies of the roots that lie above leaves, and saves half of the pages that
 * it would have to find, pin and lock.  A copy may be out of date; the page
 * that it leads to tells, as it does where another session has changed the
 * way meanwhile (lsh.h, Locks).
 *
 * All of it is one piece of memory, which is what the server frees when the
 * index has another file or another definition.  Parts that are never written
 * to take no memory.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lsh/lsh.h"

/* A root's copy */
typedef struct LshRoot
{
	int			level;
	int			nlinks;			/* 0: there is no copy */
	LshDownlink links[LSH_INNER_CAPACITY];
} LshRoot;

typedef struct LshCache
{
	LshMeta		meta;
	LshRoot		roots[FLEXIBLE_ARRAY_MEMBER];	/* one for each band, once nlanes is known */
} LshCache;

static LshCache *
make_cache(Relation index, const LshMeta *meta)
{
	int			nroots = meta->nlanes > 0 ? meta->bands : 0;
	LshCache   *cache = MemoryContextAlloc(index->rd_indexcxt, offsetof(LshCache, roots) +
										   nroots * sizeof(LshRoot));

	cache->meta = *meta;
	for (int band = 0; band < nroots; band++)
		cache->roots[band].nlinks = 0;
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

/* The copy of a band's root; NULL if there is no room for one. */
static LshRoot *
find_root(const LshIndex *ix, int band)
{
	LshCache   *cache = ix->rel->rd_amcache;

	if (cache == NULL || cache->meta.nlanes == 0)
		return NULL;
	return &cache->roots[band];
}

/*
 * Where to go for an entry from the root, as far as the session remembers
 * it, on the way to a page of this level: sets the child and returns the
 * root's level, or -1.
 */
int
LshRecallChild(const LshIndex *ix, int band, int level, uint64 entry, BlockNumber *child)
{
	LshRoot    *root = find_root(ix, band);

	if (root == NULL || root->nlinks == 0 || root->level <= level)
		return -1;
	*child = root->links[LshFindDownlink(root->links, root->nlinks, entry)].child;
	return root->level;
}

/* Have the leaf that an entry belongs to brought near, if the session remembers which it is. */
void
LshPrefetchLeaf(const LshIndex *ix, int band, uint64 entry)
{
	BlockNumber leaf;
	Buffer		buffer;

	if (LshRecallChild(ix, band, 0, entry, &leaf) != 1)
		return;
	buffer = PrefetchBuffer(ix->rel, MAIN_FORKNUM, leaf).recent_buffer;
	if (BufferIsValid(buffer))
	{
		/* where every page is looked at first; it is not pinned, so no more than that */
		__builtin_prefetch(BufferGetPage(buffer));
		__builtin_prefetch(BufferGetPage(buffer) + BLCKSZ - sizeof(LshSpecial));
	}
}

/* Keep a copy of a root that is an inner page and locked. */
void
LshRememberRoot(const LshIndex *ix, int band, Page page)
{
	LshRoot    *root = find_root(ix, band);

	if (root == NULL)
		return;
	root->level = LshPageSpecial(page)->level;
	root->nlinks = LshPageLinkCount(page);
	memcpy(root->links, LshPageDownlinks(page), root->nlinks * sizeof(LshDownlink));
}

/* The copy has led astray. */
void
LshForgetRoot(const LshIndex *ix, int band)
{
	LshRoot    *root = find_root(ix, band);

	if (root != NULL)
		root->nlinks = 0;
}
