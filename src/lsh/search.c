/*-------------------------------------------------------------------------
 *
 * search.c
 *	  Searching an lsh index: passes through the bands, and over all rows.
 *
 * A search has a *source*, the signature whose buckets are looked through:
 * that of the first % condition, or else that of the ORDER BY.  A *pass* at
 * depth r visits the rows that meet the source at depth r, band after band,
 * a leaf at a time; the pass at depth 0 visits all rows.
 *
 * A search by condition makes one pass, at the greatest depth that finds a
 * row at the threshold with probability newsprint.recall.
 *
 * A search in order of distance makes one pass after the other, each at a
 * smaller depth.  After the pass at depth r all rows that are near enough to
 * be met at depth r with probability newsprint.recall are handed out in
 * order; those farther away are held back, since the next pass may meet
 * nearer ones.  So it goes on as long as rows are asked for, and at last
 * through all rows.  A row that a pass should have met and did not (at most
 * 1 - recall of them) comes late, but it comes.  Rows at distance 0 cannot
 * be preceded by others and are handed out at once.
 *
 * A row that meets the source in several bands and passes is judged once:
 * in the deepest pass, and there in the first band.  Its signature, which is
 * at hand anyway, tells whether this is the place; so nothing needs to be
 * remembered about the rows already seen.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lsh/search.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/memutils.h"

/* Rows that the first round over all rows keeps in order; then ever more. */
#define FIRST_ROUND		1024
#define ROUND_GROWTH	16

/* Entries of a leaf from a guessed place to the next that is looked at; then ever more. */
#define FIRST_STRIDE	16

/* Entries of a leaf that are looked at together. */
#define ENTRIES_A_LOOK	16

/* Pages visited by one step of a pass over all rows. */
#define PAGES_A_STEP	64

static inline LshFound
make_found(int rank, ItemPointer tid)
{
	return (uint64) rank << 48 | (uint64) ItemPointerGetBlockNumberNoCheck(tid) << 16 |
		ItemPointerGetOffsetNumberNoCheck(tid);
}

static void
add_found(LshScan *so, LshFoundList *list, LshFound found)
{
	if (list->count == list->size)
	{
		list->size = Max(list->size * 2, 64);
		if (list->items == NULL)
			list->items = MemoryContextAlloc(so->context, list->size * sizeof(LshFound));
		else
			list->items = repalloc_huge(list->items, list->size * sizeof(LshFound));
	}
	list->items[list->count++] = found;
}

static int
compare_found(const void *a, const void *b)
{
	LshFound	x = *(const LshFound *) a;
	LshFound	y = *(const LshFound *) b;

	return (x > y) - (x < y);
}

static void
sort_found(LshFoundList *list)
{
	qsort(list->items, list->count, sizeof(LshFound), compare_found);
}

/* Does the row meet the source at this depth in one of the first bands? */
static bool
meets(const LshScan *so, const uint8 *lanes, int bands, int depth)
{
	for (int band = 0; band < bands; band++)
		if (np_forest_meet(LshBandKey(&so->ix, lanes, band), so->keys[band], depth))
			return true;
	return false;
}

/* Do all % conditions hold? */
static bool
conditions_hold(const LshScan *so, const uint8 *lanes)
{
	for (int i = 0; i < so->nconditions; i++)
	{
		const LshCondition *condition = &so->conditions[i];

		if (np_lanes_equal(lanes, condition->sig->lanes, so->ix.nlanes) < condition->needed)
			return false;
	}
	return true;
}

/* Lanes in which a row differs from the ORDER BY's signature. */
static int
rank_of(const LshScan *so, const uint8 *lanes)
{
	if (so->target == NULL)
		return 0;
	return so->ix.nlanes - np_lanes_equal(lanes, so->target->lanes, so->ix.nlanes);
}

/* Judge a row that was met in the pass and the band where the search is. */
static void
judge_met(LshScan *so, const LshSlot *slot)
{
	int			rank;

	if (!conditions_hold(so, slot->lanes))
		return;
	if (meets(so, slot->lanes, so->band, so->depth) ||
		!np_forest_meet(LshBandKey(&so->ix, slot->lanes, so->band),
						so->keys[so->band], so->depth))
		return;
	if (so->gradual && so->depth < NP_FOREST_DEPTH &&
		meets(so, slot->lanes, so->ix.bands, so->depth + 1))
		return;

	rank = rank_of(so, slot->lanes);
	add_found(so, rank == 0 ? &so->ready : &so->held, make_found(rank, (ItemPointer) &slot->tid));
}

/* Is the row among those that earlier passes have handed out? */
static bool
is_past(const LshScan *so, const uint8 *lanes, int rank)
{
	return so->past_depth > 0 && so->ix.nlanes - rank >= so->past_equal &&
		meets(so, lanes, so->ix.bands, so->past_depth);
}

/* Keep what this round has room for: the nearest. */
static void
cut_round(LshScan *so)
{
	sort_found(&so->held);
	if (so->held.count > so->round_size)
	{
		so->held.count = so->round_size;
		so->round_ceiling = so->held.items[so->round_size - 1];
		so->round_cut = true;
	}
}

/* Judge a row of the pass over all rows. */
static void
judge_any(LshScan *so, const LshSlot *slot)
{
	LshFound	found;
	int			rank;

	if (!conditions_hold(so, slot->lanes))
		return;
	rank = rank_of(so, slot->lanes);
	found = make_found(rank, (ItemPointer) &slot->tid);
	if (!so->ordered)
	{
		add_found(so, &so->ready, found);
		return;
	}
	if (found <= so->round_floor || found > so->round_ceiling ||
		is_past(so, slot->lanes, rank))
		return;
	add_found(so, &so->held, found);
	if (so->held.count == 2 * so->round_size)
		cut_round(so);
}

static int
compare_refs(const void *a, const void *b)
{
	uint32		x = *(const uint32 *) a;
	uint32		y = *(const uint32 *) b;

	return (x > y) - (x < y);
}

/*
 * Of the entries of a leaf that are in order, the first that is not below
 * low, an entry that would belong there.  Keys are bytes of hashes, so it is
 * near the place where it would stand if they were spread evenly.  To halve
 * the way from the ends would be to wait for memory at every step.
 */
static int
find_entry(Page leaf, uint64 low)
{
	const LshSpecial *special = LshPageSpecial(leaf);
	const uint64 *entries = LshPageEntries(leaf);
	int			count = special->ordered;
	uint64		spacing = (special->high - special->low) / Max(count, 1);
	int			first = Min((low - special->low) / Max(spacing, 1), count);
	int			end = first;

	/* where the next steps may go, all of it at once */
	for (int i = -FIRST_STRIDE; i <= FIRST_STRIDE; i += FIRST_STRIDE / 2)
		__builtin_prefetch(entries + first + i);

	/* those before first are to be below low, those from end on not */
	for (int stride = FIRST_STRIDE; first > 0 && entries[first - 1] >= low; stride *= 2)
	{
		end = first - 1;
		first = Max(first - stride, 0);
	}
	for (int stride = FIRST_STRIDE; end < count && entries[end] < low; stride *= 2)
	{
		first = end + 1;
		end = Min(end + stride, count);
	}
	while (first < end)
	{
		int			middle = (first + end) / 2;

		if (entries[middle] < low)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

/* Is one of the entries in [low, high]?  Few are. */
static inline bool
any_between(const uint64 *entries, int count, uint64 low, uint64 high)
{
	uint64		width = high - low;
	bool		any = false;

	for (int i = 0; i < count; i++)
		any |= entries[i] - low <= width;
	return any;
}

/* The entries that a search wants of a leaf. */
typedef struct Wanted
{
	uint64		low;
	uint64		high;
	/* but none of these, which the pass before has met; an empty range if there was none */
	uint64		seen_low;
	uint64		seen_high;
} Wanted;

/* Append the references of those of the entries that are wanted. */
static inline int
take_wanted(const Wanted *wanted, const uint64 *entries, int nentries, uint32 *refs, int count)
{
	for (int i = 0; i < nentries; i++)
	{
		/* no branch, since what it would do cannot be foretold */
		refs[count] = (uint32) entries[i];
		count += (entries[i] >= wanted->low) & (entries[i] <= wanted->high) &
			((entries[i] < wanted->seen_low) | (entries[i] > wanted->seen_high));
	}
	return count;
}

/*
 * The references of one leaf, that which the cursor is in, to the rows met
 * at this depth and not by the pass before.  Moves the cursor behind the
 * leaf; returns their number.
 */
static int
read_leaf(LshScan *so, uint64 low, uint64 high, uint32 *refs)
{
	Wanted		wanted = {.low = low, .high = high, .seen_low = LSH_HIGHEST};
	Buffer		buffer;
	Page		page;
	uint64	   *entries;
	int			nentries;
	int			ordered;
	int			first;
	int			end;
	int			count;

	if (so->gradual && so->depth < NP_FOREST_DEPTH)
	{
		uint32		rest = np_forest_rest(so->depth + 1);

		wanted.seen_low = LshEntry(so->keys[so->band] & ~rest, 0);
		wanted.seen_high = LshEntry(so->keys[so->band] | rest, PG_UINT32_MAX);
	}

	buffer = LshFindPage(&so->ix, so->band, 0, low, BUFFER_LOCK_SHARE);
	page = BufferGetPage(buffer);
	entries = LshPageEntries(page);
	nentries = LshPageEntryCount(page);
	ordered = LshPageSpecial(page)->ordered;

	/* of the entries in order the wanted ones stand together */
	first = find_entry(page, low);
	for (end = first; end < ordered && entries[end] <= high;)
		end++;
	count = take_wanted(&wanted, entries + first, end - first, refs, 0);
	for (int from = ordered; from < nentries; from += ENTRIES_A_LOOK)
	{
		int			n = Min(ENTRIES_A_LOOK, nentries - from);

		if (any_between(entries + from, n, low, high))
			count = take_wanted(&wanted, entries + from, n, refs, count);
	}
	so->cursor = LshPageSpecial(page)->high;
	UnlockReleaseBuffer(buffer);
	return count;
}

/* Judge the rows that so many references lead to. */
static void
visit_rows(LshScan *so, uint32 *refs, int count)
{
	int			i = 0;

	qsort(refs, count, sizeof(uint32), compare_refs);
	while (i < count)
	{
		BlockNumber block = LshRefBlock(&so->ix, refs[i]);
		Buffer		buffer = LshReadRows(&so->ix, block);
		Page		page;
		int			nslots;

		if (!BufferIsValid(buffer))
		{
			/* vacuum has overtaken us: the rows are gone */
			while (i < count && LshRefBlock(&so->ix, refs[i]) == block)
				i++;
			continue;
		}
		page = BufferGetPage(buffer);
		nslots = LshPageSlotCount(&so->ix, page);
		for (; i < count && LshRefBlock(&so->ix, refs[i]) == block; i++)
		{
			int			number = LshRefSlot(&so->ix, refs[i]);
			LshSlot    *slot = LshPageSlot(&so->ix, page, number);

			if (number < nslots && ItemPointerIsValid(&slot->tid))
				judge_met(so, slot);
		}
		UnlockReleaseBuffer(buffer);
	}
}

/* One step of a pass through the bands. */
static void
step_band(LshScan *so)
{
	uint32		rest = np_forest_rest(so->depth);
	uint64		low = LshEntry(so->keys[so->band] & ~rest, 0);
	uint64		high = LshEntry(so->keys[so->band] | rest, PG_UINT32_MAX);
	uint32		refs[LSH_LEAF_CAPACITY];

	visit_rows(so, refs, read_leaf(so, Max(low, so->cursor), high, refs));
	if (so->cursor > high || so->cursor == LSH_HIGHEST)
	{
		so->band++;
		so->cursor = 0;
	}
}

/* One step of a pass over all rows. */
static void
step_rows(LshScan *so)
{
	BlockNumber end = Min(so->block + PAGES_A_STEP, so->ix.nblocks);

	for (; so->block < end; so->block++)
	{
		Buffer		buffer = LshReadRows(&so->ix, so->block);
		Page		page;
		int			nslots;

		if (!BufferIsValid(buffer))
			continue;
		page = BufferGetPage(buffer);
		nslots = LshPageSlotCount(&so->ix, page);
		for (int i = 0; i < nslots; i++)
		{
			LshSlot    *slot = LshPageSlot(&so->ix, page, i);

			if (ItemPointerIsValid(&slot->tid))
				judge_any(so, slot);
		}
		UnlockReleaseBuffer(buffer);
	}
}

/* Begin a pass over all rows, or a round of it. */
static void
begin_rows(LshScan *so)
{
	so->depth = 0;
	so->block = LSH_META_BLOCK + 1;
	so->ix.nblocks = RelationGetNumberOfBlocks(so->ix.rel);
	so->held.count = 0;
	so->round_ceiling = PG_UINT64_MAX;
	so->round_cut = false;
}

/*
 * Hand out what a round over all rows has found.  If there were more rows
 * than it had room for, another round with more room follows.
 */
static void
end_round(LshScan *so)
{
	LshFoundList found;

	cut_round(so);
	if (so->round_cut)
		so->round_floor = so->round_ceiling;
	else
		so->done = true;

	found = so->ready;
	so->ready = so->held;
	so->held = found;
	so->round_size = Min((int64) so->round_size * ROUND_GROWTH,
						 Max(FIRST_ROUND, work_mem * (Size) 1024 / sizeof(LshFound) / 2));
	if (!so->done)
		begin_rows(so);
}

/* After a pass through the bands: hand out the rows that are near enough. */
static void
end_pass(LshScan *so)
{
	int			nlanes = so->ix.nlanes;
	int			bound = 0;
	int			next = so->depth - 1;
	int			kept = 0;

	so->done = so->depth == so->last_depth;
	if (!so->done)
		bound = np_forest_bound(nlanes, so->ix.bands, so->depth, so->recall);

	sort_found(&so->held);
	for (int i = 0; i < so->held.count; i++)
	{
		if (nlanes - FOUND_RANK(so->held.items[i]) >= bound)
			add_found(so, &so->ready, so->held.items[i]);
		else
			so->held.items[kept++] = so->held.items[i];
	}
	so->held.count = kept;
	if (so->done)
		return;

	/* at depth 1 it would cost half as much as all rows, and seldom be enough */
	if (next == 1 && so->last_depth == 0)
		next = 0;
	so->past_depth = so->depth;
	so->past_equal = bound;
	so->depth = next;
	so->band = 0;
	so->cursor = 0;
	if (next == 0)
		begin_rows(so);
}

void
LshSearchStep(LshScan *so)
{
	CHECK_FOR_INTERRUPTS();
	so->ready.count = 0;
	so->ready.next = 0;
	if (so->depth > 0)
	{
		if (so->band < so->ix.bands)
			step_band(so);
		else
			end_pass(so);
	}
	else
	{
		if (so->block < so->ix.nblocks)
			step_rows(so);
		else if (so->ordered)
			end_round(so);
		else
			so->done = true;
	}
}

/*
 * Have the leaves that the search begins with brought near all at once: from
 * disk where they are not in memory, else into the processor's cache.  One
 * after the other, every band waits for its own.
 */
static void
prefetch_leaves(LshScan *so)
{
	uint32		rest = np_forest_rest(so->depth);

	for (int band = 0; band < so->ix.bands; band++)
		LshPrefetchLeaf(&so->ix, band, LshEntry(so->keys[band] & ~rest, 0));
}

void
LshPlanSearch(LshScan *so)
{
	const Minhash *source = so->target;

	so->gradual = so->ordered;
	so->recall = newsprint_recall;
	so->last_depth = 0;
	if (so->nconditions > 0)
	{
		LshCondition *condition = &so->conditions[0];

		source = condition->sig;
		so->last_depth = LshChooseDepth(condition->needed, so->ix.nlanes, so->ix.bands);
		/* a pass is saved where the last one meets few rows by chance */
		so->gradual = so->last_depth < NP_FOREST_DEPTH - 1 && so->target != NULL &&
			memcmp(source->lanes, so->target->lanes, so->ix.nlanes) == 0;
	}
	if (source == NULL)
		so->gradual = false;
	else
	{
		so->keys = palloc(so->ix.bands * sizeof(uint32));
		for (int band = 0; band < so->ix.bands; band++)
			so->keys[band] = LshBandKey(&so->ix, source->lanes, band);
	}

	so->depth = so->gradual ? NP_FOREST_DEPTH : so->last_depth;
	so->round_size = FIRST_ROUND;
	if (so->depth == 0)
		begin_rows(so);
	else
		prefetch_leaves(so);
}
