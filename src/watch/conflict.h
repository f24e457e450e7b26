/*-------------------------------------------------------------------------
 *
 * conflict.h
 *	  Is a row that is about to be inserted there already, by a unique index?
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CONFLICT_H
#define NP_CONFLICT_H

#include "postgres.h"

#include "access/htup.h"
#include "utils/relcache.h"

/*
 * The row that keeps the tuple out of the table, by a unique index that is
 * checked at once; NULL if none does.  Waits, as the insert itself would, for
 * a transaction that is about to insert such a row.
 */
extern HeapTuple np_conflicting_row(Relation rel, HeapTuple tuple);

#endif							/* NP_CONFLICT_H */
