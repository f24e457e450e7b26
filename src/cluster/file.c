/*-------------------------------------------------------------------------
 *
 * file.c
 *	  Temporary files that are read back: errors instead of short counts.
 *	  Spools: what fits stays in memory, and only what is more goes to a file.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/file.h"

#include "commands/tablespace.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "cluster/prefetch.h"

/* Bytes that a spool begins with */
#define FIRST_ROOM	((Size) 8192)

#define PIECE	((size_t) 1 << 20)

BufFile *
np_file_create(void)
{
	PrepareTempTablespaces();
	return BufFileCreateTemp(false);
}

/* Large ones piece by piece, so that they can be interrupted */
void
np_file_write(BufFile *file, const void *data, size_t size)
{
	char	   *from = unconstify(void *, data);

	while (size > 0)
	{
		size_t		piece = Min(size, PIECE);

		CHECK_FOR_INTERRUPTS();
		BufFileWrite(file, from, piece);
		from += piece;
		size -= piece;
	}
}

void
np_file_read(BufFile *file, void *data, size_t size)
{
	char	   *to = data;

	while (size > 0)
	{
		size_t		piece = Min(size, PIECE);

		CHECK_FOR_INTERRUPTS();
		if (BufFileRead(file, to, piece) != piece)
			ereport(ERROR,
					(errcode_for_file_access(),
					 errmsg("could not read %zu bytes of a temporary file", piece)));
		to += piece;
		size -= piece;
	}
}

/* Offsets beyond a segment of the file are the server's business. */
void
np_file_seek(BufFile *file, uint64 offset)
{
	if (BufFileSeek(file, 0, (off_t) offset, SEEK_SET) != 0)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not go to byte " UINT64_FORMAT " of a temporary file", offset)));
}

void
np_spool_begin(NpSpool *spool, Size limit)
{
	memset(spool, 0, sizeof(*spool));
	spool->context = CurrentMemoryContext;
	spool->limit = limit;
}

static void
move_to_file(NpSpool *spool)
{
	MemoryContext old = MemoryContextSwitchTo(spool->context);

	spool->file = np_file_create();
	MemoryContextSwitchTo(old);
	if (spool->held == NULL)
		return;
	np_file_write(spool->file, spool->held, spool->size);
	pfree(spool->block);
	spool->block = spool->held = NULL;
}

static void
make_room(NpSpool *spool, Size needed)
{
	Size		room = Max(spool->room, FIRST_ROOM);
	Size		shift = spool->held - spool->block;
	char	   *held;

	while (room < needed)
		room *= 2;
	room = Max(Min(room, spool->limit), needed);
	if (spool->block == NULL)
		spool->block = MemoryContextAllocHuge(spool->context, room + NP_CACHE_LINE);
	else
		spool->block = repalloc_huge(spool->block, room + NP_CACHE_LINE);
	held = spool->block + (TYPEALIGN(NP_CACHE_LINE, spool->block) - (uintptr_t) spool->block);
	if (held != spool->block + shift)
		memmove(held, spool->block + shift, spool->size);
	spool->held = held;
	spool->room = room;
}

void
np_spool_write(NpSpool *spool, const void *data, Size size)
{
	if (spool->file == NULL && spool->size + size > spool->limit)
		move_to_file(spool);
	if (spool->file != NULL)
		np_file_write(spool->file, data, size);
	else
	{
		if (spool->held == NULL || spool->size + size > spool->room)
			make_room(spool, spool->size + size);
		memcpy(spool->held + spool->size, data, size);
	}
	spool->size += size;
}

/* Reading a file in order costs no more than that: it keeps its place. */
void
np_spool_read(NpSpool *spool, uint64 offset, void *data, Size size)
{
	if (spool->file == NULL)
	{
		memcpy(data, spool->held + offset, size);
		return;
	}
	np_file_seek(spool->file, offset);
	np_file_read(spool->file, data, size);
}

/* Large ones piece by piece, so that this can be interrupted */
void
np_spool_copy(const NpSpool *spool, char *place)
{
	for (Size done = 0; done < spool->size; done += PIECE)
	{
		CHECK_FOR_INTERRUPTS();
		memcpy(place + done, spool->held + done, Min(PIECE, spool->size - done));
	}
}

void
np_spool_hold(NpSpool *spool, char *place, Size size, Size room)
{
	if (spool->block != NULL)
		pfree(spool->block);
	spool->block = NULL;
	spool->held = place;
	spool->size = size;
	spool->room = spool->limit = room;
}

void
np_spool_end(NpSpool *spool)
{
	if (spool->block != NULL)
		pfree(spool->block);
	if (spool->file != NULL)
		BufFileClose(spool->file);
}
