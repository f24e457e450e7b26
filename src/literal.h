/*-------------------------------------------------------------------------
 *
 * literal.h
 *	  Reading the text forms of the types: decimal numbers, then hexadecimal
 *	  digits.
 *
 * What is wrong with a literal is a soft error where the server knows them
 * (PostgreSQL 16 and later), so that pg_input_is_valid() answers and COPY can
 * pass over a bad row.  Whoever meets one returns at once.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_LITERAL_H
#define NP_LITERAL_H

#include "postgres.h"

#include "nodes/nodes.h"

typedef struct NpLiteral
{
	const char *text;			/* all of it */
	const char *at;				/* what has not been read yet */
	const char *type;			/* its name in SQL */
	const char *form;			/* what is expected */
	const char *hint;
	Node	   *escontext;		/* where a soft error goes, or NULL; see errsave() */
} NpLiteral;

/* Raise or save an error about the literal; if it is saved, false. */
extern bool np_literal_reject(const NpLiteral *literal, const char *detail);

/* A decimal number up to limit, and the colon after it */
extern bool np_literal_number(NpLiteral *literal, uint32 limit, uint32 *number);

/* n bytes, each of two hexadecimal digits; complaint: what to say where there is something else */
extern bool np_literal_bytes(NpLiteral *literal, uint8 *bytes, Size n, const char *complaint);

#endif							/* NP_LITERAL_H */
