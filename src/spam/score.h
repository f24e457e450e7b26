/*-------------------------------------------------------------------------
 *
 * score.h
 *	  Is it junk, how sure are we, and why?
 *
 * A text's score is the logistic of the sum of its contributions, each the
 * product of a signal's value and its weight (signals.h), the vocabulary's
 * among them.  Contributions are whole multiples of NP_SPAM_QUANTUM, so
 * their sum is exact in double and the same in whatever order it is taken:
 * an explanation adds up to the score to the last digit.
 *
 * Pure C: memory and interrupts come from host.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SCORE_H
#define NP_SCORE_H

#include <stddef.h>
#include <stdint.h>

#include "text/token.h"

/* A score from here on is called junk by default; see the README's calibration table. */
#define NP_SPAM_CUTOFF	0.5

/* What contributions are multiples of. */
#define NP_SPAM_QUANTUM	(1.0 / (1 << 20))

/* A newsroom's own model, unpacked; see own.h. */
typedef struct NpOwnModel NpOwnModel;

/*
 * The score of a text of length bytes of UTF-8 (other bytes end a word), in
 * [0, 1]; of a text without words, about the score of one that says nothing.
 */
extern double np_spam_score(const unsigned char *text, size_t length);

/*
 * The same with a newsroom's own model beside the default one, and for others
 * who read the text's words in the same pass; own and readers may be NULL.
 */
extern double np_spam_score_own(const unsigned char *text, size_t length,
								const NpOwnModel *own, const NpReader *readers);

/* A reason: contribution = value * weight, rounded to NP_SPAM_QUANTUM. */
typedef struct NpSpamReason
{
	const char *signal;			/* a constant */
	double		value;
	double		weight;
	double		contribution;	/* in log-odds */
	char	   *evidence;		/* UTF-8, from the text or a remark; NULL for none */
	size_t		evidence_length;
} NpSpamReason;

/*
 * The reasons for a text's score, those that speak loudest first; what
 * contributes nothing is left out, except where evidence says why.
 * *reasons and every evidence are allocated.  Returns how many.
 */
extern size_t np_spam_explain(const unsigned char *text, size_t length,
							  const NpOwnModel *own, NpSpamReason **reasons);

#endif							/* NP_SCORE_H */
