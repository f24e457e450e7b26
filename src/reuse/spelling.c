/*-------------------------------------------------------------------------
 *
 * spelling.c
 *	  Two ways to write the same word, so that they are no difference.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "reuse/differences.h"
#include "reuse/quantity.h"

/* Letters and digits of a piece that are looked at. */
#define SPELLING_BYTES		96

/* A word as short as this may stand for one that begins with the same letter. */
#define ABBREVIATION_BYTES	6

/* The share of letters at both ends that two spellings of a word agree in. */
#define SPELLING_SHARE		0.6

/*
 * The letters and digits of a piece, ASCII letters in lower case and numerals
 * as digits, without anything between them.  Returns their number, or -1 when
 * they do not fit.
 */
static int
squeeze_piece(const NpComparedText *text, uint32_t from, uint32_t to, unsigned char *out)
{
	int			n = 0;

	for (uint32_t i = from; i < to; i++)
	{
		const NpTextWord *word = &text->words.words[i];
		const unsigned char *bytes = text->bytes + word->start;
		const char *digits = np_numeral_digits(bytes, word->length);
		size_t		length = digits != NULL ? strlen(digits) : word->length;

		if (digits != NULL)
			bytes = (const unsigned char *) digits;
		if (length > (size_t) (SPELLING_BYTES - n))
			return -1;
		for (size_t k = 0; k < length; k++)
		{
			unsigned char c = bytes[k];

			if (c >= 'A' && c <= 'Z')
				out[n++] = c + ('a' - 'A');
			else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80)
				out[n++] = c;
		}
	}
	return n;
}

static bool
has_digit(const unsigned char *s, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (s[i] >= '0' && s[i] <= '9')
			return true;
	}
	return false;
}

/* Whether all letters of s stand in t in the same order, the first one first. */
static bool
is_abbreviation(const unsigned char *s, int ns, const unsigned char *t, int nt)
{
	int			i = 0;

	if (ns > ABBREVIATION_BYTES || s[0] != t[0])
		return false;
	for (int k = 0; k < nt && i < ns; k++)
	{
		if (t[k] == s[i])
			i++;
	}
	return i == ns;
}

static bool
is_same_spelling(const NpComparison *c, uint32_t from_a, uint32_t to_a,
				 uint32_t from_b, uint32_t to_b)
{
	unsigned char s[SPELLING_BYTES];
	unsigned char t[SPELLING_BYTES];
	int			ns = squeeze_piece(&c->text[0], from_a, to_a, s);
	int			nt = squeeze_piece(&c->text[1], from_b, to_b, t);
	int			shorter = ns < nt ? ns : nt;
	int			longer = ns < nt ? nt : ns;
	int			head = 0;
	int			tail = 0;

	if (shorter <= 0)
		return false;
	if (ns == nt && memcmp(s, t, ns) == 0)
		return true;
	if (has_digit(s, ns) || has_digit(t, nt))
		return false;
	if (ns < nt ? is_abbreviation(s, ns, t, nt) : is_abbreviation(t, nt, s, ns))
		return true;
	while (head < shorter && s[head] == t[head])
		head++;
	while (tail < shorter - head && s[ns - 1 - tail] == t[nt - 1 - tail])
		tail++;
	return head + tail >= SPELLING_SHARE * longer;
}

/*
 * Two ways to write the same: "co-sponsor" and "cosponsor", "Ariz." and
 * "Arizona", "penalise" and "penalize", "Sept. 4" and "September four".
 * Figures must agree exactly.
 */
bool
np_is_spelling(const NpComparison *c, const NpDifference *d)
{
	uint32_t	n = d->to[0] - d->from[0];

	if (is_same_spelling(c, d->from[0], d->to[0], d->from[1], d->to[1]))
		return true;
	if (n < 2 || n != d->to[1] - d->from[1])
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (!is_same_spelling(c, d->from[0] + i, d->from[0] + i + 1,
							  d->from[1] + i, d->from[1] + i + 1))
			return false;
	return true;
}
