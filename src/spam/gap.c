/*-------------------------------------------------------------------------
 *
 * gap.c
 *	  What stands between two words.
 *
 * Zero-width characters are passed over as if they were not there, so that
 * strewing them changes nothing here.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/gap.h"

#include <string.h>

#include "host.h"
#include "text/fold.h"
#include "text/utf8.h"

/* Look for interrupts once in so many bytes. */
#define INTERRUPT_BYTES (64 * 1024)

typedef enum GapClass
{
	GAP_OTHER,
	GAP_SPACE,
	GAP_LINE,
	GAP_DOT,
	GAP_BANG,
	GAP_QUESTION,
	GAP_CLOSE,					/* quotes, brackets: what stood before them still ends the line */
	GAP_CURRENCY,
	GAP_SYMBOL,
	GAP_EMOJI,
	GAP_ELLIPSIS,
	GAP_NOTHING					/* zero width */
} GapClass;

static const unsigned char ascii_class[128] = {
	['\t'] = GAP_SPACE, ['\v'] = GAP_SPACE, ['\f'] = GAP_SPACE, ['\r'] = GAP_SPACE,
	[' '] = GAP_SPACE, ['\n'] = GAP_LINE,
	['.'] = GAP_DOT, ['!'] = GAP_BANG, ['?'] = GAP_QUESTION,
	['"'] = GAP_CLOSE, ['\''] = GAP_CLOSE, ['`'] = GAP_CLOSE, [')'] = GAP_CLOSE,
	[']'] = GAP_CLOSE, ['('] = GAP_CLOSE, ['['] = GAP_CLOSE,
	['$'] = GAP_CURRENCY,
	['#'] = GAP_SYMBOL, ['*'] = GAP_SYMBOL, ['='] = GAP_SYMBOL, ['~'] = GAP_SYMBOL,
	['|'] = GAP_SYMBOL, ['<'] = GAP_SYMBOL, ['>'] = GAP_SYMBOL, ['^'] = GAP_SYMBOL,
	['{'] = GAP_SYMBOL, ['}'] = GAP_SYMBOL, ['\\'] = GAP_SYMBOL, ['+'] = GAP_SYMBOL,
	['_'] = GAP_SYMBOL,
};

typedef struct ClassRange
{
	uint32_t	first;
	uint32_t	last;
	GapClass	class;
} ClassRange;

/* Beyond ASCII, rising; what is not here is GAP_OTHER. */
static const ClassRange ranges[] = {
	{0x0085, 0x0085, GAP_LINE},
	{0x00A0, 0x00A0, GAP_SPACE},
	{0x00A2, 0x00A5, GAP_CURRENCY},
	{0x00AB, 0x00AB, GAP_CLOSE},
	{0x00AC, 0x00AC, GAP_SYMBOL},
	{0x00BB, 0x00BB, GAP_CLOSE},
	{0x2000, 0x200A, GAP_SPACE},
	{0x2018, 0x201F, GAP_CLOSE},
	{0x2026, 0x2026, GAP_ELLIPSIS},
	{0x2028, 0x2029, GAP_LINE},
	{0x202F, 0x202F, GAP_SPACE},
	{0x203C, 0x203C, GAP_BANG},
	{0x2047, 0x2049, GAP_QUESTION},
	{0x20A0, 0x20CF, GAP_CURRENCY},
	{0x2190, 0x21FF, GAP_SYMBOL},
	{0x2300, 0x23FF, GAP_EMOJI},
	{0x2500, 0x25FF, GAP_SYMBOL},
	{0x2600, 0x27BF, GAP_EMOJI},
	{0x2B00, 0x2BFF, GAP_EMOJI},
	{0x3000, 0x3000, GAP_SPACE},
	{0x3002, 0x3002, GAP_DOT},
	{0x300C, 0x300F, GAP_CLOSE},
	{0xFF01, 0xFF01, GAP_BANG},
	{0xFF0E, 0xFF0E, GAP_DOT},
	{0xFF1F, 0xFF1F, GAP_QUESTION},
	{0xFFE0, 0xFFE1, GAP_CURRENCY},
	{0xFFE5, 0xFFE6, GAP_CURRENCY},
	{0x1F000, 0x1F0FF, GAP_EMOJI},
	{0x1F1E6, 0x1FAFF, GAP_EMOJI},
};

static GapClass
classify_wide(uint32_t c)
{
	NpFold		fold;

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
	{
		if (c < ranges[i].first)
			break;
		if (c <= ranges[i].last)
			return ranges[i].class;
	}
	fold = np_fold(c);
	if (fold.class == NP_CHAR_IGNORE || fold.class == NP_CHAR_MARK)
		return GAP_NOTHING;
	return GAP_OTHER;
}

/* Note that the line has shown c, and end it if c breaks it. */
static void
note_mark(NpGap *gap, GapClass class, GapClass before, size_t at, size_t next)
{
	switch (class)
	{
		case GAP_LINE:
			if (gap->lines++ == 0)
			{
				gap->before_line = gap->after_line;
				gap->first_line_end = at;
			}
			gap->line_start = next;
			gap->after_line = NP_MARK_WORD;
			break;
		case GAP_DOT:
			/* two dots or more are an ellipsis */
			if (before != GAP_DOT && before != GAP_ELLIPSIS)
				gap->after_line = NP_MARK_STOP;
			else if (gap->after_line != NP_MARK_CUT)
			{
				gap->after_line = NP_MARK_CUT;
				gap->ellipses++;
			}
			break;
		case GAP_ELLIPSIS:
			gap->after_line = NP_MARK_CUT;
			gap->ellipses++;
			break;
		case GAP_BANG:
		case GAP_QUESTION:
			gap->after_line = NP_MARK_STOP;
			break;
		case GAP_OTHER:
		case GAP_SYMBOL:
		case GAP_CURRENCY:
			gap->after_line = NP_MARK_OTHER;
			break;
		case GAP_SPACE:
		case GAP_CLOSE:
		case GAP_EMOJI:
		case GAP_NOTHING:
			break;
	}
}

static bool
is_loud(GapClass class)
{
	return class == GAP_BANG || class == GAP_QUESTION;
}

void
np_read_gap(const unsigned char *text, size_t start, size_t end, NpGap *gap)
{
	size_t		characters = 0; /* zero width and blanks aside */
	GapClass	before = GAP_NOTHING;	/* the class of the character before */
	GapClass	only = GAP_NOTHING; /* the class of the first character */
	unsigned char first = 0;
	bool		blank = false;
	bool		in_run = false;
	size_t		at = start;
	int			length;

	memset(gap, 0, sizeof(*gap));
	gap->line_start = start;
	for (; at < end; at += length)
	{
		unsigned char c = text[at];
		GapClass	class;

		length = 1;
		if (c < 0x80)
			class = (GapClass) ascii_class[c];
		else
			class = classify_wide(np_utf8_decode(text + at, text + end, &length));
		if ((at - start) / INTERRUPT_BYTES != (at + length - start) / INTERRUPT_BYTES)
			np_check_interrupts();
		if (class == GAP_NOTHING)
			continue;
		if (class == GAP_SPACE || class == GAP_LINE)
			blank = true;
		else
		{
			if (characters++ == 0)
			{
				first = c;
				only = class;
			}
		}
		note_mark(gap, class, before, at, at + length);

		gap->bangs += class == GAP_BANG;
		gap->questions += class == GAP_QUESTION;
		if (!is_loud(class))
			in_run = false;
		else if (is_loud(before) && !in_run)
		{
			gap->runs++;
			in_run = true;
		}
		gap->currency += class == GAP_CURRENCY;
		gap->symbols += class == GAP_SYMBOL;
		gap->emoji += class == GAP_EMOJI;
		before = class;
	}
	gap->dot = characters == 1 && only == GAP_DOT && !blank;
	gap->at = characters == 1 && first == '@' && !blank;
	gap->lone_at = characters == 1 && first == '@' && blank;
}
