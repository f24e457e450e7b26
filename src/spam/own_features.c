/*-------------------------------------------------------------------------
 *
 * own_features.c
 *	  The features of a text that a newsroom's own model counts.
 *
 * Words and pairs of neighbours; beside them how the text is written:
 * capitals, disguises, what stands between words, how lines begin, how the
 * text begins and ends, how long numbers and the text are.
 *
 * All of it comes from the tokenizer and nothing from the default model's
 * vocabulary: a new release with a new vocabulary finds the same features, so
 * that models can go on learning, and unlearn what an older release learnt.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/own.h"

#include "host.h"
#include "spam/hash.h"
#include "text/token.h"

/* What a feature is: goes into its hash. */
typedef enum FeatureKind
{
	FEATURE_WORD = 1,
	FEATURE_PAIR,
	FEATURE_SHOUTED,
	FEATURE_CAPITAL,
	FEATURE_DISGUISED,
	FEATURE_GAP,
	FEATURE_LINE,				/* the word that begins a line */
	FEATURE_FIRST,
	FEATURE_LAST,
	FEATURE_END,				/* what stands after the last word */
	FEATURE_NUMBER,				/* of so many digits */
	FEATURE_LENGTH				/* of the text, in words, in steps of a factor of sqrt 2 */
} FeatureKind;

/* Line breaks and marks are looked for this far into what stands between two words. */
#define MAX_GAP 4096

struct NpOwnCollector
{
	const unsigned char *text;
	size_t		length;
	NpOwnFeature *features;
	size_t		count;
	size_t		room;
	uint64_t	words;
	uint64_t	last;			/* hash of the word before */
	size_t		last_start;
	size_t		last_end;
	uint64_t	seen[NP_OWN_FEATURES / 64];
};

static void
add(NpOwnCollector *c, FeatureKind kind, uint64_t hash, size_t start, size_t end)
{
	uint32_t	number = (uint32_t) (np_mix(hash, kind) >> (64 - NP_OWN_FEATURE_BITS));
	uint64_t	bit = UINT64_C(1) << (number % 64);

	if (c->seen[number / 64] & bit)
		return;
	c->seen[number / 64] |= bit;
	if (c->count == c->room)
	{
		c->room *= 2;
		c->features = np_realloc(c->features, c->room * sizeof(NpOwnFeature));
	}
	c->features[c->count].number = number;
	c->features[c->count].shown = kind == FEATURE_WORD || kind == FEATURE_PAIR;
	c->features[c->count].start = start;
	c->features[c->count].end = end;
	c->count++;
}

static bool
is_blank(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The first four bytes of marks between two words; true if there is a line break among them. */
static bool
add_gap(NpOwnCollector *c, FeatureKind kind, size_t start, size_t end)
{
	uint32_t	marks = 0;
	bool		line = false;
	size_t		limit = end - start < MAX_GAP ? end : start + MAX_GAP;

	for (size_t i = start; i < limit; i++)
	{
		line |= c->text[i] == '\n';
		if (marks >> 24 == 0 && !is_blank(c->text[i]))
			marks = marks << 8 | c->text[i];
	}
	if (marks != 0)
		add(c, kind, marks, start, end);
	return line;
}

/* How a word is written. */
static void
add_looks(NpOwnCollector *c, const NpWord *w, size_t end)
{
	if (!(w->flags & NP_WORD_ALPHA))
		add(c, FEATURE_NUMBER, w->folded_length, w->start, end);
	else if (w->flags & NP_WORD_SHOUT)
		add(c, FEATURE_SHOUTED, w->hash, w->start, end);
	else if (w->flags & NP_WORD_UPPER)
		add(c, FEATURE_CAPITAL, w->hash, w->start, end);
	if (w->flags & NP_WORD_DISGUISED)
		add(c, FEATURE_DISGUISED, 0, w->start, end);
}

static void
add_word(NpOwnCollector *c, const NpWord *w)
{
	size_t		end = w->start + w->length;
	bool		begins_line = c->words == 0;

	add(c, FEATURE_WORD, w->hash, w->start, end);
	add_looks(c, w, end);
	if (c->words == 0)
		add(c, FEATURE_FIRST, w->hash, w->start, end);
	else
		add(c, FEATURE_PAIR, np_mix(c->last, w->hash), c->last_start, end);
	if (w->start != c->last_end + 1 || c->text[c->last_end] != ' ')
		begins_line |= add_gap(c, FEATURE_GAP, c->last_end, w->start);
	if (begins_line)
		add(c, FEATURE_LINE, w->hash, w->start, end);
	c->last = w->hash;
	c->last_start = w->start;
	c->last_end = end;
	c->words++;
}

/* Twice the logarithm of n to base 2, rounded down. */
static uint64_t
half_octaves(uint64_t n)
{
	uint64_t	octaves = 0;

	while (n >> octaves > 1)
		octaves++;
	return octaves * 2 + (n * n >> octaves * 2 > 1);
}

NpOwnCollector *
np_own_begin(const unsigned char *text, size_t length)
{
	NpOwnCollector *c = np_alloc_zero(sizeof(NpOwnCollector));

	c->text = text;
	c->length = length;
	c->room = 64;
	c->features = np_alloc(c->room * sizeof(NpOwnFeature));
	return c;
}

void
np_own_read(void *collector, const NpWord *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_word(collector, &words[i]);
}

size_t
np_own_end(NpOwnCollector *c, NpOwnFeature **features)
{
	size_t		n;

	if (c->words > 0)
	{
		add(c, FEATURE_LAST, c->last, c->last_start, c->last_end);
		add_gap(c, FEATURE_END, c->last_end, c->length);
	}
	add(c, FEATURE_LENGTH, half_octaves(c->words + 1), 0, 0);
	*features = c->features;
	n = c->count;
	np_free(c);
	return n;
}

size_t
np_own_features(const unsigned char *text, size_t length, NpOwnFeature **features)
{
	NpOwnCollector *collector = np_own_begin(text, length);
	NpTokenizer tokenizer;
	NpWord		words[NP_TOKEN_BATCH];
	size_t		n;

	np_tokenizer_init(&tokenizer, text, length);
	while ((n = np_tokenizer_next(&tokenizer, words)) > 0)
		np_own_read(collector, words, n);
	return np_own_end(collector, features);
}
