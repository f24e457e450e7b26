/*-------------------------------------------------------------------------
 *
 * signals.c
 *	  Why articles are junk: the signals that fire most.
 *
 *-------------------------------------------------------------------------
 */
#include "report/report.h"

#include "report/html.h"
#include "report/query.h"

/* Junk articles that are explained, and signals that are shown */
#define MOST_EXPLAINED	2000
#define MOST_SIGNALS	12

/* Characters of the evidence */
#define EVIDENCE_LENGTH	80

enum
{
	COLUMN_SIGNAL = 1,
	COLUMN_ARTICLES,
	COLUMN_EXPLAINED,
	COLUMN_CONTRIBUTION,
	COLUMN_EVIDENCE
};

/* By the table's own model, if it has one, as the trigger scores */
static const char *
explanation(const NpSubject *s)
{
	const char *model = psprintf("SELECT model FROM %s.newsprint_model(%u) m (model) "
								 "WHERE model IS NOT NULL", s->schema, s->relid);

	return np_query("%s", model).count == 0 ? psprintf("%s.spam_explain(body)", s->schema) :
		psprintf("%s.spam_explain(body, (%s))", s->schema, model);
}

static NpRows
explain(NpReport *report)
{
	const NpSubject *s = &report->subject;

	return np_query(
		"WITH junk AS MATERIALIZED (SELECT %s AS key, "
		"%s.newsprint_text(%u, %s::text, %s::text) AS body FROM %s WHERE %s >= %g "
		"ORDER BY hashtextextended(%s::text, 0) LIMIT %d), "
		"told AS (SELECT key, e.* FROM junk, %s e WHERE e.contribution > 0) "
		"SELECT signal, count(DISTINCT key::text)::float8, (SELECT count(*) FROM junk)::float8, "
		"avg(contribution)::float8, "
		"(array_agg(evidence ORDER BY contribution DESC) FILTER (WHERE evidence <> ''))[1] "
		"FROM told GROUP BY signal ORDER BY count(DISTINCT key::text) DESC, signal LIMIT %d",
		s->key, s->schema, s->relid, s->title ? s->title : "NULL", s->body,
		report->source, s->score, s->watched->spam_cutoff, s->key,
		MOST_EXPLAINED, explanation(s), MOST_SIGNALS);
}

void
np_report_signals(NpReport *report)
{
	StringInfo	page = report->page;
	static const NpHeading headings[] = {
		{ "Signal", false }, { "Share of the junk", false }, { "Weight", true },
		{ "For example", false }
	};
	NpRows		rows;

	if (report->junk == 0)
	{
		appendStringInfoString(page, "<p class=\"none\">Nothing is junk.</p>\n");
		return;
	}
	rows = explain(report);
	appendStringInfoString(page, "<p class=\"lead\">What gives junk away, in ");
	np_html_count(page, rows.count > 0 ? np_row_number(rows, 0, COLUMN_EXPLAINED) : 0,
				  "junk article", "junk articles");
	appendStringInfoString(page, ". The weight is what a signal adds to the odds, on a "
						   "logarithmic scale: "
						   "1 makes junk about three times as likely.</p>\n");
	np_html_table_begin(page, "Signals that fire most", headings, lengthof(headings));
	for (uint64 i = 0; i < rows.count; i++)
	{
		double		share = np_row_number(rows, i, COLUMN_ARTICLES) /
			np_row_number(rows, i, COLUMN_EXPLAINED);

		appendStringInfoString(page, "<tr><th scope=\"row\">");
		np_html_escape(page, np_row_text(rows, i, COLUMN_SIGNAL));
		appendStringInfo(page, "</th><td class=\"share\"><span class=\"bar\" "
						 "style=\"width:%.1f%%\"></span> ", 60 * share);
		np_html_share(page, share, 1);
		appendStringInfo(page, "</td><td class=\"n\">%.1f</td><td>",
						 np_row_number(rows, i, COLUMN_CONTRIBUTION));
		np_html_beginning(page, np_row_text(rows, i, COLUMN_EVIDENCE), EVIDENCE_LENGTH);
		appendStringInfoString(page, "</td></tr>\n");
	}
	np_html_table_end(page);
}
