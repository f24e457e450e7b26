/*-------------------------------------------------------------------------
 *
 * judge.h
 *	  What the score and its explanation share, so that they cannot differ.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_JUDGE_H
#define NP_JUDGE_H

#include "spam/own.h"
#include "spam/signals.h"

/* The own model's contribution stands behind those of the signals. */
#define NP_REASON_OWN	NP_SIGNALS
#define NP_REASONS		(NP_SIGNALS + 1)

typedef struct NpJudgement
{
	double		values[NP_REASONS];
	double		weights[NP_REASONS];
	double		contributions[NP_REASONS];
	double		score;
} NpJudgement;

/* own may be NULL; evidence is what it says of the text (np_own_evidence). */
extern void np_spam_judge(const NpFeatures *features, const NpOwnModel *own, double evidence,
					 NpJudgement *judgement);

#endif							/* NP_JUDGE_H */
