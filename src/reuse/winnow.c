/*-------------------------------------------------------------------------
 *
 * winnow.c
 *	  A text's fingerprints: few shingle hashes, chosen by the text alone.
 *
 * A shingle's hash is a polynomial in the hashes of its words, rolled along
 * the text (Karp and Rabin 1987) and then mixed to 64 bits.  The smallest
 * one of a window is chosen by all 64 bits, and the lower 32 are kept: the
 * upper ones of what is smallest are mostly zero, the lower ones are evenly
 * spread.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "host.h"
#include "reuse/winnow.h"
#include "text/token.h"

#define BASE	UINT64_C(0x9E3779B97F4A7C15)	/* odd: 2^64 over the golden ratio */

/* Bytes of running text that make one fingerprint; only a first guess. */
#define BYTES_PER_FINGERPRINT	12

/* Where in the ring of hashes a shingle stands. */
#define SLOT(place)	((place) & (NP_FP_MAX_WINDOW - 1))

#define RADIX_BITS	8
#define RADIX		(1 << RADIX_BITS)

typedef struct Winnower
{
	int			shingle;
	int			window;
	/* the shingle that is rolled along */
	uint64_t	power;			/* BASE to the power of shingle - 1 */
	uint64_t	rolling;
	uint64_t	words[NP_FP_MAX_SHINGLE];	/* a ring */
	int			oldest;
	int			nwords;			/* words in the ring */
	/* the window of shingles */
	uint64_t	hashes[NP_FP_MAX_WINDOW];	/* a ring */
	uint64_t	nhashes;		/* shingles seen */
	uint64_t	smallest;		/* place of the window's smallest hash, the last of equals */
	/* what was chosen */
	uint32_t   *chosen;
	size_t		nchosen;
	size_t		capacity;
} Winnower;

/* The finaliser of MurmurHash3 (Appleby 2011): every bit in changes every bit out. */
static uint64_t
mix(uint64_t h)
{
	h ^= h >> 33;
	h *= UINT64_C(0xFF51AFD7ED558CCD);
	h ^= h >> 33;
	h *= UINT64_C(0xC4CEB9FE1A85EC53);
	h ^= h >> 33;
	return h;
}

static void
choose(Winnower *w, uint64_t place)
{
	if (w->nchosen == w->capacity)
	{
		w->capacity *= 2;
		w->chosen = np_realloc(w->chosen, w->capacity * sizeof(uint32_t));
	}
	w->chosen[w->nchosen++] = (uint32_t) w->hashes[SLOT(place)];
}

/* Look for the smallest hash again, since the last one has left the window. */
static void
search_window(Winnower *w)
{
	uint64_t	first = w->nhashes - w->window;

	w->smallest = first;
	for (uint64_t place = first + 1; place < w->nhashes; place++)
	{
		if (w->hashes[SLOT(place)] <= w->hashes[SLOT(w->smallest)])
			w->smallest = place;
	}
}

static void
add_shingle(Winnower *w, uint64_t hash)
{
	uint64_t	place = w->nhashes++;
	uint64_t	before = w->smallest;

	w->hashes[SLOT(place)] = hash;
	if (place == 0)
		w->smallest = 0;
	else if (w->smallest + w->window <= place)
		search_window(w);
	else if (hash <= w->hashes[SLOT(w->smallest)])
		w->smallest = place;

	/* a window is complete: its smallest hash is chosen, unless it was before */
	if (w->nhashes == (uint64_t) w->window ||
		(w->nhashes > (uint64_t) w->window && w->smallest != before))
		choose(w, w->smallest);
}

static void
add_words(Winnower *w, const NpWord *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
	{
		uint64_t   *slot = &w->words[w->oldest];

		w->rolling = (w->rolling - *slot * w->power) * BASE + words[i].hash;
		*slot = words[i].hash;
		if (++w->oldest == w->shingle)
			w->oldest = 0;
		if (w->nwords < w->shingle)
			w->nwords++;
		if (w->nwords == w->shingle)
			add_shingle(w, mix(w->rolling));
	}
}

/* Texts too short for a shingle or a window have one all the same. */
static void
end_text(Winnower *w)
{
	if (w->nwords > 0 && w->nwords < w->shingle)
		add_shingle(w, mix(w->rolling));
	if (w->nhashes > 0 && w->nhashes < (uint64_t) w->window)
		choose(w, w->smallest);
}

/* Sort by one digit of the radix; to must have room for all. */
static void
sort_by_digit(const uint32_t *from, uint32_t *to, size_t n, int shift)
{
	size_t		begin[RADIX] = { 0 };
	size_t		sum = 0;

	for (size_t i = 0; i < n; i++)
		begin[from[i] >> shift & (RADIX - 1)]++;
	for (int digit = 0; digit < RADIX; digit++)
	{
		size_t		here = begin[digit];

		begin[digit] = sum;
		sum += here;
	}
	for (size_t i = 0; i < n; i++)
		to[begin[from[i] >> shift & (RADIX - 1)]++] = from[i];
}

/* Sort the hashes and leave each in once; returns how many are left. */
static size_t
sort_hashes(uint32_t *hashes, size_t n)
{
	uint32_t   *other = np_alloc((n + 1) * sizeof(uint32_t));
	size_t		distinct = 0;

	for (int shift = 0; shift < 32; shift += 2 * RADIX_BITS)
	{
		sort_by_digit(hashes, other, n, shift);
		sort_by_digit(other, hashes, n, shift + RADIX_BITS);
	}
	for (size_t i = 0; i < n; i++)
	{
		if (i == 0 || hashes[i] != hashes[i - 1])
			hashes[distinct++] = hashes[i];
	}
	np_free(other);
	return distinct;
}

uint32_t *
np_winnow(const unsigned char *text, size_t length, int shingle, int window, size_t *count)
{
	NpTokenizer tokenizer;
	NpWord		words[NP_TOKEN_BATCH];
	Winnower	w;
	size_t		n;

	memset(&w, 0, sizeof(w));
	w.shingle = shingle;
	w.window = window;
	w.power = 1;
	for (int i = 1; i < shingle; i++)
		w.power *= BASE;
	w.capacity = length / BYTES_PER_FINGERPRINT + 16;
	w.chosen = np_alloc(w.capacity * sizeof(uint32_t));

	np_tokenizer_init(&tokenizer, text, length);
	while ((n = np_tokenizer_next(&tokenizer, words)) > 0)
		add_words(&w, words, n);
	end_text(&w);
	*count = sort_hashes(w.chosen, w.nchosen);
	return w.chosen;
}

size_t
np_hashes_in_common(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
	size_t		common = 0;
	size_t		i = 0;
	size_t		j = 0;

	while (i < na && j < nb)
	{
		uint32_t	x = a[i];
		uint32_t	y = b[j];

		common += x == y;
		i += x <= y;
		j += y <= x;
	}
	return common;
}
