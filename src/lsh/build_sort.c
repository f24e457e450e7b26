/*-------------------------------------------------------------------------
 *
 * build_sort.c
 *	  The entries of each band in order, for the building of its tree.
 *
 * They are taken from the row pages.  Where there is memory for two copies of
 * them they are sorted there by their keys, a byte at a time, which takes a
 * fraction of the server's sort; that serves where there is not.  Each process
 * of a build takes the next bands that nobody has begun.
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

/*
 * So many bands are read at a time: their lanes stand side by side, and it is
 * fetching them from memory that takes the time.
 */
#define MOST_BANDS	4

struct LshBandSort
{
	LshBuild   *build;
	int			first;			/* the bands that have been read */
	int			nbands;
	int			band;			/* which of them is in order now */

	/* in memory */
	int			room;			/* for so many bands at a time; 0 if there is none */
	uint64	   *entries[MOST_BANDS];
	uint64	   *spare;
	size_t		count;
	size_t		next;

	/* or by the server */
	int			memory;			/* in kilobytes */
	Tuplesortstate *tuplesort;
};

/* The entries of the rows on a page for some bands, each into its array.  Returns how many. */
static int
read_page(LshIndex *ix, BlockNumber block, int first, int nbands, uint64 *const *arrays,
		  size_t at)
{
	Buffer		buffer = LshReadRows(ix, block);
	Page		page;
	int			count;

	if (!BufferIsValid(buffer))
		return 0;				/* one that a process had not needed for rows */
	page = BufferGetPage(buffer);
	count = LshPageSlotCount(ix, page);
	for (int i = 0; i < count; i++)
	{
		const uint8 *lanes = LshPageSlot(ix, page, i)->lanes;

		for (int b = 0; b < nbands; b++)
			arrays[b][at + i] = LshEntry(LshBandKey(ix, lanes, first + b),
										 block << ix->slot_bits | i);
	}
	UnlockReleaseBuffer(buffer);
	CHECK_FOR_INTERRUPTS();
	return count;
}

static void
read_into_memory(LshBandSort *sort)
{
	LshBuild   *build = sort->build;
	BlockNumber end = build->shared->totals.end_rows;

	sort->count = 0;
	for (BlockNumber block = LshFirstRows(&build->ix); block < end; block++)
		sort->count += read_page(&build->ix, block, sort->first, sort->nbands, sort->entries,
								 sort->count);
}

/* The pages are read in order, so entries of one key are in order already. */
static void
sort_in_memory(LshBandSort *sort)
{
	uint64	   *unsorted = sort->entries[sort->band];
	uint64	   *sorted = np_radix_sort(unsorted, sort->spare, sort->count, KEY_BIT, KEY_BYTES);

	if (sorted == sort->spare)
		sort->spare = unsorted;
	sort->entries[sort->band] = sorted;
	sort->next = 0;
}

static void
sort_by_server(LshBandSort *sort)
{
	LshBuild   *build = sort->build;
	BlockNumber end = build->shared->totals.end_rows;
	uint64		entries[BLCKSZ / sizeof(LshSlot)];
	uint64	   *array = entries;

	sort->tuplesort = tuplesort_begin_datum(INT8OID, Int8LessOperator, InvalidOid, false,
											sort->memory, NULL, 0);
	for (BlockNumber block = LshFirstRows(&build->ix); block < end; block++)
	{
		int			count = read_page(&build->ix, block, sort->first, 1, &array, 0);

		for (int i = 0; i < count; i++)
			tuplesort_putdatum(sort->tuplesort, Int64GetDatum((int64) (entries[i] ^ SIGN_BIT)),
							   false);
	}
	tuplesort_performsort(sort->tuplesort);
}

/* Bands that nobody has begun; false: there are none. */
static bool
take_bands(LshBandSort *sort)
{
	LshBuild   *build = sort->build;
	int			nbands = Max(sort->room, 1);

	sort->first = (int) pg_atomic_fetch_add_u32(&build->shared->next_band, nbands);
	if (sort->first >= build->ix.bands)
		return false;
	sort->nbands = Min(nbands, build->ix.bands - sort->first);
	if (sort->room > 0)
		read_into_memory(sort);
	return true;
}

/*
 * Make room for the work of a process, with its share of maintenance_work_mem.
 * Bands read at a time are few enough for each process to find some.
 */
LshBandSort *
LshSortBegin(LshBuild *build)
{
	LshBandSort *sort = palloc0(sizeof(LshBandSort));
	int			processes = build->shared->processes;
	double		size = build->shared->totals.index_rows * sizeof(uint64);
	double		arrays;

	sort->build = build;
	sort->memory = maintenance_work_mem / processes;
	arrays = Min(1024.0 * sort->memory / size, MOST_BANDS + 1);
	if (arrays >= 2)
	{
		sort->room = Min((int) arrays - 1, Max(build->ix.bands / (2 * processes), 1));
		for (int i = 0; i < sort->room; i++)
			sort->entries[i] = MemoryContextAllocHuge(CurrentMemoryContext, (Size) size);
		sort->spare = MemoryContextAllocHuge(CurrentMemoryContext, (Size) size);
	}
	return sort;
}

/* Sort the next band; false: the process has none any more. */
bool
LshSortNextBand(LshBandSort *sort, int *band)
{
	sort->band++;
	if (sort->band >= sort->nbands)
	{
		if (!take_bands(sort))
			return false;
		sort->band = 0;
	}
	*band = sort->first + sort->band;
	if (sort->room > 0)
		sort_in_memory(sort);
	else
		sort_by_server(sort);
	return true;
}

/* The next entry of the band; false after the last. */
bool
LshSortNextEntry(LshBandSort *sort, uint64 *entry)
{
	Datum		value;
	bool		isnull;

	if (sort->room > 0)
	{
		if (sort->next == sort->count)
			return false;
		*entry = sort->entries[sort->band][sort->next++];
		return true;
	}
	if (!np_tuplesort_getdatum(sort->tuplesort, &value, &isnull))
	{
		tuplesort_end(sort->tuplesort);
		return false;
	}
	*entry = (uint64) DatumGetInt64(value) ^ SIGN_BIT;
	return true;
}

void
LshSortEnd(LshBandSort *sort)
{
	if (sort->room > 0)
		pfree(sort->spare);
	for (int i = 0; i < sort->room; i++)
		pfree(sort->entries[i]);
	pfree(sort);
}
