/*-------------------------------------------------------------------------
 *
 * careful.c
 *	  The tokenizer's careful path: a run of text read character by character.
 *
 * Here words are folded that are not plain ASCII, and here it is found out
 * what hides in them: other spellings of letters, look-alikes, symbols that
 * stand for letters, marks and invisible characters.
 *
 *-------------------------------------------------------------------------
 */
#include "text/careful.h"

#include <string.h>

#include "text/fold.h"
#include "text/utf8.h"

/* A word with its dropped marks and joiners takes at most so many bytes of the text. */
#define MAX_WORD_SOURCE 4096

/* A letter of another script that could pass for a Latin one. */
typedef struct Lookalike
{
	uint16_t	at;				/* in the folded bytes */
	uint8_t		length;
	char		latin;
} Lookalike;

/* The word being read. */
typedef struct OpenWord
{
	bool		open;
	bool		ideograph;
	size_t		start;
	size_t		end;
	unsigned char *folded;
	int			length;
	uint16_t	flags;			/* NP_WORD_NONASCII and disguises seen for certain */
	int			letters;
	int			capitals;
	int			small_capitals; /* those that phonetic script uses too */
	int			plain_capitals; /* those that nothing else uses */
	int			styled;
	int			wide;
	int			digits;
	int			marks;			/* on the last letter */
	bool		phonetic;
	bool		latin;			/* has a Latin letter */
	bool		alien;			/* has a letter that resembles no Latin one */
	bool		last_latin;
	bool		last_digit;
	bool		last_upper;
	/* seen since the last letter, and kept only if another follows */
	bool		apostrophe;
	bool		hidden;
	char		symbol;			/* the letter that it stands for */
	unsigned char symbol_sign;	/* its first byte */
	int			nlookalikes;
	Lookalike	lookalikes[NP_MAX_WORD];
} OpenWord;

typedef struct Careful
{
	NpTokenizer *t;
	NpWord	   *words;
	size_t		n;
	OpenWord	w;
} Careful;

static void
open_word(Careful *c, size_t at)
{
	OpenWord   *w = &c->w;

	memset(w, 0, offsetof(OpenWord, lookalikes));
	w->open = true;
	w->start = at;
	w->end = at;
	w->folded = c->t->pool + c->t->pool_used;
}

/*
 * Put Latin letters in the place of their look-alikes.  They are one byte
 * long and what they replace is two or more, so the word only shrinks.
 */
static void
latinize(OpenWord *w)
{
	int			to = 0;
	int			from = 0;

	for (int i = 0; i < w->nlookalikes; i++)
	{
		const Lookalike *look = &w->lookalikes[i];

		memmove(w->folded + to, w->folded + from, look->at - from);
		to += look->at - from;
		w->folded[to++] = (unsigned char) look->latin;
		from = look->at + look->length;
	}
	memmove(w->folded + to, w->folded + from, w->length - from);
	w->length = to + w->length - from;
}

/* Kana or Han at p: beside them full width letters are ordinary. */
static bool
is_east_asian(const unsigned char *p)
{
	return (p[0] == 0xE3 && p[1] >= 0x81) || (p[0] >= 0xE4 && p[0] <= 0xE9);
}

static bool
beside_east_asian(const NpTokenizer *t, const OpenWord *w)
{
	return (w->start >= 3 && is_east_asian(t->text + w->start - 3)) ||
		(w->end + 3 <= t->length && is_east_asian(t->text + w->end));
}

/* In name@example.org the sign is no disguise. */
static bool
is_address(const NpTokenizer *t, const OpenWord *w)
{
	return w->symbol_sign == '@' && w->end + 1 < t->length && t->text[w->end] == '.' &&
		((t->text[w->end + 1] | 0x20) >= 'a' && (t->text[w->end + 1] | 0x20) <= 'z');
}

static uint16_t
word_flags(const NpTokenizer *t, const OpenWord *w)
{
	uint16_t	flags = w->flags;

	if (w->ideograph)
		return flags | NP_WORD_IDEOGRAPH | NP_WORD_ALPHA;
	if (w->letters > 0)
		flags |= NP_WORD_ALPHA;
	if (w->digits > 0)
		flags |= NP_WORD_DIGIT;
	if (w->capitals == w->letters && w->letters >= 2)
		flags |= NP_WORD_SHOUT;
	if (w->letters < 2)
		return flags & ~NP_WORD_DISGUISED;

	if (w->plain_capitals > 0 || (w->small_capitals >= 2 && !w->phonetic))
		flags |= NP_WORD_SMALLCAPS;
	if (w->styled > 0 || (w->wide > 0 && !beside_east_asian(t, w)))
		flags |= NP_WORD_STYLED;
	if ((flags & NP_WORD_SYMBOL) && is_address(t, w))
		flags &= ~NP_WORD_SYMBOL;
	return flags;
}

static void
close_word(Careful *c)
{
	OpenWord   *w = &c->w;
	NpWord	   *word;

	if (!w->open)
		return;
	w->open = false;
	if (w->length == 0)
		return;					/* only marks */

	if (w->latin && w->nlookalikes > 0 && !w->alien)
	{
		latinize(w);
		w->flags |= NP_WORD_MIXED;
	}

	word = &c->words[c->n++];
	word->folded = w->folded;
	word->folded_length = (uint16_t) w->length;
	word->start = (uint32_t) w->start;
	word->length = (uint32_t) (w->end - w->start);
	word->flags = word_flags(c->t, w);
	c->t->pool_used += w->length;
}

/* Append folded bytes to the word, or to a new one if it is full. */
static void
append(Careful *c, size_t at, const unsigned char *bytes, int length)
{
	if (c->w.open && c->w.length + length > NP_MAX_WORD)
		close_word(c);
	if (!c->w.open)
		open_word(c, at);
	memcpy(c->w.folded + c->w.length, bytes, length);
	c->w.length += length;
}

static void
append_fold(Careful *c, size_t at, const unsigned char *p, int length, const NpFold *fold)
{
	if (fold->length > 0)
		append(c, at, fold->spelling, fold->length);
	else
		append(c, at, p, length);
}

/*
 * A Hangul syllable by its letters, as canonical decomposition has it
 * (Unicode 3.12), so that composed and decomposed Korean are the same.
 */
static void
append_hangul(Careful *c, size_t at, uint32_t syllable)
{
	unsigned char bytes[3 * NP_UTF8_MAX];
	uint32_t	index = syllable - 0xAC00;
	int			length;

	length = np_utf8_encode(0x1100 + index / (21 * 28), bytes);
	length += np_utf8_encode(0x1161 + index % (21 * 28) / 28, bytes + length);
	if (index % 28 > 0)
		length += np_utf8_encode(0x11A7 + index % 28, bytes + length);
	append(c, at, bytes, length);
}

/*
 * A letter or digit has come: settle what stood between it and the last one.
 * Closes the word where that was no apostrophe and no symbol inside a word.
 */
static void
settle(Careful *c, size_t at, const NpFold *fold)
{
	OpenWord   *w = &c->w;
	unsigned char letter;

	if (!w->open)
		return;
	if (w->ideograph || at - w->start >= MAX_WORD_SOURCE)
	{
		close_word(c);
		return;
	}
	if (w->symbol)
	{
		/* between Latin letters, and not "Wow!Then" with its blank left out */
		if (!fold->latin || !w->last_latin || (fold->upper && !w->last_upper))
		{
			close_word(c);
			return;
		}
		letter = (unsigned char) w->symbol;	/* of the word that append() may close */
		append(c, at, &letter, 1);
		w->flags |= NP_WORD_SYMBOL;
		w->letters++;
		w->capitals += w->last_upper && fold->upper;
		w->symbol = 0;
	}
	if (w->apostrophe && w->last_digit && fold->class == NP_CHAR_DIGIT)
	{
		close_word(c);			/* 5'10 is two numbers */
		return;
	}
	if (w->hidden && w->last_latin && fold->latin)
		w->flags |= NP_WORD_HIDDEN;
	w->hidden = false;
	w->apostrophe = false;
}

static void
count_disguise(OpenWord *w, const NpFold *fold, uint32_t cp)
{
	switch (fold->disguise)
	{
		case NP_DISGUISE_SMALLCAPS:
			/* below U+1D00 stand those that phonetic transcriptions use */
			if (cp < 0x1D00)
				w->small_capitals++;
			else
				w->plain_capitals++;
			break;
		case NP_DISGUISE_STYLED:
			w->styled++;
			break;
		case NP_DISGUISE_WIDE:
			w->wide++;
			break;
		case NP_DISGUISE_PHONETIC:
			w->phonetic = true;
			break;
		case NP_DISGUISE_HIDDEN:
		case NP_DISGUISE_NONE:
			break;
	}
}

static void
note_lookalike(OpenWord *w, int at, const NpFold *fold)
{
	if (fold->latin)
		w->latin = true;
	else if (fold->lookalike)
	{
		Lookalike  *look = &w->lookalikes[w->nlookalikes++];

		look->at = (uint16_t) at;
		look->length = (uint8_t) (w->length - at);
		look->latin = fold->lookalike;
	}
	else
		w->alien = true;
}

static void
read_letter(Careful *c, size_t at, const unsigned char *p, int length, uint32_t cp,
			const NpFold *fold)
{
	OpenWord   *w = &c->w;
	int			before;

	settle(c, at, fold);
	before = w->open ? w->length : 0;
	if (fold->class == NP_CHAR_HANGUL)
		append_hangul(c, at, cp);
	else
		append_fold(c, at, p, length, fold);
	if (before >= w->length)
		before = 0;				/* the word was full, and this begins the next */

	if (w->letters == 0 && w->digits == 0 && fold->upper)
		w->flags |= NP_WORD_UPPER;
	w->letters++;
	w->capitals += fold->upper;
	count_disguise(w, fold, cp);
	note_lookalike(w, before, fold);
	w->last_latin = fold->latin;
	w->last_digit = false;
	w->last_upper = fold->upper;
}

static void
read_digit(Careful *c, size_t at, const unsigned char *p, int length, const NpFold *fold)
{
	settle(c, at, fold);
	append_fold(c, at, p, length, fold);
	c->w.digits++;
	c->w.last_digit = true;
	c->w.last_latin = false;
}

static void
read_combining(Careful *c, size_t at, const unsigned char *p, int length, const NpFold *fold)
{
	if (c->w.open && c->w.symbol)
		close_word(c);
	append_fold(c, at, p, length, fold);
	c->w.alien = true;
}

static void
read_ideograph(Careful *c, size_t at, const unsigned char *p, int length, const NpFold *fold)
{
	close_word(c);
	append_fold(c, at, p, length, fold);
	c->w.ideograph = true;
}

/* An apostrophe or a symbol: two in a row belong to no word. */
static void
read_between(Careful *c, const unsigned char *p, const NpFold *fold)
{
	OpenWord   *w = &c->w;

	if (!w->open || w->ideograph)
		return;
	if (w->apostrophe || w->symbol)
	{
		close_word(c);
		return;
	}
	if (fold->class == NP_CHAR_APOSTROPHE)
		w->apostrophe = true;
	else
	{
		w->symbol = (char) fold->spelling[0];
		w->symbol_sign = p[0];
	}
}

static void
read_mark(OpenWord *w)
{
	/* three on one letter: no language does that, the vowel points of a few apart */
	if (w->open && ++w->marks >= 3 && w->last_latin)
		w->flags |= NP_WORD_STACKED;
}

static void
read_character(Careful *c, size_t at, const unsigned char *p, int length, uint32_t cp)
{
	OpenWord   *w = &c->w;
	NpFold		fold = np_fold(cp);

	switch (fold.class)
	{
		case NP_CHAR_LETTER:
		case NP_CHAR_HANGUL:
			read_letter(c, at, p, length, cp, &fold);
			break;
		case NP_CHAR_DIGIT:
			read_digit(c, at, p, length, &fold);
			break;
		case NP_CHAR_COMBINING:
			read_combining(c, at, p, length, &fold);
			break;
		case NP_CHAR_IDEOGRAPH:
			read_ideograph(c, at, p, length, &fold);
			break;
		case NP_CHAR_MARK:
			read_mark(w);
			if (w->open && !w->symbol && !w->apostrophe)
				w->end = at + length;
			return;
		case NP_CHAR_IGNORE:
			w->hidden |= fold.disguise == NP_DISGUISE_HIDDEN;
			return;
		case NP_CHAR_APOSTROPHE:
		case NP_CHAR_SYMBOL:
			read_between(c, p, &fold);
			return;
		case NP_CHAR_BREAK:
			close_word(c);
			return;
	}
	w->end = at + length;
	w->marks = 0;
	if (cp >= 0x80)
		w->flags |= NP_WORD_NONASCII;
}

/*
 * A shortcut for what most words of the careful path consist of: ASCII
 * letters that follow another letter.  Does what read_character would do.
 */
static bool
read_plain_letters(Careful *c, size_t *at)
{
	OpenWord   *w = &c->w;
	const unsigned char *p = c->t->text + *at;
	size_t		left = c->t->length - *at;
	size_t		n = 0;

	if (!w->last_latin || w->last_digit || w->ideograph || w->apostrophe || w->symbol || w->hidden)
		return false;
	while (n < left && w->length < NP_MAX_WORD && ((p[n] | 0x20) >= 'a' && (p[n] | 0x20) <= 'z'))
	{
		w->folded[w->length++] = p[n] | 0x20;
		w->last_upper = (p[n] & 0x20) == 0;
		w->capitals += w->last_upper;
		n++;
	}
	if (n == 0)
		return false;
	w->letters += (int) n;
	w->marks = 0;
	*at += n;
	w->end = *at;
	return true;
}

bool
np_read_carefully(NpTokenizer *t, NpWord *words, size_t *n, size_t from, size_t *resume)
{
	const unsigned char *end = t->text + t->length;
	size_t		at = from;
	Careful		c;

	c.t = t;
	c.words = words;
	c.n = *n;
	c.w.open = false;
	c.w.hidden = false;
	do
	{
		uint32_t	cp;
		int			length;

		/* a character may close one word and open the next: room for both */
		if (c.n + 2 > NP_TOKEN_BATCH || t->pool_used + 2 * NP_MAX_WORD > NP_TOKEN_POOL)
		{
			/* leave the word that is open for the next batch */
			at = c.w.open ? c.w.start : at;
			*n = c.n;
			*resume = at;
			return at > from;
		}
		if (c.w.open && read_plain_letters(&c, &at))
			continue;
		cp = np_utf8_decode(t->text + at, end, &length);
		read_character(&c, at, t->text + at, length, cp);
		at += length;
		if (c.w.open && at - c.w.start >= MAX_WORD_SOURCE)
			close_word(&c);
	} while (c.w.open && at < t->length);
	close_word(&c);
	*n = c.n;
	*resume = at;
	return true;
}
