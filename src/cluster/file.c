/*-------------------------------------------------------------------------
 *
 * file.c
 *	  Temporary files that are read back: errors instead of short counts.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/file.h"

#include "commands/tablespace.h"

BufFile *
np_file_create(void)
{
	PrepareTempTablespaces();
	return BufFileCreateTemp(false);
}

void
np_file_write(BufFile *file, const void *data, size_t size)
{
	BufFileWrite(file, unconstify(void *, data), size);
}

void
np_file_read(BufFile *file, void *data, size_t size)
{
	if (BufFileRead(file, data, size) != size)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not read %zu bytes of a temporary file", size)));
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
