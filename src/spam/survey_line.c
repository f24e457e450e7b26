/*-------------------------------------------------------------------------
 *
 * survey_line.c
 *	  Lines: how they begin and end, and those seen before.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/survey.h"

#include <string.h>

#include "spam/headline.h"

/* Shorter lines say nothing when they are repeated. */
#define MIN_LINE_WORDS	2

/* A line shorter than this is short (FineWeb's rule, Penedo et al. 2024). */
#define SHORT_LINE_BYTES	30

/* A line of so many words is long enough to be a sentence (C4's rule, Raffel et al. 2020). */
#define LONG_LINE_WORDS		5

/*
 * A tag before a headline, as junk posts carry them: one capital or two
 * letters in brackets.  Lists use (a), (ii) and (A); AP and UPI sign their
 * stories.
 */
static bool
is_tag(const NpSurvey *s, const NpWord *w)
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

void
np_survey_begin_line(NpSurvey *s, const NpWord *w)
{
	s->headline.end = np_headline_end(s->text, w->start, s->length);
	s->headline.previous = NP_HEADLINE_HASH;
	if (!is_tag(s, w))
		return;
	s->line.tags++;
	np_survey_count(s, NP_COUNT_TAGS, 1, w->start - 1, w->start + w->length + 1);
}

/* Has the text had a line of these words before? */
static bool
was_seen(NpSurvey *s, uint64_t hash)
{
	uint32_t   *slot = &s->line_slots[hash % NP_LINE_SLOTS];
	uint32_t	tag = (uint32_t) (hash >> 32) | 1;
	bool		seen = *slot == tag;

	*slot = tag;
	return seen;
}

void
np_survey_end_line(NpSurvey *s, size_t end, NpMark mark)
{
	NpSurveyLine *line = &s->line;
	NpFeatures *f = s->features;

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
		np_survey_count(s, NP_COUNT_TEASERS, 1, line->start, end);	/* cut, and the page goes on */
	if (s->repetition && line->words >= MIN_LINE_WORDS && was_seen(s, line->hash))
		np_survey_count(s, NP_COUNT_REPEATED_LINES, line->words, line->start, end);
	line->words = 0;
	line->tags = 0;
	line->hash = 0;
}
