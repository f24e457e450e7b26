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

/* What decides which of two articles is the original of the other. */
typedef struct Standing
{
	Datum		key;
	Datum		rank;
	bool		rank_isnull;
	bool		dated;
	int64		published;
	int64		length;			/* of the body */
} Standing;

typedef struct Verdict
{
	VerdictKind kind;
	Datum		other;			/* key of the original, or of the first of the template */
	double		similarity;
	int			nrivals;
	Datum		rivals[NP_MAX_CANDIDATES];	/* keys of originals that copy the article */
} Verdict;

/*
 * Look the article up and confirm by the texts.  Without a standing, what is
 * there already is the original; with it, the better standing decides.
 */
extern Verdict np_judge(Watched *watched, const Subject *subject, NpText text,
						const Standing *standing, Snapshot snapshot);

/* Key as text, for messages and for tables that hold keys of any type. */
extern char *np_key_text(const Watched *watched, Datum key);

#endif							/* NP_JUDGE_H */
