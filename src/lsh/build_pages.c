/*-------------------------------------------------------------------------
 *
 * build_pages.c
 *	  Adding pages to an lsh index that is being built.
 *
 * A relation is extended by one process at a time.  When several build an
 * index, they would spend more time on waiting for each other than on the pages, so
 * each adds some at a time; what it does not need of the last ones is left
 * to later inserts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "lsh/build.h"
#include "storage/bufmgr.h"
#include "storage/indexfsm.h"

/* The next blank page, pinned and not locked */
static Buffer
take_blank(LshBuild *build)
{
	bool		alone = build->scan == NULL;

	if (build->next_blank == build->nblank)
	{
		build->nblank = np_extend_relation_by(build->ix.rel, MAIN_FORKNUM,
											  alone ? 1 : LSH_PAGES_AT_A_TIME, build->blank);
		build->next_blank = 0;
	}
	return build->blank[build->next_blank++];
}

/* Write a finished page to the end of the index, or near it. */
BlockNumber
LshAppendPage(LshBuild *build, Page page)
{
	Buffer		buffer = take_blank(build);
	BlockNumber block = BufferGetBlockNumber(buffer);

	LockBuffer(buffer, BUFFER_LOCK_EXCLUSIVE);
	memcpy(BufferGetPage(buffer), page, BLCKSZ);
	MarkBufferDirty(buffer);
	UnlockReleaseBuffer(buffer);
	return block;
}

/* All pages of the process are written: the free space map is told of the blank ones. */
void
LshGiveBackPages(LshBuild *build)
{
	while (build->next_blank < build->nblank)
	{
		Buffer		buffer = build->blank[build->next_blank++];

		RecordFreeIndexPage(build->ix.rel, BufferGetBlockNumber(buffer));
		ReleaseBuffer(buffer);
	}
}
