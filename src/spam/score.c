/*-------------------------------------------------------------------------
 *
 * score.c
 *	  From signals to a score.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/score.h"

#include <math.h>

#include "host.h"
#include "spam/judge.h"

/* A whole multiple of NP_SPAM_QUANTUM, so that sums are exact. */
static double
quantize(double x)
{
	return rint(x / NP_SPAM_QUANTUM) * NP_SPAM_QUANTUM;
}

static double
logistic(double x)
{
	return 1 / (1 + exp(-x));
}

void
np_spam_judge(const NpFeatures *features, const NpOwnModel *own, double evidence,
		 NpJudgement *judgement)
{
	double		trust = own != NULL ? np_own_trust(own) : 0;
	double		sum = 0;

	np_signal_values(features, judgement->values);
	judgement->values[NP_REASON_OWN] = evidence;
	for (int i = 0; i < NP_SIGNALS; i++)
		judgement->weights[i] = np_default_weights[i] * (1 - trust);
	judgement->weights[NP_REASON_OWN] = trust;
	for (int i = 0; i < NP_REASONS; i++)
	{
		judgement->contributions[i] = quantize(judgement->values[i] * judgement->weights[i]);
		sum += judgement->contributions[i];
	}
	judgement->score = logistic(sum);
}

double
np_spam_score(const unsigned char *text, size_t length)
{
	NpFeatures	features;
	NpJudgement judgement;

	np_survey(text, length, NULL, &features);
	np_spam_judge(&features, NULL, 0, &judgement);
	return judgement.score;
}

double
np_spam_score_own(const unsigned char *text, size_t length, const NpOwnModel *own,
				  const NpReader *readers)
{
	NpReader	collector = {.read = np_own_read, .next = readers};
	NpWatcher	watcher = {.readers = readers};
	bool		trusted = own != NULL && np_own_trust(own) > 0;
	double		evidence = 0;
	NpFeatures	features;
	NpJudgement judgement;

	if (trusted)
	{
		collector.state = np_own_begin(text, length);
		watcher.readers = &collector;
	}
	np_survey(text, length, &watcher, &features);
	if (trusted)
	{
		NpOwnFeature *own_features;
		size_t		n = np_own_end(collector.state, &own_features);

		evidence = np_own_evidence(own, own_features, n);
		np_free(own_features);
	}
	np_spam_judge(&features, own, evidence, &judgement);
	return judgement.score;
}
