/*-------------------------------------------------------------------------
 *
 * pglz.c
 *	  Reading what the server has compressed, faster than the server does.
 *
 * Articles are stored compressed, and for a function over stored ones that
 * is half of the work: the server's pglz_decompress() goes byte by byte, at
 * every one of them uncertain whether a literal or a copy comes next.  Here
 * bytes are copied by eight, and too many of them: what is too much is
 * overwritten by what follows.
 *
 * The format (common/pg_lzcompress.c of the server): a control byte, of
 * which each bit, the lowest first, says what comes next: 0 a literal byte,
 * 1 a tag of two bytes, or three, that says how far back to copy how many
 * bytes from.
 *
 *-------------------------------------------------------------------------
 */
#include "text/pglz.h"

#include <stdint.h>
#include <string.h>

#define MIN_COPY	3

/* A copy of this length has its surplus in a third byte. */
#define LONG_COPY	18

/* What eight items take of the source at most, and what is read beyond it */
#define GROUP_BYTES (1 + 8 * 3 + 8)

typedef struct Reader
{
	const unsigned char *source;
	const unsigned char *source_end;
	unsigned char *raw;
	unsigned char *raw_begin;
	unsigned char *raw_end;
} Reader;

static inline void
copy_eight(unsigned char *to, const unsigned char *from)
{
	uint64_t	bytes;

	memcpy(&bytes, from, sizeof(bytes));
	memcpy(to, &bytes, sizeof(bytes));
}

/* Any copy, one that repeats what it has itself written among them. */
static inline bool
copy_exactly(Reader *r, uint32_t distance, uint32_t length)
{
	if (distance == 0 || distance > r->raw - r->raw_begin || length > r->raw_end - r->raw)
		return false;
	for (uint32_t i = 0; i < length; i++)
		r->raw[i] = *(r->raw + i - distance);
	r->raw += length;
	return true;
}

/* The copy that the next tag asks for. */
static inline bool
read_copy(Reader *r)
{
	uint32_t	length = (r->source[0] & 0x0F) + MIN_COPY;
	uint32_t	distance = (uint32_t) (r->source[0] & 0xF0) << 4 | r->source[1];
	const unsigned char *from;

	r->source += 2;
	if (length == LONG_COPY)
		return copy_exactly(r, distance, length + *r->source++);
	if (distance < 8 || distance > r->raw - r->raw_begin)
		return copy_exactly(r, distance, length);
	from = r->raw - distance;
	copy_eight(r->raw, from);
	copy_eight(r->raw + 8, from + 8);
	copy_eight(r->raw + 16, from + 16);
	r->raw += length;
	return true;
}

/*
 * The eight items of a control byte, where the source has enough of them
 * left.  May run beyond the end of the result, but not beyond the slack.
 */
static inline bool
read_group(Reader *r)
{
	uint32_t	copies = *r->source++;
	int			items = 0;

	for (; copies != 0; copies &= copies - 1)
	{
		int			literals = __builtin_ctz(copies) - items;

		copy_eight(r->raw, r->source);
		r->source += literals;
		r->raw += literals;
		if (r->raw > r->raw_end || !read_copy(r))
			return false;
		items += literals + 1;
	}
	copy_eight(r->raw, r->source);
	r->source += 8 - items;
	r->raw += 8 - items;
	return r->raw <= r->raw_end;
}

/* The last items, one by one. */
static bool
read_rest(Reader *r)
{
	while (r->source < r->source_end)
	{
		uint32_t	control = *r->source++;

		for (int i = 0; i < 8 && r->source < r->source_end; i++, control >>= 1)
		{
			if (control & 1)
			{
				size_t		left = (size_t) (r->source_end - r->source);
				bool		is_long = (r->source[0] & 0x0F) + MIN_COPY == LONG_COPY;

				if (left < (is_long ? 3 : 2) || r->raw > r->raw_end || !read_copy(r))
					return false;
			}
			else if (r->raw >= r->raw_end)
				return false;
			else
				*r->raw++ = *r->source++;
		}
	}
	return r->raw == r->raw_end;
}

bool
np_pglz_decompress(const unsigned char *source, size_t length, unsigned char *raw,
				   size_t raw_length)
{
	Reader		r = {
		.source = source,
		.source_end = source + length,
		.raw = raw,
		.raw_begin = raw,
		.raw_end = raw + raw_length,
	};

	while (r.source_end - r.source >= GROUP_BYTES)
		if (!read_group(&r))
			return false;
	return read_rest(&r);
}
