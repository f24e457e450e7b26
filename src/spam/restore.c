/*-------------------------------------------------------------------------
 *
 * restore.c
 *	  Words behind digits, signs, letters of another alphabet, and letters
 *	  drawn out.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/restore.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "text/fold.h"
#include "text/utf8.h"

/* So many doubtful signs (1 for i or l) are tried both ways; later ones are i. */
#define MAX_DOUBTS 4

/* What a run of letters and signs spells: the letters stand apart. */
typedef struct Spelling
{
	int			length;
	int			plain;			/* letters that are letters */
	int			first_plain;
	int			last_plain;
	int			foreign;		/* letters of another alphabet */
	int			signs;
	int			symbols;		/* of these, those that are no digits */
	int			last_sign_at;
	uint32_t	last_sign;
	int			ndoubts;
	int			doubts[MAX_DOUBTS];
	bool		rare;			/* a digit that seldom stands for a letter */
	bool		money;			/* a digit after a currency sign: US$50m */
	bool		stray;			/* a letter that is not Latin: no word of ours */
	size_t		bang;			/* where the first ! stands, 0 for nowhere */
	char	   *letters;		/* of LETTERS_ROOM bytes */
} Spelling;

/* More than NP_RESTORE_MAX: the compiler fears that the hash reads words in large pieces. */
#define LETTERS_ROOM 256

/* The letter that a digit or sign stands for, 0 for none. */
static char
sign_letter(uint32_t c)
{
	switch (c)
	{
		case '0':
			return 'o';
		case '1':
		case '|':
			return 'i';
		case '2':
			return 'z';
		case '3':
			return 'e';
		case '4':
			return 'a';
		case '5':
			return 's';
		case '6':
		case '9':
			return 'g';
		case '7':
		case '+':
			return 't';
		case '8':
			return 'b';
		default:
			return 0;
	}
}

static bool
add_letter(Spelling *s, char letter)
{
	if (s->length == NP_RESTORE_MAX)
		return false;
	s->letters[s->length++] = letter;
	return true;
}

static bool
add_plain(Spelling *s, const char *letters, int length)
{
	for (int i = 0; i < length; i++)
		if (!add_letter(s, letters[i]))
			return false;
	if (s->plain == 0)
		s->first_plain = s->length - length;
	s->last_plain = s->length - 1;
	s->plain += length;
	return true;
}

static bool
is_currency(uint32_t c)
{
	return c == '$' || (c >= 0xA2 && c <= 0xA5) || c == 0x20AC;
}

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool
add_sign(Spelling *s, uint32_t c, char letter)
{
	if (letter == 'i' && c != '!' && s->ndoubts < MAX_DOUBTS)
		s->doubts[s->ndoubts++] = s->length;
	s->rare |= c == '2' || c == '6' || c == '8' || c == '9';
	s->money |= s->last_sign_at == s->length - 1 && is_currency(s->last_sign) && is_digit(c);
	s->signs++;
	s->symbols += !is_digit(c);
	s->last_sign = c;
	s->last_sign_at = s->length;
	return add_letter(s, letter);
}

/*
 * The Latin letter that a letter of another alphabet resembles, or 0.  The
 * soft sign is b in the Unicode confusables as a capital only.
 */
static char
lookalike(uint32_t c, const NpFold *fold)
{
	if (c == 0x042C || c == 0x044C)
		return 'b';
	return fold->lookalike;
}

/* Add one character; false if it ends the run. */
static bool
add_character(Spelling *s, uint32_t c, const unsigned char *p, int length)
{
	NpFold		fold = np_fold(c);
	char		sign = sign_letter(c);
	char		look;

	if (sign)
		return add_sign(s, c, sign);
	switch (fold.class)
	{
		case NP_CHAR_LETTER:
			look = lookalike(c, &fold);
			if (look)
			{
				s->foreign++;
				return add_plain(s, &look, 1);
			}
			if (!fold.latin)
				s->stray = true;
			if (fold.length > 0)
				return add_plain(s, (const char *) fold.spelling, fold.length);
			return add_plain(s, (const char *) p, length);
		case NP_CHAR_DIGIT:
			/* a digit in another dress */
			if (fold.length == 1 && sign_letter(fold.spelling[0]))
				return add_sign(s, fold.spelling[0], sign_letter(fold.spelling[0]));
			return false;
		case NP_CHAR_SYMBOL:
			return add_sign(s, c, (char) fold.spelling[0]);
		case NP_CHAR_MARK:
		case NP_CHAR_IGNORE:
		case NP_CHAR_APOSTROPHE:
			return true;
		default:
			return false;
	}
}

/* A sign right before the word may belong to it: $ave, @bout. */
static size_t
leading_sign(const unsigned char *text, size_t start)
{
	if (start >= 1 && strchr("$|@", text[start - 1]) != NULL && text[start - 1] != 0)
		return start - 1;
	if (start >= 3 && memcmp(text + start - 3, "\xE2\x82\xAC", 3) == 0)
		return start - 3;
	return start;
}

/* Does a word that ends in this go on only if a letter follows? */
static bool
is_hanging(uint32_t c)
{
	return c == '!' || c == '@' || c == '+' || c == 0xA1 ||
		np_fold(c).class == NP_CHAR_APOSTROPHE;
}

/* Read on from start; returns where the run ends, without marks that hang on it. */
static size_t
read_run(const unsigned char *text, size_t length, size_t start, Spelling *s)
{
	size_t		end = start;
	Spelling	kept = *s;

	for (size_t at = start; at < length;)
	{
		int			bytes;
		uint32_t	c = np_utf8_decode(text + at, text + length, &bytes);

		if (!add_character(s, c, text + at, bytes))
			break;
		if (c == '!' && s->bang == 0)
			s->bang = at;
		at += bytes;
		if (is_hanging(c))
			continue;
		end = at;
		kept = *s;
	}
	*s = kept;
	return end;
}

/*
 * Is a better than b?  Stop words are likeliest; of others take the one that
 * speaks loudest against the text: then no spelling lowers a score.
 */
static bool
is_better(const NpEntry *a, const NpEntry *b)
{
	bool		stop = a->category == NP_CATEGORY_STOP;

	if (!np_is_known(b))
		return np_is_known(a);
	if (!np_is_known(a))
		return false;
	if (stop != (b->category == NP_CATEGORY_STOP))
		return stop;
	return a->weight > b->weight;
}

/* Try the doubtful signs both ways. */
static const NpEntry *
find_spelling(Spelling *s, uint64_t *hash)
{
	const NpEntry *best = &np_unknown;
	char		letters[LETTERS_ROOM];

	memcpy(letters, s->letters, s->length);
	for (int way = 0; way < 1 << s->ndoubts; way++)
	{
		const NpEntry *entry;
		uint64_t	tried;

		for (int i = 0; i < s->ndoubts; i++)
			letters[s->doubts[i]] = way & 1 << i ? 'l' : 'i';
		tried = XXH3_64bits(letters, s->length);
		entry = np_find_word(tried);
		if (way == 0 || is_better(entry, best))
		{
			best = entry;
			*hash = tried;
			memcpy(s->letters, letters, s->length);
		}
	}
	return best;
}

/*
 * Letters drawn out: "sooooo".
 */

/* Does a letter stand three times in a row? */
static bool
is_drawn_out(const char *letters, int length)
{
	bool		found = false;

	for (int i = 2; i < length; i++)
		found |= letters[i] == letters[i - 1] && letters[i] == letters[i - 2];
	return found;
}

/* Add the letters, those in a row once: as many as may be in doubt. */
static bool
add_drawn_out(Spelling *s, const char *letters, int length)
{
	for (int at = 0, run; at < length; at += run)
	{
		int			kept;

		for (run = 1; at + run < length && letters[at + run] == letters[at]; run++)
			;
		kept = run;
		if (run >= 3 && s->ndoubts < MAX_DOUBTS)
		{
			s->doubts[s->ndoubts++] = s->length;
			kept = 1;
		}
		if (!add_plain(s, letters + at, kept))
			return false;
	}
	return true;
}

/* The letters with those that are in doubt twice where a bit of way is set. */
static int
draw_out(const Spelling *s, int way, char *letters)
{
	int			length = 0;

	for (int i = 0, doubt = 0; i < s->length; i++)
	{
		letters[length++] = s->letters[i];
		if (doubt < s->ndoubts && s->doubts[doubt] == i && way & 1 << doubt++)
			letters[length++] = s->letters[i];
	}
	return length;
}

/* The known word of which these are the letters drawn out; false if there is none. */
static bool
find_drawn_out(const char *drawn, int length, NpRestored *restored)
{
	char		letters[LETTERS_ROOM];
	char		tried[LETTERS_ROOM];
	Spelling	s = {.letters = letters};

	restored->entry = &np_unknown;
	restored->hash = 0;
	if (!is_drawn_out(drawn, length) || !add_drawn_out(&s, drawn, length))
		return false;
	for (int way = 0; way < 1 << s.ndoubts; way++)
	{
		int			n = draw_out(&s, way, tried);
		uint64_t	hash = XXH3_64bits(tried, n);
		const NpEntry *entry = np_find_word(hash);

		if (!is_better(entry, restored->entry))
			continue;
		restored->entry = entry;
		restored->hash = hash;
		restored->length = n;
	}
	return np_is_known(restored->entry);
}

/*
 * What is meant.
 */

static bool
has_inner_sign(const Spelling *s)
{
	return s->plain > 0 && s->last_plain - s->first_plain + 1 > s->plain;
}

/*
 * Is the spelling of a known word meant, and not a size, a version or the
 * plural of a number?  Signs inside a word are.  Before or after it they need
 * a longer word, and "table5" and "SEP7" may be numbered; of short words
 * the most common ones are believed: "t0", "4nd", but not "4s" and "m3".
 */
static bool
is_meant(const Spelling *s, const NpEntry *entry)
{
	if (s->foreign > 0 || has_inner_sign(s) || s->signs >= 3)
		return true;
	if (s->plain >= 3)
		return s->first_plain > 0 || strchr("457", (int) s->last_sign) == NULL;
	if (entry->category != NP_CATEGORY_STOP)
		return false;
	return s->plain == 2 || s->signs == 2 || s->last_sign == '0' || s->last_sign == '1';
}

/*
 * The same of a word that is not known: "fan+as+ic", "b1rmingh4m" and
 * "handle$" are, "h1n1" and "win32api" are not.
 */
static bool
is_meant_unknown(const Spelling *s)
{
	if (s->money)
		return false;
	if (!has_inner_sign(s))
		return s->plain >= 3 && s->plain == s->length - 1 && s->last_sign == '$';
	return s->symbols > 0 ? s->plain >= 3 : s->plain >= 4 && !s->rare;
}

static void
fill_restored(NpRestored *restored, const Spelling *s, const NpEntry *entry, uint64_t hash)
{
	restored->entry = entry;
	restored->hash = hash;
	restored->length = s->length;
	memcpy(restored->letters, s->letters, s->length);
}

/* Read the word from start on. */
static bool
restore_from(const unsigned char *text, size_t length, size_t start, NpRestored *restored)
{
	char		letters[LETTERS_ROOM];
	Spelling	s = {.letters = letters};
	NpRestored	part;
	const NpEntry *entry;
	uint64_t	hash;

	restored->start = start;
	restored->end = read_run(text, length, start, &s);
	if (s.signs + s.foreign == 0 || s.plain == 0 || s.length < 2 || s.stray)
		return false;
	entry = find_spelling(&s, &hash);
	/* 5UB5CR1B3333, but not 2000s */
	if (!np_is_known(entry) && has_inner_sign(&s) && find_drawn_out(letters, s.length, &part))
	{
		entry = part.entry;
		hash = part.hash;
	}
	/* "R1ngt0n3!R3ply": the mark may be none of the letters */
	if (!np_is_known(entry) && s.bang > start &&
		restore_from(text, s.bang, start, &part) && np_is_known(part.entry))
	{
		*restored = part;
		return true;
	}
	if (s.plain == s.foreign &&
		(!np_is_known(entry) || (s.plain < 3 && entry->category != NP_CATEGORY_STOP)))
		return false;			/* a number with its unit in another alphabet */
	if (!np_is_known(entry) && !is_meant_unknown(&s))
		return false;
	fill_restored(restored, &s, entry, hash);
	restored->disguised = !np_is_known(entry) || is_meant(&s, entry);
	return true;
}

bool
np_restore_leet(const unsigned char *text, size_t length, const NpWord *word,
				NpRestored *restored)
{
	size_t		start = leading_sign(text, word->start);

	if (start < word->start && restore_from(text, length, start, restored))
		return true;
	return restore_from(text, length, word->start, restored);
}

static bool
is_ascii_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

size_t
np_skip_possessive(const unsigned char *text, size_t length, size_t end)
{
	size_t		at = end;

	if (at < length && text[at] == '\'')
		at += 1;
	else if (at + 3 <= length && memcmp(text + at, "\xE2\x80\x99", 3) == 0)
		at += 3;
	if (at == end || at >= length || text[at] != '5')
		return end;
	at++;
	return at < length && is_ascii_word(text[at]) ? end : at;
}

bool
np_digits_spell(const NpWord *number)
{
	char		letters[LETTERS_ROOM];
	Spelling	s = {.letters = letters};
	uint64_t	hash;

	for (int i = 0; i < number->folded_length; i++)
	{
		char		letter = sign_letter(number->folded[i]);

		if (!letter || !add_sign(&s, number->folded[i], letter))
			return false;
	}
	return np_is_known(find_spelling(&s, &hash));
}

bool
np_restore_drawn_out(const NpWord *word, NpRestored *restored)
{
	restored->start = word->start;
	restored->end = word->start + word->length;
	restored->disguised = false;
	return find_drawn_out((const char *) word->folded, word->folded_length, restored);
}

bool
np_restore_lookalikes(const NpWord *word, NpRestored *restored)
{
	const unsigned char *end = word->folded + word->folded_length;
	char		letters[LETTERS_ROOM];
	Spelling	s = {.letters = letters};
	const NpEntry *entry;
	uint64_t	hash;
	int			bytes;

	for (const unsigned char *p = word->folded; p < end; p += bytes)
	{
		uint32_t	c = np_utf8_decode(p, end, &bytes);
		NpFold		fold = np_fold(c);
		char		look = lookalike(c, &fold);

		if (!look || !add_plain(&s, &look, 1))
			return false;
	}
	entry = find_spelling(&s, &hash);
	fill_restored(restored, &s, entry, hash);
	restored->start = word->start;
	restored->end = word->start + word->length;
	restored->disguised = np_is_known(entry) &&
		(s.length >= 3 || entry->category == NP_CATEGORY_STOP);
	return true;
}
