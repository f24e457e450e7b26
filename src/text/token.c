/*-------------------------------------------------------------------------
 *
 * token.c
 *	  The tokenizer: UTF-8 bytes to folded words.
 *
 * The text is read in blocks.  np_classify turns a block into bits; a run of
 * set run bits is a candidate for a word.  A run of ASCII letters and digits
 * is a word as it stands, and its folded form lies in lower[]: that is the
 * fast path.  A run with a byte that needs a look (beyond ASCII, apostrophe,
 * symbol) or a long one goes down the careful path (careful.c), character by
 * character, and may give any number of words.
 *
 * A run that reaches the end of the block is left for the next one, which
 * then begins with it, so that no word is cut by a block.
 *
 *-------------------------------------------------------------------------
 */
#include "text/token.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "clones.h"
#include "host.h"
#include "text/careful.h"
#include "text/classify.h"

/* What a window of bits can show: longer runs are read with care. */
#define FAST_LIMIT 64

#define LAST_BIT (UINT64_C(1) << 63)

void
np_tokenizer_init(NpTokenizer *t, const unsigned char *text, size_t length)
{
	t->text = text;
	t->length = length;
	t->block = 0;
	t->block_length = 0;
	t->next_block = 0;
	t->nedges = 0;
	t->edge = 0;
	t->pool_used = 0;
}

/*
 * Write down where the runs of the block begin and end.  Reading them off
 * beforehand keeps the loop over the words free of one word waiting for the
 * length of the last.
 */
static NP_ALWAYS_INLINE void
list_edges(NpTokenizer *t)
{
	uint64_t	last = 0;		/* the bit before this group's first */
	uint16_t   *next = t->edges;

	for (size_t at = 0; at < t->block_length; at += 64)
	{
		uint64_t	run = t->run_bits[at / 64];
		uint64_t	edges = run ^ (run << 1 | last);
		uint16_t   *end = next + __builtin_popcountll(edges);

		/*
		 * Eight at a time, with the surplus overwritten by the next group:
		 * how often this goes round hardly varies, so the processor predicts
		 * it (Langdale and Lemire 2019).
		 */
		for (; next < end; next += NP_TOKEN_EDGES_STEP)
			for (int i = 0; i < NP_TOKEN_EDGES_STEP; i++)
			{
				/* once none is left any place will do, but ctz of 0 is undefined */
				next[i] = (uint16_t) (at + __builtin_ctzll(edges | LAST_BIT));
				edges &= edges - 1;
			}
		next = end;
		last = run >> 63;
	}
	t->nedges = (int) (next - t->edges);
	if (t->nedges % 2 == 1)
		t->edges[t->nedges++] = (uint16_t) t->block_length;
	t->edge = 0;
}

static NP_ALWAYS_INLINE bool
load_block(NpTokenizer *t)
{
	size_t		left = t->length - t->next_block;

	if (left == 0)
		return false;
	np_check_interrupts();
	t->block = t->next_block;
	t->block_length = left < NP_TOKEN_BLOCK ? left : NP_TOKEN_BLOCK;
	t->next_block = t->block + t->block_length;
	np_classify(t, t->text + t->block, t->block_length);
	list_edges(t);
	return true;
}

/* The 64 bits from bit at on. */
static NP_ALWAYS_INLINE uint64_t
window(const uint64_t *bits, size_t at)
{
	size_t		i = at / 64;
	int			shift = (int) (at % 64);

	/* two shifts: one by 64 would be undefined */
	return bits[i] >> shift | bits[i + 1] << 1 << (63 - shift);
}

static NP_ALWAYS_INLINE uint16_t
fast_flags(const NpTokenizer *t, size_t start, int length)
{
	uint64_t	mask = (UINT64_C(1) << length) - 1;
	uint64_t	upper = window(t->upper_bits, start) & mask;
	uint64_t	digit = window(t->digit_bits, start) & mask;
	/* two capitals at least, and nothing but capitals and digits; no branches to mispredict */
	bool		shout = ((upper | digit) == mask) & ((upper & (upper - 1)) != 0);

	return (uint16_t) ((upper & 1) * NP_WORD_UPPER | shout * NP_WORD_SHOUT |
					   (digit != 0) * NP_WORD_DIGIT | (digit != mask) * NP_WORD_ALPHA);
}

/*
 * Go on behind a run that was read with care: up to resume, which may lie
 * inside it or beyond the block.
 */
static void
skip_to(NpTokenizer *t, size_t resume)
{
	if (resume >= t->next_block)
	{
		t->next_block = resume;
		t->edge = t->nedges;
	}
	else if (resume < t->block + t->edges[t->edge + 1])
		t->edges[t->edge] = (uint16_t) (resume - t->block);
	else
		t->edge += 2;
}

/* The place of the first byte from at on that needs a look; block_length if none does. */
static size_t
find_look(const NpTokenizer *t, size_t at)
{
	uint64_t	bits = t->look_bits[at / 64] >> at % 64 << at % 64;

	for (at -= at % 64; bits == 0; bits = t->look_bits[at / 64])
	{
		at += 64;
		if (at >= t->block_length)
			return t->block_length;
	}
	return at + __builtin_ctzll(bits);
}

/*
 * Words from the runs of the block that end at limit or before, up to the
 * first long one.  Returns how many, at most room.
 */
static NP_ALWAYS_INLINE size_t
read_fast(NpTokenizer *t, NpWord *words, size_t room, size_t limit, const bool with_flags)
{
	/* local: under -fno-strict-aliasing each word written could have changed them */
	const uint16_t *edge = t->edges + t->edge;
	const uint16_t *last = t->edges + t->nedges;
	const unsigned char *lower = t->lower;
	const uint32_t block = (uint32_t) t->block;
	NpWord	   *word = words;

	for (; edge < last && word < words + room; edge += 2)
	{
		size_t		start = edge[0];
		size_t		length = edge[1] - start;

		if (edge[1] > limit || length >= FAST_LIMIT)
			break;
		word->folded = lower + start;
		word->folded_length = (uint16_t) length;
		word->start = block + (uint32_t) start;
		word->length = (uint32_t) length;
		word->flags = with_flags ? fast_flags(t, start, (int) length) : 0;
		word++;
	}
	t->edge = (int) (edge - t->edges);
	return word - words;
}

/* Words of the current block, from its next edge on. */
static NP_ALWAYS_INLINE size_t
read_block(NpTokenizer *t, NpWord *words, const bool with_flags)
{
	/* a run that reaches the end of the block may be only a part of a word */
	const bool	more = t->next_block < t->length;
	const size_t whole = more ? t->block_length - 1 : t->block_length;
	size_t		n = 0;

	while (n < NP_TOKEN_BATCH && t->edge < t->nedges)
	{
		size_t		look = find_look(t, t->edges[t->edge]);
		size_t		limit = look < whole ? look : whole;
		size_t		start;
		size_t		resume;

		n += read_fast(t, words + n, NP_TOKEN_BATCH - n, limit, with_flags);
		if (n == NP_TOKEN_BATCH || t->edge == t->nedges)
			break;
		start = t->edges[t->edge];
		if (more && start > 0 && look == t->block_length &&
			t->edges[t->edge + 1] == t->block_length)
		{
			/* the next block begins with it */
			t->next_block = t->block + start;
			t->edge = t->nedges;
			break;
		}
		if (!np_read_carefully(t, words, &n, t->block + start, &resume))
			break;
		skip_to(t, resume);
	}
	return n;
}

/* Hash the listed words, of least to most bytes: constants, so that XXH3 need not ask. */
static NP_ALWAYS_INLINE void
hash_listed(NpWord *words, const uint8_t *list, size_t n, size_t least, size_t most)
{
	for (size_t i = 0; i < n; i++)
	{
		NpWord	   *word = &words[list[i]];
		size_t		length = word->folded_length;

		if (length < least || length > most)
			__builtin_unreachable();
		word->hash = XXH3_64bits(word->folded, length);
	}
}

/*
 * Hash the words of a batch, the short ones first.  XXH3 goes different ways
 * for up to 3, 8 and 16 bytes; in the order of the text the processor would
 * mispredict that for every other word.
 */
NP_TARGET_CLONES NP_FLATTEN
static void
hash_words(NpWord *words, size_t n)
{
	uint8_t		order[3][NP_TOKEN_BATCH];
	size_t		upto3 = 0;
	size_t		upto8 = 0;
	size_t		longer = 0;

	/* each number is written three times, and stays where its place is counted */
	for (size_t i = 0; i < n; i++)
	{
		uint16_t	length = words[i].folded_length;

		order[0][upto3] = order[1][upto8] = order[2][longer] = (uint8_t) i;
		upto3 += length <= 3;
		upto8 += (length > 3) & (length <= 8);
		longer += length > 8;
	}
	hash_listed(words, order[0], upto3, 1, 3);
	hash_listed(words, order[1], upto8, 4, 8);
	hash_listed(words, order[2], longer, 9, NP_MAX_WORD);
}

static NP_ALWAYS_INLINE size_t
next_batch(NpTokenizer *t, NpWord *words, const bool with_flags)
{
	size_t		n;

	t->pool_used = 0;
	do
	{
		if (t->edge == t->nedges && !load_block(t))
			return 0;
		n = read_block(t, words, with_flags);
	} while (n == 0);
	hash_words(words, n);
	return n;
}

NP_TARGET_CLONES
size_t
np_tokenizer_next(NpTokenizer *t, NpWord *words)
{
	return next_batch(t, words, true);
}

NP_TARGET_CLONES
size_t
np_tokenizer_next_unflagged(NpTokenizer *t, NpWord *words)
{
	return next_batch(t, words, false);
}
