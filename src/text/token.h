/*-------------------------------------------------------------------------
 *
 * token.h
 *	  The tokenizer: UTF-8 bytes to folded words.
 *
 * Signatures, fingerprints, passages, splitting and spam features all read
 * words from here, so that they can never disagree about what a word is.
 *
 * Pure C: no server header, no allocation, no locale.  The same bytes give
 * the same words on every machine; word hashes are part of the on-disk
 * format (see NP_TEXT_FORMAT).
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_TOKEN_H
#define NP_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Version of the folding table, the word rule and the word hash together. */
#define NP_TEXT_FORMAT	1

/* A longer run of letters is cut into words of at most this many folded bytes. */
#define NP_MAX_WORD		240

/* What a word looks like as it stands in the text. */
#define NP_WORD_UPPER			0x0001	/* begins with a capital */
#define NP_WORD_SHOUT			0x0002	/* two letters or more, all of them capitals */
#define NP_WORD_DIGIT			0x0004	/* has a digit */
#define NP_WORD_ALPHA			0x0008	/* has a letter */
#define NP_WORD_NONASCII		0x0010	/* has a character beyond ASCII */
#define NP_WORD_IDEOGRAPH		0x0020	/* one character of a script without spaces */

/* Why a word counts as disguised; real accents and real scripts never do. */
#define NP_WORD_SMALLCAPS		0x0100	/* small capitals and modifier letters */
#define NP_WORD_STYLED			0x0200	/* full width, mathematical, circled, squared letters */
#define NP_WORD_MIXED			0x0400	/* look-alikes from another script among Latin letters */
#define NP_WORD_HIDDEN			0x0800	/* zero-width characters between Latin letters */
#define NP_WORD_SYMBOL			0x1000	/* a symbol standing for a letter, as in DISGUST!NG */
#define NP_WORD_STACKED			0x2000	/* three combining marks or more on one letter */
#define NP_WORD_DISGUISED		0x3f00	/* any of the above */

typedef struct NpWord
{
	uint64_t	hash;			/* XXH3-64 of the folded bytes, never seeded */
	const unsigned char *folded;	/* folded UTF-8, valid until the next batch */
	uint32_t	start;			/* byte offset in the text */
	uint32_t	length;			/* bytes in the text, marks and joiners included */
	uint16_t	folded_length;	/* 1 .. NP_MAX_WORD */
	uint16_t	flags;			/* NP_WORD_... */
} NpWord;

/* Words handed out in one batch at most. */
#define NP_TOKEN_BATCH	256

/* Bytes classified at a time; see token.c. */
#define NP_TOKEN_BLOCK	2048

/* Ends of runs are listed so many at a time. */
#define NP_TOKEN_EDGES_STEP	8

/* Room for the folded words of a batch that are spelled otherwise than in the text. */
#define NP_TOKEN_POOL	4096

/*
 * Fixed size, nothing to free: may live on the stack or in one palloc.  Only
 * token.c, careful.c and classify.c look inside.
 */
typedef struct NpTokenizer
{
	const unsigned char *text;
	size_t		length;
	size_t		block;			/* where the current block begins in the text */
	size_t		block_length;
	size_t		next_block;		/* where the next block begins */
	int			nedges;
	int			edge;			/* the next to be read */
	/* where the block's runs begin and end, in turn */
	uint16_t	edges[NP_TOKEN_BLOCK + NP_TOKEN_EDGES_STEP];
	/* a bit for each byte of the block; one word more, so that a window may run over */
	uint64_t	run_bits[NP_TOKEN_BLOCK / 64 + 1];	/* part of a word, or needs a look */
	uint64_t	look_bits[NP_TOKEN_BLOCK / 64 + 1]; /* beyond ASCII, apostrophe or symbol */
	uint64_t	upper_bits[NP_TOKEN_BLOCK / 64 + 1];
	uint64_t	digit_bits[NP_TOKEN_BLOCK / 64 + 1];
	unsigned char lower[NP_TOKEN_BLOCK];	/* the block in small ASCII letters */
	unsigned char pool[NP_TOKEN_POOL];	/* folded words that are not in lower[] */
	size_t		pool_used;
} NpTokenizer;

extern void np_tokenizer_init(NpTokenizer *t, const unsigned char *text, size_t length);

/*
 * Fill words[] with the next words, at most NP_TOKEN_BATCH of them, in text
 * order.  Returns how many; 0 at the end of the text.  Checks for interrupts
 * at every block.
 */
extern size_t np_tokenizer_next(NpTokenizer *t, NpWord *words);

/*
 * The same words, but flags say nothing: for those that want only hashes and
 * places, a quarter faster.
 */
extern size_t np_tokenizer_next_unflagged(NpTokenizer *t, NpWord *words);

/* Those who read a text's words in one pass, batch by batch and one after the other. */
typedef struct NpReader
{
	void		(*read) (void *state, const NpWord *words, size_t n);
	void	   *state;
	const struct NpReader *next;
} NpReader;

static inline void
np_read_all(const NpReader *readers, const NpWord *words, size_t n)
{
	for (; readers != NULL; readers = readers->next)
		readers->read(readers->state, words, n);
}

#endif							/* NP_TOKEN_H */
