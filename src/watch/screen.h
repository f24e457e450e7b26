/*-------------------------------------------------------------------------
 *
 * screen.h
 *	  What the triggers share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SCREEN_H
#define NP_SCREEN_H

#include "postgres.h"

#include "access/htup.h"
#include "utils/relcache.h"

#include "compat.h"
#include "watch/judge.h"
#include "watch/lookup.h"
#include "watch/settings.h"

/* How the table is watched; a WARNING, once, and NULL if it cannot be. */
extern Watched *np_usable_watch(Relation rel, Oid function);

/* All of the subject but its signature. */
extern void np_subject_from_tuple(const Watched *watched, const WatchTarget *target,
								  Relation rel, HeapTuple tuple, Subject *subject);

/* The verdict with all that is committed by now, and what the command has done. */
extern Verdict np_judge_now(Watched *watched, const Subject *subject, NpText text);

pg_noreturn extern void np_reject_duplicate(const Watched *watched, Relation rel,
											const Verdict *verdict);

#endif							/* NP_SCREEN_H */
