/*-------------------------------------------------------------------------
 *
 * lines.c
 *	  A text as its lines that are not blank.
 *
 * This pass reads every byte of every article, so it looks at little: where
 * lines break, how each one ends, and its first word.
 *
 *-------------------------------------------------------------------------
 */
#include "article/lines.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "host.h"

/* Bytes or so that are passed over between two checks for interrupts */
#define SKIPPED_AT_A_TIME	65536

/* Lines that a text was wrapped into: so long, and at least so many of them. */
#define WRAP_SHORTEST	40
#define WRAP_LONGEST	110
#define WRAPPED_LINES	3

/* "Sign up." and how near the line's end a call to the reader begins. */
#define SHORTEST_CALL	8
#define CALL_BYTES		160

/* A longer first word is none of the lexicon's. */
#define MAX_LIGHT_WORD 32

/* Spellings of more than one byte; HTML that was unescaped once too few leaves the names. */

static const char *const blanks[] = {
	"\xC2\xA0",		/* no-break space */
	"\xE2\x80\x8B",	/* zero width space */
	"\xE2\x80\xAF",	/* narrow no-break space */
	"\xE3\x80\x80",	/* ideographic space */
	"\xEF\xBB\xBF",	/* byte order mark */
	"&nbsp;",
	"&#160;",
};

static const char *const closers[] = {
	"\xE2\x80\x9D",	/* right double quotation mark */
	"\xE2\x80\x99",	/* right single quotation mark */
	"\xE2\x80\x9C",	/* left double quotation mark: German closes with it */
	"\xC2\xBB",		/* right guillemet */
	"&quot;",
	"&rdquo;",
	"&#8221;",
	"&rsquo;",
	"&#8217;",
	"&#39;",
	"&raquo;",
};

static const char *const cuts[] = {
	"...",
	"\xE2\x80\xA6",	/* horizontal ellipsis */
	"\xE2\x80\xA6.",
	"&hellip;",
	"&#8230;",
	"&#x2026;",
};

static const char *const stops[] = {
	"\xE3\x80\x82",	/* ideographic full stop */
	"\xE0\xA5\xA4",	/* danda */
};

static const char *const marks[] = {
	"\xEF\xBC\x81",	/* full width exclamation mark */
	"\xEF\xBC\x9F",	/* full width question mark */
	"\xD8\x9F",		/* Arabic question mark */
};

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Length of the spelling that begins at p, 0 for none. */
static size_t
spelling_at(const char *const *spellings, size_t n, const unsigned char *p,
			const unsigned char *end)
{
	for (size_t i = 0; i < n; i++)
	{
		size_t		length = strlen(spellings[i]);

		if (length <= end - p && memcmp(p, spellings[i], length) == 0)
			return length;
	}
	return 0;
}

/* Length of the spelling that ends before p, 0 for none. */
static size_t
spelling_before(const char *const *spellings, size_t n, const unsigned char *start,
				const unsigned char *p)
{
	for (size_t i = 0; i < n; i++)
	{
		size_t		length = strlen(spellings[i]);

		if (length <= p - start && memcmp(p - length, spellings[i], length) == 0)
			return length;
	}
	return 0;
}

static inline bool
is_ascii_blank(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

size_t
np_blank_length(const unsigned char *p, const unsigned char *end)
{
	if (p >= end)
		return 0;
	if (is_ascii_blank(*p))
		return 1;
	if (*p < 0x80 && *p != '&')
		return 0;
	return spelling_at(blanks, LENGTH_OF(blanks), p, end);
}

size_t
np_blank_before(const unsigned char *start, const unsigned char *p)
{
	if (p <= start)
		return 0;
	if (is_ascii_blank(p[-1]))
		return 1;
	if (p[-1] < 0x80 && p[-1] != ';')
		return 0;
	return spelling_before(blanks, LENGTH_OF(blanks), start, p);
}

size_t
np_closer_length(const unsigned char *start, const unsigned char *p)
{
	if (p <= start)
		return 0;
	switch (p[-1])
	{
		case '"':
		case '\'':
		case ')':
		case ']':
		case '}':
		case '>':
		case '*':
		case '_':
			return 1;
		default:
			if (p[-1] < 0x80 && p[-1] != ';')
				return 0;
			return spelling_before(closers, LENGTH_OF(closers), start, p);
	}
}

size_t
np_cut_length(const unsigned char *p, const unsigned char *end)
{
	return spelling_at(cuts, LENGTH_OF(cuts), p, end);
}

size_t
np_cut_before(const unsigned char *start, const unsigned char *p)
{
	return spelling_before(cuts, LENGTH_OF(cuts), start, p);
}

static NpEnding
classify_end(const unsigned char *start, const unsigned char *p)
{
	if (p <= start)
		return NP_ENDING_OPEN;
	switch (p[-1])
	{
		case '!':
		case '?':
			return NP_ENDING_EXCLAIM;
		case ':':
			return NP_ENDING_COLON;
		case '.':
			/* nearly always it stands behind a letter */
			if (p - start >= 2 && (p[-2] == '.' || p[-2] >= 0x80) &&
				spelling_before(cuts, LENGTH_OF(cuts), start, p) > 0)
				return NP_ENDING_CUT;
			return NP_ENDING_STOP;
		default:
			if (p[-1] < 0x80 && p[-1] != ';')
				return NP_ENDING_OPEN;
			if (spelling_before(cuts, LENGTH_OF(cuts), start, p) > 0)
				return NP_ENDING_CUT;
			if (spelling_before(stops, LENGTH_OF(stops), start, p) > 0)
				return NP_ENDING_STOP;
			if (spelling_before(marks, LENGTH_OF(marks), start, p) > 0)
				return NP_ENDING_EXCLAIM;
			return NP_ENDING_OPEN;
	}
}

/* How the line ends, behind its closing quotes and brackets. */
static void
read_ending(const unsigned char *text, NpLine *line)
{
	const unsigned char *start = text + line->start;
	const unsigned char *p = text + line->end;
	size_t		closer;

	line->bracketed = p[-1] == ')' || p[-1] == ']';
	while ((closer = np_closer_length(start, p)) > 0 || (closer = np_blank_before(start, p)) > 0)
		p -= closer;
	line->ending = classify_end(start, p);
}

/* The line from start to its break at end; false when it is blank. */
static bool
read_line(const unsigned char *text, size_t start, size_t end, NpLine *line)
{
	const unsigned char *p = text + start;
	const unsigned char *q = text + end;
	size_t		blank;

	while ((blank = np_blank_length(p, q)) > 0)
		p += blank;
	if (p == q)
		return false;
	while ((blank = np_blank_before(p, q)) > 0)
		q -= blank;
	line->start = (uint32_t) (p - text);
	line->end = (uint32_t) (q - text);
	line->paragraph = line->start > start;
	read_ending(text, line);
	return true;
}

/* A line break: \n, \r\n, or \r alone. */
static size_t
find_break(const unsigned char *text, size_t start, size_t length, size_t *feed, size_t *carriage)
{
	const unsigned char *found;

	/* each is looked for again only when it has been passed */
	if (*feed < start || start == 0)
	{
		found = memchr(text + start, '\n', length - start);
		*feed = found ? (size_t) (found - text) : length;
	}
	if (*carriage < start || start == 0)
	{
		found = memchr(text + start, '\r', length - start);
		*carriage = found ? (size_t) (found - text) : length;
	}
	return *feed < *carriage ? *feed : *carriage;
}

/*
 * Was the text wrapped after this line?  Then the sentence goes on with a
 * small letter, and the line is as long as wrapped lines are.
 */
static bool
is_wrapped(const unsigned char *text, const NpLine *line, const NpLine *next)
{
	uint32_t	length = line->end - line->start;

	return line->ending == NP_ENDING_OPEN && !next->paragraph && length >= WRAP_SHORTEST &&
		length <= WRAP_LONGEST && text[next->start] >= 'a' && text[next->start] <= 'z';
}

/* Join the paragraphs of a text that was wrapped; returns how many lines are left. */
static size_t
unwrap(const unsigned char *text, NpLine *lines, size_t n)
{
	size_t		wrapped = 0;
	size_t		width = 0;
	size_t		last_length;
	size_t		joined = 0;

	for (size_t i = 0; i + 1 < n; i++)
	{
		if (is_wrapped(text, &lines[i], &lines[i + 1]))
		{
			wrapped++;
			width += lines[i].end - lines[i].start;
		}
	}
	if (wrapped < WRAPPED_LINES || wrapped * 4 < n)
		return n;
	width = width / wrapped * 3 / 4;

	last_length = lines[0].end - lines[0].start;
	for (size_t i = 1; i < n; i++)
	{
		size_t		length = lines[i].end - lines[i].start;

		if (lines[i].paragraph || last_length < width)
			lines[++joined] = lines[i];
		else
		{
			uint32_t	start = lines[joined].start;
			bool		paragraph = lines[joined].paragraph;

			lines[joined] = lines[i];
			lines[joined].start = start;
			lines[joined].paragraph = paragraph;
		}
		last_length = length;
	}
	return joined + 1;
}

size_t
np_lines_read(const unsigned char *text, size_t length, size_t limit, NpLine **lines)
{
	size_t		capacity = 64;
	size_t		n = 0;
	size_t		start = 0;
	size_t		feed = 0;
	size_t		carriage = 0;
	size_t		breaks = 0;
	bool		blank = false;

	*lines = np_alloc(capacity * sizeof(NpLine));
	while (start < length)
	{
		size_t		end;

		/* before the first as well: it may be all of the text */
		np_check_at_line(breaks++);
		end = find_break(text, start, length, &feed, &carriage);
		if (n == capacity)
		{
			capacity *= 2;
			*lines = np_realloc(*lines, capacity * sizeof(NpLine));
		}
		if (read_line(text, start, end, &(*lines)[n]))
		{
			if (n > 0)
				(*lines)[n - 1].next = (uint32_t) start;
			(*lines)[n].paragraph |= blank;
			blank = false;
			if (++n > limit)
			{
				np_free(*lines);
				*lines = NULL;
				return 0;
			}
		}
		else if (end > start || text[end - (end > 0)] != '\r')
			blank = true;
		start = end + 1;
	}
	np_check_interrupts();
	if (n > 0)
		(*lines)[n - 1].next = (uint32_t) length;
	return unwrap(text, *lines, n);
}

static inline bool
is_ascii_letter(unsigned char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static inline bool
is_ascii_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of a quote, dash, bullet or blank beyond ASCII, which only part words. */
static size_t
separator_length(const unsigned char *p, const unsigned char *end)
{
	if (end - p >= 3 && p[0] == 0xE2 && p[1] == 0x80 &&
		((p[2] >= 0x93 && p[2] <= 0x9E && p[2] != 0x99) || p[2] == 0xA2 || p[2] == 0xA6))
		return 3;
	if (end - p >= 2 && p[0] == 0xC2 &&
		(p[1] == 0xA0 || p[1] == 0xAB || p[1] == 0xB7 || p[1] == 0xBB))
		return 2;
	return 0;
}

/* An apostrophe with something behind it, typewritten or printed. */
static size_t
apostrophe_length(const unsigned char *p, const unsigned char *end)
{
	if (end - p >= 2 && *p == '\'')
		return 1;
	if (end - p >= 4 && memcmp(p, "\xE2\x80\x99", 3) == 0)
		return 3;
	return 0;
}

/*
 * The hash of the plain word at or after *p, the same as the tokenizer's.
 * Moves *p behind it.  False at the end of the line, and, with *hard set,
 * before anything that is not plain.
 */
static bool
light_word(const unsigned char **p, const unsigned char *end, uint64_t *hash, bool *hard)
{
	unsigned char word[MAX_LIGHT_WORD];
	size_t		length = 0;
	size_t		skipped = 0;
	size_t		apostrophe;
	const unsigned char *q = *p;

	while (q < end && !is_ascii_letter(*q) && !is_ascii_digit(*q))
	{
		size_t		step = *q < 0x80 && *q != '&' ? 1 : separator_length(q, end);

		if (step == 0)
		{
			*hard = true;
			return false;
		}
		q += step;
		/* a line may be a hundred megabytes of them, or of one word */
		if (++skipped % SKIPPED_AT_A_TIME == 0)
			np_check_interrupts();
	}
	while (q < end)
	{
		if (is_ascii_letter(*q) || is_ascii_digit(*q))
		{
			if (length < MAX_LIGHT_WORD)
				word[length] = *q >= 'A' && *q <= 'Z' ? *q | 0x20 : *q;
			else if (length % SKIPPED_AT_A_TIME == 0)
				np_check_interrupts();
			length++;
			q++;
			continue;
		}
		/* the apostrophe in "it's" is dropped */
		apostrophe = length > 0 && is_ascii_letter(q[-1]) ? apostrophe_length(q, end) : 0;
		if (apostrophe == 0 || !is_ascii_letter(q[apostrophe]))
			break;
		q += apostrophe;
	}
	if (length == 0 || length > MAX_LIGHT_WORD)
		return false;
	/* a symbol in a letter's place, a letter beyond ASCII */
	if (q < end && (*q == '\'' || *q == '`' || *q == '!' || *q == '@' || *q == '$' ||
					(*q >= 0x80 && separator_length(q, end) == 0)))
	{
		*hard = true;
		return false;
	}
	*hash = XXH3_64bits(word, length);
	*p = q;
	return true;
}

/* The phrase that begins at p, of plain words; *hard where there are others. */
static NpMatch
light_match(const unsigned char *p, const unsigned char *end, bool *hard)
{
	NpLexiconNode node = NP_LEXICON_ROOT;
	NpMatch		match = {0, 0, 0};
	uint64_t	hash;

	*hard = false;
	while (light_word(&p, end, &hash, hard))
	{
		if (!np_lexicon_step(&node, hash, &match))
			break;
	}
	return match;
}

NpBeginning
np_line_beginning(const unsigned char *text, const NpLine *line, uint32_t says)
{
	bool		hard;
	NpMatch		match = light_match(text + line->start, text + line->end, &hard);

	if (hard)
		return NP_BEGINS_HARD;
	return match.says & says ? NP_BEGINS_PHRASE : NP_BEGINS_PLAIN;
}

bool
np_line_calls(const unsigned char *text, const NpLine *line)
{
	const unsigned char *end = text + line->end;
	const unsigned char *p = text + line->start;

	if (end - p > CALL_BYTES)
		p = end - CALL_BYTES;
	while ((p = memchr(p, '.', end - p)) != NULL)
	{
		bool		hard;
		NpMatch		match;

		p++;
		if (end - p < SHORTEST_CALL || *p != ' ')
			continue;
		match = light_match(p, end, &hard);
		if ((match.says & NP_SAYS_CALL) && match.weight > 1)
			return true;
	}
	return false;
}
