/*-------------------------------------------------------------------------
 *
 * host.h
 *	  What the pure C parts ask of the program that they run in.
 *
 * In the server (host.c) this is palloc in the current memory context, so
 * an error or a cancel frees everything; in the fuzzers and benchmarks
 * (test/fuzz/host_malloc.c) it is malloc.  Allocation never returns NULL.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_HOST_H
#define NP_HOST_H

#include <stddef.h>

extern void *np_alloc(size_t size);
extern void *np_alloc_zero(size_t size);
extern void *np_realloc(void *p, size_t size);
extern void np_free(void *p);

/* Call at least once for every few kilobytes of text that are worked on. */
extern void np_check_interrupts(void);

#endif							/* NP_HOST_H */
