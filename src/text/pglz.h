/*-------------------------------------------------------------------------
 *
 * pglz.h
 *	  Reading what the server has compressed, faster than the server does.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_PGLZ_H
#define NP_PGLZ_H

#include <stdbool.h>
#include <stddef.h>

/* Room that the result needs behind its last byte. */
#define NP_PGLZ_SLACK	32

/*
 * Decompress length bytes to exactly raw_length.  False for whatever the
 * server's compressor does not make: then let the server have its say.
 */
extern bool np_pglz_decompress(const unsigned char *source, size_t length,
							   unsigned char *raw, size_t raw_length);

#endif							/* NP_PGLZ_H */
