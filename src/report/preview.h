/*-------------------------------------------------------------------------
 *
 * preview.h
 *	  How similar the articles of a table are to each other.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_PREVIEW_H
#define NP_PREVIEW_H

#include "postgres.h"

#include "report/finder.h"
#include "report/subject.h"

/* Levels of similarity of 0.05; the last one has 1 as well. */
#define NP_LEVELS 20

/* One pair of the level; a is NULL where there is none */
typedef struct NpExample
{
	const char *a;				/* keys */
	const char *b;
	double		similarity;
	const char *a_text;			/* title or beginning; NULL if no text is known */
	const char *b_text;
} NpExample;

typedef struct NpLevel
{
	double		similarity;		/* where the level begins */
	double		pairs;			/* in it, perhaps extrapolated */
	double		at_least;		/* in it and above */
	NpExample	example;
} NpLevel;

typedef struct NpPreview
{
	NpLevel		levels[NP_LEVELS];
	double		rows;			/* with a signature that is not empty, perhaps extrapolated */
	double		asked;			/* rows that were compared with all others */
	bool		sampled;		/* the pairs are extrapolated */
	NpFinder	finder;
} NpPreview;

/*
 * Compare signatures.  All with all in a table of up to some ten thousand
 * rows; in a larger one a random part of them with all, and beyond a million
 * rows with a random million.
 */
extern NpPreview *np_preview(const NpSubject *subject);

#endif							/* NP_PREVIEW_H */
