/*-------------------------------------------------------------------------
 *
 * recall.h
 *	  A function of a query's parameter is evaluated once, not for each row.
 *
 * In "WHERE sig % to_minhash($1)" the parameter is the same for all rows,
 * but the executor calls to_minhash() for each of them unless the planner
 * has seen the value, which it has not in a prepared statement's generic
 * plan or in PL/pgSQL.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_RECALL_H
#define NP_RECALL_H

#include "postgres.h"

#include "fmgr.h"

/*
 * The value, a varlena, that this call of a function had for the very same
 * arguments.  Their first is a text, the others are passed by value.  Always
 * false where the text is not a parameter.
 */
extern bool np_recall(FunctionCallInfo fcinfo, Datum *value);

/* Keep the value for the next call. */
extern void np_remember(FunctionCallInfo fcinfo, Datum value);

#endif							/* NP_RECALL_H */
