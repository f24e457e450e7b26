/*-------------------------------------------------------------------------
 *
 * judge.h
 *	  Is an article a copy of one that is there already?
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_JUDGE_H
#define NP_JUDGE_H

#include "postgres.h"

#include "utils/snapshot.h"

#include "watch/article.h"
#include "watch/lookup.h"
#include "watch/settings.h"

typedef enum VerdictKind
{
	VERDICT_ORIGINAL,
	VERDICT_DUPLICATE,
	VERDICT_TEMPLATE			/* the form of another article, filled in otherwise */
} VerdictKind;

typedef struct Verdict
{
	VerdictKind kind;
	Datum		other;			/* key of the original, or of the first of the template */
	double		similarity;
	int			nrivals;
	Datum		rivals[NP_MAX_CANDIDATES];	/* keys of originals that copy the article */
	bool		more_rivals;	/* there may be others */
} Verdict;

/*
 * Look the article up and confirm by the texts.  What is there already is
 * the original, unless the subject has a standing: then the better one is.
 */
extern Verdict np_judge(Watched *watched, const Subject *subject, NpText text,
						Snapshot snapshot);

/* Key as text, for messages and for tables that hold keys of any type. */
extern char *np_key_text(const Watched *watched, Datum key);

#endif							/* NP_JUDGE_H */
