/*-------------------------------------------------------------------------
 *
 * own_features.c
 *	  The features of a text that a newsroom's own model counts.
 *
 * Words and pairs of neighbours, seen through disguise; beside them how the
 * text is written: capitals, disguises, what stands between words, how lines
 * begin, how the text begins and ends, how long numbers and the text are.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/own.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "host.h"

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

/* Of what stands between two words so many bytes count, blanks left out. */
#define GAP_BYTES 4

typedef struct Collector
{
	const unsigned char *text;
	const NpWatcher *also;
	NpOwnFeature *features;
	size_t		count;
	size_t		room;
	NpSeenWord	last;
	size_t		words;
	uint64_t	seen[NP_OWN_FEATURES / 64];
} Collector;

static void
add(Collector *c, FeatureKind kind, uint64_t hash, size_t start, size_t end)
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

static void
add_gap(Collector *c, FeatureKind kind, size_t start, size_t end)
{
	unsigned char bytes[GAP_BYTES];
	int			n = 0;

	for (size_t i = start; i < end && n < GAP_BYTES; i++)
		if (c->text[i] != ' ' && (c->text[i] < '\t' || c->text[i] > '\r'))
			bytes[n++] = c->text[i];
	if (n > 0)
		add(c, kind, XXH3_64bits(bytes, n), start, end);
}

static void
collect(void *state, const NpSeenWord *word)
{
	Collector  *c = state;
	bool		number = word->hash == NP_NUMBER_HASH;
	uint64_t	hash = number ? word->spelling : word->hash;

	if (c->also != NULL && c->also->word != NULL)
		c->also->word(c->also->state, word);
	add(c, FEATURE_WORD, hash, word->start, word->end);
	if (number)
		add(c, FEATURE_NUMBER, word->letters, word->start, word->end);
	else if (word->flags & NP_WORD_SHOUT)
		add(c, FEATURE_SHOUTED, hash, word->start, word->end);
	else if (word->flags & NP_WORD_UPPER)
		add(c, FEATURE_CAPITAL, hash, word->start, word->end);
	if (word->disguised)
		add(c, FEATURE_DISGUISED, hash, word->start, word->end);
	if (c->words > 0)
		add(c, FEATURE_PAIR, np_mix(c->last.spelling, hash), c->last.start, word->end);
	else
		add(c, FEATURE_FIRST, hash, word->start, word->end);
	if (word->gap + 1 < word->start)
		add_gap(c, FEATURE_GAP, word->gap, word->start);
	if (word->begins_line)
		add(c, FEATURE_LINE, hash, word->start, word->end);
	c->last = *word;
	c->last.spelling = hash;
	c->words++;
}

static void
counted(void *state, NpCount what, size_t start, size_t end)
{
	Collector  *c = state;

	if (c->also != NULL && c->also->counted != NULL)
		c->also->counted(c->also->state, what, start, end);
}

/* Twice the logarithm of n to base 2, rounded down. */
static uint64_t
half_octaves(size_t n)
{
	uint64_t	octaves = 0;
	size_t		power = 1;

	while (n / 2 >= power)
	{
		power *= 2;
		octaves++;
	}
	return octaves * 2 + ((uint64_t) n * n >= 2 * (uint64_t) power * power);
}

size_t
np_own_features(const unsigned char *text, size_t length, const NpWatcher *also,
				NpOwnFeature **features, NpFeatures *counts)
{
	Collector  *c = np_alloc_zero(sizeof(Collector));
	NpWatcher	watcher = {c, collect, counted};
	NpFeatures	unused;
	size_t		n;

	c->text = text;
	c->also = also;
	c->room = 64;
	c->features = np_alloc(c->room * sizeof(NpOwnFeature));
	np_survey(text, length, &watcher, counts != NULL ? counts : &unused);
	if (c->words > 0)
	{
		add(c, FEATURE_LAST, c->last.spelling, c->last.start, c->last.end);
		add_gap(c, FEATURE_END, c->last.end, length);
	}
	add(c, FEATURE_LENGTH, half_octaves(c->words + 1), 0, 0);
	*features = c->features;
	n = c->count;
	np_free(c);
	return n;
}
