/*-------------------------------------------------------------------------
 *
 * tree.c
 *	  The bands' B-trees: finding, adding, splitting, removing a leaf.
 *
 * lsh.h says what the pages look like and who locks what in which order.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lsh/lsh.h"
#include "miscadmin.h"
#include "storage/indexfsm.h"

/*
 * A search starts again when a split or a removal overtakes it, which takes
 * one of those each time.  So often in a row is damage, not bad luck.
 */
#define MAX_TRIES	1000

/* How a page is locked: shared, exclusively, or exclusively only if no one has the lock */
#define LOCK_IF_FREE	(BUFFER_LOCK_EXCLUSIVE + 1)

static void split_page(LshIndex *ix, Buffer buffer, uint64 entry);

/* The child that an entry belongs to: the last whose low is not above it. */
int
LshFindDownlink(const LshDownlink *links, int count, uint64 entry)
{
	int			first = 0;

	while (count > 1)
	{
		int			half = count / 2;

		/* no branch, since which way it goes cannot be foretold */
		first += half * (links[first + half].low <= entry);
		count -= half;
	}
	return first;
}

/* Does an entry, or the child for it, belong on this page? */
static bool
page_covers(Page page, int band, uint64 entry)
{
	LshSpecial *special = LshPageSpecial(page);

	return special->kind == LSH_TREE && special->band == band &&
		special->low <= entry && entry < special->high;
}

/* Lock and read a page, unless that is to be tried only and someone has the lock. */
static Buffer
lock_page(LshIndex *ix, BlockNumber block, int lockmode)
{
	return lockmode == LOCK_IF_FREE ? LshTryPage(ix, block) : LshReadPage(ix, block, lockmode);
}

/*
 * The leaf that an entry belongs to, if the session remembers it (cache.c),
 * else InvalidBuffer.
 *
 * It may be no leaf of this band any more, so a writer does not wait for it:
 * he may hold others, and this may even be one of them.
 */
static Buffer
find_remembered(LshIndex *ix, int band, uint64 entry, int lockmode)
{
	BlockNumber block;
	Buffer		buffer;
	Page		page;

	if (!LshRecallLeaf(ix, band, entry, &block))
		return InvalidBuffer;
	buffer = lock_page(ix, block, lockmode == BUFFER_LOCK_SHARE ? lockmode : LOCK_IF_FREE);
	if (!BufferIsValid(buffer))
		return InvalidBuffer;
	page = BufferGetPage(buffer);
	if (!PageIsNew(page) && page_covers(page, band, entry) && LshPageSpecial(page)->level == 0)
		return buffer;
	UnlockReleaseBuffer(buffer);
	LshForgetParent(ix, band, entry);
	return InvalidBuffer;
}

/*
 * Go down from the root to the page of this level that an entry belongs to.
 * InvalidBuffer if another process has changed the way meanwhile, or has the
 * page where that is not waited for.
 */
static Buffer
descend(LshIndex *ix, int band, int level, uint64 entry, int lockmode)
{
	BlockNumber block = LSH_ROOT_BLOCK(band);
	int			lock = BUFFER_LOCK_SHARE;
	int			above = -1;		/* the parent's level, if there is a parent */
	int			place = 0;		/* in the parent */

	for (;;)
	{
		Buffer		buffer = lock_page(ix, block, lock);
		Page		page;
		int			here;

		if (!BufferIsValid(buffer))
			return InvalidBuffer;
		page = BufferGetPage(buffer);
		if (PageIsNew(page) || !page_covers(page, band, entry))
			here = -1;
		else
			here = LshPageSpecial(page)->level;
		if (here < level || (above >= 0 && here != above - 1))
		{
			UnlockReleaseBuffer(buffer);
			return InvalidBuffer;
		}
		if (here == level && lock == lockmode)
			return buffer;

		/* the root itself was wanted, or go to the child */
		if (here > level)
		{
			if (here == 1)
				LshRememberParent(ix, band, place, page);
			place = LshFindDownlink(LshPageDownlinks(page), LshPageLinkCount(page), entry);
			block = LshPageDownlinks(page)[place].child;
			above = here;
		}
		if (here <= level + 1)
			lock = lockmode;
		UnlockReleaseBuffer(buffer);
	}
}

/* The page of this level that an entry belongs to, locked. */
Buffer
LshFindPage(LshIndex *ix, int band, int level, uint64 entry, int lockmode)
{
	Buffer		buffer = InvalidBuffer;

	if (level == 0)
		buffer = find_remembered(ix, band, entry, lockmode);
	for (int tries = 0; !BufferIsValid(buffer) && tries < MAX_TRIES; tries++)
	{
		CHECK_FOR_INTERRUPTS();
		buffer = descend(ix, band, level, entry, lockmode);
	}
	if (BufferIsValid(buffer))
		return buffer;
	LshReportCorrupt(ix->rel, LSH_ROOT_BLOCK(band),
					 "the tree below it does not lead where it should");
}

/* Insert a downlink at a place of an inner page that has room. */
static void
insert_downlink(Page page, int place, uint64 low, BlockNumber child)
{
	LshDownlink *links = LshPageDownlinks(page);
	int			count = LshPageLinkCount(page);

	memmove(links + place + 1, links + place, (count - place) * sizeof(LshDownlink));
	links[place].low = low;
	links[place].child = child;
	links[place].unused = 0;
	LshPageSetBytes(page, (count + 1) * sizeof(LshDownlink));
}

static int
compare_entries(const void *a, const void *b)
{
	uint64		x = *(const uint64 *) a;
	uint64		y = *(const uint64 *) b;

	return (x > y) - (x < y);
}

/*
 * Where to divide a leaf, whose entries are in order, to make room for one
 * more: how many stay, and the first entry that no longer belongs there.
 *
 * In the middle; but copies of a story have one key and come in the order of
 * their references, so where the new entry follows one of its own key, all
 * before it stays: pages that such a run has filled are not left half empty.
 */
static int
choose_division(const uint64 *entries, int count, uint64 entry, uint64 *middle)
{
	int			keep = count / 2;
	int			place = 0;

	while (place < count && entries[place] < entry)
		place++;
	if (place > keep && entries[place - 1] >> 32 == entry >> 32)
	{
		*middle = entry;
		return place;
	}
	*middle = entries[keep];
	return keep;
}

/*
 * Divide the contents of a tree page, given as a copy, between two pages, to
 * make room for an entry.  The pages' kind is set already; their ranges and
 * contents are set here.
 */
static void
divide_page(Page source, Page left, Page right, uint64 entry)
{
	LshSpecial *from = LshPageSpecial(source);
	Size		item = from->level == 0 ? sizeof(uint64) : sizeof(LshDownlink);
	int			count = LshPageBytes(source) / item;
	int			keep;
	uint64		middle;

	if (from->level == 0)
	{
		qsort(LshPageEntries(source), count, sizeof(uint64), compare_entries);
		keep = choose_division(LshPageEntries(source), count, entry, &middle);
	}
	else
	{
		keep = count / 2;
		middle = LshPageDownlinks(source)[keep].low;
	}

	if (from->level == 0)
	{
		LshPageSpecial(left)->ordered = keep;
		LshPageSpecial(right)->ordered = count - keep;
	}
	memcpy(PageGetContents(left), PageGetContents(source), keep * item);
	LshPageSetBytes(left, keep * item);
	memcpy(PageGetContents(right), PageGetContents(source) + keep * item,
		   (count - keep) * item);
	LshPageSetBytes(right, (count - keep) * item);

	LshPageSpecial(right)->low = middle;
	LshPageSpecial(right)->high = from->high;
	LshPageSpecial(left)->low = from->low;
	LshPageSpecial(left)->high = middle;
}

/* A root keeps its block: its contents go to two new children. */
static void
split_root(LshIndex *ix, Buffer buffer, uint64 entry)
{
	PGAlignedBlock copy;
	LshSpecial *special;
	Buffer		children[2];
	Page		pages[2];
	Page		page;
	GenericXLogState *state;

	memcpy(copy.data, BufferGetPage(buffer), BLCKSZ);
	special = LshPageSpecial(copy.data);
	if (special->level == LSH_MAX_LEVEL)
		LshReportCorrupt(ix->rel, BufferGetBlockNumber(buffer), "the tree is too high");
	children[0] = LshNewPage(ix);
	children[1] = LshNewPage(ix);

	state = GenericXLogStart(ix->rel);
	page = GenericXLogRegisterBuffer(state, buffer, 0);
	for (int i = 0; i < 2; i++)
	{
		pages[i] = LshLogNewPage(state, children[i]);
		LshInitTreePage(pages[i], special->band, special->level, 0, 0);
	}
	divide_page(copy.data, pages[0], pages[1], entry);
	LshInitTreePage(page, special->band, special->level + 1, special->low, special->high);
	for (int i = 0; i < 2; i++)
		insert_downlink(page, i, LshPageSpecial(pages[i])->low,
						BufferGetBlockNumber(children[i]));
	GenericXLogFinish(state);

	UnlockReleaseBuffer(children[1]);
	UnlockReleaseBuffer(children[0]);
	UnlockReleaseBuffer(buffer);
}

/* The parent of a page, with room for a downlink, locked exclusively. */
static Buffer
find_parent_with_room(LshIndex *ix, int band, int level, uint64 low, uint64 entry)
{
	for (;;)
	{
		Buffer		parent = LshFindPage(ix, band, level + 1, low, BUFFER_LOCK_EXCLUSIVE);

		if (LshPageLinkCount(BufferGetPage(parent)) < LSH_INNER_CAPACITY)
			return parent;
		split_page(ix, parent, entry);
	}
}

/* The place of a page's downlink in its parent; both are locked. */
static int
find_place(LshIndex *ix, Buffer parent, Buffer child)
{
	Page		page = BufferGetPage(parent);
	uint64		low = LshPageSpecial(BufferGetPage(child))->low;
	LshDownlink *links = LshPageDownlinks(page);
	int			place = LshFindDownlink(links, LshPageLinkCount(page), low);
	LshDownlink *link = links + place;

	if (link->low != low || link->child != BufferGetBlockNumber(child))
		LshReportCorrupt(ix->rel, BufferGetBlockNumber(parent),
						 "it does not lead to the child that it should");
	return place;
}

/*
 * Split a full page, which is locked exclusively, to make room for an entry.
 * Unlocks and releases it.
 */
static void
split_page(LshIndex *ix, Buffer buffer, uint64 entry)
{
	PGAlignedBlock copy;
	LshSpecial *special;
	Buffer		parent;
	Buffer		right;
	Page		pages[3];
	int			place;
	GenericXLogState *state;

	memcpy(copy.data, BufferGetPage(buffer), BLCKSZ);
	special = LshPageSpecial(copy.data);
	if (BufferGetBlockNumber(buffer) == LSH_ROOT_BLOCK(special->band))
	{
		split_root(ix, buffer, entry);
		return;
	}

	parent = find_parent_with_room(ix, special->band, special->level, special->low,
								   entry);
	place = find_place(ix, parent, buffer);
	right = LshNewPage(ix);

	state = GenericXLogStart(ix->rel);
	pages[0] = GenericXLogRegisterBuffer(state, buffer, 0);
	pages[1] = LshLogNewPage(state, right);
	pages[2] = GenericXLogRegisterBuffer(state, parent, 0);
	LshInitTreePage(pages[1], special->band, special->level, 0, 0);
	divide_page(copy.data, pages[0], pages[1], entry);
	insert_downlink(pages[2], place + 1, LshPageSpecial(pages[1])->low,
					BufferGetBlockNumber(right));
	GenericXLogFinish(state);

	UnlockReleaseBuffer(right);
	UnlockReleaseBuffer(parent);
	UnlockReleaseBuffer(buffer);
}

static bool
leaf_is_full(Buffer buffer)
{
	return LshPageEntryCount(BufferGetPage(buffer)) == LSH_LEAF_CAPACITY;
}

/* The leaf that an entry goes to, with room for it, for one who holds no page. */
static Buffer
find_leaf(LshIndex *ix, int band, uint64 entry)
{
	for (;;)
	{
		Buffer		buffer = LshFindPage(ix, band, 0, entry, BUFFER_LOCK_EXCLUSIVE);

		if (!leaf_is_full(buffer))
			return buffer;
		split_page(ix, buffer, entry);
		CHECK_FOR_INTERRUPTS();
	}
}

/* The same for one who holds leaves; InvalidBuffer if it would take a wait or a split. */
static Buffer
try_leaf(LshIndex *ix, int band, uint64 entry)
{
	Buffer		buffer = find_remembered(ix, band, entry, LOCK_IF_FREE);

	if (!BufferIsValid(buffer))
		buffer = descend(ix, band, 0, entry, LOCK_IF_FREE);
	if (!BufferIsValid(buffer) || !leaf_is_full(buffer))
		return buffer;
	UnlockReleaseBuffer(buffer);
	return InvalidBuffer;
}

/*
 * Lock the leaves that some bands' entries go to: the first, and those after
 * it as far as they can be had at once.  Returns how many, at least one.
 */
static int
lock_leaves(LshIndex *ix, int band, int nbands, const uint64 *entries, Buffer *buffers)
{
	int			locked = 1;

	buffers[0] = find_leaf(ix, band, entries[0]);
	while (locked < nbands)
	{
		buffers[locked] = try_leaf(ix, band + locked, entries[locked]);
		if (!BufferIsValid(buffers[locked]))
			break;
		locked++;
	}
	return locked;
}

/*
 * Add a row's entries to the trees, a few bands at a time: as many as a WAL
 * record has room for, and no leaf has to be waited for.
 */
void
LshAddEntries(LshIndex *ix, const uint8 *lanes, uint32 ref)
{
	int			band = 0;

	while (band < ix->bands)
	{
		int			nbands = Min(MAX_GENERIC_XLOG_PAGES, ix->bands - band);
		uint64		entries[MAX_GENERIC_XLOG_PAGES];
		const void *items[MAX_GENERIC_XLOG_PAGES];
		Buffer		buffers[MAX_GENERIC_XLOG_PAGES];

		for (int i = 0; i < nbands; i++)
		{
			entries[i] = LshEntry(LshBandKey(ix, lanes, band + i), ref);
			items[i] = &entries[i];
		}
		nbands = lock_leaves(ix, band, nbands, entries, buffers);
		LshAppend(ix, nbands, buffers, items, sizeof(uint64));
		for (int i = 0; i < nbands; i++)
			UnlockReleaseBuffer(buffers[i]);
		band += nbands;
	}
}

/*
 * Take an empty leaf, the one that begins at low, out of its tree.  Returns
 * false if it is no longer empty, or is the first child of its parent, whose
 * left neighbour would be under another one.  Only vacuum does this, so the
 * leaf that is waited for while its neighbour is held stays a leaf of the band.
 */
bool
LshRemoveLeaf(LshIndex *ix, int band, uint64 low)
{
	Buffer		left = LshFindPage(ix, band, 0, low - 1, BUFFER_LOCK_EXCLUSIVE);
	Buffer		leaf;
	Buffer		parent;
	int			place;
	bool		removed;

	if (LshPageSpecial(BufferGetPage(left))->high != low)
		LshReportCorrupt(ix->rel, BufferGetBlockNumber(left),
						 "it does not end where the next leaf begins");
	leaf = LshFindPage(ix, band, 0, low, BUFFER_LOCK_EXCLUSIVE);
	parent = LshFindPage(ix, band, 1, low, BUFFER_LOCK_EXCLUSIVE);
	place = find_place(ix, parent, leaf);
	removed = place > 0 && LshPageEntryCount(BufferGetPage(leaf)) == 0;

	if (removed)
	{
		GenericXLogState *state = GenericXLogStart(ix->rel);
		Page		page = GenericXLogRegisterBuffer(state, left, 0);
		LshDownlink *links;
		int			count;

		LshPageSpecial(page)->high = LshPageSpecial(BufferGetPage(leaf))->high;
		LshInitPage(GenericXLogRegisterBuffer(state, leaf, 0), LSH_FREE);
		page = GenericXLogRegisterBuffer(state, parent, 0);
		links = LshPageDownlinks(page);
		count = LshPageLinkCount(page);
		memmove(links + place, links + place + 1, (count - place - 1) * sizeof(LshDownlink));
		LshPageSetBytes(page, (count - 1) * sizeof(LshDownlink));
		GenericXLogFinish(state);
		RecordFreeIndexPage(ix->rel, BufferGetBlockNumber(leaf));
	}
	UnlockReleaseBuffer(parent);
	UnlockReleaseBuffer(leaf);
	UnlockReleaseBuffer(left);
	return removed;
}
