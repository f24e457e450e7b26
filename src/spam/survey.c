/*-------------------------------------------------------------------------
 *
 * survey.c
 *	  One pass over a text: what the signals are computed from.
 *
 * The pass walks the tokenizer's words.  Most words are plain and stand one
 * blank after the last: they cost two look-ups.  Whatever else comes goes
 * down slower roads: what stands between words (gap.c), lines, links, numbers,
 * and words that may be another in disguise (survey_*.c).
 *
 * Nothing here is lowered by a disguise that is seen through: the word that
 * is restored counts as it would in plain letters, and a disguised word
 * counts as shouted too, because capitals are lost in small ones.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/survey.h"

#include <string.h>

#include "spam/gap.h"
#include "spam/headline.h"
#include "spam/restore.h"
#include "spam/signals.h"

/* Shorter words in capitals are abbreviations more often than not. */
#define MIN_SHOUT_LETTERS 4

/*
 * From a number to what a listicle lists: "19 Truly Awful Things".  The number
 * begins its line: within a sentence, things are counted.
 */
#define LIST_REACH		3

const NpEntry np_unknown = {0, 0, 0};

/* It takes a tenth of the time to look for what was seen before. */
static bool
listens_to_repetition(void)
{
	return np_default_weights[NP_SIGNAL_REPEATED_LINES] != 0 ||
		np_default_weights[NP_SIGNAL_REPEATED_PHRASES] != 0;
}

static void
init_memory(NpSurvey *s)
{
	uint32_t	slots = 64;

	while (slots < NP_PHRASE_SLOTS && slots < s->length / 4)
		slots *= 2;
	s->phrase_mask = slots - 1;
	memset(s->line_slots, 0, sizeof(s->line_slots));
	memset(s->phrase_slots, 0, slots * sizeof(s->phrase_slots[0]));
}

static void
init_survey(NpSurvey *s, const unsigned char *text, size_t length, const NpWatcher *watcher,
			NpFeatures *features)
{
	memset(s, 0, offsetof(NpSurvey, line_slots));
	memset(features, 0, sizeof(*features));
	s->text = text;
	s->length = length;
	s->watcher = watcher;
	s->features = features;
	s->number_age = LIST_REACH + 1;
	s->last_shouted = true;
	s->repetition = listens_to_repetition() || (watcher != NULL && watcher->everything);
	if (s->repetition)
		init_memory(s);
}

/*
 * What a word is and says.
 */

static void
read_category(NpSurvey *s, const NpEntry *entry, size_t start, size_t end)
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
				np_survey_count(s, NP_COUNT_LISTS, 1, start, end);
			break;
		case NP_CATEGORY_CURIOSITY:
		case NP_CATEGORY_SENSATION:
		case NP_CATEGORY_ADULT:
		case NP_CATEGORY_ACTION:
		case NP_CATEGORY_MONEY:
		case NP_CATEGORY_TEASER:
			np_survey_count(s, counts[entry->category], 1, start, end);
			break;
		case NP_CATEGORY_LINK:
			np_survey_begin_link(s, start, end);
			break;
		case NP_CATEGORY_NONE:
		case NP_CATEGORY_STOP:
		case NP_CATEGORY_DOMAIN:
		case NP_CATEGORY_SHORTENER:
		case NP_CATEGORY_COUNT:
			break;
	}
}

/*
 * A word shouted amid others that are not: a text all in capitals, as
 * newswires used to send, shouts nothing.
 */
static inline void
read_shout(NpSurvey *s, const NpSeenWord *seen)
{
	bool		shout = (seen->flags & NP_WORD_SHOUT) != 0 && !seen->disguised;

	if (seen->disguised ||
		(shout && !s->last_shouted && seen->letters >= MIN_SHOUT_LETTERS))
		np_survey_count(s, NP_COUNT_SHOUTED, 1, seen->start, seen->end);
	s->last_shouted = shout;
}

/*
 * The weight of an entry the first time that a text has it, then 0: said
 * twice is not twice as true, and a market notice that has "vs" in every
 * line is no more junk for it.
 */
static inline int
take_weight(uint64_t *taken, const NpEntry *table, const NpEntry *entry)
{
	/* without branches, as whether a word weighs anything is hard to foretell */
	size_t		number = np_is_known(entry) ? (size_t) (entry - table) : 0;
	int			is_new = (taken[number / 64] >> number % 64 & 1) ^ 1;

	taken[number / 64] |= (uint64_t) (entry->weight != 0) << number % 64;
	return entry->weight * is_new;
}

/*
 * What the tables have of one of the tokenizer's words, and of it and the one
 * before, looked up ahead: right for a word that stands for nothing else.
 */
typedef struct Ahead
{
	const NpEntry *word;
	const NpEntry *pair;
	uint64_t	before;			/* hash of the word before */
} Ahead;

/* The pair of the last word of the vocabulary and this one. */
static inline const NpEntry *
find_pair(const NpSurvey *s, const NpSeenWord *seen, const Ahead *ahead)
{
	if (s->previous == ahead->before && seen->hash == seen->spelling)
		return ahead->pair;
	return np_find_pair(s->previous, seen->hash);
}

/* Count the word and its pair with the one before. */
static inline void
read_vocabulary(NpSurvey *s, NpSeenWord *seen, const Ahead *ahead)
{
	const NpEntry *entry = seen->entry;
	NpFeatures *f = s->features;
	bool		known;
	int			weight;

	if (!np_in_vocabulary(seen))
		return;
	known = np_is_known(entry) || seen->hash == NP_NUMBER_HASH;
	if (known && s->previous != 0)
		seen->pair = find_pair(s, seen, ahead);
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

static inline int
take_headline_weight(NpSurvey *s, const NpEntry *entry)
{
	return take_weight(s->headline.taken, np_default_headline[0], entry);
}

/*
 * What a word of a headline says as such, and the pair of it and the last one,
 * unless it is one of those in small letters.
 */
static void
read_headline_word(NpSurvey *s, NpSeenWord *seen)
{
	if (!np_in_vocabulary(seen) || seen->lookalike ||
		np_begins_small(s->text, seen->start, seen->end))
		return;
	seen->in_headline = true;
	seen->headline_before = s->headline.previous;
	seen->headline_pair = np_find_headline(np_mix(seen->headline_before, seen->hash));
	if (seen->hash != NP_NUMBER_HASH)
		seen->headline = np_find_headline(seen->hash);
	s->features->headline_weight += take_headline_weight(s, seen->headline) +
		take_headline_weight(s, seen->headline_pair);
	s->headline.previous = seen->hash;
}

/* Was this run of four words seen before?  And note the word for its line. */
static void
read_repetition(NpSurvey *s, const NpSeenWord *seen)
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
		np_survey_count(s, NP_COUNT_REPEATED_PHRASES, 1, seen->start, seen->end);
	*slot = tag;
	s->line.hash = np_mix(s->line.hash, seen->hash);
}

/* A word that the vocabulary lacks, in whatever letters. */
static inline void
read_unknown(NpSurvey *s, const NpWord *w, NpSeenWord *seen)
{
	NpRestored	restored;

	if (np_may_be_drawn_out(s->text, s->length, seen->start, seen->end) &&
		np_restore_drawn_out(w, &restored))
	{
		np_survey_take_restored(s, seen, &restored);
		return;
	}
	s->features->unknown++;
	s->features->foreign += (w->flags & NP_WORD_NONASCII) != 0 && !seen->lookalike &&
		(seen->letters > 1 || (w->flags & NP_WORD_IDEOGRAPH));
}

/*
 * The walk from word to word.
 */

/* Everything but a plain blank, between the word before and what stands at end. */
static void
cross_gap(NpSurvey *s, size_t end, NpGap *gap)
{
	size_t		start = s->last_end;

	np_read_gap(s->text, start, end, gap);
	if (gap->bangs)
		np_survey_count(s, NP_COUNT_BANGS, gap->bangs, start, end);
	if (gap->questions)
		np_survey_count(s, NP_COUNT_QUESTIONS, gap->questions, start, end);
	if (gap->runs)
		np_survey_count(s, NP_COUNT_RUNS, gap->runs, start, end);
	if (gap->emoji)
		np_survey_count(s, NP_COUNT_EMOJI, gap->emoji, start, end);
	if (gap->symbols)
		np_survey_count(s, NP_COUNT_SYMBOLS, gap->symbols, start, end);
	if (gap->lone_at)
	{
		s->features->words++;	/* it may stand for "a" */
		s->features->letters++;
	}
	if (gap->lines)
	{
		np_survey_end_line(s, gap->first_line_end, gap->before_line);
		s->line.start = gap->line_start;
		s->number_age = LIST_REACH + 1;
	}
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
cross_to(NpSurvey *s, NpSeenWord *seen)
{
	NpGap		gap;

	cross_gap(s, seen->start, &gap);
	if (gap.lines > 0)
	{
		seen->begins_line = true;
		s->previous = 0;
	}
	if (np_is_known(seen->entry) || gap.at)
		np_survey_domain(s, seen, &gap);
}

/* A sign at the end of the gap before the word that may be its first letter. */
static inline bool
is_signed_before(const NpSurvey *s, size_t start)
{
	unsigned char c = start > 0 ? s->text[start - 1] : 0;

	return c == '$' || c == '@' || c == '|' || c == 0xAC;
}

static inline void
read_word(NpSurvey *s, const NpWord *w, const Ahead *ahead)
{
	NpFeatures *f = s->features;
	NpSeenWord	seen;
	bool		signed_before = false;

	seen.hash = w->hash;
	seen.spelling = w->hash;
	seen.entry = ahead->word;
	seen.pair = &np_unknown;
	seen.headline = seen.headline_pair = &np_unknown;
	seen.start = w->start;
	seen.end = w->start + w->length;
	seen.gap = s->last_end;
	seen.letters = w->folded_length;
	seen.flags = w->flags;
	seen.disguised = false;
	seen.lookalike = false;
	seen.spells = false;
	seen.in_headline = false;
	seen.in_link = w->start < s->link.end;
	seen.begins_line = s->line.words == 0;

	if (seen.in_link)
		np_survey_link_word(s, &seen);
	else
	{
		if (!is_plain_gap(s->text, s->last_end, seen.start))
		{
			cross_to(s, &seen);
			signed_before = is_signed_before(s, seen.start);
		}
		if ((w->flags & (NP_WORD_DIGIT | NP_WORD_NONASCII | NP_WORD_DISGUISED)) || signed_before ||
			np_sign_follows(s->text, s->length, seen.end))
			np_survey_odd_word(s, w, signed_before, &seen);
		if (s->phone.digits > 0 && seen.hash != NP_NUMBER_HASH)
			np_survey_end_phone(s);
		if (seen.begins_line)
			np_survey_begin_line(s, w);
		if (seen.disguised)
			np_survey_count(s, NP_COUNT_DISGUISED, 1, seen.start, seen.end);
		else if (!np_is_known(seen.entry) && !(w->flags & NP_WORD_DIGIT))
			read_unknown(s, w, &seen);
		read_shout(s, &seen);
		read_vocabulary(s, &seen, ahead);
		if (seen.start < s->headline.end)
			read_headline_word(s, &seen);
		if (s->repetition)
			read_repetition(s, &seen);
		f->words++;
		f->letters += seen.letters;
		s->number_age++;
		s->line.words++;
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
	Ahead		ahead[NP_TOKEN_BATCH];
	uint64_t	before = 0;
	NpSurvey	survey;
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
		{
			ahead[i].word = np_find_word(words[i].hash);
			ahead[i].pair = np_find_pair(before, words[i].hash);
			ahead[i].before = before;
			before = words[i].hash;
		}
		for (size_t i = 0; i < n; i++)
			if (words[i].start >= survey.swallowed)
				read_word(&survey, &words[i], &ahead[i]);
	}
	np_survey_end_phone(&survey);
	cross_gap(&survey, length, &gap);
	np_survey_end_line(&survey, length, gap.after_line);
	np_survey_settle_doubtful(&survey);
}
