/*-------------------------------------------------------------------------
 *
 * overview.c
 *	  The figures at the top of the report.
 *
 *-------------------------------------------------------------------------
 */
#include "report/report.h"

#include "report/html.h"
#include "report/query.h"

static void
count(NpReport *report)
{
	const NpSubject *s = &report->subject;
	NpRows		rows = np_query(
		"SELECT count(*)::float8, count(%s)::float8, count(%s)::float8, "
		"(count(*) FILTER (WHERE %s >= %g))::float8, "
		"(count(*) FILTER (WHERE %s IS NULL AND %s IS NOT NULL))::float8, count(%s)::float8 "
		"FROM %s",
		s->duplicate, s->template ? s->template : "NULL",
		s->score ? s->score : "NULL::float8", s->watched->spam_cutoff, s->sig, s->body,
		s->score ? s->score : "NULL", report->source);

	report->articles = np_row_number(rows, 0, 1) / report->share;
	report->copies = np_row_number(rows, 0, 2) / report->share;
	report->templates = np_row_number(rows, 0, 3) / report->share;
	report->junk = np_row_number(rows, 0, 4) / report->share;
	report->unsigned_articles = np_row_number(rows, 0, 5) / report->share;
	report->scored = np_row_number(rows, 0, 6) / report->share;
}

static void
figure(NpReport *report, const char *class, const char *name, double number, bool share)
{
	appendStringInfo(report->page, "<div class=\"figure %s\"><dt>%s</dt><dd>", class, name);
	np_html_number(report->page, number);
	if (share && number > 0)
	{
		appendStringInfoString(report->page, " <small>");
		np_html_share(report->page, number, report->articles);
		appendStringInfoString(report->page, "</small>");
	}
	appendStringInfoString(report->page, "</dd></div>\n");
}

/* "12 changes wait ...: CALL newsprint_sweep('articles')" */
static void
tell_to_call(NpReport *report, double n, const char *one, const char *many, const char *procedure)
{
	StringInfo	page = report->page;

	if (n == 0)
		return;
	appendStringInfoString(page, "<p class=\"note\">");
	np_html_count(page, n, one, many);
	appendStringInfo(page, ": <code>CALL %s(", procedure);
	np_html_escape(page, np_subject_literal(&report->subject));
	appendStringInfoString(page, ")</code>.</p>\n");
}

static void
tell_what_waits(NpReport *report)
{
	NpRows		queued = np_query("SELECT count(*)::float8 FROM %s.newsprint_queue WHERE "
								  "relation = %u",
								  report->subject.schema, report->subject.relid);

	tell_to_call(report, report->unsigned_articles, "article has not been looked at yet",
				 "articles have not been looked at yet", "newsprint_backfill");
	tell_to_call(report, np_row_number(queued, 0, 1), "change waits for the next sweep",
				 "changes wait for the next sweep", "newsprint_sweep");
	if (report->share < 1)
		appendStringInfo(report->page, "<p class=\"note\">The table is large: its counts are "
						 "estimated from "
						 "about one row in %.0f.</p>\n", 1 / report->share);
}

void
np_report_overview(NpReport *report)
{
	count(report);
	appendStringInfoString(report->page, "<dl class=\"figures\">\n");
	figure(report, "story", "Articles", report->articles, false);
	figure(report, "copy", "Copies of another", report->copies, true);
	if (report->subject.template != NULL)
		figure(report, "plain", "Same form, other facts", report->templates, true);
	if (report->scored > 0)
		figure(report, "junk", "Junk", report->junk, true);
	appendStringInfoString(report->page, "</dl>\n");
	tell_what_waits(report);
}
