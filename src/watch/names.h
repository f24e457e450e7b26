/*-------------------------------------------------------------------------
 *
 * names.h
 *	  Names as they are written in a query, whatever the search path.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_NAMES_H
#define NP_NAMES_H

#include "postgres.h"

#include "access/attnum.h"

extern const char *np_relation_name(Oid relid);
extern const char *np_quoted_column(Oid relid, AttrNumber column);

/* A type without a modifier: char(n) of any length, not char(1) */
extern const char *np_type_name(Oid type);

/* The equality operator of a type, as OPERATOR(schema.=) */
extern const char *np_equality_name(Oid type);

#endif							/* NP_NAMES_H */
