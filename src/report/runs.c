/*-------------------------------------------------------------------------
 *
 * runs.c
 *	  The last runs of the backfill and the sweep.
 *
 *-------------------------------------------------------------------------
 */
#include "report/report.h"

#include "report/html.h"
#include "report/query.h"

#define MOST_RUNS 10

/* Columns of the query; the counts come last */
enum
{
	COLUMN_STARTED = 1,
	COLUMN_TASK,
	COLUMN_STATE,
	COLUMN_TOOK,
	COLUMN_FIRST_COUNT,
	COLUMN_LAST_COUNT = COLUMN_FIRST_COUNT + 5
};

static NpRows
read_runs(const NpSubject *s)
{
	return np_query(
		"SELECT to_char(started, 'YYYY-MM-DD HH24:MI'), task || CASE WHEN dry_run THEN ' (dry "
		"run)' ELSE '' END, "
		"state, coalesce(date_trunc('second', finished - started)::text, ''), "
		"signed::float8, screened::float8, duplicates::float8, junk::float8, archived::float8, "
		"deleted::float8 "
		"FROM %s.newsprint_runs WHERE relation = %u ORDER BY run DESC LIMIT %d",
		s->schema, s->relid, MOST_RUNS);
}

void
np_report_runs(NpReport *report)
{
	StringInfo	page = report->page;
	NpRows		rows = read_runs(&report->subject);
	static const NpHeading headings[] = {
		{ "Started", false }, { "Task", false }, { "State", false }, { "Took", true },
		{ "Signed", true }, { "Judged", true }, { "New copies", true }, { "Junk", true },
		{ "Archived", true }, { "Deleted", true }
	};

	if (rows.count == 0)
	{
		appendStringInfoString(page, "<p class=\"none\">No run yet. The nightly job is "
							   "<code>CALL newsprint_sweep(");
		np_html_escape(page, np_subject_literal(&report->subject));
		appendStringInfoString(page, ")</code>.</p>\n");
		return;
	}
	np_html_table_begin(page, "Last runs", headings, lengthof(headings));
	for (uint64 i = 0; i < rows.count; i++)
	{
		appendStringInfoString(page, "<tr><th scope=\"row\" class=\"date\">");
		np_html_escape(page, np_row_text(rows, i, COLUMN_STARTED));
		appendStringInfoString(page, "</th>");
		for (int column = COLUMN_TASK; column <= COLUMN_TOOK; column++)
		{
			appendStringInfoString(page, column == COLUMN_TOOK ? "<td class=\"n\">" : "<td>");
			np_html_escape(page, np_row_text(rows, i, column));
			appendStringInfoString(page, "</td>");
		}
		for (int column = COLUMN_FIRST_COUNT; column <= COLUMN_LAST_COUNT; column++)
		{
			appendStringInfoString(page, "<td class=\"n\">");
			np_html_number(page, np_row_number(rows, i, column));
			appendStringInfoString(page, "</td>");
		}
		appendStringInfoString(page, "</tr>\n");
	}
	np_html_table_end(page);
}
