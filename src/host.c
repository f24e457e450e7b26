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

/* Bytes set to zero between two looks for interrupts */
#define ZERO_STEP	((size_t) 1 << 20)

void *
np_alloc(size_t size)
{
	return MemoryContextAllocExtended(CurrentMemoryContext, size, MCXT_ALLOC_HUGE);
}

void *
np_alloc_zero(size_t size)
{
	char	   *p = np_alloc(size);

	/* hundreds of megabytes take a while: answer to cancel in between */
	for (size_t done = 0; done < size; done += ZERO_STEP)
	{
		CHECK_FOR_INTERRUPTS();
		memset(p + done, 0, Min(ZERO_STEP, size - done));
	}
	return p;
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
