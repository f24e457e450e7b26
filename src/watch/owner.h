/*-------------------------------------------------------------------------
 *
 * owner.h
 *	  Statements that are executed as the owner of a table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_OWNER_H
#define NP_OWNER_H

#include "postgres.h"

/* Who the current user was, to be that again */
typedef struct NpCaller
{
	Oid			user;
	int			context;
} NpCaller;

/* Be the owner of a table for a while; an error ends that, too. */
extern NpCaller np_become_owner(Oid relid);
extern void np_become_caller(NpCaller caller);

/*
 * Execute a statement as the owner of a table, as the server does for the
 * actions of foreign keys.  The caller must have checked that the user may
 * have it done; all names in it must be qualified.  nulls as SPI takes them.
 * Returns how many rows it was done to.
 */
extern uint64 np_execute_as_owner(Oid relid, const char *sql, int nargs, const Oid *types,
								  const Datum *values, const char *nulls);

#endif							/* NP_OWNER_H */
