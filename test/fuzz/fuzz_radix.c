/*
 * fuzz_radix.c
 *	  The radix sort against a sort by comparison.
 *
 * The first two bytes choose by which bits to sort, each eight of the others
 * are an entry.  Those that agree in the bits must keep their order.
 */
#include <string.h>

#include "fuzz.h"
#include "radix.h"

typedef struct Entry
{
	uint64_t entry;
	uint64_t key;
	size_t place;
} Entry;

static int
compare(const void *a, const void *b)
{
	const Entry *x = a;
	const Entry *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = size < 2 ? 0 : (size - 2) / sizeof(uint64_t);
	uint64_t *entries = malloc((n + 1) * sizeof(*entries));
	uint64_t *spare = malloc((n + 1) * sizeof(*spare));
	Entry *expected = malloc((n + 1) * sizeof(*expected));
	uint64_t *sorted;
	int bytes;
	int low_bit;

	if (n > 0)
	{
		bytes = 1 + data[0] % NP_MAX_RADIX_BYTES;
		low_bit = data[1] % (64 - bytes * 8 + 1);
		memcpy(entries, data + 2, n * sizeof(*entries));
		for (size_t i = 0; i < n; i++)
		{
			expected[i].entry = entries[i];
			expected[i].key = entries[i] >> low_bit;
			if (bytes < 8)
				expected[i].key &= (UINT64_C(1) << bytes * 8) - 1;
			expected[i].place = i;
		}
		qsort(expected, n, sizeof(*expected), compare);
		sorted = np_radix_sort(entries, spare, n, low_bit, bytes);
		MUST(sorted == entries || sorted == spare);
		for (size_t i = 0; i < n; i++)
			MUST(sorted[i] == expected[i].entry);
	}
	free(entries);
	free(spare);
	free(expected);
	return 0;
}
