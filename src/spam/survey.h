/*-------------------------------------------------------------------------
 *
 * survey.h
 *	  What the parts of the pass over a text share: see survey.c.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SURVEY_H
#define NP_SURVEY_H

#include "spam/features.h"
#include "spam/gap.h"
#include "spam/restore.h"

/* Memory of phrases and lines: a later one overwrites an earlier one in its slot. */
#define NP_PHRASE_SLOTS	4096
#define NP_LINE_SLOTS	512

/* A bit for each of so many buckets' entries. */
#define NP_TAKEN(buckets) (2 * (buckets) / 64)

typedef struct NpSurveyLine
{
	uint32_t	words;
	uint32_t	tags;
	size_t		start;
	uint64_t	hash;
} NpSurveyLine;

/* Words in the look-alikes of another alphabet that may be English ones. */
typedef struct NpDoubtful
{
	uint32_t	words;			/* of these, those that are known */
	int64_t		weight;
} NpDoubtful;

typedef struct NpSurvey
{
	const unsigned char *text;
	size_t		length;
	NpFeatures *features;
	const NpWatcher *watcher;
	size_t		last_end;		/* of the word before */
	size_t		swallowed;		/* words that begin before this are part of one already seen */
	uint64_t	previous;		/* hash of the word before, 0 for none */
	size_t		previous_start;
	bool		repetition;		/* look for lines and phrases seen before */
	bool		last_shouted;	/* the word before was in capitals */
	uint32_t	other_alphabet; /* words in letters that are not Latin */
	uint32_t	number_age;		/* words since the number that began the line, or many */
	NpSurveyLine line;
	NpDoubtful	doubtful;
	struct
	{
		size_t		end;		/* words that begin before this are part of it */
		uint64_t	previous;	/* hash of its word before */
	}			link;
	struct
	{
		uint32_t	digits;		/* in the numbers read in a row */
		size_t		start;
		size_t		end;
	}			phone;
	struct
	{
		size_t		end;		/* words that begin before this are part of it */
		uint64_t	previous;	/* hash of its word before */
		uint64_t	taken[NP_TAKEN(NP_HEADLINE_BUCKETS)];
	}			headline;
	uint64_t	before[3];		/* hashes of the last words, the latest first */
	uint64_t	taken_words[NP_TAKEN(NP_WORD_BUCKETS)]; /* entries whose weight was taken */
	uint64_t	taken_pairs[NP_TAKEN(NP_PAIR_BUCKETS)];
	uint32_t	phrase_mask;	/* slots in use, less one */
	uint32_t	line_slots[NP_LINE_SLOTS];
	uint16_t	phrase_slots[NP_PHRASE_SLOTS];
} NpSurvey;

/* Count n of something that stands from start to end. */
static inline void
np_survey_count(NpSurvey *s, NpCount what, uint32_t n, size_t start, size_t end)
{
	s->features->count[what] += n;
	if (s->watcher != NULL && s->watcher->counted != NULL)
		s->watcher->counted(s->watcher->state, what, start, end);
}

/* survey_line.c */
extern void np_survey_begin_line(NpSurvey *s, const NpWord *w);
extern void np_survey_end_line(NpSurvey *s, size_t end, NpMark mark);

/* survey_link.c */
extern void np_survey_begin_link(NpSurvey *s, size_t start, size_t from);
extern void np_survey_link_word(NpSurvey *s, const NpSeenWord *seen);
extern void np_survey_domain(NpSurvey *s, const NpSeenWord *seen, const NpGap *gap);

/* survey_number.c */
extern void np_survey_number(NpSurvey *s, const NpWord *w);
extern void np_survey_end_phone(NpSurvey *s);

/* survey_odd.c */
extern void np_survey_odd_word(NpSurvey *s, const NpWord *w, bool signed_before, NpSeenWord *seen);
extern void np_survey_take_restored(NpSurvey *s, NpSeenWord *seen, const NpRestored *restored);
extern void np_survey_settle_doubtful(NpSurvey *s);

#endif							/* NP_SURVEY_H */
