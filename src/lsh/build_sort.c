/*-------------------------------------------------------------------------
 *
 * build_sort.c
 *	  The entries of a band in order, for the building of its tree.
 *
 * They are taken from the row pages.  Where there is memory for two copies of
 * them they are sorted there by their keys, a byte at a time, which takes a
 * fraction of the server's sort; that serves where there is not.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_operator_d.h"
#include "catalog/pg_type_d.h"
#include "compat.h"
#include "lsh/build.h"
#include "miscadmin.h"
#include "radix.h"
#include "utils/tuplesort.h"

/* The server's sort is of signed numbers; flipping this keeps the order of unsigned ones. */
#define SIGN_BIT	(UINT64CONST(1) << 63)

/* In an entry, the key is above the reference. */
#define KEY_BIT		32
#define KEY_BYTES	4

struct LshBandSort
{
	LshBuild   *build;
	int			memory;			/* in kilobytes */

	/* in memory, else NULL */
	uint64	   *arrays[2];
	uint64	   *sorted;			/* one of them */
	size_t		count;
	size_t		next;

	Tuplesortstate *tuplesort;	/* for a band, else NULL */
};

/* The entries for a band of the rows on a page.  Returns how many. */
static int
read_entries(LshIndex *ix, int band, BlockNumber block, uint64 *entries)
{
	Buffer		buffer = LshReadRows(ix, block);
	Page		page = BufferGetPage(buffer);
	int			count = LshPageSlotCount(ix, page);

	for (int i = 0; i < count; i++)
	{
		uint32		key = LshBandKey(ix, LshPageSlot(ix, page, i)->lanes, band);

		entries[i] = LshEntry(key, block << ix->slot_bits | i);
	}
	UnlockReleaseBuffer(buffer);
	CHECK_FOR_INTERRUPTS();
	return count;
}

/* The pages are read in order, so entries of one key are in order already. */
static void
sort_in_memory(LshBandSort *sort, int band)
{
	LshBuild   *build = sort->build;
	BlockNumber end = build->shared->totals.end_rows;

	sort->count = 0;
	sort->next = 0;
	for (BlockNumber block = LshFirstRows(&build->ix); block < end; block++)
		sort->count += read_entries(&build->ix, band, block, sort->arrays[0] + sort->count);
	sort->sorted = np_radix_sort(sort->arrays[0], sort->arrays[1], sort->count, KEY_BIT,
								 KEY_BYTES);
}

static void
sort_by_server(LshBandSort *sort, int band)
{
	LshBuild   *build = sort->build;
	BlockNumber end = build->shared->totals.end_rows;
	uint64		entries[BLCKSZ / sizeof(LshSlot)];

	sort->tuplesort = tuplesort_begin_datum(INT8OID, Int8LessOperator, InvalidOid, false,
											sort->memory, NULL, 0);
	for (BlockNumber block = LshFirstRows(&build->ix); block < end; block++)
	{
		int			count = read_entries(&build->ix, band, block, entries);

		for (int i = 0; i < count; i++)
			tuplesort_putdatum(sort->tuplesort, Int64GetDatum((int64) (entries[i] ^ SIGN_BIT)),
							   false);
	}
	tuplesort_performsort(sort->tuplesort);
}

/* Room for the work of a process, with its share of maintenance_work_mem. */
LshBandSort *
LshSortBegin(LshBuild *build)
{
	LshBandSort *sort = palloc0(sizeof(LshBandSort));
	double		size = build->shared->totals.index_rows * sizeof(uint64);

	sort->build = build;
	sort->memory = maintenance_work_mem / build->shared->processes;
	if (2 * size <= 1024.0 * sort->memory)
		for (int i = 0; i < 2; i++)
			sort->arrays[i] = MemoryContextAllocHuge(CurrentMemoryContext, (Size) size);
	return sort;
}

void
LshSortBand(LshBandSort *sort, int band)
{
	if (sort->arrays[0] != NULL)
		sort_in_memory(sort, band);
	else
		sort_by_server(sort, band);
}

/* The next entry of the band; false after the last. */
bool
LshSortNext(LshBandSort *sort, uint64 *entry)
{
	Datum		value;
	bool		isnull;

	if (sort->tuplesort == NULL)
	{
		if (sort->next == sort->count)
			return false;
		*entry = sort->sorted[sort->next++];
		return true;
	}
	if (!np_tuplesort_getdatum(sort->tuplesort, &value, &isnull))
	{
		tuplesort_end(sort->tuplesort);
		sort->tuplesort = NULL;
		return false;
	}
	*entry = (uint64) DatumGetInt64(value) ^ SIGN_BIT;
	return true;
}

void
LshSortEnd(LshBandSort *sort)
{
	if (sort->arrays[0] != NULL)
		for (int i = 0; i < 2; i++)
			pfree(sort->arrays[i]);
	pfree(sort);
}
