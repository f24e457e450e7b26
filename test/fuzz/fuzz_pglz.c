/*
 * fuzz_pglz.c
 *	  Decompression of any bytes: never beyond the slack, and what a plain
 *	  reading of the format gives.
 *
 * The sanitizers see to the bounds: source and result are allocated to the
 * byte.
 */
#include <stdbool.h>
#include <string.h>

#include "fuzz.h"
#include "text/pglz.h"

/* What the bytes of an input can become at most, and a bit more */
#define MAX_RAW (1 << 21)

/* The format read byte by byte; -1 if the bytes end in the middle or copy from nowhere. */
static long
decompress_plainly(const uint8_t *source, size_t length, uint8_t *raw)
{
	const uint8_t *end = source + length;
	uint8_t *to = raw;

	while (source < end)
	{
		uint32_t control = *source++;

		for (int i = 0; i < 8 && source < end; i++, control >>= 1)
		{
			size_t distance;
			size_t n;

			if (!(control & 1))
			{
				*to++ = *source++;
				continue;
			}
			if (end - source < 2)
				return -1;
			distance = (source[0] & 0xF0) << 4 | source[1];
			n = (source[0] & 0x0F) + 3;
			source += 2;
			if (n == 18)
			{
				if (source == end)
					return -1;
				n += *source++;
			}
			if (distance == 0 || distance > (size_t) (to - raw))
				return -1;
			for (; n > 0; n--, to++)
				*to = *(to - distance);
		}
	}
	return to - raw;
}

static bool
decompresses(const uint8_t *source, size_t length, const uint8_t *expected, size_t raw_length)
{
	uint8_t *raw = malloc(raw_length + NP_PGLZ_SLACK);
	bool done = np_pglz_decompress(source, length, raw, raw_length);

	if (done)
		MUST(memcmp(raw, expected, raw_length) == 0);
	free(raw);
	return done;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t expected[MAX_RAW];
	uint8_t *source = malloc(size ? size : 1);
	long raw_length;

	memcpy(source, data, size);
	raw_length = decompress_plainly(source, size, expected);
	if (raw_length < 0)
		MUST(!decompresses(source, size, expected, size * 2));
	else
	{
		MUST(decompresses(source, size, expected, raw_length));
		MUST(!decompresses(source, size, expected, raw_length + 1));
		if (raw_length > 0)
			MUST(!decompresses(source, size, expected, raw_length - 1));
		if (raw_length > 40)
			MUST(!decompresses(source, size, expected, raw_length - 40));
	}
	free(source);
	return 0;
}
