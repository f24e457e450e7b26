/*-------------------------------------------------------------------------
 *
 * file.c
 *	  Temporary files that are read back: errors instead of short counts.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/file.h"

#include "commands/tablespace.h"
#include "miscadmin.h"

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
