/*-------------------------------------------------------------------------
 *
 * hold.h
 *	  One run at a time: the lock of the procedures that commit.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_HOLD_H
#define NP_HOLD_H

#include "postgres.h"

/*
 * Take the lock of a table without waiting; false if another session, or
 * this one, has it.  It outlasts commits and ends with np_release, with an
 * error that aborts the transaction, or with the session.  An error if the
 * user may not update the table.
 */
extern bool np_hold(Oid relid, Oid function);
extern void np_release(Oid relid, Oid function);

#endif							/* NP_HOLD_H */
