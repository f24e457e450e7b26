/*-------------------------------------------------------------------------
 *
 * subject.h
 *	  The table that a report is about.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SUBJECT_H
#define NP_SUBJECT_H

#include "postgres.h"

#include "text/sqltext.h"
#include "watch/settings.h"

/* Names are quoted for use in a query; a column that is not there is NULL. */
typedef struct NpSubject
{
	Oid			relid;
	Watched    *watched;		/* NULL if the table is not under watch */
	Oid			minhash_type;
	AttrNumber	sig_column;
	double		rows;			/* about so many */

	const char *schema;			/* of the extension */
	const char *table;
	const char *key;
	const char *key_type;
	const char *equal;			/* operator of key_type */
	const char *sig;
	const char *title;
	const char *body;
	const char *published;
	const char *score;
	const char *duplicate;
	const char *similarity;
	const char *template;
} NpSubject;

/* Columns that the caller of a function has named; NULL: find it */
typedef struct NpNamedColumns
{
	const char *sig;
	const char *key;
	const char *body;
} NpNamedColumns;

/* Any table with a signature.  function is any function of the extension. */
extern NpSubject np_subject(Oid relid, NpNamedColumns named, Oid function);

/* A table under watch; an error if it is not. */
extern NpSubject np_watched_subject(Oid relid, Oid function);

/* The table's name as one would write it in the present search path; the same in quotes */
extern NpText np_subject_name(const NpSubject *subject);
extern NpText np_subject_literal(const NpSubject *subject);

/*
 * "table TABLESAMPLE ..." if the table has more than so many rows, else the
 * table: what follows FROM.  Stores the share of the rows that are read.
 * The same rows come every time.
 */
extern const char *np_subject_sample(const NpSubject *subject, const char *method,
									 double rows, double *share);

#endif							/* NP_SUBJECT_H */
