/*-------------------------------------------------------------------------
 *
 * own_format.c
 *	  A newsroom's own model packed into bytes.
 *
 * Numbers are little endian.
 *
 *	version		1 byte	NP_OWN_FORMAT
 *	bits		1		NP_OWN_FEATURE_BITS
 *	reserved	2		0
 *	clean, junk	4 each	texts learnt
 *	checksum	8		XXH3-64 of all bytes but itself
 *	features	those that any text has, by rising number
 *
 * A feature is a control byte and up to three numbers of seven bits a byte,
 * the low ones first, the top bit set on all bytes but the last.  Bits 0-1 of
 * the control byte: how many features are passed over, 3 if a number follows
 * that says how many more than 3.  Bits 2-4 the same of the clean texts that
 * have it, with 7, and bits 5-7 of the junk texts.  Most features are one byte
 * long.  Equal models have equal bytes: whatever could be written shorter, or
 * stands for nothing, is refused.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/own.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "host.h"

#define HEADER_BYTES	20
#define CHECKSUM_AT		12

#define MAX_GAP			3
#define MAX_COUNT		7

/* A control byte and three numbers at most. */
#define MAX_FEATURE_BYTES (1 + 3 * 5)

static void
write_fixed(unsigned char *p, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		p[i] = (unsigned char) (value >> (8 * i));
}

static uint64_t
read_fixed(const unsigned char *p, int bytes)
{
	uint64_t	value = 0;

	for (int i = 0; i < bytes; i++)
		value |= (uint64_t) p[i] << (8 * i);
	return value;
}

static uint64_t
checksum(const unsigned char *packed, size_t length)
{
	XXH3_state_t state;

	XXH3_64bits_reset(&state);
	XXH3_64bits_update(&state, packed, CHECKSUM_AT);
	XXH3_64bits_update(&state, packed + HEADER_BYTES, length - HEADER_BYTES);
	return XXH3_64bits_digest(&state);
}

/*
 * Packing.
 */

static uint32_t
at_most(uint32_t value, uint32_t limit)
{
	return value < limit ? value : limit;
}

/* What of the value the control byte does not hold. */
static unsigned char *
write_rest(unsigned char *p, uint32_t value, uint32_t limit)
{
	if (value < limit)
		return p;
	for (value -= limit; value >= 0x80; value >>= 7)
		*p++ = (unsigned char) (value | 0x80);
	*p++ = (unsigned char) value;
	return p;
}

static unsigned char *
write_feature(unsigned char *p, uint32_t gap, const uint32_t *counts)
{
	*p++ = (unsigned char) (at_most(gap, MAX_GAP) | at_most(counts[NP_CLEAN], MAX_COUNT) << 2 |
							at_most(counts[NP_JUNK], MAX_COUNT) << 5);
	p = write_rest(p, gap, MAX_GAP);
	p = write_rest(p, counts[NP_CLEAN], MAX_COUNT);
	return write_rest(p, counts[NP_JUNK], MAX_COUNT);
}

static bool
is_seen(const NpOwnModel *model, size_t i)
{
	return (model->counts[i][NP_CLEAN] | model->counts[i][NP_JUNK]) != 0;
}

size_t
np_own_pack(const NpOwnModel *model, unsigned char **packed)
{
	size_t		seen = 0;
	uint32_t	gap = 0;
	unsigned char *p;
	size_t		length;

	for (size_t i = 0; i < NP_OWN_FEATURES; i++)
		seen += is_seen(model, i);
	*packed = np_alloc(HEADER_BYTES + seen * MAX_FEATURE_BYTES);
	p = *packed;
	p[0] = NP_OWN_FORMAT;
	p[1] = NP_OWN_FEATURE_BITS;
	write_fixed(p + 2, 0, 2);
	write_fixed(p + 4, model->texts[NP_CLEAN], 4);
	write_fixed(p + 8, model->texts[NP_JUNK], 4);
	p += HEADER_BYTES;
	for (size_t i = 0; i < NP_OWN_FEATURES; i++)
	{
		if (is_seen(model, i))
		{
			p = write_feature(p, gap, model->counts[i]);
			gap = 0;
		}
		else
			gap++;
	}
	length = (size_t) (p - *packed);
	write_fixed(*packed + CHECKSUM_AT, checksum(*packed, length), 8);
	return length;
}

/*
 * Unpacking.
 */

/* The value that begins in the control byte; false if it ends too soon or is padded. */
static bool
read_value(const unsigned char **p, const unsigned char *end, uint32_t held, uint32_t limit,
		   uint32_t *value)
{
	uint64_t	rest = 0;

	*value = held;
	if (held < limit)
		return true;
	for (int shift = 0; shift < 35; shift += 7)
	{
		unsigned char c;

		if (*p == end)
			return false;
		c = *(*p)++;
		rest |= (uint64_t) (c & 0x7F) << shift;
		if (c & 0x80)
			continue;
		if ((c == 0 && shift > 0) || rest > UINT32_MAX - limit)
			return false;
		*value = limit + (uint32_t) rest;
		return true;
	}
	return false;
}

static const char *
read_features(const unsigned char *p, const unsigned char *end, NpOwnModel *model)
{
	uint64_t	next = 0;

	while (p < end)
	{
		unsigned char control = *p++;
		uint32_t	gap;
		uint32_t	clean;
		uint32_t	junk;

		if (!read_value(&p, end, control & 3, MAX_GAP, &gap) ||
			!read_value(&p, end, control >> 2 & 7, MAX_COUNT, &clean) ||
			!read_value(&p, end, control >> 5, MAX_COUNT, &junk))
			return "A number is cut short, padded or too large.";
		next += gap;
		if (next >= NP_OWN_FEATURES)
			return "There are too many features.";
		if (clean == 0 && junk == 0)
			return "A feature is of no text.";
		if (clean > model->texts[NP_CLEAN] || junk > model->texts[NP_JUNK])
			return "A feature is of more texts than were learnt.";
		model->counts[next][NP_CLEAN] = clean;
		model->counts[next][NP_JUNK] = junk;
		next++;
	}
	return NULL;
}

const char *
np_own_read_header(const unsigned char *packed, size_t length, NpOwnHeader *header)
{
	memset(header, 0, sizeof(*header));
	if (length < HEADER_BYTES)
		return "It is too short.";
	header->version = packed[0];
	header->texts[NP_CLEAN] = (uint32_t) read_fixed(packed + 4, 4);
	header->texts[NP_JUNK] = (uint32_t) read_fixed(packed + 8, 4);
	header->checksum = read_fixed(packed + CHECKSUM_AT, 8);
	if (header->version != NP_OWN_FORMAT)
		return "It is of another version.";
	if (packed[1] != NP_OWN_FEATURE_BITS)
		return "It has another number of features.";
	if (read_fixed(packed + 2, 2) != 0)
		return "Its reserved bytes are not 0.";
	if (header->texts[NP_CLEAN] > NP_OWN_MAX_TEXTS || header->texts[NP_JUNK] > NP_OWN_MAX_TEXTS)
		return "It claims to have learnt too many texts.";
	return NULL;
}

const char *
np_own_unpack(const unsigned char *packed, size_t length, NpOwnModel **model)
{
	NpOwnHeader header;
	const char *wrong = np_own_read_header(packed, length, &header);

	if (wrong == NULL && checksum(packed, length) != header.checksum)
		wrong = "Its checksum does not match.";
	if (wrong != NULL)
		return wrong;
	*model = np_own_create();
	memcpy((*model)->texts, header.texts, sizeof(header.texts));
	wrong = read_features(packed + HEADER_BYTES, packed + length, *model);
	if (wrong != NULL)
		np_own_free(*model);
	return wrong;
}
