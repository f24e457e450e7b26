/*-------------------------------------------------------------------------
 *
 * report.h
 *	  The report: a page, and the sections that it is made of.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_REPORT_H
#define NP_REPORT_H

#include "postgres.h"

#include "lib/stringinfo.h"

#include "report/subject.h"

/*
 * Beyond so many rows the table's counts are estimated from a part of its
 * blocks that has about as many.
 */
#define NP_REPORT_ROWS 1e6

typedef struct NpReport
{
	StringInfo	page;
	NpSubject	subject;
	const char *source;			/* what to count in: the table or a part of it */
	double		share;			/* of the rows that this part has */

	/* estimated for the whole table, if source is a part of it */
	double		articles;
	double		copies;
	double		templates;
	double		junk;
	double		unsigned_articles;
	double		scored;
} NpReport;

/* One file a section; each writes what comes below its heading. */
extern void np_report_overview(NpReport *report);	/* counts, and writes the header's figures */
extern void np_report_timeline(NpReport *report);
extern void np_report_clusters(NpReport *report);
extern void np_report_threshold(NpReport *report);
extern void np_report_scores(NpReport *report);
extern void np_report_signals(NpReport *report);
extern void np_report_campaigns(NpReport *report);
extern void np_report_runs(NpReport *report);

/* marked.c: two texts, with what they share marked in both */
extern void np_mark_shared(NpText a, NpText b, StringInfo marked_a, StringInfo marked_b);

#endif							/* NP_REPORT_H */
