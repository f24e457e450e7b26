/*-------------------------------------------------------------------------
 *
 * own_score.c
 *	  What a newsroom's own model says of a text.
 *
 * Naive Bayes over the features that a text has (what it lacks says nothing),
 * the weight of a feature being the logarithm of the ratio of its rates in
 * junk and in clean texts.  Three changes, each measured with test/bench/spam:
 *
 * A feature seen in few texts counts for less (n / (n + 1), after the
 * confidence factors of Yerazunis 2004), and one never seen for nothing.
 *
 * The sum is divided by the number of features to the power 0.7: features of
 * a text are far from independent, and long texts would be sure of anything.
 *
 * The zero point is not where the rates are equal but where texts divide:
 * between the mean weight that features have in junk and that they have in
 * clean texts, nearer to the kind that varies less.  These means are taken
 * with each text left out of what is known about its own features, for which
 * counts suffice: a text's feature that n texts of its kind have is judged as
 * if n - 1 had it.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/own.h"

#include <math.h>

/* Texts added to either side of every rate, so that none is 0. */
#define PRIOR		0.3

/* A feature of so many texts counts half. */
#define DOUBT		1.0

#define LENGTH_POWER 0.7

/* From the divided sum to log-odds: fitted on held-out texts of the labelled sets. */
#define SLOPE		1.0

static double
log_rate(const NpOwnModel *model, NpKindOfText kind, uint32_t count)
{
	return log((count + PRIOR) / (model->texts[kind] + 2 * PRIOR));
}

static double
known_log_rate(const NpOwnModel *model, NpKindOfText kind, uint32_t count)
{
	return count < NP_OWN_LOGS ? model->logs[kind][count] : log_rate(model, kind, count);
}

static double
weight(const NpOwnModel *model, uint32_t clean, uint32_t junk)
{
	double		n = (double) clean + junk;

	if (n == 0)
		return 0;
	return n / (n + DOUBT) *
		(known_log_rate(model, NP_JUNK, junk) - known_log_rate(model, NP_CLEAN, clean));
}

/* Sums over the features of the texts of one kind. */
typedef struct Moments
{
	double		n;
	double		sum;
	double		squares;
} Moments;

static void
add_weight(Moments *m, double times, double w)
{
	if (w == 0)
		return;
	m->n += times;
	m->sum += times * w;
	m->squares += times * w * w;
}

static double
spread(const Moments *m, double mean)
{
	double		variance = m->squares / m->n - mean * mean;

	return variance > 0 ? sqrt(variance) : 0;
}

static double
find_centre(const NpOwnModel *model)
{
	Moments		m[NP_KINDS_OF_TEXT] = {{0}};
	double		clean;
	double		junk;
	double		clean_spread;
	double		junk_spread;

	for (size_t i = 0; i < NP_OWN_FEATURES; i++)
	{
		uint32_t	nclean = model->counts[i][NP_CLEAN];
		uint32_t	njunk = model->counts[i][NP_JUNK];

		if (nclean > 0)
			add_weight(&m[NP_CLEAN], nclean, weight(model, nclean - 1, njunk));
		if (njunk > 0)
			add_weight(&m[NP_JUNK], njunk, weight(model, nclean, njunk - 1));
	}
	if (m[NP_CLEAN].n == 0 || m[NP_JUNK].n == 0)
		return 0;
	clean = m[NP_CLEAN].sum / m[NP_CLEAN].n;
	junk = m[NP_JUNK].sum / m[NP_JUNK].n;
	clean_spread = spread(&m[NP_CLEAN], clean);
	junk_spread = spread(&m[NP_JUNK], junk);
	if (clean_spread + junk_spread == 0)
		return (clean + junk) / 2;
	return (junk * clean_spread + clean * junk_spread) / (clean_spread + junk_spread);
}

void
np_own_prepare(NpOwnModel *model)
{
	if (model->prepared)
		return;
	for (int kind = 0; kind < NP_KINDS_OF_TEXT; kind++)
		for (uint32_t count = 0; count < NP_OWN_LOGS; count++)
			model->logs[kind][count] = log_rate(model, (NpKindOfText) kind, count);
	model->centre = find_centre(model);
	model->prepared = true;
}

double
np_own_weight(const NpOwnModel *model, uint32_t number)
{
	uint32_t	clean = model->counts[number][NP_CLEAN];
	uint32_t	junk = model->counts[number][NP_JUNK];

	return clean + junk > 0 ? weight(model, clean, junk) - model->centre : 0;
}

double
np_own_evidence(const NpOwnModel *model, const NpOwnFeature *features, size_t n)
{
	double		sum = 0;
	size_t		known = 0;

	for (size_t i = 0; i < n; i++)
	{
		const uint32_t *counts = model->counts[features[i].number];

		if (counts[NP_CLEAN] + counts[NP_JUNK] == 0)
			continue;
		sum += np_own_weight(model, features[i].number);
		known++;
	}
	return SLOPE * sum / pow((double) known + 1, LENGTH_POWER);
}
