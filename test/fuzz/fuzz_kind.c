/*
 * fuzz_kind.c
 *	  The verdict on any two texts.
 *
 * It must not depend on which text comes first, its numbers must be in range,
 * its pieces within the texts, and "identical" must mean the same folded
 * words, no more and no less.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "fuzz.h"
#include "reuse/kind.h"
#include "text/token.h"

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
same_words(const uint8_t *a, size_t alen, const uint8_t *b, size_t blen)
{
	uint64_t *words_a = malloc((alen + 1) * sizeof(uint64_t));
	uint64_t *words_b = malloc((blen + 1) * sizeof(uint64_t));
	size_t na = read_words(a, alen, words_a);
	size_t nb = read_words(b, blen, words_b);
	bool same = na > 0 && na == nb && memcmp(words_a, words_b, na * sizeof(uint64_t)) == 0;

	free(words_a);
	free(words_b);
	return same;
}

static void
check_range(const NpKindResult *r, size_t alen, size_t blen)
{
	MUST(r->similarity >= 0 && r->similarity <= 1);
	MUST(r->containment >= r->similarity && r->containment <= 1);
	MUST(isfinite(r->margin));
	MUST(r->npieces >= 0 && r->npieces <= NP_KIND_PIECES);
	for (int i = 0; i < r->npieces; i++)
	{
		const NpPiece *p = &r->pieces[i];

		MUST((uint64_t) p->a_start + p->a_length <= alen);
		MUST((uint64_t) p->b_start + p->b_length <= blen);
		MUST(p->a_length + p->b_length > 0);
		MUST(p->times > 0);
	}
}

static void
check_exchanged(const NpKindResult *ab, const NpKindResult *ba)
{
	MUST(ab->kind == ba->kind);
	MUST(ab->similarity == ba->similarity && ab->containment == ba->containment);
	MUST(ab->margin == ba->margin);
	MUST(ab->npieces == ba->npieces);
	for (int i = 0; i < ab->npieces; i++)
	{
		const NpPiece *p = &ab->pieces[i];
		const NpPiece *q = &ba->pieces[i];

		MUST(p->kind == q->kind && p->times == q->times);
		MUST(p->a_start == q->b_start && p->a_length == q->b_length);
		MUST(p->b_start == q->a_start && p->b_length == q->a_length);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t half = size / 2;
	const uint8_t *a = data;
	const uint8_t *b = data + half;
	NpKindResult ab;
	NpKindResult ba;
	NpKindResult self;

	np_duplicate_kind(a, half, b, size - half, &ab);
	np_duplicate_kind(b, size - half, a, half, &ba);
	check_range(&ab, half, size - half);
	check_exchanged(&ab, &ba);
	MUST((ab.kind == NP_KIND_IDENTICAL) == same_words(a, half, b, size - half));

	np_duplicate_kind(data, size, data, size, &self);
	MUST(self.kind == (same_words(data, size, data, size) ? NP_KIND_IDENTICAL : NP_KIND_DIFFERENT));
	return 0;
}
