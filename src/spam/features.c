/*-------------------------------------------------------------------------
 *
 * features.c
 *	  One pass over a text: what the signals are computed from.
 *
 * The pass walks the tokenizer's words.  Most words are plain and stand one
 * blank after the last: they cost two look-ups.  Whatever else comes goes
 * down slower roads: what stands between words (gap.c), words that may be
 * another in disguise (restore.c), lines, links.
 *
 * Nothing here is lowered by a disguise that is seen through: the word that
 * is restored counts as it would in plain letters, and a disguised word
 * counts as shouted too, because capitals are lost in small ones.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/features.h"

#include <string.h>

#include "host.h"
#include "spam/gap.h"
#include "spam/restore.h"
#include "text/utf8.h"

/* Shorter words in capitals are abbreviations more often than not. */
#define MIN_SHOUT_LETTERS 4

/* First bytes of Greek and Cyrillic letters. */
#define GREEK_LEAD		0xCD
#define CYRILLIC_LEAD	0xD4

/* Memory of phrases and lines: a later one overwrites an earlier one in its slot. */
#define PHRASE_SLOTS	4096
#define LINE_SLOTS		512

/* Shorter lines say nothing when they are repeated. */
#define MIN_LINE_WORDS	2

/*
 * From a number to what a listicle lists: "19 Truly Awful Things".  The number
 * begins its line: within a sentence, things are counted.
 */
#define LIST_REACH		3
#define MAX_LIST_DIGITS	3

/* Digits of a telephone number. */
#define MIN_PHONE_DIGITS	9
#define MAX_PHONE_DIGITS	15

/* A line shorter than this is short (FineWeb's rule, Penedo et al. 2024). */
#define SHORT_LINE_BYTES	30

/* A line of so many words is long enough to be a sentence (C4's rule, Raffel et al. 2020). */
#define LONG_LINE_WORDS		5

const NpEntry np_unknown = {0, 0, 0};

typedef struct Line
{
	uint32_t	words;
	uint32_t	tags;
	size_t		start;
	uint64_t	hash;
} Line;

/* Words in the look-alikes of another alphabet that may be English ones. */
typedef struct Doubtful
{
	uint32_t	words;			/* of these, those that are known */
	int64_t		weight;
} Doubtful;

typedef struct Survey
{
	const unsigned char *text;
	size_t		length;
	NpFeatures *features;
	const NpWatcher *watcher;
	size_t		last_end;		/* of the word before */
	size_t		swallowed;		/* words that begin before this are part of one already seen */
	size_t		link_end;		/* words that begin before this are part of a link */
	uint64_t	previous;		/* hash of the word before, 0 for none */
	size_t		previous_start;
	uint64_t	link_previous;
	bool		last_shouted;	/* the word before was in capitals */
	uint32_t	other_alphabet; /* words in letters that are not Latin */
	uint32_t	number_age;		/* words since the number that began the line, or many */
	uint32_t	phone_digits;	/* in the numbers read in a row */
	size_t		phone_start;
	size_t		phone_end;
	Line		line;
	Doubtful	doubtful;
	uint64_t	before[3];		/* hashes of the last words, the latest first */
	unsigned char taken_words[2 * NP_WORD_BUCKETS]; /* 1 for an entry whose weight was taken */
	unsigned char taken_pairs[2 * NP_PAIR_BUCKETS];
	uint32_t	phrase_mask;	/* slots in use, less one */
	uint32_t	line_slots[LINE_SLOTS];
	uint16_t	phrase_slots[PHRASE_SLOTS];
} Survey;

static void
init_survey(Survey *s, const unsigned char *text, size_t length, const NpWatcher *watcher,
			NpFeatures *features)
{
	uint32_t	slots = 64;

	while (slots < PHRASE_SLOTS && slots < length / 4)
		slots *= 2;
	memset(s, 0, offsetof(Survey, phrase_slots));
	memset(s->phrase_slots, 0, slots * sizeof(s->phrase_slots[0]));
	memset(features, 0, sizeof(*features));
	s->phrase_mask = slots - 1;
	s->text = text;
	s->length = length;
	s->watcher = watcher;
	s->features = features;
	s->number_age = LIST_REACH + 1;
	s->last_shouted = true;
}

/* Count n of something that stands from start to end. */
static void
count(Survey *s, NpCount what, uint32_t n, size_t start, size_t end)
{
	s->features->count[what] += n;
	if (s->watcher != NULL && s->watcher->counted != NULL)
		s->watcher->counted(s->watcher->state, what, start, end);
}

/*
 * Lines.
 */

static void
end_line(Survey *s, size_t end, NpMark mark)
{
	Line	   *line = &s->line;
	NpFeatures *f = s->features;
	uint32_t   *slot;
	uint32_t	tag;

	if (line->words == 0)
		return;
	f->lines++;
	f->short_lines += end - line->start < SHORT_LINE_BYTES;
	if (line->words >= LONG_LINE_WORDS)
	{
		f->long_lines++;
		f->ended_lines += mark == NP_MARK_STOP;
	}
	if (mark == NP_MARK_CUT && end < s->length)
		count(s, NP_COUNT_TEASERS, 1, line->start, end);	/* cut, and the page goes on */
	if (line->words >= MIN_LINE_WORDS)
	{
		slot = &s->line_slots[line->hash % LINE_SLOTS];
		tag = (uint32_t) (line->hash >> 32) | 1;
		if (*slot == tag)
			count(s, NP_COUNT_REPEATED_LINES, line->words, line->start, end);
		*slot = tag;
	}
	line->words = 0;
	line->tags = 0;
	line->hash = 0;
}

/* Everything but a plain blank, between the word before and what stands at end. */
static void
cross_gap(Survey *s, size_t end, NpGap *gap)
{
	size_t		start = s->last_end;

	np_read_gap(s->text, start, end, gap);
	if (gap->bangs)
		count(s, NP_COUNT_BANGS, gap->bangs, start, end);
	if (gap->questions)
		count(s, NP_COUNT_QUESTIONS, gap->questions, start, end);
	if (gap->runs)
		count(s, NP_COUNT_RUNS, gap->runs, start, end);
	if (gap->emoji)
		count(s, NP_COUNT_EMOJI, gap->emoji, start, end);
	if (gap->symbols)
		count(s, NP_COUNT_SYMBOLS, gap->symbols, start, end);
	if (gap->lone_at)
	{
		s->features->words++;	/* it may stand for "a" */
		s->features->letters++;
	}
	if (gap->lines)
	{
		end_line(s, gap->first_line_end, gap->before_line);
		s->line.start = gap->line_start;
		s->number_age = LIST_REACH + 1;
	}
}

/*
 * A tag before a headline, as junk posts carry them: one capital or two
 * letters in brackets.  Lists use (a), (ii) and (A); AP and UPI sign their
 * stories.
 */
static bool
is_tag(const Survey *s, const NpWord *w)
{
	const unsigned char *p = s->text + w->start;
	bool		roman = true;

	if (w->start == 0 || s->text[w->start - 1] != '(' || w->start + w->length >= s->length ||
		s->text[w->start + w->length] != ')' || w->length > 2)
		return false;
	if (!(w->flags & NP_WORD_ALPHA) || (w->flags & NP_WORD_DIGIT))
		return false;
	if (w->length == 1)
		return w->folded[0] >= 'g' && w->folded[0] != 'i' && w->folded[0] != 'v' &&
			w->folded[0] != 'x' && p[0] < 'a';
	for (uint32_t i = 0; i < w->length; i++)
		roman &= w->folded[i] == 'i' || w->folded[i] == 'v' || w->folded[i] == 'x';
	return !roman && memcmp(p, "AP", 2) != 0 && memcmp(p, "UK", 2) != 0 &&
		memcmp(p, "US", 2) != 0 && memcmp(p, "EU", 2) != 0;
}

static void
begin_line(Survey *s, const NpWord *w)
{
	if (!is_tag(s, w))
		return;
	s->line.tags++;
	count(s, NP_COUNT_TAGS, 1, w->start - 1, w->start + w->length + 1);
}

/*
 * Links.
 */

static bool
is_blank(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void
begin_link(Survey *s, size_t start, size_t from)
{
	size_t		end = from;

	while (end < s->length && !is_blank(s->text[end]))
	{
		if (++end % 4096 == 0)
			np_check_interrupts();
	}
	s->link_end = end;
	count(s, NP_COUNT_LINKS, 1, start, end);
}

/* A word of a link: only shorteners are of interest. */
static void
read_link_word(Survey *s, const NpSeenWord *seen)
{
	const NpEntry *pair = np_find_pair(s->link_previous, seen->hash);

	if (pair->category == NP_CATEGORY_SHORTENER)
		count(s, NP_COUNT_SHORTENERS, 1, seen->start, seen->end);
	s->link_previous = seen->hash;
}

/* A domain without http or www before it: "bit.ly/x", "example.com". */
static void
read_domain(Survey *s, const NpSeenWord *seen, const NpGap *gap)
{
	if (gap->at)
		count(s, NP_COUNT_CONTACTS, 1, seen->gap, seen->end);
	if (!gap->dot || s->previous == 0)
		return;
	s->link_previous = s->previous;
	read_link_word(s, seen);
	if (seen->entry->category == NP_CATEGORY_DOMAIN)
		begin_link(s, seen->start, seen->end);
}

/*
 * Numbers.
 */

static void
end_phone(Survey *s)
{
	if (s->phone_digits >= MIN_PHONE_DIGITS && s->phone_digits <= MAX_PHONE_DIGITS)
		count(s, NP_COUNT_CONTACTS, 1, s->phone_start, s->phone_end);
	s->phone_digits = 0;
}

/* The groups of a telephone number are parted by little: "+1 (800) 555-0199". */
static bool
parts_phone(const unsigned char *text, size_t start, size_t end)
{
	if (end - start > 3)
		return false;
	for (; start < end; start++)
		if (strchr(" -.()", text[start]) == NULL || text[start] == 0)
			return false;
	return true;
}

static void
read_number(Survey *s, const NpWord *w)
{
	if (s->phone_digits > 0 && !parts_phone(s->text, s->phone_end, w->start))
		end_phone(s);
	if (s->phone_digits == 0)
		s->phone_start = w->start;
	s->phone_digits += w->folded_length;
	s->phone_end = w->start + w->length;
	if (w->folded_length <= MAX_LIST_DIGITS && s->line.words == s->line.tags)
		s->number_age = 0;
}

/*
 * Words.
 */

/*
 * Amid Words With Capitals, as headlines have them?  It begins with one, does
 * not begin a sentence, is not all in capitals, as far as two letters tell, and
 * no small letter follows: "Thank You so much" is none.
 */
static bool
is_in_headline(const Survey *s, size_t start, size_t end)
{
	const unsigned char *p = s->text;

	if (start < 2 || end - start < 2 || p[start] < 'A' || p[start] > 'Z' ||
		(p[start + 1] >= 'A' && p[start + 1] <= 'Z'))
		return false;
	if (p[start - 1] != ' ' || strchr(".!?:\"'", p[start - 2]) != NULL)
		return false;
	return end + 1 >= s->length || p[end] != ' ' || p[end + 1] < 'a' || p[end + 1] > 'z';
}

static void
read_category(Survey *s, const NpEntry *entry, size_t start, size_t end)
{
	static const NpCount counts[NP_CATEGORY_COUNT] = {
		[NP_CATEGORY_CURIOSITY] = NP_COUNT_CURIOSITY,
		[NP_CATEGORY_LIST] = NP_COUNT_LISTS,
		[NP_CATEGORY_SENSATION] = NP_COUNT_SENSATION,
		[NP_CATEGORY_ADULT] = NP_COUNT_ADULT,
		[NP_CATEGORY_ACTION] = NP_COUNT_ACTION,
		[NP_CATEGORY_MONEY] = NP_COUNT_MONEY,
		[NP_CATEGORY_TEASER] = NP_COUNT_TEASERS,
	};

	switch ((NpCategory) entry->category)
	{
		case NP_CATEGORY_LIST:
			if (s->number_age <= LIST_REACH)
				count(s, NP_COUNT_LISTS, 1, start, end);
			break;
		case NP_CATEGORY_READER:
			if (is_in_headline(s, start, end))
				count(s, NP_COUNT_READER, 1, start, end);
			break;
		case NP_CATEGORY_CURIOSITY:
		case NP_CATEGORY_SENSATION:
		case NP_CATEGORY_ADULT:
		case NP_CATEGORY_ACTION:
		case NP_CATEGORY_MONEY:
		case NP_CATEGORY_TEASER:
			count(s, counts[entry->category], 1, start, end);
			break;
		case NP_CATEGORY_LINK:
			begin_link(s, start, end);
			break;
		case NP_CATEGORY_NONE:
		case NP_CATEGORY_STOP:
		case NP_CATEGORY_DOMAIN:
		case NP_CATEGORY_SHORTENER:
		case NP_CATEGORY_COUNT:
			break;
	}
}

/* Was this run of four words seen before? */
static inline void
read_phrase(Survey *s, const NpSeenWord *seen)
{
	uint64_t	hash = seen->hash + s->before[0] * 3 + s->before[1] * 5 + s->before[2] * 7;
	uint16_t   *slot;
	uint16_t	tag;

	s->before[2] = s->before[1];
	s->before[1] = s->before[0];
	s->before[0] = seen->hash;
	hash *= UINT64_C(0x9E3779B97F4A7C15);
	slot = &s->phrase_slots[hash >> 32 & s->phrase_mask];
	tag = (uint16_t) (hash >> 48) | 1;
	if (*slot == tag)
		count(s, NP_COUNT_REPEATED_PHRASES, 1, seen->start, seen->end);
	*slot = tag;
}

static uint32_t
count_characters(const unsigned char *p, uint32_t length)
{
	uint32_t	n = 0;

	for (uint32_t i = 0; i < length; i++)
		n += (p[i] & 0xC0) != 0x80;
	return n;
}

static void
take_restored(Survey *s, NpSeenWord *seen, const NpRestored *restored)
{
	seen->hash = restored->hash;
	seen->entry = restored->entry;
	seen->end = restored->end;
	seen->letters = (uint32_t) restored->length;
	seen->disguised |= restored->disguised;
	s->swallowed = restored->end;
}

/* Greek, Cyrillic or a later alphabet throughout. */
static bool
is_other_alphabet(const NpWord *w)
{
	for (int i = 0; i < w->folded_length; i++)
		if (w->folded[i] < 0x80 || (w->folded[i] >= 0xC0 && w->folded[i] < GREEK_LEAD))
			return false;
	return true;
}

/* Latin and Cyrillic letters in one word, and not all of these look-alikes. */
static bool
mixes_alphabets(const NpWord *w)
{
	bool		latin = false;
	bool		cyrillic = false;

	for (int i = 0; i < w->folded_length; i++)
	{
		latin |= w->folded[i] >= 'a' && w->folded[i] <= 'z';
		cyrillic |= w->folded[i] >= 0xD0 && w->folded[i] <= CYRILLIC_LEAD;
	}
	return latin && cyrillic;
}

/*
 * A word in Greek, Cyrillic or a later alphabet.  If all of its letters pass
 * for Latin ones and give a word, that may be a disguise: whether it is shows
 * when the text has been read (settle_doubtful).
 */
static void
read_other_alphabet(Survey *s, const NpWord *w, NpSeenWord *seen)
{
	NpRestored	restored;

	if (w->folded[0] > CYRILLIC_LEAD || !np_restore_lookalikes(w, &restored))
	{
		s->other_alphabet++;
		return;
	}
	take_restored(s, seen, &restored);
	seen->lookalike = true;
	s->doubtful.words += restored.disguised;
}

/*
 * UTF-8 that was read as Latin-1 somewhere on its way: "Nationâ€™s", or twice
 * over.  The signs in it stand for nothing.
 */
static bool
is_misread(const unsigned char *text, const NpWord *w)
{
	const unsigned char *p = text + w->start;

	if ((w->flags & NP_WORD_DISGUISED) != NP_WORD_SYMBOL)
		return false;
	for (uint32_t i = 0; i + 4 < w->length; i++)
		if (p[i] == 0xC3 && (p[i + 1] == 0x83 || p[i + 1] == 0xA2) &&
			(p[i + 2] == 0xC2 || p[i + 2] == 0xE2))
			return true;
	return false;
}

/* Digits and a letter in capitals, which may be more letters in capitals: 454P for ASAP. */
static bool
may_be_shouted(const unsigned char *text, const NpWord *w)
{
	for (size_t i = w->start; i < w->start + w->length; i++)
		if (!(text[i] >= '0' && text[i] <= '9') && !(text[i] >= 'A' && text[i] <= 'Z'))
			return false;
	return true;
}

/*
 * A word that is not plain: it has digits, is not ASCII, or there is a sign
 * before or after it.  Sees through its disguise, and reads numbers.
 */
static void
read_odd_word(Survey *s, const NpWord *w, bool signed_before, NpSeenWord *seen)
{
	NpRestored	restored;

	if (!(w->flags & NP_WORD_ALPHA))
	{
		read_number(s, w);
		seen->hash = NP_NUMBER_HASH;
		seen->spells = np_digits_spell(w);
		return;
	}
	seen->disguised = (w->flags & NP_WORD_DISGUISED) != 0 && !is_misread(s->text, w);
	seen->letters = count_characters(w->folded, w->folded_length);
	if (may_be_shouted(s->text, w))
		seen->flags |= NP_WORD_SHOUT;
	if (is_other_alphabet(w))
		read_other_alphabet(s, w, seen);
	else if ((!np_is_known(seen->entry) || signed_before ||
			  np_sign_follows(s->text, s->length, seen->end)) &&
			 np_restore_leet(s->text, s->length, w, &restored))
		take_restored(s, seen, &restored);
	else
	{
		seen->disguised |= mixes_alphabets(w);
		if (w->flags & NP_WORD_DIGIT)
			s->swallowed = seen->end = np_skip_possessive(s->text, s->length, seen->end);
	}
}

/* A word that the vocabulary lacks, in whatever letters. */
static inline void
read_unknown(Survey *s, const NpWord *w, NpSeenWord *seen)
{
	NpRestored	restored;

	if (np_may_be_drawn_out(s->text, s->length, seen->start, seen->end) &&
		np_restore_drawn_out(w, &restored))
	{
		take_restored(s, seen, &restored);
		return;
	}
	s->features->unknown++;
	s->features->foreign += (w->flags & NP_WORD_NONASCII) != 0 && !seen->lookalike &&
		(seen->letters > 1 || (w->flags & NP_WORD_IDEOGRAPH));
}

/*
 * Words in look-alikes alone are a disguise where nothing else is in that
 * alphabet.  Where much is, take back what they were counted for.
 */
static void
settle_doubtful(Survey *s)
{
	const Doubtful *d = &s->doubtful;
	NpFeatures *f = s->features;

	if (d->words > s->other_alphabet * 2)
		return;
	f->count[NP_COUNT_DISGUISED] -= d->words;
	f->count[NP_COUNT_SHOUTED] -= d->words;
	f->word_weight -= d->weight;
	f->known -= d->words;
	f->unknown += d->words;
	f->foreign += d->words;
}

/*
 * A word shouted amid others that are not: a text all in capitals, as
 * newswires used to send, shouts nothing.
 */
static inline void
read_shout(Survey *s, const NpSeenWord *seen)
{
	bool		shout = (seen->flags & NP_WORD_SHOUT) != 0 && !seen->disguised;

	if (seen->disguised ||
		(shout && !s->last_shouted && seen->letters >= MIN_SHOUT_LETTERS))
		count(s, NP_COUNT_SHOUTED, 1, seen->start, seen->end);
	s->last_shouted = shout;
}

/*
 * The weight of an entry the first time that a text has it, then 0: said
 * twice is not twice as true, and a market notice that has "vs" in every
 * line is no more junk for it.
 */
static inline int
take_weight(unsigned char *taken, const NpEntry *table, const NpEntry *entry)
{
	size_t		number;
	int			weight;

	if (entry->weight == 0)
		return 0;				/* np_unknown among others, which is in no table */
	number = (size_t) (entry - table);
	weight = taken[number] ? 0 : entry->weight;
	taken[number] = 1;
	return weight;
}

/* Count the word and its pair with the one before. */
static inline void
read_vocabulary(Survey *s, NpSeenWord *seen)
{
	const NpEntry *entry = seen->entry;
	NpFeatures *f = s->features;
	bool		known;
	int			weight;

	if (!np_in_vocabulary(seen))
		return;
	known = np_is_known(entry) || seen->hash == NP_NUMBER_HASH;
	if (known && s->previous != 0)
		seen->pair = np_find_pair(s->previous, seen->hash);
	weight = take_weight(s->taken_words, np_default_words[0], entry);
	f->word_weight += weight;
	f->pair_weight += take_weight(s->taken_pairs, np_default_pairs[0], seen->pair);
	f->known += np_is_known(entry) || seen->spells;
	if (seen->lookalike)
		s->doubtful.weight += weight;
	f->count[NP_COUNT_STOP] += entry->category == NP_CATEGORY_STOP;
	if (entry->category > NP_CATEGORY_STOP)
		read_category(s, entry, seen->start, seen->end);
	if (seen->pair->category > NP_CATEGORY_STOP)
		read_category(s, seen->pair, s->previous_start, seen->end);
	s->previous = known ? seen->hash : 0;
	s->previous_start = seen->start;
}

/*
 * Nothing but a blank between two words, or a comma or the like and a blank:
 * the most frequent gaps by far, and there is nothing in them to count.
 */
static inline bool
is_plain_gap(const unsigned char *text, size_t start, size_t end)
{
	unsigned char c = text[start];

	if (end == start + 1)
		return c == ' ' || c == '-';
	return end == start + 2 && text[start + 1] == ' ' &&
		(c == ',' || c == '.' || c == ':' || c == ';');
}

/* Come to a word that does not stand one blank after the last. */
static void
cross_to(Survey *s, NpSeenWord *seen)
{
	NpGap		gap;

	cross_gap(s, seen->start, &gap);
	if (gap.lines > 0)
	{
		seen->begins_line = true;
		s->previous = 0;
	}
	if (np_is_known(seen->entry) || gap.at)
		read_domain(s, seen, &gap);
}

/* A sign at the end of the gap before the word that may be its first letter. */
static inline bool
is_signed_before(const Survey *s, size_t start)
{
	unsigned char c = start > 0 ? s->text[start - 1] : 0;

	return c == '$' || c == '@' || c == '|' || c == 0xAC;
}

static inline void
read_word(Survey *s, const NpWord *w, const NpEntry *entry)
{
	NpFeatures *f = s->features;
	NpSeenWord	seen;
	bool		signed_before = false;

	seen.hash = w->hash;
	seen.spelling = w->hash;
	seen.entry = entry;
	seen.pair = &np_unknown;
	seen.start = w->start;
	seen.end = w->start + w->length;
	seen.gap = s->last_end;
	seen.letters = w->folded_length;
	seen.flags = w->flags;
	seen.disguised = false;
	seen.lookalike = false;
	seen.spells = false;
	seen.in_link = w->start < s->link_end;
	seen.begins_line = s->line.words == 0;

	if (seen.in_link)
		read_link_word(s, &seen);
	else
	{
		if (!is_plain_gap(s->text, s->last_end, seen.start))
		{
			cross_to(s, &seen);
			signed_before = is_signed_before(s, seen.start);
		}
		if ((w->flags & (NP_WORD_DIGIT | NP_WORD_NONASCII | NP_WORD_DISGUISED)) || signed_before ||
			np_sign_follows(s->text, s->length, seen.end))
			read_odd_word(s, w, signed_before, &seen);
		if (s->phone_digits > 0 && seen.hash != NP_NUMBER_HASH)
			end_phone(s);
		if (seen.begins_line)
			begin_line(s, w);
		if (seen.disguised)
			count(s, NP_COUNT_DISGUISED, 1, seen.start, seen.end);
		else if (!np_is_known(seen.entry) && !(w->flags & NP_WORD_DIGIT))
			read_unknown(s, w, &seen);
		read_shout(s, &seen);
		read_vocabulary(s, &seen);
		read_phrase(s, &seen);
		f->words++;
		f->letters += seen.letters;
		s->number_age++;
		s->line.words++;
		s->line.hash = np_mix(s->line.hash, seen.hash);
	}
	s->last_end = seen.end;
	if (s->watcher != NULL && s->watcher->word != NULL)
		s->watcher->word(s->watcher->state, &seen);
}

void
np_survey(const unsigned char *text, size_t length, const NpWatcher *watcher,
		  NpFeatures *features)
{
	NpTokenizer tokenizer;
	NpWord		words[NP_TOKEN_BATCH];
	const NpEntry *entries[NP_TOKEN_BATCH];
	Survey		survey;
	NpGap		gap;
	size_t		n;

	init_survey(&survey, text, length, watcher, features);
	np_tokenizer_init(&tokenizer, text, length);
	while ((n = np_tokenizer_next(&tokenizer, words)) > 0)
	{
		if (watcher != NULL)
			np_read_all(watcher->readers, words, n);
		/* by themselves, so that the processor can have many under way */
		for (size_t i = 0; i < n; i++)
			entries[i] = np_find_word(words[i].hash);
		for (size_t i = 0; i < n; i++)
			if (words[i].start >= survey.swallowed)
				read_word(&survey, &words[i], entries[i]);
	}
	end_phone(&survey);
	cross_gap(&survey, length, &gap);
	end_line(&survey, length, gap.after_line);
	settle_doubtful(&survey);
}
