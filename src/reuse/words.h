/*-------------------------------------------------------------------------
 *
 * words.h
 *	  Two texts as arrays of words that share one numbering.
 *
 * Passages and verdicts compare two texts word by word.  A vocabulary gives
 * each distinct folded word a small number, the same in both texts, so that
 * the comparison works on plain integers.  Two words count as the same when
 * their 64-bit hashes are.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_WORDS_H
#define NP_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host.h"

/* What stands between a word and the one before it. */
#define NP_BREAK_SENTENCE	0x4000	/* the end of a sentence */
#define NP_BREAK_LINE		0x8000	/* the end of a line, or the beginning of the text */
#define NP_BREAK_ANY		(NP_BREAK_SENTENCE | NP_BREAK_LINE)

typedef struct NpTextWord
{
	uint32_t	id;				/* number in the vocabulary */
	uint32_t	start;			/* byte offset in the text */
	uint32_t	length;			/* bytes in the text */
	uint16_t	flags;			/* NP_WORD_... of token.h, NP_BREAK_... */
} NpTextWord;

typedef struct NpTextWords
{
	NpTextWord *words;
	uint32_t	count;
} NpTextWords;

/* What the texts together say about one word. */
typedef struct NpVocabularyEntry
{
	uint32_t	count[2];		/* how often it stands in the first and the second text */
	uint32_t	lower;			/* places without a capital */
	uint32_t	capital;		/* places with one; those inside a sentence count twice */
	bool		quantity;		/* see quantity.h */
} NpVocabularyEntry;

typedef struct NpVocabulary
{
	NpVocabularyEntry *entries; /* by word number */
	uint32_t	count;
	uint32_t	capacity;
	struct NpVocabularySlot *slots; /* open addressing */
	uint32_t	nslots;			/* a power of two */
} NpVocabulary;

/* More words than this and a text is refused (see np_words_read). */
#define NP_MAX_TEXT_WORDS	(1U << 28)

/* Check for interrupts in a loop over words, now and then. */
static inline void
np_check_at(uint32_t i)
{
	if (i % 4096 == 0)
		np_check_interrupts();
}

extern void np_vocabulary_init(NpVocabulary *vocabulary, size_t bytes);
extern void np_vocabulary_free(NpVocabulary *vocabulary);

/*
 * All words of a text in order; side is 0 for the first text of a pair and 1
 * for the second.  Reading stops at NP_MAX_TEXT_WORDS, which no text that a
 * server can hold as one value reaches with real words.
 */
extern NpTextWords np_words_read(NpVocabulary *vocabulary, int side,
								 const unsigned char *text, size_t length);

#endif							/* NP_WORDS_H */
