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

/* Any code point, also unassigned ones and NP_INVALID: those end a word. */
extern NpFold np_fold(uint32_t c);

#endif							/* NP_FOLD_H */
