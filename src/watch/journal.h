/*-------------------------------------------------------------------------
 *
 * journal.h
 *	  What the triggers write down: the queue of newsprint_sweep(), and
 *	  verdicts that are not written into the row.
 *
 * Written as the system writes its catalogs: whoever inserts an article need
 * not have a privilege on these tables.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_JOURNAL_H
#define NP_JOURNAL_H

#include "postgres.h"

#include "watch/judge.h"
#include "watch/settings.h"

#define EVENT_INSERTED	'i'
#define EVENT_UPDATED	'u'
#define EVENT_DELETED	'd'

/* Tell the next sweep about a row.  function is one of the extension's. */
extern void np_journal_event(const Watched *watched, Oid function, const char *key, char event);

/*
 * Record a verdict; action is logged or skipped, a NaN is no score, key may
 * be NULL.  One of VERDICT_ORIGINAL is about junk.
 */
extern void np_journal_verdict(const Watched *watched, Oid function, const char *key,
							   const Verdict *verdict, const char *action, double score);

/* Has an editor decided to keep the row, whatever the texts say? */
extern bool np_is_kept(const Watched *watched, Oid function, const char *key);

/* Has an editor said whether the row is junk?  Then its score is the editor's. */
extern bool np_is_lesson(const Watched *watched, Oid function, const char *key);

#endif							/* NP_JOURNAL_H */
