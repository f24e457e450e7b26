/*-------------------------------------------------------------------------
 *
 * fold.h
 *	  How one character folds.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_FOLD_H
#define NP_FOLD_H

#include <stdbool.h>
#include <stdint.h>

typedef enum NpCharClass
{
	NP_CHAR_BREAK,				/* ends a word */
	NP_CHAR_LETTER,
	NP_CHAR_DIGIT,
	NP_CHAR_MARK,				/* dropped, but belongs to the word */
	NP_CHAR_IGNORE,				/* zero width: dropped between letters */
	NP_CHAR_APOSTROPHE,			/* dropped between letters or digits */
	NP_CHAR_SYMBOL,				/* stands for a letter between two letters */
	NP_CHAR_IDEOGRAPH,			/* a word by itself */
	NP_CHAR_HANGUL,				/* a syllable, folded to its letters by arithmetic */
	NP_CHAR_COMBINING,			/* a vowel sign or the like: continues any word */
} NpCharClass;

typedef enum NpDisguise
{
	NP_DISGUISE_NONE,
	NP_DISGUISE_SMALLCAPS,		/* small capitals, modifier letters */
	NP_DISGUISE_STYLED,			/* mathematical, circled, squared */
	NP_DISGUISE_WIDE,			/* full width: ordinary beside East Asian text */
	NP_DISGUISE_HIDDEN,			/* zero width */
	NP_DISGUISE_PHONETIC,		/* says that the word is a transcription, no disguise */
} NpDisguise;

typedef struct NpFold
{
	NpCharClass class;
	NpDisguise	disguise;
	bool		upper;
	bool		latin;
	char		lookalike;		/* the small Latin letter that it resembles, or 0 */
	unsigned char length;		/* of the spelling; 0: folds to itself */
	const unsigned char *spelling;	/* folded, UTF-8 */
} NpFold;

/*
 * The generated table, in blocks of code points.  An entry: class in bits
 * 0-3, disguise in bits 4-6, capital in bit 7, Latin in bit 8, the Latin
 * letter that it resembles (1 is a) in bits 9-13, and in bits 14-31 where in
 * np_fold_pool its folded spelling stands (a length byte, then UTF-8); 0
 * there: the character folds to itself.
 */
#define NP_FOLD_BLOCK	128
#define NP_FOLD_LIMIT	0xE0200 /* characters from here on end a word */

extern const uint16_t np_fold_index[];
extern const uint32_t np_fold_entries[];
extern const unsigned char np_fold_pool[];

/* Any code point, also unassigned ones and NP_INVALID: those end a word. */
static inline NpFold
np_fold(uint32_t c)
{
	NpFold		fold = {0};
	uint32_t	entry;
	uint32_t	spelling;

	if (c >= NP_FOLD_LIMIT)
		return fold;
	entry = np_fold_entries[np_fold_index[c / NP_FOLD_BLOCK] * NP_FOLD_BLOCK + c % NP_FOLD_BLOCK];
	spelling = entry >> 14;

	fold.class = (NpCharClass) (entry & 0x0F);
	fold.disguise = (NpDisguise) (entry >> 4 & 0x07);
	fold.upper = (entry >> 7 & 1) != 0;
	fold.latin = (entry >> 8 & 1) != 0;
	fold.lookalike = (entry >> 9 & 0x1F) ? (char) ('a' - 1 + (entry >> 9 & 0x1F)) : 0;
	fold.length = np_fold_pool[spelling];
	fold.spelling = np_fold_pool + spelling + 1;
	return fold;
}

#endif							/* NP_FOLD_H */
