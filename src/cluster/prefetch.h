/*-------------------------------------------------------------------------
 *
 * prefetch.h
 *	  Asking for memory before it is needed.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_PREFETCH_H
#define NP_PREFETCH_H

#include <stddef.h>

#define NP_CACHE_LINE	64

/* Only a hint: any address will do, and without such an instruction nothing is done. */
static inline void
np_prefetch(const void *start, size_t size)
{
#ifdef __GNUC__
	const char *end = (const char *) start + size;

	for (const char *line = start; line < end; line += NP_CACHE_LINE)
		__builtin_prefetch(line);
	/* gcc leaves out calls of a function that does nothing but this */
	__asm__ volatile("");
#else
	(void) start;
	(void) size;
#endif
}

#endif							/* NP_PREFETCH_H */
