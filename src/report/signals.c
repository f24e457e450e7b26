/*-------------------------------------------------------------------------
 *
 * signals.c
 *	  Why articles are junk: the signals that add most to the scores.
 *
 *-------------------------------------------------------------------------
 */
#include "report/report.h"

#include "report/html.h"
#include "report/query.h"

/* Junk articles that are explained, and signals that are shown */
#define MOST_EXPLAINED	2000
#define MOST_SIGNALS	12

/* A signal that adds less is of no interest: it would be shown as 0.0 */
#define LEAST_WEIGHT	0.05

/* Characters of the evidence; what is longer ends with the last piece that fits */
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
		"told AS (SELECT key, signal, contribution, CASE WHEN length(evidence) <= %d THEN evidence "
		"ELSE regexp_replace(left(evidence, %d), ',[^,]*$', '') || ', ...' END AS evidence "
		"FROM junk, %s e WHERE contribution > 0) "
		"SELECT signal, count(DISTINCT key::text)::float8, (SELECT count(*) FROM junk)::float8, "
		"avg(contribution)::float8, "
		"(array_agg(evidence ORDER BY contribution DESC) FILTER (WHERE evidence <> ''))[1] "
		"FROM told GROUP BY signal HAVING avg(contribution) >= %g "
		"ORDER BY sum(contribution) DESC, signal LIMIT %d",
		s->key, s->schema, s->relid, s->title ? s->title : "NULL", s->body,
		report->source, s->score, s->watched->spam_cutoff, s->key,
		MOST_EXPLAINED, EVIDENCE_LENGTH, EVIDENCE_LENGTH, explanation(s), LEAST_WEIGHT,
		MOST_SIGNALS);
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
	appendStringInfoString(page, "<p class=\"lead\">Signals found in ");
	np_html_count(page, rows.count > 0 ? np_row_number(rows, 0, COLUMN_EXPLAINED) : 0,
				  "junk article", "junk articles");
	appendStringInfoString(page, ", the strongest first. The weight is what a signal adds to the "
						   "log odds on average: "
						   "each 0.7 doubles the odds that an article is junk.</p>\n");
	np_html_table_begin(page, "The strongest signals", headings, lengthof(headings));
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
		np_html_foreign(page, np_row_text(rows, i, COLUMN_EVIDENCE));
		appendStringInfoString(page, "</td></tr>\n");
	}
	np_html_table_end(page);
}
