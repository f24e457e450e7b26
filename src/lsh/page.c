/*-------------------------------------------------------------------------
 *
 * page.c
 *	  Pages of an lsh index: making, reading, checking, allocating.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xloginsert.h"
#include "compat.h"
#include "lsh/lsh.h"
#include "miscadmin.h"
#include "storage/indexfsm.h"

/* What follows from the metapage. */
void
LshDerive(LshIndex *ix, const LshMeta *meta)
{
	ix->nlanes = meta->nlanes;
	ix->shingle = meta->shingle;
	ix->bands = meta->bands;
	ix->roots = meta->bands_option > 0 ? meta->bands_option : LSH_DEFAULT_BANDS;
	if (ix->nlanes == 0)
		return;
	ix->band_step = ix->nlanes / ix->bands;
	ix->slot_size = offsetof(LshSlot, lanes) + ix->nlanes;
	ix->slots = LSH_ROOM / ix->slot_size;
	ix->slot_bits = 0;
	while (1 << ix->slot_bits < ix->slots)
		ix->slot_bits++;
}

static const char *
meta_problem(const LshMeta *meta)
{
	if (meta->magic != LSH_MAGIC)
		return "it is not the metapage of an lsh index";
	/* of another format nothing more can be said: CheckFormats() refuses it */
	if (meta->format != LSH_FORMAT)
		return NULL;
	if (meta->bands < 1 || meta->bands > LSH_MAX_BANDS ||
		meta->bands_option > LSH_MAX_BANDS)
		return "its number of bands is out of range";
	if (meta->nlanes == 0)
		return NULL;
	if (meta->nlanes < NP_MIN_LANES || meta->nlanes > NP_MAX_LANES ||
		meta->nlanes % NP_LANES_STEP != 0)
		return "its number of lanes is out of range";
	if (meta->bands * NP_FOREST_DEPTH > meta->nlanes)
		return "it has more bands than the lanes allow";
	return NULL;
}

/* An index of another release is no damage, but cannot be read either. */
static void
CheckFormats(Relation index, const LshMeta *meta)
{
	if (meta->format != LSH_FORMAT)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("index \"%s\" is of format version %u, which is not supported",
						RelationGetRelationName(index), meta->format),
				 errdetail("This release of newsprint reads version %d.", LSH_FORMAT),
				 errhint("Please REINDEX it.")));
	if (meta->nlanes > 0 && meta->minhash_format != MINHASH_FORMAT)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("index \"%s\" holds signatures of format version %d, "
						"which is not supported",
						RelationGetRelationName(index), meta->minhash_format),
				 errdetail("This release of newsprint reads version %d.", MINHASH_FORMAT),
				 errhint("CALL newsprint_resign() for the table of the index.")));
}

/*
 * What is wrong with a page by itself, or NULL.  After this its contents may
 * be read up to pd_lower in items of its kind.
 */
const char *
LshPageProblem(const LshIndex *ix, Page page)
{
	PageHeader	header = (PageHeader) page;
	LshSpecial *special;
	Size		bytes;
	Size		item;

	if (PageIsNew(page))
		return NULL;
	if (header->pd_special != BLCKSZ - MAXALIGN(sizeof(LshSpecial)) ||
		header->pd_upper != header->pd_special ||
		header->pd_lower < LSH_CONTENT || header->pd_lower > header->pd_upper)
		return "its header is broken";

	special = LshPageSpecial(page);
	if (special->page_id != LSH_PAGE_ID)
		return "it is not a page of an lsh index";
	bytes = LshPageBytes(page);
	switch (special->kind)
	{
		case LSH_FREE:
			return NULL;
		case LSH_META:
			if (bytes != sizeof(LshMeta))
				return "its length is wrong";
			return meta_problem(LshPageMeta(page));
		case LSH_ROWS:
			if (ix->nlanes == 0)
				return "it holds rows in an index that never had one";
			item = ix->slot_size;
			break;
		case LSH_TREE:
			if (special->band >= LSH_MAX_BANDS || special->level > LSH_MAX_LEVEL)
				return "its band or level is out of range";
			if (special->low >= special->high)
				return "its range is empty";
			item = special->level == 0 ? sizeof(uint64) : sizeof(LshDownlink);
			if (special->level > 0 && bytes == 0)
				return "it is an inner page without children";
			if (special->ordered * sizeof(uint64) > bytes)
				return "it has fewer entries than are said to be in order";
			break;
		default:
			return "its kind is unknown";
	}
	return bytes % item == 0 ? NULL : "its length is wrong";
}

void
LshReportCorrupt(Relation index, BlockNumber block, const char *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_INDEX_CORRUPTED),
			 errmsg("index \"%s\" is corrupted at block %u: %s",
					RelationGetRelationName(index), block, problem),
			 errhint("Please REINDEX it.")));
}

static Buffer
pin_page(LshIndex *ix, BlockNumber block)
{
	if (block >= ix->nblocks)
	{
		ix->nblocks = RelationGetNumberOfBlocks(ix->rel);
		if (block >= ix->nblocks)
			LshReportCorrupt(ix->rel, block, "it lies beyond the end");
	}
	return ReadBufferExtended(ix->rel, MAIN_FORKNUM, block, RBM_NORMAL, ix->strategy);
}

static void
check_page(const LshIndex *ix, Buffer buffer)
{
	const char *problem = LshPageProblem(ix, BufferGetPage(buffer));

	if (problem != NULL)
		LshReportCorrupt(ix->rel, BufferGetBlockNumber(buffer), problem);
}

/* Read, lock and check a page. */
Buffer
LshReadPage(LshIndex *ix, BlockNumber block, int lockmode)
{
	Buffer		buffer = pin_page(ix, block);

	LockBuffer(buffer, lockmode);
	check_page(ix, buffer);
	return buffer;
}

/* The same, locked exclusively; InvalidBuffer if someone has the lock, maybe we ourselves. */
Buffer
LshTryPage(LshIndex *ix, BlockNumber block)
{
	Buffer		buffer = pin_page(ix, block);

	if (!ConditionalLockBuffer(buffer))
	{
		ReleaseBuffer(buffer);
		return InvalidBuffer;
	}
	check_page(ix, buffer);
	return buffer;
}

/* Read and lock the metapage. */
Buffer
LshReadMeta(LshIndex *ix, int lockmode)
{
	Buffer		buffer = LshReadPage(ix, LSH_META_BLOCK, lockmode);
	Page		page = BufferGetPage(buffer);

	if (PageIsNew(page) || LshPageSpecial(page)->kind != LSH_META)
		LshReportCorrupt(ix->rel, LSH_META_BLOCK, "it is not the metapage of an lsh index");
	CheckFormats(ix->rel, LshPageMeta(page));
	return buffer;
}

/*
 * The first row decides the lanes; the bands follow from the option and the
 * lanes.
 */
void
LshStartWith(Relation index, LshMeta *meta, const Minhash *sig)
{
	int			most = sig->nlanes / NP_FOREST_DEPTH;

	if (meta->bands_option > most)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("index \"%s\" with %d bands needs signatures of %d lanes, not %d",
						RelationGetRelationName(index), meta->bands_option,
						meta->bands_option * NP_FOREST_DEPTH, sig->nlanes)));
	meta->nlanes = sig->nlanes;
	meta->shingle = sig->shingle;
	meta->minhash_format = sig->version;
	if (meta->bands_option == 0)
		meta->bands = Min(LSH_DEFAULT_BANDS, most);
}

/* Is a signature of the index's kind?  The index has had a row. */
void
LshCheckSignature(const LshIndex *ix, const Minhash *sig)
{
	if (sig->nlanes != ix->nlanes || sig->shingle != ix->shingle)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("signature of %d lanes and shingle %d does not fit index \"%s\"",
						sig->nlanes, sig->shingle, RelationGetRelationName(ix->rel)),
				 errdetail("The index holds signatures of %d lanes and shingle %d.",
						   ix->nlanes, ix->shingle),
				 errhint("Make all signatures with the same to_minhash() parameters; "
						 "after a change of them, REINDEX.")));
}

void
LshInitPage(Page page, LshKind kind)
{
	LshSpecial *special;

	PageInit(page, BLCKSZ, sizeof(LshSpecial));
	special = LshPageSpecial(page);
	special->kind = kind;
	special->page_id = LSH_PAGE_ID;
	LshPageSetBytes(page, 0);
}

void
LshInitTreePage(Page page, int band, int level, uint64 low, uint64 high)
{
	LshSpecial *special;

	LshInitPage(page, LSH_TREE);
	special = LshPageSpecial(page);
	special->band = band;
	special->level = level;
	special->low = low;
	special->high = high;
}

/*
 * A page for a new use, locked exclusively: a free one if the map knows any,
 * else the file grows.  Its contents are the caller's to make, by
 * LshLogNewPage; until then it still counts as free.
 */
Buffer
LshNewPage(LshIndex *ix)
{
	Buffer		buffer;

	for (;;)
	{
		BlockNumber block = GetFreeIndexPage(ix->rel);

		if (block == InvalidBlockNumber)
			break;
		if (block >= RelationGetNumberOfBlocks(ix->rel))
			continue;
		buffer = ReadBuffer(ix->rel, block);
		if (ConditionalLockBuffer(buffer))
		{
			const char *problem = LshPageProblem(ix, BufferGetPage(buffer));

			if (problem != NULL)
				LshReportCorrupt(ix->rel, block, problem);
			if (LshPageIsFree(BufferGetPage(buffer)))
				return buffer;
			LockBuffer(buffer, BUFFER_LOCK_UNLOCK);
		}
		ReleaseBuffer(buffer);
	}
	return np_extend_relation(ix->rel, MAIN_FORKNUM);
}

/* The image in which a new page is made, to be logged whole. */
Page
LshLogNewPage(GenericXLogState *state, Buffer buffer)
{
	return GenericXLogRegisterBuffer(state, buffer, GENERIC_XLOG_FULL_IMAGE);
}

#ifdef NP_GENERIC_DELTA_KNOWN

/*
 * What a generic WAL record says of a page that grows by an item: two pieces
 * of the page, each as offset, length and contents.  The item itself follows.
 */
typedef struct LshAppendDelta
{
	OffsetNumber lower_offset;
	OffsetNumber lower_length;
	LocationIndex lower;
	OffsetNumber item_offset;
	OffsetNumber item_length;
} LshAppendDelta;

/*
 * Append an item to the contents of each of some locked pages, in one WAL
 * record.
 *
 * The record is the one that generic_xlog.c would make.  But that finds out
 * what has changed by comparing copies of the pages byte by byte, which was
 * two thirds of an insert's time, and here it is known.
 */
void
LshAppend(LshIndex *ix, int npages, const Buffer *buffers, const void *const *items, int size)
{
	LshAppendDelta deltas[MAX_GENERIC_XLOG_PAGES];
	XLogRecPtr	lsn;

	START_CRIT_SECTION();
	for (int i = 0; i < npages; i++)
	{
		PageHeader	header = (PageHeader) BufferGetPage(buffers[i]);
		LshAppendDelta *delta = &deltas[i];

		delta->item_offset = header->pd_lower;
		delta->item_length = size;
		memcpy((char *) header + header->pd_lower, items[i], size);
		header->pd_lower += size;
		delta->lower_offset = offsetof(PageHeaderData, pd_lower);
		delta->lower_length = sizeof(LocationIndex);
		delta->lower = header->pd_lower;
		MarkBufferDirty(buffers[i]);
	}
	if (RelationNeedsWAL(ix->rel))
	{
		XLogBeginInsert();
		for (int i = 0; i < npages; i++)
		{
			XLogRegisterBuffer(i, buffers[i], REGBUF_STANDARD);
			XLogRegisterBufData(i, (char *) &deltas[i], sizeof(LshAppendDelta));
			XLogRegisterBufData(i, (char *) items[i], size);
		}
		lsn = XLogInsert(RM_GENERIC_ID, 0);
		for (int i = 0; i < npages; i++)
			PageSetLSN(BufferGetPage(buffers[i]), lsn);
	}
	END_CRIT_SECTION();
}

#else

/* Append an item to the contents of each of some locked pages, in one WAL record. */
void
LshAppend(LshIndex *ix, int npages, const Buffer *buffers, const void *const *items, int size)
{
	GenericXLogState *state = GenericXLogStart(ix->rel);

	for (int i = 0; i < npages; i++)
	{
		PageHeader	header = (PageHeader) GenericXLogRegisterBuffer(state, buffers[i], 0);

		memcpy((char *) header + header->pd_lower, items[i], size);
		header->pd_lower += size;
	}
	GenericXLogFinish(state);
}

#endif

/*
 * The first pages of an index without rows.  They are logged here for an
 * init fork; an index build logs all its pages at its end.
 */
void
LshCreate(Relation index, ForkNumber fork)
{
	LshOptions *options = LshGetOptions(index);
	int			roots = options->bands > 0 ? options->bands : LSH_DEFAULT_BANDS;

	for (int i = -1; i < roots; i++)
	{
		Buffer		buffer = np_extend_relation(index, fork);
		Page		page = BufferGetPage(buffer);

		START_CRIT_SECTION();
		if (i < 0)
		{
			LshMeta    *meta = LshPageMeta(page);

			LshInitPage(page, LSH_META);
			LshPageSetBytes(page, sizeof(LshMeta));
			memset(meta, 0, sizeof(LshMeta));
			meta->magic = LSH_MAGIC;
			meta->format = LSH_FORMAT;
			meta->bands = roots;
			meta->bands_option = options->bands;
			meta->row_block = InvalidBlockNumber;
		}
		else
			LshInitTreePage(page, i, 0, 0, LSH_HIGHEST);
		MarkBufferDirty(buffer);
		if (fork == INIT_FORKNUM)
			log_newpage_buffer(buffer, true);
		END_CRIT_SECTION();
		UnlockReleaseBuffer(buffer);
	}
}
