/*-------------------------------------------------------------------------
 *
 * features.h
 *	  One pass over a text: what the signals are computed from.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_FEATURES_H
#define NP_FEATURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spam/vocabulary.h"
#include "text/token.h"

/* What is counted. */
typedef enum NpCount
{
	NP_COUNT_DISGUISED,			/* words behind look-alikes, signs, zero width */
	NP_COUNT_SHOUTED,			/* words of four letters or more in capitals */
	NP_COUNT_BANGS,
	NP_COUNT_QUESTIONS,
	NP_COUNT_RUNS,				/* of exclamation and question marks */
	NP_COUNT_EMOJI,
	NP_COUNT_SYMBOLS,
	NP_COUNT_TAGS,				/* lines that begin with a tag such as (LE) */
	NP_COUNT_CURIOSITY,
	NP_COUNT_LISTS,				/* numbers followed by what listicles list */
	NP_COUNT_SENSATION,
	NP_COUNT_ADULT,
	NP_COUNT_ACTION,
	NP_COUNT_MONEY,				/* words of money, and amounts with a currency sign */
	NP_COUNT_TEASERS,			/* lines cut short, "read more" */
	NP_COUNT_LINKS,
	NP_COUNT_SHORTENERS,
	NP_COUNT_CONTACTS,			/* telephone numbers, mail addresses */
	NP_COUNT_REPEATED_LINES,	/* words in lines seen before */
	NP_COUNT_REPEATED_PHRASES,	/* runs of four words seen before */
	NP_COUNT_STOP,				/* stop words */
	NP_COUNTS
} NpCount;

typedef struct NpFeatures
{
	uint32_t	words;			/* those of links left out */
	uint32_t	letters;		/* in these words, in characters */
	uint32_t	known;			/* words that the vocabulary has, or may have behind digits */
	uint32_t	unknown;		/* words that the vocabulary lacks, disguised ones left out */
	uint32_t	foreign;		/* of these, those with letters beyond ASCII */
	uint32_t	lines;			/* with a word in them */
	uint32_t	long_lines;		/* of five words or more */
	uint32_t	ended_lines;	/* of these, those that end in a full stop, ! or ? */
	uint32_t	short_lines;	/* under 30 bytes */
	int64_t		word_weight;	/* sum of the vocabulary's weights, each word's once */
	int64_t		pair_weight;
	int64_t		headline_weight;	/* of words and pairs in headlines, beside the others */
	uint32_t	count[NP_COUNTS];
} NpFeatures;

/* A word as the pass sees it. */
typedef struct NpSeenWord
{
	uint64_t	hash;			/* of the word restored; NP_NUMBER_HASH for a number */
	uint64_t	spelling;		/* the tokenizer's hash, of numbers too */
	const NpEntry *entry;		/* what the vocabulary knows of it, or np_unknown */
	const NpEntry *pair;		/* of it and the word before */
	const NpEntry *headline;	/* of it as a word of a headline */
	const NpEntry *headline_pair;	/* of it and the word of the headline before */
	uint64_t	headline_before;	/* that one's hash, or NP_HEADLINE_HASH */
	size_t		start;
	size_t		end;
	size_t		gap;			/* where what stands before it begins */
	uint32_t	letters;		/* and digits, of the word restored */
	uint16_t	flags;			/* NP_WORD_... */
	bool		disguised;
	bool		spells;			/* a number that may be a known word: 15 for is */
	bool		lookalike;		/* written in another alphabet's look-alikes alone */
	bool		in_link;
	bool		in_headline;	/* and not in small letters */
	bool		begins_line;
} NpSeenWord;

/* What a number is to pairs of words: "19 things" and "7 things" are one pair. */
#define NP_NUMBER_HASH UINT64_C(0x23)

/* What stands for the word before the first of a headline. */
#define NP_HEADLINE_HASH UINT64_C(0x48)

/* One letter says nothing by itself: a digit or a sign may stand for it. */
static inline bool
np_in_vocabulary(const NpSeenWord *word)
{
	return word->hash == NP_NUMBER_HASH || word->letters > 1;
}

/*
 * Who wants to know more than the counts.  Any of it but the state may be
 * NULL.  The text's gap after the last word is not reported.
 */
typedef struct NpWatcher
{
	void	   *state;
	void		(*word) (void *state, const NpSeenWord *word);
	void		(*counted) (void *state, NpCount count, size_t start, size_t end);
	const NpReader *readers;	/* of the tokenizer's words, in the same pass */
	bool		everything;		/* count what the default model gives no weight, too */
} NpWatcher;

/* Survey a text of length bytes.  watcher may be NULL. */
extern void np_survey(const unsigned char *text, size_t length, const NpWatcher *watcher,
					  NpFeatures *features);

#endif							/* NP_FEATURES_H */
