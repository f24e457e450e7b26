/*-------------------------------------------------------------------------
 *
 * vacuum.c
 *	  Taking dead rows out of an lsh index.
 *
 * Three passes: over the row pages, to learn which slots are dead; through
 * the trees, leaf by leaf in the order of entries, so that nothing a
 * concurrent split moves is missed; and over the row pages again, to free
 * the slots.  What is remembered meanwhile is one bit for each slot that the
 * index could have, about a thousandth of the index.
 *
 * A crash in between leaves dead slots with some of their entries, which the
 * next vacuum meets as if nothing had been done.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "commands/vacuum.h"
#include "compat.h"
#include "lsh/lsh.h"
#include "storage/indexfsm.h"

typedef struct LshVacuum
{
	LshIndex	ix;
	IndexBulkDeleteResult *stats;
	IndexBulkDeleteCallback callback;
	void	   *callback_state;
	BlockNumber nblocks;		/* that the first pass has seen */
	uint8	   *dead;			/* a bit for each reference below nblocks */
	double		ndead;
} LshVacuum;

static bool
is_dead(const LshVacuum *vacuum, uint32 ref)
{
	return LshRefBlock(&vacuum->ix, ref) < vacuum->nblocks &&
		(vacuum->dead[ref / 8] & 1 << ref % 8) != 0;
}

static bool
slot_is_free(const LshVacuum *vacuum, Page page, int number)
{
	return !ItemPointerIsValid(&LshPageSlot(&vacuum->ix, page, number)->tid);
}

/* First pass, one page: note the dead slots. */
static void
find_dead_slots(LshVacuum *vacuum, BlockNumber block)
{
	LshIndex   *ix = &vacuum->ix;
	Buffer		buffer = LshReadPage(ix, block, BUFFER_LOCK_SHARE);
	Page		page = BufferGetPage(buffer);

	if (LshPageIsFree(page))
	{
		RecordFreeIndexPage(ix->rel, block);
		vacuum->stats->pages_free++;
	}
	else if (LshPageSpecial(page)->kind == LSH_ROWS)
	{
		int			nslots = LshPageSlotCount(ix, page);
		int			nfree = ix->slots - nslots;

		for (int i = 0; i < nslots; i++)
		{
			uint32		ref = block << ix->slot_bits | i;

			if (slot_is_free(vacuum, page, i))
				nfree++;
			else if (vacuum->callback(&LshPageSlot(ix, page, i)->tid,
									  vacuum->callback_state))
			{
				vacuum->dead[ref / 8] |= 1 << ref % 8;
				vacuum->ndead++;
			}
			else
				vacuum->stats->num_index_tuples++;
		}
		LshRecordFreeSlots(ix, block, nfree);
	}
	UnlockReleaseBuffer(buffer);
}

/* Take the dead entries out of a leaf, which is locked. */
static void
clean_leaf(LshVacuum *vacuum, Buffer buffer)
{
	uint64	   *entries = LshPageEntries(BufferGetPage(buffer));
	int			count = LshPageEntryCount(BufferGetPage(buffer));
	int			ordered = LshPageSpecial(BufferGetPage(buffer))->ordered;
	GenericXLogState *state;
	Page		page;
	int			kept = 0;

	while (kept < count && !is_dead(vacuum, (uint32) entries[kept]))
		kept++;
	if (kept == count)
		return;

	state = GenericXLogStart(vacuum->ix.rel);
	page = GenericXLogRegisterBuffer(state, buffer, 0);
	entries = LshPageEntries(page);
	for (int i = kept; i < count; i++)
	{
		if (is_dead(vacuum, (uint32) entries[i]))
			LshPageSpecial(page)->ordered -= i < ordered;
		else
			entries[kept++] = entries[i];
	}
	LshPageSetBytes(page, kept * sizeof(uint64));
	GenericXLogFinish(state);
}

/* Second pass, one band. */
static void
clean_band(LshVacuum *vacuum, int band)
{
	LshIndex   *ix = &vacuum->ix;
	uint64		low = 0;

	while (low != LSH_HIGHEST)
	{
		Buffer		buffer = LshFindPage(ix, band, 0, low, BUFFER_LOCK_EXCLUSIVE);
		Page		page = BufferGetPage(buffer);
		uint64		high = LshPageSpecial(page)->high;
		bool		empty;

		clean_leaf(vacuum, buffer);
		empty = LshPageEntryCount(page) == 0;
		UnlockReleaseBuffer(buffer);
		if (empty && low > 0 && LshRemoveLeaf(ix, band, low))
			vacuum->stats->pages_newly_deleted++;
		low = high;
		np_vacuum_delay_point();
	}
}

/* Third pass, one page: free the dead slots. */
static void
free_dead_slots(LshVacuum *vacuum, BlockNumber block)
{
	LshIndex   *ix = &vacuum->ix;
	uint32		first = block << ix->slot_bits;
	Buffer		buffer;
	GenericXLogState *state;
	Page		page;
	int			nslots;
	int			nfree = 0;
	int			dead = 0;

	for (int i = 0; i < ix->slots; i++)
		dead += is_dead(vacuum, first + i);
	if (dead == 0)
		return;

	buffer = LshReadPage(ix, block, BUFFER_LOCK_EXCLUSIVE);
	state = GenericXLogStart(ix->rel);
	page = GenericXLogRegisterBuffer(state, buffer, 0);
	nslots = LshPageSlotCount(ix, page);
	for (int i = 0; i < nslots; i++)
	{
		if (is_dead(vacuum, first + i))
			ItemPointerSetInvalid(&LshPageSlot(ix, page, i)->tid);
		nfree += slot_is_free(vacuum, page, i);
	}
	if (nfree == nslots)
		LshInitPage(page, LSH_FREE);
	GenericXLogFinish(state);
	UnlockReleaseBuffer(buffer);

	if (nfree < nslots)
		LshRecordFreeSlots(ix, block, nfree + ix->slots - nslots);
	else
	{
		RecordFreeIndexPage(ix->rel, block);
		vacuum->stats->pages_free++;
	}
}

IndexBulkDeleteResult *
lsh_bulkdelete(IndexVacuumInfo *info, IndexBulkDeleteResult *stats,
			   IndexBulkDeleteCallback callback, void *state)
{
	Relation	index = info->index;
	LshVacuum	vacuum = {.callback = callback,.callback_state = state};
	LshIndex   *ix = &vacuum.ix;

	if (stats == NULL)
		stats = palloc0(sizeof(IndexBulkDeleteResult));
	vacuum.stats = stats;
	stats->estimated_count = false;
	stats->num_index_tuples = 0;
	stats->pages_free = 0;

	LshOpen(ix, index);
	if (ix->nlanes == 0)
		return stats;
	ix->strategy = info->strategy;
	vacuum.nblocks = RelationGetNumberOfBlocks(index);
	vacuum.dead = MemoryContextAllocExtended(CurrentMemoryContext,
											 (((Size) vacuum.nblocks << ix->slot_bits) + 7) / 8,
											 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	/* rows in pages beyond nblocks came after the vacuum began: none is dead */
	for (BlockNumber block = 0; block < vacuum.nblocks; block++)
	{
		np_vacuum_delay_point();
		find_dead_slots(&vacuum, block);
	}
	if (vacuum.ndead > 0)
	{
		BlockNumber end = Min(vacuum.nblocks, LshRowBlocks(ix));

		for (int band = 0; band < ix->bands; band++)
			clean_band(&vacuum, band);
		for (BlockNumber block = 0; block < end; block++)
		{
			np_vacuum_delay_point();
			free_dead_slots(&vacuum, block);
		}
	}
	IndexFreeSpaceMapVacuum(index);

	stats->tuples_removed += vacuum.ndead;
	stats->pages_deleted = stats->pages_free;
	pfree(vacuum.dead);
	return stats;
}

IndexBulkDeleteResult *
lsh_vacuumcleanup(IndexVacuumInfo *info, IndexBulkDeleteResult *stats)
{
	if (!info->analyze_only && stats != NULL)
		stats->num_pages = RelationGetNumberOfBlocks(info->index);
	return stats;
}
