/*-------------------------------------------------------------------------
 *
 * file.h
 *	  Temporary files that are read back: errors instead of short counts.
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

#endif							/* NP_FILE_H */
