/*-------------------------------------------------------------------------
 *
 * host.c
 *	  The server as host of the pure C parts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "host.h"
#include "miscadmin.h"
#include "utils/memutils.h"

void *
np_alloc(size_t size)
{
	return MemoryContextAllocExtended(CurrentMemoryContext, size, MCXT_ALLOC_HUGE);
}

void *
np_alloc_zero(size_t size)
{
	return MemoryContextAllocExtended(CurrentMemoryContext, size,
									  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

void *
np_realloc(void *p, size_t size)
{
	return repalloc_huge(p, size);
}

void
np_free(void *p)
{
	pfree(p);
}

void
np_check_interrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}
