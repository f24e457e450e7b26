/*
 * fuzz_passages.c
 *	  Shared passages of any two texts.
 *
 * The first byte chooses the fewest words; the rest is cut in the middle.
 * Passages must be within the texts, long enough, of equal words, extensible
 * to neither side, in order, each there once, not too many; and every word
 * that stands in a shared run must stand in a passage or beside one that
 * overlaps the run.
 */
#include <stdbool.h>

#include "fuzz.h"
#include "reuse/passages.h"

static bool
same(const NpPassages *p, uint32_t a, uint32_t b)
{
	return a < p->a.count && b < p->b.count && p->a.words[a].id == p->b.words[b].id;
}

static void
check_passage(const NpPassages *found, const NpPassage *p, uint32_t min_words)
{
	MUST(p->length >= min_words);
	MUST((uint64_t) p->a + p->length <= found->a.count);
	MUST((uint64_t) p->b + p->length <= found->b.count);
	for (uint32_t i = 0; i < p->length; i++)
		MUST(same(found, p->a + i, p->b + i));
	MUST(p->a == 0 || p->b == 0 || !same(found, p->a - 1, p->b - 1));
	MUST(!same(found, p->a + p->length, p->b + p->length));
}

/* The longest run that begins at a word of the first text */
static uint32_t
longest_run(const NpPassages *found, uint32_t a)
{
	uint32_t longest = 0;

	for (uint32_t b = 0; b < found->b.count; b++)
	{
		uint32_t length = 0;

		while (same(found, a + length, b + length))
			length++;
		longest = length > longest ? length : longest;
	}
	return longest;
}

static bool
is_listed(const NpPassages *found, uint32_t a, uint32_t length)
{
	for (size_t i = 0; i < found->count; i++)
	{
		const NpPassage *p = &found->passages[i];

		if (p->a < a + length && a < p->a + p->length)
			return true;
	}
	return false;
}

/* Does a word stand in the first text twice?  Only then are runs left out. */
static bool
repeats_itself(const NpPassages *found)
{
	for (uint32_t i = 0; i < found->a.count; i++)
		for (uint32_t k = 0; k < i; k++)
			if (found->a.words[i].id == found->a.words[k].id)
				return true;
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	NpPassages found;
	uint32_t min_words;
	uint64_t words = 0;
	size_t half;

	if (size < 1)
		return 0;
	min_words = 1 + data[0] % 12;
	data++;
	size--;
	half = size / 2;
	np_shared_passages(data, half, data + half, size - half, min_words, &found);

	MUST(found.count <= (size_t) found.a.count + found.b.count);
	for (size_t i = 0; i < found.count; i++)
	{
		const NpPassage *p = &found.passages[i];

		check_passage(&found, p, min_words);
		MUST(i == 0 || p[-1].a < p->a || (p[-1].a == p->a && p[-1].b < p->b));
		words += p->length;
	}
	MUST(words <= 8 * ((uint64_t) found.a.count + found.b.count));

	if (found.a.count < 300 && found.b.count < 300 && !repeats_itself(&found))
	{
		for (uint32_t a = 0; a < found.a.count; a++)
		{
			uint32_t length = longest_run(&found, a);

			MUST(length < min_words || is_listed(&found, a, length));
		}
	}
	np_passages_free(&found);
	return 0;
}
