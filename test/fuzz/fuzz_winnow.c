/*
 * fuzz_winnow.c
 *	  Winnowing against its definition, on any bytes.
 *
 * The first two bytes choose shingle and window, the others are the text.
 * The hashes must be exactly those that the definition gives, worked out here
 * without rolling anything: of every window the smallest.  From that follows
 * what users are promised, that a shared run of shingle + window - 1 words
 * makes a shared hash.
 */
#include <stdbool.h>
#include <string.h>

#include "fuzz.h"
#include "reuse/winnow.h"
#include "text/token.h"

#define BASE UINT64_C(0x9E3779B97F4A7C15)

static uint64_t
hash_shingle(const uint64_t *words, size_t n)
{
	uint64_t h = 0;

	for (size_t i = 0; i < n; i++)
		h = h * BASE + words[i];
	h ^= h >> 33;
	h *= UINT64_C(0xFF51AFD7ED558CCD);
	h ^= h >> 33;
	h *= UINT64_C(0xC4CEB9FE1A85EC53);
	h ^= h >> 33;
	return h;
}

static size_t
read_words(const uint8_t *text, size_t length, uint64_t *hashes)
{
	NpTokenizer tokenizer;
	NpWord words[NP_TOKEN_BATCH];
	size_t count = 0;
	size_t n;

	np_tokenizer_init(&tokenizer, text, length);
	while ((n = np_tokenizer_next(&tokenizer, words)) > 0)
		for (size_t i = 0; i < n; i++)
			hashes[count++] = words[i].hash;
	return count;
}

static bool
holds(const uint32_t *hashes, size_t count, uint32_t hash)
{
	for (size_t i = 0; i < count; i++)
		if (hashes[i] == hash)
			return true;
	return false;
}

/* Every window's smallest hash must be there, and nothing else. */
static void
check_windows(const uint64_t *shingles, size_t n, size_t window, const uint32_t *found,
	size_t count)
{
	bool *needed = calloc(count + 1, sizeof(bool));
	size_t windows = n < window ? 1 : n - window + 1;

	for (size_t w = 0; w < windows; w++)
	{
		uint64_t smallest = UINT64_MAX;

		for (size_t i = w; i < w + window && i < n; i++)
			smallest = shingles[i] < smallest ? shingles[i] : smallest;
		MUST(holds(found, count, (uint32_t) smallest));
		for (size_t i = 0; i < count; i++)
			needed[i] |= found[i] == (uint32_t) smallest;
	}
	for (size_t i = 0; i < count; i++)
		MUST(needed[i]);
	free(needed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t shingle;
	size_t window;
	uint64_t *words;
	uint64_t *shingles;
	uint32_t *found;
	size_t count;
	size_t n;

	if (size < 2)
		return 0;
	shingle = NP_FP_MIN_SHINGLE + data[0] % NP_FP_MAX_SHINGLE;
	window = NP_FP_MIN_WINDOW + data[1] % (data[1] & 1 ? NP_FP_MAX_WINDOW : 8);
	data += 2;
	size -= 2;

	words = malloc((size + 1) * sizeof(uint64_t));
	shingles = malloc((size + 1) * sizeof(uint64_t));
	n = read_words(data, size, words);
	found = np_winnow(data, size, (int) shingle, (int) window, &count);

	for (size_t i = 1; i < count; i++)
		MUST(found[i - 1] < found[i]);
	MUST(np_hashes_in_common(found, count, found, count) == count);
	if (n == 0)
		MUST(count == 0);
	else
	{
		size_t last = n < shingle ? 0 : n - shingle;

		for (size_t i = 0; i <= last; i++)
			shingles[i] = hash_shingle(words + i, n < shingle ? n : shingle);
		check_windows(shingles, last + 1, window, found, count);
	}
	free(words);
	free(shingles);
	free(found);
	return 0;
}
