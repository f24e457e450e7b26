/*-------------------------------------------------------------------------
 *
 * words.c
 *	  Two texts as arrays of words that share one numbering.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "host.h"
#include "reuse/quantity.h"
#include "reuse/words.h"
#include "text/token.h"

/* Bytes that a word of running text takes, its space included; only a first guess. */
#define BYTES_PER_WORD	6

/* Where the number of a word is found by its hash. */
typedef struct NpVocabularySlot
{
	uint64_t	hash;
	uint32_t	number;			/* the word's number + 1, 0 when free */
} NpVocabularySlot;

/* The smallest power of two that is at least n. */
static uint32_t
round_up_power(size_t n)
{
	uint32_t	power = 64;

	while (power < n)
		power *= 2;
	return power;
}

static void
allocate_slots(NpVocabulary *v, uint32_t nslots)
{
	v->nslots = nslots;
	v->slots = np_alloc_zero(nslots * sizeof(NpVocabularySlot));
}

/*
 * Room for the words of a text of so many bytes.  Texts repeat their words,
 * so a table of half the expected number of words is seldom outgrown.
 */
void
np_vocabulary_init(NpVocabulary *v, size_t bytes)
{
	size_t		guess = bytes / BYTES_PER_WORD / 2;

	if (guess > 1 << 20)
		guess = 1 << 20;
	memset(v, 0, sizeof(*v));
	allocate_slots(v, round_up_power(2 * guess));
	v->capacity = v->nslots / 2;
	v->entries = np_alloc(v->capacity * sizeof(NpVocabularyEntry));
}

void
np_vocabulary_free(NpVocabulary *v)
{
	np_free(v->entries);
	np_free(v->slots);
}

/* The slot that holds this hash, or the free one where it belongs. */
static NpVocabularySlot *
find_slot(const NpVocabulary *v, uint64_t hash)
{
	uint32_t	mask = v->nslots - 1;
	uint32_t	slot = (uint32_t) (hash >> 32) & mask;

	while (v->slots[slot].number != 0 && v->slots[slot].hash != hash)
		slot = (slot + 1) & mask;
	return &v->slots[slot];
}

static void
grow(NpVocabulary *v)
{
	NpVocabularySlot *slots = v->slots;
	uint32_t	nslots = v->nslots;

	allocate_slots(v, nslots * 2);
	for (uint32_t i = 0; i < nslots; i++)
	{
		np_check_at(i);
		if (slots[i].number != 0)
			*find_slot(v, slots[i].hash) = slots[i];
	}
	np_free(slots);
	v->capacity = v->nslots / 2;
	v->entries = np_realloc(v->entries, v->capacity * sizeof(NpVocabularyEntry));
}

static uint32_t
number_word(NpVocabulary *v, const NpWord *word)
{
	NpVocabularySlot *slot = find_slot(v, word->hash);

	if (slot->number != 0)
		return slot->number - 1;
	if (v->count == v->capacity)
	{
		grow(v);
		slot = find_slot(v, word->hash);
	}
	memset(&v->entries[v->count], 0, sizeof(NpVocabularyEntry));
	v->entries[v->count].quantity = np_is_quantity(word);
	slot->hash = word->hash;
	slot->number = ++v->count;
	return v->count - 1;
}

/*
 * What the bytes between two words amount to: a line end, or punctuation
 * that ends a sentence and is followed by a space.  Also the full stops of
 * scripts that write their own (U+3002, U+061F, U+06D4, U+0964).
 */
static uint16_t
classify_break(const unsigned char *p, const unsigned char *end)
{
	uint16_t	found = 0;

	for (; p < end; p++)
	{
		if (*p == '\n' || *p == '\r')
			return NP_BREAK_LINE;
		if (*p == '.' || *p == '!' || *p == '?')
		{
			if (p + 1 < end)
				found = NP_BREAK_SENTENCE;
		}
		else if (*p >= 0xC0 && end - p >= 2)
		{
			if ((p[0] == 0xD8 && p[1] == 0x9F) || (p[0] == 0xDB && p[1] == 0x94) ||
				(end - p >= 3 &&
				 (memcmp(p, "\xE3\x80\x82", 3) == 0 || memcmp(p, "\xE0\xA5\xA4", 3) == 0)))
				found = NP_BREAK_SENTENCE;
		}
	}
	return found;
}

/* Note how the word is written where it stands. */
static void
note_case(NpVocabularyEntry *entry, uint16_t flags)
{
	if (!(flags & NP_WORD_ALPHA))
		return;
	if (!(flags & NP_WORD_UPPER))
		entry->lower++;
	else if (!(flags & NP_BREAK_ANY))
		entry->capital += 2;
	else
		entry->capital += 1;
}

NpTextWords
np_words_read(NpVocabulary *v, int side, const unsigned char *text, size_t length)
{
	NpTextWords result;
	NpTokenizer tokenizer;
	NpWord		batch[NP_TOKEN_BATCH];
	size_t		capacity = length / BYTES_PER_WORD + NP_TOKEN_BATCH;
	size_t		n;
	size_t		previous_end = 0;

	result.words = np_alloc(capacity * sizeof(NpTextWord));
	result.count = 0;
	np_tokenizer_init(&tokenizer, text, length);
	while ((n = np_tokenizer_next(&tokenizer, batch)) > 0 && result.count < NP_MAX_TEXT_WORDS)
	{
		np_check_interrupts();
		if (result.count + n > capacity)
		{
			capacity = capacity * 2 + n;
			result.words = np_realloc(result.words, capacity * sizeof(NpTextWord));
		}
		for (size_t i = 0; i < n; i++)
		{
			NpTextWord *word = &result.words[result.count++];
			NpVocabularyEntry *entry;

			word->id = number_word(v, &batch[i]);
			word->start = batch[i].start;
			word->length = batch[i].length;
			word->flags = batch[i].flags;
			word->flags |= result.count == 1 ? NP_BREAK_LINE
				: classify_break(text + previous_end, text + batch[i].start);
			previous_end = batch[i].start + batch[i].length;

			entry = &v->entries[word->id];
			entry->count[side]++;
			note_case(entry, word->flags);
		}
	}
	return result;
}
