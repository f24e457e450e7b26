/*-------------------------------------------------------------------------
 *
 * lexicon.c
 *	  The phrases of phrases.c as one hash table.
 *
 * Phrases are sequences of word hashes of the common tokenizer, so "READ
 * MORE", "Read&nbsp;more" and a disguised spelling are the same phrase.  The table is a
 * trie in open addressing: a node's key is its parent's key mixed with the
 * word's hash.  Nearly every walk of a story's words ends at once, so bitmaps
 * of the keys, small enough for the nearest cache, are asked first.
 *
 * The table is built at first use, from constant data and always the same,
 * and stays as long as the process.
 *
 *-------------------------------------------------------------------------
 */
#include "article/lexicon.h"

#include <string.h>

/* A power of two; at most half of the slots may be taken. */
#define LEXICON_SLOTS	8192

/* Bits of a bitmap of keys. */
#define BITMAP_BITS		32768

/* The longest phrase, in words. */
#define MAX_PHRASE		12

typedef struct LexiconSlot
{
	NpLexiconNode key;			/* 0: free */
	uint32_t	says;
	uint8_t		weight;
	bool		goes_on;		/* a longer phrase begins so */
} LexiconSlot;

static LexiconSlot slots[LEXICON_SLOTS];
static uint64_t known[BITMAP_BITS / 64];	/* all keys */
static uint64_t alone[BITMAP_BITS / 64];	/* those of phrases of one word */
static bool built = false;

/* Word hashes are well mixed: one multiplication makes them depend on the parent. */
static inline NpLexiconNode
child_of(NpLexiconNode node, uint64_t word_hash)
{
	uint64_t	z = (node + word_hash) * UINT64_C(0xBF58476D1CE4E5B9);

	return (z ^ (z >> 32)) | 1; /* never 0 */
}

static inline size_t
bitmap_word(NpLexiconNode key)
{
	return (size_t) (key >> 32) % (BITMAP_BITS / 64);
}

static inline uint64_t
bitmap_bit(NpLexiconNode key)
{
	return UINT64_C(1) << (key >> 58);
}

static inline void
enter(uint64_t *bitmap, NpLexiconNode key)
{
	bitmap[bitmap_word(key)] |= bitmap_bit(key);
}

/* False for nearly all keys that were not entered. */
static inline bool
may_have(const uint64_t *bitmap, NpLexiconNode key)
{
	return (bitmap[bitmap_word(key)] & bitmap_bit(key)) != 0;
}

/* The slot that holds key, or the free one where it would go. */
static inline LexiconSlot *
find_slot(NpLexiconNode key)
{
	size_t		i = (size_t) (key >> 1) % LEXICON_SLOTS;

	while (slots[i].key != 0 && slots[i].key != key)
		i = (i + 1) % LEXICON_SLOTS;
	return &slots[i];
}

static void
add_phrase(const char *phrase, uint32_t says, uint8_t weight)
{
	NpTokenizer tokenizer;
	NpWord		words[NP_TOKEN_BATCH];
	NpLexiconNode node = NP_LEXICON_ROOT;
	LexiconSlot *slot = NULL;
	size_t		n;

	np_tokenizer_init(&tokenizer, (const unsigned char *) phrase, strlen(phrase));
	n = np_tokenizer_next(&tokenizer, words);
	for (size_t i = 0; i < n && i < MAX_PHRASE; i++)
	{
		if (slot != NULL)
			slot->goes_on = true;
		node = child_of(node, words[i].hash);
		enter(known, node);
		slot = find_slot(node);
		slot->key = node;
	}
	if (slot == NULL)
		return;
	if (n == 1)
		enter(alone, node);
	slot->says |= says;
	if (weight > slot->weight)
		slot->weight = weight;
}

static void
build_lexicon(void)
{
	for (const NpPhrases *list = np_phrases; list->phrases != NULL; list++)
		for (const char *const *phrase = list->phrases; *phrase != NULL; phrase++)
			add_phrase(*phrase, list->says, list->weight);
	built = true;
}

static inline bool
step(NpLexiconNode *node, uint64_t word_hash, NpMatch *match)
{
	const LexiconSlot *slot;

	*node = child_of(*node, word_hash);
	if (!may_have(known, *node))
		return false;
	slot = find_slot(*node);
	if (slot->key == 0)
		return false;
	if (slot->says != 0)
	{
		match->says = slot->says;
		match->weight = slot->weight;
	}
	return slot->goes_on;
}

bool
np_lexicon_step(NpLexiconNode *node, uint64_t word_hash, NpMatch *match)
{
	if (!built)
		build_lexicon();
	return step(node, word_hash, match);
}

/*
 * May a phrase begin with words[0]?  Half of a story's words begin one, as "the"
 * does, so the second word is asked about as well.
 */
static inline bool
may_begin(const NpWord *words, size_t n)
{
	NpLexiconNode first = child_of(NP_LEXICON_ROOT, words[0].hash);

	return may_have(alone, first) || (n > 1 && may_have(known, child_of(first, words[1].hash)));
}

NpMatch
np_lexicon_match(const NpWord *words, size_t n)
{
	NpLexiconNode node = NP_LEXICON_ROOT;
	NpMatch		longest = {0, 0, 0};

	if (!built)
		build_lexicon();
	if (n == 0 || !may_begin(words, n))
		return longest;
	for (size_t i = 0; i < n; i++)
	{
		NpMatch		match = {0, 0, 0};
		bool		goes_on = step(&node, words[i].hash, &match);

		if (match.says != 0)
		{
			longest = match;
			longest.words = (uint8_t) (i + 1);
		}
		if (!goes_on)
			break;
	}
	return longest;
}
