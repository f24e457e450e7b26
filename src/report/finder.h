/*-------------------------------------------------------------------------
 *
 * finder.h
 *	  The index that finds a table's similar rows, and how surely it does.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_FINDER_H
#define NP_FINDER_H

#include "postgres.h"

#include "report/subject.h"

typedef struct NpFinder
{
	const char *method;			/* access method; NULL if there is no index */
	double		threshold;		/* similarity that searches ask for */
	int			nlanes;
	int			bands;
	int			rows;			/* gin: lanes in a band; lsh: lanes that a search compares */
} NpFinder;

/* Whoever has found no signature yet gives the default number of lanes. */
extern NpFinder np_finder(const NpSubject *subject, int nlanes);

/* The share of the rows of that similarity which a search finds, if there is an index. */
extern double np_finder_probability(const NpFinder *finder, double similarity);

#endif							/* NP_FINDER_H */
