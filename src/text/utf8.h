/*-------------------------------------------------------------------------
 *
 * utf8.h
 *	  Decoding and encoding UTF-8, one code point at a time.
 *
 * Pure C.  The decoder accepts any bytes: what is not well-formed UTF-8
 * (overlong forms, surrogates, cut sequences) comes back byte by byte as
 * NP_INVALID, and nothing is read past the end.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_UTF8_H
#define NP_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* What the decoder gives for a byte that begins no character. */
#define NP_INVALID	UINT32_MAX

/* Bytes that one code point takes at most. */
#define NP_UTF8_MAX 4

/*
 * Decode the character at p, which must lie before end.  Stores the number
 * of bytes it takes, always at least one.
 */
static inline uint32_t
np_utf8_decode(const unsigned char *p, const unsigned char *end, int *length)
{
	uint32_t	c = p[0];
	size_t		left = (size_t) (end - p);

	*length = 1;
	if (c < 0x80)
		return c;
	if (c >= 0xC2 && c <= 0xDF)
	{
		if (left < 2 || (p[1] & 0xC0) != 0x80)
			return NP_INVALID;
		*length = 2;
		return (c & 0x1F) << 6 | (p[1] & 0x3F);
	}
	if (c >= 0xE0 && c <= 0xEF)
	{
		if (left < 3 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80)
			return NP_INVALID;
		c = (c & 0x0F) << 12 | (uint32_t) (p[1] & 0x3F) << 6 | (p[2] & 0x3F);
		if (c < 0x800 || (c >= 0xD800 && c <= 0xDFFF))
			return NP_INVALID;
		*length = 3;
		return c;
	}
	if (c >= 0xF0 && c <= 0xF4)
	{
		if (left < 4 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80 ||
			(p[3] & 0xC0) != 0x80)
			return NP_INVALID;
		c = (c & 0x07) << 18 | (uint32_t) (p[1] & 0x3F) << 12 |
			(uint32_t) (p[2] & 0x3F) << 6 | (p[3] & 0x3F);
		if (c < 0x10000 || c > 0x10FFFF)
			return NP_INVALID;
		*length = 4;
		return c;
	}
	return NP_INVALID;
}

/* Encode a valid code point; returns the number of bytes written, at most NP_UTF8_MAX. */
static inline int
np_utf8_encode(uint32_t c, unsigned char *out)
{
	if (c < 0x80)
	{
		out[0] = (unsigned char) c;
		return 1;
	}
	if (c < 0x800)
	{
		out[0] = (unsigned char) (0xC0 | c >> 6);
		out[1] = (unsigned char) (0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000)
	{
		out[0] = (unsigned char) (0xE0 | c >> 12);
		out[1] = (unsigned char) (0x80 | (c >> 6 & 0x3F));
		out[2] = (unsigned char) (0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (unsigned char) (0xF0 | c >> 18);
	out[1] = (unsigned char) (0x80 | (c >> 12 & 0x3F));
	out[2] = (unsigned char) (0x80 | (c >> 6 & 0x3F));
	out[3] = (unsigned char) (0x80 | (c & 0x3F));
	return 4;
}

#endif							/* NP_UTF8_H */
