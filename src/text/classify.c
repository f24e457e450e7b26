/*-------------------------------------------------------------------------
 *
 * classify.c
 *	  A block of bytes to bits: which belong to words, which need a look.
 *
 * The tokenizer is the hot loop of the whole extension, and most of what it
 * reads is ASCII.  Sixteen bytes at a time are compared with the ranges of
 * letters and digits; the results are kept as one bit a byte, which the
 * tokenizer then walks word by word.  Where there is no SSE2 the compiler
 * gets the plain loop.
 *
 *-------------------------------------------------------------------------
 */
#include "text/classify.h"

#include <string.h>

#if defined(__SSE2__) && !defined(NP_PORTABLE)
#define USE_SSE2
#include <emmintrin.h>
#endif

#include "clones.h"

static inline bool
is_look(unsigned char c)
{
	return c >= 0x80 || c == '\'' || c == '!' || c == '@' || c == '$' || c == '`';
}

static void
classify_byte(NpTokenizer *t, size_t i, unsigned char c)
{
	uint64_t	bit = UINT64_C(1) << (i % 64);
	bool		upper = c >= 'A' && c <= 'Z';
	bool		lower = c >= 'a' && c <= 'z';
	bool		digit = c >= '0' && c <= '9';

	if (upper || lower || digit || is_look(c))
		t->run_bits[i / 64] |= bit;
	if (is_look(c))
		t->look_bits[i / 64] |= bit;
	if (upper)
		t->upper_bits[i / 64] |= bit;
	if (digit)
		t->digit_bits[i / 64] |= bit;
	t->lower[i] = upper ? c + 0x20 : c;
}

static void
clear_bits(NpTokenizer *t, size_t length)
{
	/* the window of the last word may reach one further */
	size_t		bytes = (length / 64 + 2) * sizeof(uint64_t);

	if (bytes > sizeof(t->run_bits))
		bytes = sizeof(t->run_bits);
	memset(t->run_bits, 0, bytes);
	memset(t->look_bits, 0, bytes);
	memset(t->upper_bits, 0, bytes);
	memset(t->digit_bits, 0, bytes);
}

void
np_classify_portable(NpTokenizer *t, const unsigned char *p, size_t length)
{
	clear_bits(t, length);
	for (size_t i = 0; i < length; i++)
		classify_byte(t, i, p[i]);
}

#ifdef USE_SSE2

/* Bytes from first to last, as 0xff; first and last are ASCII. */
static inline __m128i
in_range(__m128i bytes, char first, char last)
{
	return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char) (first - 1))),
						 _mm_cmplt_epi8(bytes, _mm_set1_epi8((char) (last + 1))));
}

static inline uint64_t
mask_of(__m128i bytes)
{
	return (uint64_t) (uint32_t) _mm_movemask_epi8(bytes);
}

/* Whole groups of 16 bytes; returns how many bytes that was. */
static size_t
classify_groups(NpTokenizer *t, const unsigned char *p, size_t length)
{
	size_t		i;

	for (i = 0; i + 16 <= length; i += 16)
	{
		__m128i		raw = _mm_loadu_si128((const __m128i *) (p + i));
		__m128i		upper = in_range(raw, 'A', 'Z');
		__m128i		lower = _mm_or_si128(raw, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
		__m128i		letter = in_range(lower, 'a', 'z');
		__m128i		digit = in_range(raw, '0', '9');
		__m128i		quote = _mm_or_si128(_mm_cmpeq_epi8(raw, _mm_set1_epi8('\'')),
										 _mm_cmpeq_epi8(raw, _mm_set1_epi8('`')));
		__m128i		symbol = _mm_or_si128(_mm_cmpeq_epi8(raw, _mm_set1_epi8('!')),
										  _mm_or_si128(_mm_cmpeq_epi8(raw, _mm_set1_epi8('@')),
													   _mm_cmpeq_epi8(raw, _mm_set1_epi8('$'))));
		/* a byte beyond ASCII has its top bit set already */
		uint64_t	look = mask_of(_mm_or_si128(raw, _mm_or_si128(quote, symbol)));
		int			shift = (int) (i % 64);

		_mm_storeu_si128((__m128i *) (t->lower + i), lower);
		t->run_bits[i / 64] |= (mask_of(_mm_or_si128(letter, digit)) | look) << shift;
		t->look_bits[i / 64] |= look << shift;
		t->upper_bits[i / 64] |= mask_of(upper) << shift;
		t->digit_bits[i / 64] |= mask_of(digit) << shift;
	}
	return i;
}

NP_TARGET_CLONES
void
np_classify(NpTokenizer *t, const unsigned char *p, size_t length)
{
	clear_bits(t, length);
	for (size_t i = classify_groups(t, p, length); i < length; i++)
		classify_byte(t, i, p[i]);
}

#else

void
np_classify(NpTokenizer *t, const unsigned char *p, size_t length)
{
	np_classify_portable(t, p, length);
}

#endif
