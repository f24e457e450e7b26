/*-------------------------------------------------------------------------
 *
 * radix.c
 *	  Sorting of 64-bit numbers by their upper bits.
 *
 * Byte by byte, the least significant first, each time stably (Hollerith's
 * sorting machine; Knuth, The Art of Computer Programming, vol. 3, 5.2.5).
 * Hashes have no order that a comparison could make use of, and a pass
 * reads and writes in order, so a million of them take hundredths of a second.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/radix.h"

#include <string.h>

#include "host.h"

#define DIGIT_BITS	8
#define DIGITS		(1 << DIGIT_BITS)

static inline unsigned
digit(uint64_t entry, int shift)
{
	return (unsigned) (entry >> shift) & (DIGITS - 1);
}

/* Where the entries of each digit begin */
static void
find_starts(const uint64_t *entries, size_t n, int shift, size_t *starts)
{
	size_t		sum = 0;

	memset(starts, 0, sizeof(size_t) * DIGITS);
	for (size_t i = 0; i < n; i++)
		starts[digit(entries[i], shift)]++;
	for (int d = 0; d < DIGITS; d++)
	{
		size_t		count = starts[d];

		starts[d] = sum;
		sum += count;
	}
}

uint64_t *
np_radix_sort(uint64_t *entries, uint64_t *spare, size_t n, int low_bit)
{
	for (int shift = low_bit; shift < 64; shift += DIGIT_BITS)
	{
		size_t		starts[DIGITS];
		uint64_t   *sorted = spare;

		np_check_interrupts();
		find_starts(entries, n, shift, starts);
		for (size_t i = 0; i < n; i++)
			sorted[starts[digit(entries[i], shift)]++] = entries[i];
		spare = entries;
		entries = sorted;
	}
	return entries;
}
