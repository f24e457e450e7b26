/*-------------------------------------------------------------------------
 *
 * restore.h
 *	  Words behind digits, signs, letters of another alphabet, and letters
 *	  drawn out.
 *
 * The tokenizer folds what is certain to stand for a letter.  That a digit
 * does ("m0ney"), or that a word written in Cyrillic letters alone is an
 * English one, is certain only where it gives a word that the vocabulary
 * knows: that is judged here.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_RESTORE_H
#define NP_RESTORE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "spam/vocabulary.h"
#include "text/token.h"

/* Longest word restored, in letters. */
#define NP_RESTORE_MAX	32

typedef struct NpRestored
{
	const NpEntry *entry;		/* what the vocabulary knows of it, or np_unknown */
	uint64_t	hash;
	size_t		start;			/* what it takes of the text: one word of the tokenizer's or more */
	size_t		end;
	bool		disguised;		/* certain to be meant; else "4s" and the like */
	int			length;
	char		letters[NP_RESTORE_MAX];
} NpRestored;

/* Does a sign that may stand for a letter follow at this place? */
static inline bool
np_sign_follows(const unsigned char *text, size_t length, size_t at)
{
	unsigned char c;

	if (at >= length || text[at] == ' ')
		return false;
	c = text[at];
	if (c == '$' || c == '|' || c == '+' || c == '@')
		return true;
	if (c == '!')				/* before another sign: th!$, mov!3s */
		return at + 1 < length && text[at + 1] != 0 && strchr("$@|01345", text[at + 1]) != NULL;
	if (c == 0xC2)				/* cent, pound, yen */
		return at + 1 < length && text[at + 1] >= 0xA2 && text[at + 1] <= 0xA5;
	return c == 0xE2 && at + 2 < length && text[at + 1] == 0x82 && text[at + 2] == 0xAC;
}

/*
 * The word that is written with digits and signs at word, the first of the
 * words that it takes.  False if it gives none that the vocabulary knows,
 * unless signs stand where only letters do.
 */
extern bool np_restore_leet(const unsigned char *text, size_t length, const NpWord *word,
							NpRestored *restored);

/*
 * The end of a word with digits that ends there, and of the 's written '5
 * behind it, which else were a number: F13r1'5.
 */
extern size_t np_skip_possessive(const unsigned char *text, size_t length, size_t end);

/* Do a number's digits give a word that the vocabulary knows?  It may be none all the same. */
extern bool np_digits_spell(const NpWord *number);

/* Do three of these eight bytes in a row look like one letter? */
static inline bool
np_has_run(const unsigned char *p)
{
	uint64_t	x;
	uint64_t	unlike;

	memcpy(&x, p, sizeof(x));
	x |= UINT64_C(0x2020202020202020);	/* in capitals or not */
	unlike = x ^ x >> 8;				/* a zero where a byte is like the next */
	unlike |= unlike >> 8;
	return ((unlike - UINT64_C(0x0101010101010101)) & ~unlike &
			UINT64_C(0x8080808080808080)) != 0;
}

/*
 * May letters of the word at this place be drawn out?  Without a loop, for it
 * is asked of every unknown word; no only if certain.
 */
static inline bool
np_may_be_drawn_out(const unsigned char *text, size_t length, size_t start, size_t end)
{
	if (end - start > 14 || length - start < 14)
		return true;
	return np_has_run(text + start) || np_has_run(text + start + 6);
}

/*
 * The known word of which letters are drawn out: "PLEASSSSE", "sooooo".  No
 * disguise.  False if the vocabulary knows none.
 */
extern bool np_restore_drawn_out(const NpWord *word, NpRestored *restored);

/*
 * Like np_restore_leet() for a word all of whose letters are look-alikes of Latin ones;
 * false for any other.  A disguise only if the vocabulary knows it.
 */
extern bool np_restore_lookalikes(const NpWord *word, NpRestored *restored);

#endif							/* NP_RESTORE_H */
