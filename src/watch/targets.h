/*-------------------------------------------------------------------------
 *
 * targets.h
 *	  The tables that hold the rows of a watched table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_TARGETS_H
#define NP_TARGETS_H

#include "watch/settings.h"

/* Fill in targets and ntargets, in the current memory context. */
extern void np_find_targets(Watched *watched);

/* The one of them that is this table, or NULL; the second form insists. */
extern WatchTarget *np_find_target(const Watched *watched, Oid relid);
extern WatchTarget *np_watch_target(Watched *watched, Oid relid);

#endif							/* NP_TARGETS_H */
