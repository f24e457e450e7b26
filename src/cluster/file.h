/*-------------------------------------------------------------------------
 *
 * file.h
 *	  Temporary files that are read back: errors instead of short counts.
 *	  Spools: what fits stays in memory, and only what is more goes to a file.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_FILE_H
#define NP_FILE_H

#include "postgres.h"

#include "storage/buffile.h"

/* Goes away with the transaction at the latest; respects temp_tablespaces. */
extern BufFile *np_file_create(void);
extern void np_file_write(BufFile *file, const void *data, size_t size);
extern void np_file_read(BufFile *file, void *data, size_t size);
extern void np_file_seek(BufFile *file, uint64 offset);

typedef struct NpSpool
{
	MemoryContext context;
	Size		limit;			/* bytes that it may hold in memory */
	Size		room;			/* bytes allocated */
	uint64		size;			/* bytes written */
	char	   *block;			/* what is allocated */
	char	   *held;			/* at the start of a cache line; NULL: in the file, or empty */
	BufFile    *file;			/* NULL: in memory */
} NpSpool;

/* In the current memory context; all is written before anything is read. */
extern void np_spool_begin(NpSpool *spool, Size limit);
extern void np_spool_write(NpSpool *spool, const void *data, Size size);
extern void np_spool_read(NpSpool *spool, uint64 offset, void *data, Size size);

/* Copy what is held to that place. */
extern void np_spool_copy(const NpSpool *spool, char *place);

/*
 * So many bytes at that place, which is the caller's, are from now on what is
 * held, and there is room for more up to so many.
 */
extern void np_spool_hold(NpSpool *spool, char *place, Size size, Size room);
extern void np_spool_end(NpSpool *spool);

#endif							/* NP_FILE_H */
