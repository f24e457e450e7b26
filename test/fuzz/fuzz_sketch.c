/*
 * fuzz_sketch.c
 *	  Signatures of any bytes.
 *
 * The first two bytes choose lanes and shingle size, the rest is the text.
 * - the number of shingles is that of the definition, worked out here by
 *   comparing windows of words;
 * - a signature does not depend on what was signed before or on the size
 *   that was expected;
 * - two halves merged are what both halves make as texts of one group, in
 *   either order, and merging a signature with itself changes nothing;
 * - the ways to compare lanes agree, and so do lanes and band keys.
 */
#include <string.h>

#include "fuzz.h"
#include "minhash/lsh.h"
#include "minhash/sieve.h"
#include "minhash/sketch.h"

typedef struct Signature
{
	uint8_t		lanes[NP_MAX_LANES];
	uint32_t	nshingles;
} Signature;

static Signature
finish(const NpSketch *sketch)
{
	Signature	s;

	memset(&s, 0, sizeof(s));
	np_sketch_finish(sketch, s.lanes, &s.nshingles);
	return s;
}

static int
same(const Signature *a, const Signature *b)
{
	return memcmp(a, b, sizeof(Signature)) == 0;
}

static Signature
sign(const uint8_t *text, size_t length, int nlanes, int shingle, size_t expected)
{
	static NpSketch sketch;
	Signature	s;

	np_sketch_init(&sketch, nlanes, shingle, expected);
	np_sketch_text(&sketch, text, length);
	s = finish(&sketch);
	np_sketch_free(&sketch);
	return s;
}

/* Distinct windows of so many words; a shorter text is one */
static uint32_t
count_shingles(const uint8_t *text, size_t length, int shingle)
{
	uint64_t   *hashes = malloc((length + 1) * sizeof(uint64_t));
	NpTokenizer tokenizer;
	NpWord		words[NP_TOKEN_BATCH];
	size_t		count = 0;
	size_t		windows;
	uint32_t	distinct = 0;
	size_t		n;

	np_tokenizer_init(&tokenizer, text, length);
	while ((n = np_tokenizer_next(&tokenizer, words)) > 0)
		for (size_t i = 0; i < n; i++)
			hashes[count++] = words[i].hash;
	windows = count == 0 ? 0 : count < (size_t) shingle ? 1 : count - shingle + 1;
	for (size_t i = 0; i < windows; i++)
	{
		size_t		k = 0;

		while (k < i && memcmp(hashes + k, hashes + i, shingle * sizeof(uint64_t)) != 0)
			k++;
		distinct += k == i;
	}
	free(hashes);
	return distinct;
}

static void
check_merging(const uint8_t *text, size_t length, int nlanes, int shingle)
{
	static NpSketch a;
	static NpSketch b;
	static NpSketch both;
	size_t		half = length / 2;
	Signature	expected;
	Signature	merged;

	np_sketch_init(&a, nlanes, shingle, half);
	np_sketch_init(&b, nlanes, shingle, 0);
	np_sketch_init(&both, nlanes, shingle, length);
	np_sketch_text(&a, text, half);
	np_sketch_text(&b, text + half, length - half);
	np_sketch_text(&both, text, half);
	np_sketch_text(&both, text + half, length - half);
	expected = finish(&both);

	np_sketch_merge(&both, &a);
	merged = finish(&both);
	MUST(same(&merged, &expected));
	np_sketch_merge(&a, &b);
	merged = finish(&a);
	MUST(same(&merged, &expected));
	np_sketch_merge(&b, &a);
	merged = finish(&b);
	MUST(same(&merged, &expected));
	np_sketch_free(&a);
	np_sketch_free(&b);
	np_sketch_free(&both);
}

/* What the sieve counts are the lanes whose two lowest bits differ. */
static void
check_sieve(const Signature *a, const Signature *b, int nlanes)
{
	uint64_t	sieves[2][NP_MAX_LANES / NP_SIEVE_LANES * 2];
	int			words = np_sieve_words(nlanes);
	int			different = 0;

	np_sieve_make(a->lanes, nlanes, sieves[0]);
	np_sieve_make(b->lanes, nlanes, sieves[1]);
	for (int i = 0; i < nlanes; i++)
		different += ((a->lanes[i] ^ b->lanes[i]) & 3) != 0;
	MUST(np_sieve_seek(sieves[0], sieves[1], 0, 1, words, different) == 0);
	MUST(np_sieve_seek(sieves[0], sieves[1], 0, 1, words, different - 1) == 1);
}

static void
check_comparing(const Signature *a, const Signature *b, int nlanes)
{
	int			equal = np_lanes_equal(a->lanes, b->lanes, nlanes);
	int			counted = 0;
	double		estimate = np_jaccard_estimate(equal, nlanes);

	for (int i = 0; i < nlanes; i++)
		counted += a->lanes[i] == b->lanes[i];
	MUST(equal == counted);
	MUST(np_lanes_equal(a->lanes, a->lanes, nlanes) == nlanes);
	MUST(np_lanes_reach(a->lanes, b->lanes, nlanes, equal) == equal);
	MUST(np_lanes_reach(a->lanes, b->lanes, nlanes, equal + 1) < equal + 1);
	MUST(estimate >= 0 && estimate <= 1 && (estimate == 1) == (equal == nlanes));
	check_sieve(a, b, nlanes);
	for (int band = 0; band < nlanes / 4; band++)
	{
		int			lanes_agree = memcmp(a->lanes + 4 * band, b->lanes + 4 * band, 4) == 0;

		MUST(lanes_agree ==
			 (np_band_key(a->lanes, band, 4) == np_band_key(b->lanes, band, 4)));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int			nlanes;
	int			shingle;
	Signature	whole;
	Signature	half;
	Signature	unexpected;

	if (size < 2)
		return 0;
	nlanes = NP_LANES_STEP * (1 + data[0] % (NP_MAX_LANES / NP_LANES_STEP));
	shingle = 1 + data[1] % NP_MAX_SHINGLE;
	data += 2;
	size -= 2;

	whole = sign(data, size, nlanes, shingle, size);
	half = sign(data, size / 2, nlanes, shingle, size / 2);
	unexpected = sign(data, size, nlanes, shingle, 0);

	MUST(same(&whole, &unexpected));
	MUST(whole.nshingles == count_shingles(data, size, shingle));
	check_merging(data, size, nlanes, shingle);
	check_comparing(&whole, &half, nlanes);
	return 0;
}
