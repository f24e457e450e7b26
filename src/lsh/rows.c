/*-------------------------------------------------------------------------
 *
 * rows.c
 *	  The row slots of an lsh index.
 *
 * New rows all go to one page, which the metapage names, until it is full;
 * then to a page on which vacuum has freed slots, or to a new one.  A page
 * that the metapage names has been taken out of the free space map.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lsh/lsh.h"
#include "storage/freespace.h"
#include "storage/indexfsm.h"

/*
 * The rows of a page, locked for reading; InvalidBuffer if the page is not,
 * or no longer, a row page.
 */
Buffer
LshReadRows(LshIndex *ix, BlockNumber block)
{
	Buffer		buffer = LshReadPage(ix, block, BUFFER_LOCK_SHARE);
	Page		page = BufferGetPage(buffer);

	if (!PageIsNew(page) && LshPageSpecial(page)->kind == LSH_ROWS)
		return buffer;
	UnlockReleaseBuffer(buffer);
	return InvalidBuffer;
}

/* The first free slot of a page, -1 if there is none or it is no row page. */
static int
free_slot(LshIndex *ix, Page page)
{
	int			used;

	if (LshPageIsFree(page) || LshPageSpecial(page)->kind != LSH_ROWS)
		return -1;
	used = LshPageSlotCount(ix, page);
	for (int i = 0; i < used; i++)
		if (!ItemPointerIsValid(&LshPageSlot(ix, page, i)->tid))
			return i;
	return used < ix->slots ? used : -1;
}

/*
 * Tell the free space map of a row page's free slots.  It is told of less
 * than half a page, so that no one takes the page for a free one.
 */
void
LshRecordFreeSlots(const LshIndex *ix, BlockNumber block, int nfree)
{
	Size		space = (Size) nfree * ix->slot_size;

	RecordPageWithFreeSpace(ix->rel, block, Min(space, BLCKSZ / 2 - 1));
}

/* Put a row into a slot that another one had. */
static void
refill_slot(LshIndex *ix, Buffer buffer, int number, const LshSlot *slot)
{
	GenericXLogState *state = GenericXLogStart(ix->rel);
	Page		page = GenericXLogRegisterBuffer(state, buffer, 0);

	memcpy(LshPageSlot(ix, page, number), slot, ix->slot_size);
	GenericXLogFinish(state);
}

/* Put a row into a page if that has room.  Returns its slot, or -1. */
static int
fill_slot(LshIndex *ix, BlockNumber block, const LshSlot *slot)
{
	Buffer		buffer = LshReadPage(ix, block, BUFFER_LOCK_EXCLUSIVE);
	Page		page = BufferGetPage(buffer);
	const void *item = slot;
	int			number = free_slot(ix, page);

	if (number >= 0 && number < LshPageSlotCount(ix, page))
		refill_slot(ix, buffer, number, slot);
	else if (number >= 0)
		LshAppend(ix, 1, &buffer, &item, ix->slot_size);
	UnlockReleaseBuffer(buffer);
	return number;
}

/* An error if no reference leads to rows in this block. */
void
LshCheckRowBlock(const LshIndex *ix, BlockNumber block)
{
	if (block >= LshRowBlocks(ix))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("index \"%s\" cannot have rows beyond block %u",
						RelationGetRelationName(ix->rel), block - 1)));
}

/*
 * A page with a free slot that no one else fills.  The caller holds the
 * metapage's lock.
 */
static BlockNumber
find_row_page(LshIndex *ix)
{
	GenericXLogState *state;
	Buffer		buffer;
	BlockNumber block;

	for (block = GetPageWithFreeSpace(ix->rel, ix->slot_size);
		 block != InvalidBlockNumber;
		 block = RecordAndGetPageWithFreeSpace(ix->rel, block, 0, ix->slot_size))
	{
		Page		page;
		bool		free;
		bool		usable;

		if (block >= RelationGetNumberOfBlocks(ix->rel))
			continue;
		buffer = LshReadPage(ix, block, BUFFER_LOCK_SHARE);
		page = BufferGetPage(buffer);
		free = LshPageIsFree(page);
		usable = free_slot(ix, page) >= 0;
		UnlockReleaseBuffer(buffer);
		if (usable)
		{
			RecordPageWithFreeSpace(ix->rel, block, 0);
			return block;
		}
		if (free)
			break;				/* LshNewPage will take it */
	}

	buffer = LshNewPage(ix);
	block = BufferGetBlockNumber(buffer);
	LshCheckRowBlock(ix, block);
	state = GenericXLogStart(ix->rel);
	LshInitPage(LshLogNewPage(state, buffer), LSH_ROWS);
	GenericXLogFinish(state);
	UnlockReleaseBuffer(buffer);
	return block;
}

/*
 * Where rows go now, which is another page than the full one; the first row
 * of all decides what the index is made of.
 */
static BlockNumber
current_row_page(LshIndex *ix, BlockNumber full, const Minhash *sig)
{
	Buffer		buffer = LshReadMeta(ix, BUFFER_LOCK_SHARE);
	LshMeta		meta = *LshPageMeta(BufferGetPage(buffer));

	if (meta.nlanes == 0 || meta.row_block == full)
	{
		LockBuffer(buffer, BUFFER_LOCK_UNLOCK);
		LockBuffer(buffer, BUFFER_LOCK_EXCLUSIVE);
		meta = *LshPageMeta(BufferGetPage(buffer));
	}
	if (meta.nlanes == 0)
		LshStartWith(ix->rel, &meta, sig);
	LshDerive(ix, &meta);
	LshCheckSignature(ix, sig);
	if (meta.row_block == full)
	{
		GenericXLogState *state;

		meta.row_block = find_row_page(ix);
		state = GenericXLogStart(ix->rel);
		*LshPageMeta(GenericXLogRegisterBuffer(state, buffer, 0)) = meta;
		GenericXLogFinish(state);
	}
	UnlockReleaseBuffer(buffer);
	return meta.row_block;
}

/* Store a row and return the reference to it. */
uint32
LshAddRow(LshIndex *ix, ItemPointer tid, const Minhash *sig)
{
	BlockNumber full = InvalidBlockNumber;
	LshSlot    *slot = palloc(offsetof(LshSlot, lanes) + sig->nlanes);

	slot->tid = *tid;
	memcpy(slot->lanes, sig->lanes, sig->nlanes);
	for (;;)
	{
		BlockNumber block = current_row_page(ix, full, sig);
		int			number = fill_slot(ix, block, slot);

		if (number >= 0)
			return block << ix->slot_bits | number;
		full = block;
	}
}
