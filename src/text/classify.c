/*-------------------------------------------------------------------------
 *
 * classify.c
 *	  A block of bytes to bits: which belong to words, which need a look.
 *
 * The tokenizer is the hot loop of the whole extension, and most of what it
 * reads is ASCII.  Sixteen bytes at a time are compared with the ranges of
 * letters and digits; the results are kept as one bit a byte, which the
 * tokenizer then walks word by word.  Where there is no SSE2 it is done byte
 * by byte.
 *
 *-------------------------------------------------------------------------
 */
#include "text/classify.h"

#include <stdbool.h>

#if defined(__SSE2__) && !defined(NP_PORTABLE)
#define USE_SSE2
#include <emmintrin.h>
#endif

#include "clones.h"

#define GROUP	16

/* Of 64 bytes, what the tokenizer keeps of each. */
typedef struct Bits
{
	uint64_t	run;
	uint64_t	look;
	uint64_t	upper;
	uint64_t	digit;
} Bits;

static NP_ALWAYS_INLINE void
classify_byte(unsigned char c, unsigned char *small, Bits *bits, size_t place)
{
	bool		upper = c >= 'A' && c <= 'Z';
	bool		lower = c >= 'a' && c <= 'z';
	bool		digit = c >= '0' && c <= '9';
	bool		look = c >= 0x80 || c == '\'' || c == '!' || c == '@' || c == '$' || c == '`';

	*small = upper ? c + 0x20 : c;
	bits->run |= (uint64_t) (upper || lower || digit || look) << place;
	bits->look |= (uint64_t) look << place;
	bits->upper |= (uint64_t) upper << place;
	bits->digit |= (uint64_t) digit << place;
}

#ifdef USE_SSE2

/* Bytes from first to last, as 0xff; first and last are ASCII. */
static NP_ALWAYS_INLINE __m128i
in_range(__m128i bytes, char first, char last)
{
	return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char) (first - 1))),
						 _mm_cmplt_epi8(bytes, _mm_set1_epi8((char) (last + 1))));
}

static NP_ALWAYS_INLINE __m128i
equal(__m128i bytes, char c)
{
	return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
}

static NP_ALWAYS_INLINE uint64_t
mask_of(__m128i bytes)
{
	return (uint64_t) (uint32_t) _mm_movemask_epi8(bytes);
}

static NP_ALWAYS_INLINE void
classify_group(const unsigned char *p, unsigned char *small, Bits *bits, size_t place)
{
	const __m128i letter_case = _mm_set1_epi8(0x20);
	__m128i		raw = _mm_loadu_si128((const __m128i *) p);
	__m128i		cased = _mm_or_si128(raw, letter_case);
	__m128i		letter = in_range(cased, 'a', 'z');
	__m128i		upper = _mm_and_si128(letter, _mm_cmplt_epi8(raw, _mm_set1_epi8('a')));
	__m128i		digit = in_range(raw, '0', '9');
	/* @ and ` differ in the bit that parts capital and small letters */
	__m128i		sign = _mm_or_si128(_mm_or_si128(equal(raw, '\''), equal(raw, '!')),
									_mm_or_si128(equal(raw, '$'), equal(cased, '`')));
	/* a byte beyond ASCII has its top bit set already */
	__m128i		look = _mm_or_si128(raw, sign);

	_mm_storeu_si128((__m128i *) small,
					 _mm_or_si128(raw, _mm_and_si128(upper, letter_case)));
	bits->run |= mask_of(_mm_or_si128(_mm_or_si128(letter, digit), look)) << place;
	bits->look |= mask_of(look) << place;
	bits->upper |= mask_of(upper) << place;
	bits->digit |= mask_of(digit) << place;
}

#endif

static NP_ALWAYS_INLINE void
classify(NpTokenizer *t, const unsigned char *p, size_t length, const bool portable)
{
	size_t		end;

	for (size_t at = 0; at < length; at += 64)
	{
		size_t		n = length - at < 64 ? length - at : 64;
		size_t		i = 0;
		Bits		bits = {0};

#ifdef USE_SSE2
		for (; !portable && i + GROUP <= n; i += GROUP)
			classify_group(p + at + i, t->lower + at + i, &bits, i);
#endif
		for (; i < n; i++)
			classify_byte(p[at + i], &t->lower[at + i], &bits, i);
		t->run_bits[at / 64] = bits.run;
		t->look_bits[at / 64] = bits.look;
		t->upper_bits[at / 64] = bits.upper;
		t->digit_bits[at / 64] = bits.digit;
	}
	/* the window of the last word may reach one further */
	end = (length + 63) / 64;
	t->run_bits[end] = t->look_bits[end] = t->upper_bits[end] = t->digit_bits[end] = 0;
}

NP_TARGET_CLONES
void
np_classify(NpTokenizer *t, const unsigned char *p, size_t length)
{
	classify(t, p, length, false);
}

void
np_classify_portable(NpTokenizer *t, const unsigned char *p, size_t length)
{
	classify(t, p, length, true);
}
