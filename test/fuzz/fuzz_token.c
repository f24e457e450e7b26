/*
 * fuzz_token.c
 *	  The tokenizer on any bytes: what it promises whatever comes.
 *
 * - words come in order, do not overlap and lie within the text;
 * - folded words are short and valid UTF-8, and their hash is theirs;
 * - folding is stable: a folded text folds to itself;
 * - where in its blocks a text lies makes no difference;
 * - the vectorised classification is that of the plain one;
 * - the two ways to ask for words agree.
 */
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "fuzz.h"
#include "text/classify.h"
#include "text/token.h"
#include "text/utf8.h"

/* Folded words of a text, a blank behind each */
typedef struct Folded
{
	unsigned char *bytes;
	size_t length;
	size_t words;
	uint64_t hashes;
} Folded;

static void
check_folded(const NpWord *word)
{
	const unsigned char *p = word->folded;
	const unsigned char *end = p + word->folded_length;

	MUST(word->folded_length > 0 && word->folded_length <= NP_MAX_WORD);
	MUST(word->hash == XXH3_64bits(word->folded, word->folded_length));
	while (p < end)
	{
		int length;

		MUST(np_utf8_decode(p, end, &length) != NP_INVALID);
		p += length;
	}
}

static Folded
fold(const unsigned char *text, size_t length, size_t from)
{
	NpTokenizer tokenizer;
	NpWord words[NP_TOKEN_BATCH];
	Folded folded = {0};
	size_t after = 0;
	size_t n;

	/* a character of four bytes folds to 18 letters at worst, and words get a blank each */
	folded.bytes = malloc(length * 12 + 64);
	np_tokenizer_init(&tokenizer, text, length);
	while ((n = np_tokenizer_next(&tokenizer, words)) > 0)
	{
		MUST(n <= NP_TOKEN_BATCH);
		for (size_t i = 0; i < n; i++)
		{
			MUST(words[i].start >= after && words[i].start >= from);
			MUST(words[i].length > 0 && words[i].start + words[i].length <= length);
			after = words[i].start + words[i].length;
			check_folded(&words[i]);
			memcpy(folded.bytes + folded.length, words[i].folded, words[i].folded_length);
			folded.length += words[i].folded_length;
			folded.bytes[folded.length++] = ' ';
			folded.words++;
			folded.hashes = folded.hashes * 31 + words[i].hash;
		}
	}
	return folded;
}

static void
check_same(const Folded *a, const Folded *b)
{
	MUST(a->words == b->words);
	MUST(a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0);
}

static void
check_unflagged(const unsigned char *text, size_t length, const Folded *expected)
{
	NpTokenizer tokenizer;
	NpWord words[NP_TOKEN_BATCH];
	uint64_t hashes = 0;
	size_t n;

	np_tokenizer_init(&tokenizer, text, length);
	while ((n = np_tokenizer_next_unflagged(&tokenizer, words)) > 0)
		for (size_t i = 0; i < n; i++)
			hashes = hashes * 31 + words[i].hash;
	MUST(hashes == expected->hashes);
}

static void
check_classify(const unsigned char *text, size_t length)
{
	static NpTokenizer a;
	static NpTokenizer b;
	size_t part = length < NP_TOKEN_BLOCK ? length : NP_TOKEN_BLOCK;

	np_classify(&a, text, part);
	np_classify_portable(&b, text, part);
	for (size_t i = 0; i <= part / 64 && i < NP_TOKEN_BLOCK / 64; i++)
	{
		MUST(a.run_bits[i] == b.run_bits[i]);
		MUST(a.look_bits[i] == b.look_bits[i]);
		MUST(a.upper_bits[i] == b.upper_bits[i]);
		MUST(a.digit_bits[i] == b.digit_bits[i]);
	}
	MUST(memcmp(a.lower, b.lower, part) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Folded once = fold(data, size, 0);
	Folded twice = fold(once.bytes, once.length, 0);
	/* as many blanks before it as shift the text by some odd part of a block */
	size_t shift = NP_TOKEN_BLOCK - size % 97 - 1;
	unsigned char *moved = malloc(shift + size);
	Folded shifted;

	memset(moved, ' ', shift);
	memcpy(moved + shift, data, size);
	shifted = fold(moved, shift + size, shift);

	check_same(&once, &shifted);
	check_same(&once, &twice);
	check_unflagged(data, size, &once);
	check_classify(data, size);
	free(once.bytes);
	free(twice.bytes);
	free(shifted.bytes);
	free(moved);
	return 0;
}
