/*-------------------------------------------------------------------------
 *
 * spelling.c
 *	  Two ways to write the same word, so that they are no difference.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "reuse/differences.h"

/* Letters and digits of a piece that are looked at. */
#define SPELLING_BYTES		96

/* A word as short as this may stand for one that begins with the same letter. */
#define ABBREVIATION_BYTES	6

/* The share of letters at both ends that two spellings of a word agree in. */
#define SPELLING_SHARE		0.6

/*
 * The letters and digits of a piece, ASCII letters in lower case, without
 * anything between them.  Returns their number, or -1 when they do not fit.
 */
static int
squeeze_piece(const NpComparedText *text, uint32_t from, uint32_t to, unsigned char *out)
{
	int			n = 0;

	for (uint32_t i = from; i < to; i++)
	{
		const NpTextWord *word = &text->words.words[i];

		if (word->length > (uint32_t) (SPELLING_BYTES - n))
			return -1;
		for (uint32_t k = 0; k < word->length; k++)
		{
			unsigned char c = text->bytes[word->start + k];

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

/*
 * Two ways to write the same: "co-sponsor" and "cosponsor", "Ariz." and
 * "Arizona", "penalise" and "penalize".  Figures must agree exactly.
 */
bool
np_is_spelling(const NpComparison *c, const NpDifference *d)
{
	unsigned char s[SPELLING_BYTES];
	unsigned char t[SPELLING_BYTES];
	int			ns = squeeze_piece(&c->text[0], d->from[0], d->to[0], s);
	int			nt = squeeze_piece(&c->text[1], d->from[1], d->to[1], t);
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
