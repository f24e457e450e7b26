/*
 * fuzz_spam_model.c
 *	  Packed models of any bytes, and learning of any text.
 *
 * Bytes are refused or unpacked to a model that packs to the same bytes.  As a
 * checksum would refuse nearly all, it is put right first.  What is learnt can
 * be unlearnt to the last bit, and merging is as good as learning.
 */
#include <math.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "fuzz.h"
#include "host.h"
#include "spam/own.h"

/* As in own_format.c */
#define HEADER_BYTES	20
#define CHECKSUM_AT		12

/* Give the bytes the checksum that they should have. */
static void
put_checksum(uint8_t *packed, size_t length)
{
	XXH3_state_t state;
	uint64_t	checksum;

	XXH3_64bits_reset(&state);
	XXH3_64bits_update(&state, packed, CHECKSUM_AT);
	XXH3_64bits_update(&state, packed + HEADER_BYTES, length - HEADER_BYTES);
	checksum = XXH3_64bits_digest(&state);
	for (int i = 0; i < 8; i++)
		packed[CHECKSUM_AT + i] = (uint8_t) (checksum >> (8 * i));
}

/* Does the model pack to these bytes? */
static int
packs_to(const NpOwnModel *model, const uint8_t *bytes, size_t length)
{
	unsigned char *packed;
	size_t		n = np_own_pack(model, &packed);
	int			same = n == length && memcmp(packed, bytes, n) == 0;

	np_free(packed);
	return same;
}

static void
check_unpacking(const uint8_t *bytes, size_t length, const uint8_t *text, size_t text_length)
{
	NpOwnModel *model = NULL;
	NpOwnFeature *features;
	size_t		n;

	if (np_own_unpack(bytes, length, &model) != NULL)
		return;
	MUST(packs_to(model, bytes, length));
	np_own_prepare(model);
	n = np_own_features(text, text_length, &features);
	MUST(isfinite(np_own_evidence(model, features, n)));
	np_free(features);
	np_own_free(model);
}

static void
check_learning(const uint8_t *text, size_t length)
{
	NpOwnModel *a = np_own_create();
	NpOwnModel *b = np_own_create();
	unsigned char *before;
	size_t		n;

	MUST(np_own_learn(a, text, length / 2, NP_CLEAN));
	n = np_own_pack(a, &before);
	MUST(np_own_learn(a, text, length, NP_JUNK));
	MUST(!packs_to(a, before, n));
	MUST(np_own_learn(b, text, length, NP_JUNK));
	MUST(np_own_unlearn(a, text, length, NP_JUNK));
	MUST(packs_to(a, before, n));
	MUST(!np_own_unlearn(a, text, length, NP_JUNK));

	/* b merged into a, less what a was, is b */
	MUST(np_own_merge(a, b));
	np_free(before);
	n = np_own_pack(b, &before);
	MUST(np_own_unlearn(a, text, length / 2, NP_CLEAN));
	MUST(packs_to(a, before, n));
	np_free(before);
	np_own_free(a);
	np_own_free(b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t    *bytes = malloc(size + 1);

	check_unpacking(data, size, data, size);
	memcpy(bytes, data, size);
	if (size >= HEADER_BYTES)
	{
		bytes[0] = NP_OWN_FORMAT;
		bytes[1] = NP_OWN_FEATURE_BITS;
		bytes[2] = bytes[3] = 0;
		bytes[6] = bytes[7] = bytes[10] = bytes[11] = 0;
		put_checksum(bytes, size);
		check_unpacking(bytes, size, data, size);
	}
	free(bytes);
	/* slow, as it packs many times */
	if (size % 16 == 0)
		check_learning(data, size);
	return 0;
}
