/*-------------------------------------------------------------------------
 *
 * radix.c
 *	  Sorting of 64-bit numbers by some of their bits.
 *
 * Byte by byte, the least significant first, each time stably (Hollerith's
 * sorting machine; Knuth, The Art of Computer Programming, vol. 3, 5.2.5).
 * Hashes have no order that a comparison could make use of, and a pass
 * reads and writes in order, so a million of them take hundredths of a second.
 *
 *-------------------------------------------------------------------------
 */
#include "radix.h"

#include <string.h>

#include "host.h"

#define DIGIT_BITS	8
#define DIGITS		(1 << DIGIT_BITS)

static inline unsigned
digit(uint64_t entry, int shift)
{
	return (unsigned) (entry >> shift) & (DIGITS - 1);
}

/* Where the entries of each digit begin, for each of the bytes: what is counted never moves. */
static void
find_starts(const uint64_t *entries, size_t n, int low_bit, int bytes, size_t starts[][DIGITS])
{
	memset(starts, 0, sizeof(starts[0]) * bytes);
	for (size_t i = 0; i < n; i++)
		for (int b = 0; b < bytes; b++)
			starts[b][digit(entries[i], low_bit + b * DIGIT_BITS)]++;
	for (int b = 0; b < bytes; b++)
	{
		size_t		sum = 0;

		for (int d = 0; d < DIGITS; d++)
		{
			size_t		count = starts[b][d];

			starts[b][d] = sum;
			sum += count;
		}
	}
}

uint64_t *
np_radix_sort(uint64_t *entries, uint64_t *spare, size_t n, int low_bit, int bytes)
{
	size_t		starts[NP_MAX_RADIX_BYTES][DIGITS];

	find_starts(entries, n, low_bit, bytes, starts);
	for (int b = 0; b < bytes; b++)
	{
		size_t	   *next = starts[b];
		int			shift = low_bit + b * DIGIT_BITS;
		uint64_t   *sorted = spare;

		np_check_interrupts();
		for (size_t i = 0; i < n; i++)
			sorted[next[digit(entries[i], shift)]++] = entries[i];
		spare = entries;
		entries = sorted;
	}
	return entries;
}
