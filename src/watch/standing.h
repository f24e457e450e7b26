/*-------------------------------------------------------------------------
 *
 * standing.h
 *	  Which of two articles that are alike is the original?
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_STANDING_H
#define NP_STANDING_H

#include "postgres.h"

#include "watch/settings.h"

/* What speaks for an article; the values as they stand in its columns. */
typedef struct Standing
{
	Datum		key;
	Datum		rank;
	bool		rank_isnull;
	bool		dated;
	int64		published;		/* microseconds, if dated */
	int64		length;			/* of the body, in bytes */
} Standing;

/*
 * Has a the better claim than b?  By the rule of the table's settings, then
 * by time of publication, then by key: of two articles with different keys
 * it is always one.
 */
extern bool np_outranks(const Watched *watched, const Standing *a, const Standing *b);

/* Length of a body, without reading it. */
extern int64 np_body_length(Datum body);

#endif							/* NP_STANDING_H */
