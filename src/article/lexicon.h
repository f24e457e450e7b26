/*-------------------------------------------------------------------------
 *
 * lexicon.h
 *	  What the phrases of page furniture are, and what each of them says.
 *
 * A phrase alone decides nothing: split.c wants another cue beside it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_LEXICON_H
#define NP_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/token.h"

/* What a phrase says.  One phrase may say several things: "Read more". */
#define NP_SAYS_HEADING		0x00001	/* alone on a line: other articles follow */
#define NP_SAYS_OPENER		0x00002	/* the same, but story as often: links must follow */
#define NP_SAYS_LABEL		0x00004	/* before a title on its line: "Related: ..." */
#define NP_SAYS_MORE		0x00008	/* after a teaser: "Read more" */
#define NP_SAYS_BUTTON		0x00010	/* alone on a line: something to click, or an ad's mark */
#define NP_SAYS_BESIDE		0x00020	/* a button beside other buttons: "Twitter" */
#define NP_SAYS_FILLER		0x00040	/* between buttons: "Share on ... or ..." */
#define NP_SAYS_MARK		0x00080	/* first on a line: the player's or gallery's own words */
#define NP_SAYS_BULLETS		0x00100	/* first on a line: a summary in bullets follows */
#define NP_SAYS_GALLERY		0x00200	/* anywhere: a gallery's or player's own words */
#define NP_SAYS_CALL		0x00400	/* first in a sentence: the reader is asked to do something */
#define NP_SAYS_ASK			0x00800	/* anywhere: what readers are asked for */
#define NP_SAYS_LEGAL		0x01000	/* anywhere: whose it is and what may be done with it */
#define NP_SAYS_CREDIT		0x02000	/* before a photographer's or agency's name */
#define NP_SAYS_CRAFT		0x04000	/* anywhere: what writers are: "columnist" */
#define NP_SAYS_STORY		0x08000	/* anywhere: words of the story itself: "said" */
#define NP_SAYS_COMMENTS	0x10000	/* alone, or with a number: the readers' comments follow */
#define NP_SAYS_REPLY		0x20000	/* alone on a line: a button under each comment */

typedef struct NpMatch
{
	uint32_t	says;
	uint8_t		words;			/* 0: no phrase */
	uint8_t		weight;			/* of NP_SAYS_CALL, _ASK and _LEGAL */
} NpMatch;

/* One list of phrases.c. */
typedef struct NpPhrases
{
	uint32_t	says;
	uint8_t		weight;
	const char *const *phrases; /* up to NULL; as written on pages, UTF-8 */
} NpPhrases;

extern const NpPhrases np_phrases[];	/* up to a list without phrases */

/* Where a walk through the phrases stands. */
typedef uint64_t NpLexiconNode;

#define NP_LEXICON_ROOT UINT64_C(0x9E3779B97F4A7C15)

/*
 * Go on from *node with the next word.  False when no phrase goes on so.
 * When a phrase ends with this word, *match gets what it says, but not how
 * many words it has.
 */
extern bool np_lexicon_step(NpLexiconNode *node, uint64_t word_hash, NpMatch *match);

/* The longest phrase that begins with words[0]. */
extern NpMatch np_lexicon_match(const NpWord *words, size_t n);

#endif							/* NP_LEXICON_H */
