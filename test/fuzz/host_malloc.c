/*
 * host_malloc.c
 *	  malloc as host of the pure C parts: fuzzers and micro-benchmarks.
 */
#include <stdlib.h>

#include "host.h"

static void *
or_abort(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

void *
np_alloc(size_t size)
{
	return or_abort(malloc(size ? size : 1));
}

void *
np_alloc_zero(size_t size)
{
	return or_abort(calloc(1, size ? size : 1));
}

void *
np_realloc(void *p, size_t size)
{
	return or_abort(realloc(p, size ? size : 1));
}

void
np_free(void *p)
{
	free(p);
}

void
np_check_interrupts(void)
{
}
