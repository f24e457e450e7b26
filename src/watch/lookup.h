/*-------------------------------------------------------------------------
 *
 * lookup.h
 *	  Originals of a watched table that an article resembles.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_LOOKUP_H
#define NP_LOOKUP_H

#include "postgres.h"

#include "access/htup.h"
#include "executor/tuptable.h"
#include "utils/snapshot.h"

#include "minhash/minhash.h"
#include "watch/settings.h"
#include "watch/standing.h"

/* Originals that one article is compared with by their texts, at most. */
#define NP_MAX_CANDIDATES	8

/* An article as the lookup sees it. */
typedef struct Subject
{
	const Minhash *sig;			/* not empty */
	Datum		key;
	Datum		former_key;		/* of the row that is being updated, if it has another */
	Datum		tenant;
	Datum		template;		/* that the row names so far */
	bool		key_isnull;
	bool		has_former_key;
	bool		has_template;
	bool		tenant_isnull;
	bool		dated;
	bool		may_have_copies;	/* it was in the table before */
	int64		published;		/* microseconds, if dated */
	const Standing *standing;	/* NULL: worse than that of any other */
} Subject;

/*
 * An original that is like the subject.  The values point into the tuple, a
 * copy, and are still to be detoasted.
 */
typedef struct Candidate
{
	WatchTarget *target;		/* where it is */
	HeapTuple	tuple;
	bool		outranks;		/* it has the better claim to be the original */
	double		similarity;
	Datum		key;
	Datum		body;
	Datum		title;
	Datum		template;
	bool		body_isnull;
	bool		title_isnull;
	bool		template_isnull;
} Candidate;

/*
 * The originals whose similarity to the subject reaches the table's
 * threshold: those that outrank it before the others, then the most similar
 * first, of equally similar ones the one that stands first in the table.
 * Only those of the subject's tenant, within the horizon, and never the
 * subject itself; nor those that row-level security hides from the current
 * user.  Returns how many, at most NP_MAX_CANDIDATES.
 *
 * Reads the tables and their indexes as a check of a unique constraint does:
 * without regard to privileges.
 */
extern int	np_lookup(Watched *watched, const Subject *subject, Snapshot snapshot,
					  Candidate *candidates);

/* Do other rows name this key as that of their original? */
extern bool np_has_copies(Watched *watched, Datum key, Snapshot snapshot);

#endif							/* NP_LOOKUP_H */
