/*-------------------------------------------------------------------------
 *
 * headline.c
 *	  Lines in the form of a headline.
 *
 * A headline is a short line whose Words Begin With Capitals, but for short
 * ones such as "of", and that does not end in a full stop.  A line all in
 * capitals is none: newswires have them.
 *
 * A word in letters that are not ASCII, or that begins with a digit, may have
 * begun with a capital before it was disguised, and counts as if it had: no
 * disguise makes a headline any less of one.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/headline.h"

#include <stdbool.h>
#include <string.h>

/* A longer line is a paragraph. */
#define MAX_BYTES		400
#define MAX_WORDS		30

/* A shorter one is a name, a label or a place. */
#define MIN_WORDS		4
#define MIN_CAPITALS	2

/* A longer word in small letters makes the line a sentence. */
#define MAX_SMALL_LETTERS 4

typedef struct Counts
{
	int			words;
	int			capitals;		/* words that begin with one and go on in small letters */
	int			small;			/* words in small letters */
} Counts;

static bool
is_capital(unsigned char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_small(unsigned char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

/* The letter there, a full-width one as what it stands for; *size is what it takes. */
static inline unsigned char
letter_at(const unsigned char *text, size_t at, size_t end, size_t *size)
{
	*size = 1;
	if (text[at] != 0xEF || end - at < 3)
		return text[at];
	*size = 3;
	if (text[at + 1] == 0xBC && text[at + 2] >= 0xA1 && text[at + 2] <= 0xBA)
		return text[at + 2] - 0xA1 + 'A';
	if (text[at + 1] == 0xBD && text[at + 2] >= 0x81 && text[at + 2] <= 0x9A)
		return text[at + 2] - 0x81 + 'a';
	return text[at];
}

bool
np_begins_small(const unsigned char *text, size_t start, size_t end)
{
	size_t		size;

	return is_small(letter_at(text, start, end, &size));
}

/* Signs before a word: quotation marks, brackets. */
static size_t
skip_signs(const unsigned char *text, size_t start, size_t end)
{
	while (start < end)
	{
		unsigned char c = text[start];

		if (c == 0xE2 && end - start > 3 && text[start + 1] == 0x80)
			start += 3;			/* typographic ones */
		else if (c < 0x80 && !is_capital(c) && !is_small(c) && !is_digit(c))
			start++;
		else
			break;
	}
	return start;
}

/* Are there more small letters in a row than a short word has? */
static bool
is_long(const unsigned char *text, size_t start, size_t end)
{
	size_t		size;

	for (int n = 0; start < end && is_small(letter_at(text, start, end, &size)); start += size)
		if (++n > MAX_SMALL_LETTERS)
			return true;
	return false;
}

/* Count what stands between two blanks; false if no headline has it. */
static bool
count_token(Counts *counts, const unsigned char *text, size_t start, size_t end)
{
	size_t		at = skip_signs(text, start, end);
	bool		begins_with_digit = at < end && is_digit(text[at]);
	size_t		size;
	unsigned char first;
	unsigned char next;

	if (at == end)
		return true;
	counts->words++;
	while (at < end && is_digit(text[at]))
		at++;
	if (at == end)
		return true;			/* a number */
	first = letter_at(text, at, end, &size);
	next = at + size < end ? letter_at(text, at + size, end, &size) : ' ';
	if (is_capital(next))
		return true;			/* iPhone, USA */
	if (!is_small(first) || begins_with_digit)
	{
		counts->capitals++;
		return true;
	}
	counts->small++;
	return !is_long(text, at, end);
}

/* The end of the line that begins at start, without blanks; start if it is too long. */
static size_t
find_line_end(const unsigned char *text, size_t start, size_t length)
{
	size_t		room = length - start < MAX_BYTES ? length - start : MAX_BYTES;
	const unsigned char *newline = memchr(text + start, '\n', room);
	size_t		end = newline != NULL ? (size_t) (newline - text) : start + room;

	if (newline == NULL && end < length)
		return start;
	while (end > start && text[end - 1] <= ' ')
		end--;
	return end;
}

/* Does the line end in a full stop, within quotation marks or not? */
static bool
is_sentence(const unsigned char *text, size_t start, size_t end)
{
	if (end - start > 3 && text[end - 3] == 0xE2 && text[end - 2] == 0x80)
		end -= 3;
	else if (end > start && text[end - 1] == '"')
		end--;
	return end - start > 1 && text[end - 1] == '.' && text[end - 2] != '.';
}

size_t
np_headline_end(const unsigned char *text, size_t start, size_t length)
{
	Counts		counts = {0, 0, 0};
	size_t		end = find_line_end(text, start, length);
	size_t		at = start;

	if (is_sentence(text, start, end))
		return start;
	while (at < end)
	{
		size_t		token = at;

		while (at < end && text[at] > ' ')
			at++;
		if (!count_token(&counts, text, token, at) || counts.words > MAX_WORDS)
			return start;
		while (at < end && text[at] <= ' ')
			at++;
	}
	return counts.words >= MIN_WORDS && counts.capitals >= MIN_CAPITALS &&
		counts.small <= counts.capitals ? end : start;
}
