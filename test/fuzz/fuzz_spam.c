/*
 * fuzz_spam.c
 *	  The score of any bytes, and its explanation.
 *
 * The contributions must add up to the score to the last bit, evidence must
 * be there in the text's own bytes or as a remark, and a text must be worth
 * the same whatever the default model's reader has read before.
 */
#include <math.h>
#include <string.h>

#include "fuzz.h"
#include "host.h"
#include "spam/features.h"
#include "spam/score.h"

typedef struct Bounds
{
	size_t		length;
	size_t		last_start;
} Bounds;

static void
check_word(void *state, const NpSeenWord *word)
{
	Bounds	   *bounds = state;

	MUST(word->start < word->end && word->end <= bounds->length);
	MUST(word->gap <= word->start);
	MUST(word->start >= bounds->last_start);
	MUST(word->entry != NULL && word->pair != NULL);
	MUST(word->headline != NULL && word->headline_pair != NULL);
	bounds->last_start = word->start;
}

static void
check_counted(void *state, NpCount what, size_t start, size_t end)
{
	const Bounds *bounds = state;

	MUST(what < NP_COUNTS);
	MUST(start <= end && end <= bounds->length);
}

static void
check_features(const NpFeatures *f)
{
	MUST(f->ended_lines <= f->long_lines && f->long_lines <= f->lines);
	MUST(f->short_lines <= f->lines);
	MUST(f->count[NP_COUNT_STOP] <= f->words);
	MUST(f->known <= f->words);
	/* settling doubtful words must not take back more than was counted */
	MUST(f->count[NP_COUNT_DISGUISED] < UINT32_MAX / 2);
	MUST(f->count[NP_COUNT_SHOUTED] < UINT32_MAX / 2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Bounds		bounds = {size, 0};
	NpWatcher	watcher = {.state = &bounds, .word = check_word, .counted = check_counted,
						   .everything = true};
	NpFeatures	features;
	NpSpamReason *reasons;
	double		score = np_spam_score(data, size);
	double		sum = 0;
	size_t		n;

	np_survey(data, size, &watcher, &features);
	check_features(&features);

	MUST(score >= 0 && score <= 1);
	n = np_spam_explain(data, size, NULL, &reasons);
	for (size_t i = 0; i < n; i++)
	{
		double		quanta = reasons[i].contribution / NP_SPAM_QUANTUM;

		MUST(quanta == rint(quanta) && quanta != 0);
		MUST(i == 0 || fabs(reasons[i].contribution) <= fabs(reasons[i - 1].contribution));
		sum += reasons[i].contribution;
		np_free(reasons[i].evidence);
	}
	np_free(reasons);
	MUST(1 / (1 + exp(-sum)) == score);
	return 0;
}
