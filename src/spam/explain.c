/*-------------------------------------------------------------------------
 *
 * explain.c
 *	  Why a text has its score.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/score.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "spam/judge.h"

/* Places shown of a signal, and words of a vocabulary. */
#define MAX_SHOWN		8

/* A place is shown up to so many bytes. */
#define MAX_SNIPPET		60

/* A place in the text. */
typedef struct Place
{
	size_t		start;
	size_t		end;
	bool		first;			/* of a headline, which counts beside the word itself */
} Place;

/* What is noted while the text is read. */
typedef struct Notes
{
	const unsigned char *text;
	size_t		length;
	int			nplaces[NP_COUNTS];
	Place		places[NP_COUNTS][MAX_SHOWN];
	NpSeenWord	last;
	NpSeenWord	last_in_headline;
	/* where each entry stands first; end is 0 for nowhere */
	Place		words[2 * NP_WORD_BUCKETS];
	Place		pairs[2 * NP_PAIR_BUCKETS];
	Place		headline[2 * NP_HEADLINE_BUCKETS];
} Notes;

/* Evidence being written. */
typedef struct Line
{
	char	   *bytes;
	size_t		length;
	size_t		room;
} Line;

/* A word to show, and what it contributes. */
typedef struct Loud
{
	double		contribution;
	Place		place;
} Loud;

/*
 * Writing.
 */

static void
write_bytes(Line *line, const void *bytes, size_t length)
{
	if (line->length + length > line->room)
	{
		line->room = 2 * (line->length + length);
		line->bytes = line->bytes ? np_realloc(line->bytes, line->room) : np_alloc(line->room);
	}
	memcpy(line->bytes + line->length, bytes, length);
	line->length += length;
}

static void
write_string(Line *line, const char *string)
{
	write_bytes(line, string, strlen(string));
}

static bool
is_blank(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0;
}

/* The place without blanks at its ends, and not too long. */
static Place
trim(const Notes *notes, Place p)
{
	while (p.start < p.end && is_blank(notes->text[p.start]))
		p.start++;
	while (p.end > p.start && is_blank(notes->text[p.end - 1]))
		p.end--;
	if (p.end - p.start > MAX_SNIPPET)
	{
		p.end = p.start + MAX_SNIPPET;
		/* not inside a character */
		while (p.end > p.start && (notes->text[p.end] & 0xC0) == 0x80)
			p.end--;
	}
	return p;
}

/* The text there, runs of blanks as one. */
static void
write_place(Line *line, const Notes *notes, Place place)
{
	Place		p = trim(notes, place);
	bool		cut = p.end - p.start + 3 < place.end - place.start &&
		p.end - p.start > MAX_SNIPPET - 4;

	for (size_t i = p.start; i < p.end; i++)
	{
		if (!is_blank(notes->text[i]))
			write_bytes(line, &notes->text[i], 1);
		else if (!is_blank(notes->text[i - 1]))
			write_bytes(line, " ", 1);
	}
	if (cut)
		write_string(line, "...");	/* ASCII: every server encoding has it */
}

/*
 * Noting.
 */

static bool
same_place(const Notes *notes, Place a, Place b)
{
	return a.end - a.start == b.end - b.start &&
		memcmp(notes->text + a.start, notes->text + b.start, a.end - a.start) == 0;
}

static void
note_place(void *state, NpCount what, size_t start, size_t end)
{
	Notes	   *notes = state;
	Place		place = {start, end, false};
	int		   *n = &notes->nplaces[what];

	place = trim(notes, place);
	if (*n == MAX_SHOWN || place.start == place.end)
		return;
	for (int i = 0; i < *n; i++)
		if (same_place(notes, notes->places[what][i], place))
			return;
	notes->places[what][(*n)++] = place;
}

static void
note_found(Place *found, size_t start, size_t end, bool first)
{
	if (found->end == 0)
		*found = (Place) {start, end, first};
}

static void
note_in_headline(Notes *notes, const NpSeenWord *word)
{
	bool		first = word->headline_before == NP_HEADLINE_HASH;

	if (np_is_known(word->headline))
		note_found(&notes->headline[word->headline - np_default_headline[0]],
				   word->start, word->end, false);
	if (np_is_known(word->headline_pair))
		note_found(&notes->headline[word->headline_pair - np_default_headline[0]],
				   first ? word->start : notes->last_in_headline.start, word->end, first);
	notes->last_in_headline = *word;
}

static void
note_word(void *state, const NpSeenWord *word)
{
	Notes	   *notes = state;

	if (word->in_link || !np_in_vocabulary(word))
		return;
	if (np_is_known(word->entry))
		note_found(&notes->words[word->entry - np_default_words[0]], word->start, word->end,
				   false);
	if (np_is_known(word->pair))
		note_found(&notes->pairs[word->pair - np_default_pairs[0]], notes->last.start, word->end,
				   false);
	if (word->in_headline)
		note_in_headline(notes, word);
	notes->last = *word;
}

/*
 * Evidence.
 */

static int
compare_loud(const void *a, const void *b)
{
	double		x = fabs(((const Loud *) a)->contribution);
	double		y = fabs(((const Loud *) b)->contribution);

	return (x < y) - (x > y);
}

/* Keep the loudest: those in loud[] are few enough to be sorted each time. */
static void
keep_loud(Loud *loud, int *n, double contribution, Place place)
{
	int			at = *n;

	if (contribution == 0)
		return;
	if (at == MAX_SHOWN)
	{
		at = MAX_SHOWN - 1;
		if (fabs(loud[at].contribution) >= fabs(contribution))
			return;
	}
	else
		(*n)++;
	loud[at].contribution = contribution;
	loud[at].place = place;
	qsort(loud, *n, sizeof(Loud), compare_loud);
}

static void
write_loud(Line *line, const Notes *notes, const Loud *loud, int n)
{
	for (int i = 0; i < n; i++)
	{
		char		number[32];

		snprintf(number, sizeof(number), " %+.2f", loud[i].contribution);
		if (i > 0)
			write_string(line, ", ");
		write_place(line, notes, loud[i].place);
		if (loud[i].place.first)
			write_string(line, " (first)");
		write_string(line, number);
	}
}

/* The loudest entries of a table; unit is what a weight of 1 contributes. */
static void
write_entries(Line *line, const Notes *notes, const NpEntry *entries, const Place *found,
			  int nentries, double unit)
{
	Loud		loud[MAX_SHOWN];
	int			n = 0;

	for (int i = 0; i < nentries; i++)
		if (found[i].end > 0)
			keep_loud(loud, &n, unit * entries[i].weight, found[i]);
	write_loud(line, notes, loud, n);
}

/* Of a signal that is the sum of a table's weights; false if it is none. */
static bool
write_vocabulary(Line *line, const Notes *notes, const NpJudgement *judgement,
				 const NpFeatures *features, NpSignal signal)
{
	double		contribution = judgement->contributions[signal];

	switch (signal)
	{
		case NP_SIGNAL_WORDS:
			write_entries(line, notes, np_default_words[0], notes->words, 2 * NP_WORD_BUCKETS,
						  contribution / (double) features->word_weight);
			return true;
		case NP_SIGNAL_PAIRS:
			write_entries(line, notes, np_default_pairs[0], notes->pairs, 2 * NP_PAIR_BUCKETS,
						  contribution / (double) features->pair_weight);
			return true;
		case NP_SIGNAL_HEADLINE:
			write_entries(line, notes, np_default_headline[0], notes->headline,
						  2 * NP_HEADLINE_BUCKETS,
						  contribution / (double) features->headline_weight);
			return true;
		default:
			return false;
	}
}

static void
write_places(Line *line, const Notes *notes, NpCount what)
{
	for (int i = 0; i < notes->nplaces[what]; i++)
	{
		if (i > 0)
			write_string(line, ", ");
		write_place(line, notes, notes->places[what][i]);
	}
}

static void
write_parts(Line *line, uint32_t part, uint32_t whole, const char *what)
{
	char		remark[96];

	snprintf(remark, sizeof(remark), "%u of %u %s", part, whole, what);
	write_string(line, remark);
}

/* Of the signals that look at the whole text. */
static void
write_remark(Line *line, const NpFeatures *f, NpSignal signal)
{
	char		remark[64];

	switch (signal)
	{
		case NP_SIGNAL_FEW_STOP_WORDS:
			write_parts(line, f->count[NP_COUNT_STOP], f->words, "words are stop words");
			break;
		case NP_SIGNAL_WORD_LENGTH:
			snprintf(remark, sizeof(remark), "%.1f letters a word",
					 (double) f->letters / (f->words ? f->words : 1));
			write_string(line, remark);
			break;
		case NP_SIGNAL_UNENDED_LINES:
			write_parts(line, f->ended_lines, f->long_lines, "lines end a sentence");
			break;
		case NP_SIGNAL_SHORT_LINES:
			write_parts(line, f->short_lines, f->lines, "lines are short");
			break;
		case NP_SIGNAL_TOO_SHORT:
			snprintf(remark, sizeof(remark), "%u words", f->words);
			write_string(line, remark);
			break;
		case NP_SIGNAL_BARE_LINKS:
			write_parts(line, f->count[NP_COUNT_LINKS], f->count[NP_COUNT_LINKS] + f->words,
						"words are links");
			break;
		case NP_SIGNAL_FOREIGN:
			write_parts(line, f->unknown, f->words, "words are unknown");
			break;
		default:
			break;
	}
}

static void
write_own(Line *line, const Notes *notes, const NpOwnModel *own, const NpOwnFeature *features,
		  size_t n, const NpJudgement *judgement)
{
	char		remark[128];
	Loud		loud[MAX_SHOWN];
	int			nloud = 0;
	double		sum = 0;

	if (np_own_trust(own) == 0)
	{
		snprintf(remark, sizeof(remark),
				 "silent: it has learnt %u junk and %u clean texts, and needs %d of each",
				 own->texts[NP_JUNK], own->texts[NP_CLEAN], NP_OWN_SPEAKS);
		write_string(line, remark);
		return;
	}
	for (size_t i = 0; i < n; i++)
		sum += np_own_weight(own, features[i].number);
	for (size_t i = 0; i < n && sum != 0; i++)
	{
		Place		place = {features[i].start, features[i].end, false};

		if (features[i].shown)
			keep_loud(loud, &nloud, np_own_weight(own, features[i].number) *
					  judgement->contributions[NP_REASON_OWN] / sum, place);
	}
	write_loud(line, notes, loud, nloud);
}

/*
 * Reasons.
 */

static void
add_reason(NpSpamReason *reasons, size_t *n, const char *signal, const NpJudgement *judgement,
		   int i, Line line)
{
	NpSpamReason *reason = &reasons[(*n)++];

	reason->signal = signal;
	reason->value = judgement->values[i];
	reason->weight = judgement->weights[i];
	reason->contribution = judgement->contributions[i];
	reason->evidence = line.bytes;
	reason->evidence_length = line.length;
}

static int
compare_reasons(const void *a, const void *b)
{
	const NpSpamReason *x = a;
	const NpSpamReason *y = b;
	double		louder = fabs(y->contribution) - fabs(x->contribution);

	if (louder != 0)
		return louder > 0 ? 1 : -1;
	return strcmp(x->signal, y->signal);
}

size_t
np_spam_explain(const unsigned char *text, size_t length, const NpOwnModel *own,
				NpSpamReason **reasons)
{
	Notes	   *notes = np_alloc_zero(sizeof(Notes));
	NpReader	collector = {.read = np_own_read};
	NpWatcher	watcher = {.state = notes, .word = note_word, .counted = note_place};
	bool		trusted = own != NULL && np_own_trust(own) > 0;
	NpFeatures	features;
	NpJudgement judgement;
	NpOwnFeature *own_features = NULL;
	size_t		nown = 0;
	double		evidence = 0;
	size_t		n = 0;

	notes->text = text;
	notes->length = length;
	if (trusted)
	{
		collector.state = np_own_begin(text, length);
		watcher.readers = &collector;
	}
	np_survey(text, length, &watcher, &features);
	if (trusted)
	{
		nown = np_own_end(collector.state, &own_features);
		evidence = np_own_evidence(own, own_features, nown);
	}
	np_spam_judge(&features, own, evidence, &judgement);

	*reasons = np_alloc(NP_REASONS * sizeof(NpSpamReason));
	for (int i = 0; i < NP_SIGNALS; i++)
	{
		NpCount		places = np_signal_info[i].evidence;
		Line		line = {NULL, 0, 0};

		if (judgement.contributions[i] == 0)
			continue;
		if (places != NP_COUNTS)
			write_places(&line, notes, places);
		else if (!write_vocabulary(&line, notes, &judgement, &features, (NpSignal) i))
			write_remark(&line, &features, (NpSignal) i);
		add_reason(*reasons, &n, np_signal_info[i].name, &judgement, i, line);
	}
	if (own != NULL)
	{
		Line		line = {NULL, 0, 0};

		write_own(&line, notes, own, own_features, nown, &judgement);
		add_reason(*reasons, &n, "own model", &judgement, NP_REASON_OWN, line);
	}
	qsort(*reasons, n, sizeof(NpSpamReason), compare_reasons);
	if (own_features != NULL)
		np_free(own_features);
	np_free(notes);
	return n;
}
