/*-------------------------------------------------------------------------
 *
 * progress.h
 *	  What work that takes long says of itself: a NOTICE now and then, and
 *	  rows of the view newsprint_progress for other sessions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_PROGRESS_H
#define NP_PROGRESS_H

#include "postgres.h"

/* Stored in the server's table of backends as they are here */
typedef enum NpTask
{
	NP_TASK_PAIRS,
	NP_TASK_CLUSTERS
} NpTask;

typedef enum NpPhase
{
	NP_PHASE_READ,				/* in articles */
	NP_PHASE_COMPARE,			/* in articles, once for each band */
	NP_PHASE_SETTLE				/* in articles */
} NpPhase;

/* Start the clock; what is done within ten seconds gives no NOTICE. */
extern void np_progress_begin(NpTask task, Oid relation);

/* Call often: done of expected (0: not known), and what the NOTICE says beside the task. */
extern void np_progress(NpPhase phase, uint64 done, uint64 expected, const char *fmt,...)
			pg_attribute_printf(4, 5);

extern void np_progress_end(void);

#endif							/* NP_PROGRESS_H */
