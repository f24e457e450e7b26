/*-------------------------------------------------------------------------
 *
 * timeline.c
 *	  Articles, copies and junk over time.
 *
 *-------------------------------------------------------------------------
 */
#include "report/report.h"

#include "utils/builtins.h"

#include "report/html.h"
#include "report/plot.h"
#include "report/query.h"

/* Days and months are shown as long as there are no more bars than this. */
#define MOST_BARS	48

/*
 * The share of the articles that may be dated before what is shown, and as many
 * after: the first with which years are few enough.
 */
static const double strays[] = {0.005, 0.05, 0.25};

#define DAYS_A_YEAR	365.25

typedef struct Period
{
	const char *unit;
	const char *format;			/* of to_char() */
	double		days;
} Period;

static const Period periods[] = {
	{ "day", "DD Mon YYYY", 1 },
	{ "week", "DD Mon YYYY", 7 },
	{ "month", "Mon YYYY", 30.4 },
	{ "quarter", "\"Q\"Q YYYY", 91.3 },
	{ "year", "YYYY", DAYS_A_YEAR }
};

enum
{
	COLUMN_LABEL = 1,
	COLUMN_ARTICLES,
	COLUMN_COPIES,
	COLUMN_JUNK
};

static const Period *
choose_period(double days)
{
	const Period *period = periods;

	while (period < periods + lengthof(periods) - 1 && days / period->days > MOST_BARS)
		period++;
	return period;
}

/*
 * From the first to the last date that matter, and the days between: a date
 * that somebody mistyped shall not squeeze all others into one bar.
 */
static NpRows
choose_range(NpReport *report)
{
	const NpSubject *s = &report->subject;
	NpRows		range;
	int			cut = 0;

	do
		range = np_query(
			"SELECT (ends[2]::date - ends[1]::date)::float8, ends[1]::text, ends[2]::text "
			"FROM (SELECT percentile_disc(ARRAY[%g, %g]) WITHIN GROUP (ORDER BY %s::timestamp) "
			"AS ends FROM %s WHERE isfinite(%s)) r",
			strays[cut], 1 - strays[cut], s->published, report->source, s->published);
	while (np_row_number(range, 0, 1) > MOST_BARS * DAYS_A_YEAR && ++cut < lengthof(strays));
	return range;
}

static NpRows
count_by_period(NpReport *report, const Period **period)
{
	const NpSubject *s = &report->subject;
	NpRows		range = choose_range(report);
	char	   *first = np_row_string(range, 0, 2);
	char	   *last = np_row_string(range, 0, 3);

	*period = choose_period(np_row_number(range, 0, 1));
	if (first == NULL)
		first = last = "infinity";
	return np_query(
		"SELECT to_char(p, %s), coalesce(n, 0)::float8, coalesce(copies, 0)::float8, "
		"coalesce(junk, 0)::float8 "
		"FROM generate_series(date_trunc('%s', %s::timestamp), "
		"nullif(%s::timestamp, 'infinity'), '%s'::interval) p "
		"LEFT JOIN (SELECT date_trunc('%s', %s::timestamp) AS p, count(*) AS n, "
		"count(%s) AS copies, count(*) FILTER (WHERE %s >= %g AND %s IS NULL) AS junk "
		"FROM %s WHERE isfinite(%s) GROUP BY 1) c USING (p) ORDER BY p",
		quote_literal_cstr((*period)->format), (*period)->unit, quote_literal_cstr(first),
		quote_literal_cstr(last), strcmp((*period)->unit, "quarter") == 0 ? "3 months" :
		psprintf("1 %s", (*period)->unit), (*period)->unit, s->published, s->duplicate,
		s->score ? s->score : "NULL::float8", s->watched->spam_cutoff, s->duplicate,
		report->source, s->published);
}

static const char *
tooltip(NpRows rows, uint64 i, double articles, double copies, double junk)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "%s: ", np_row_string(rows, i, COLUMN_LABEL));
	np_html_count(&text, articles, "article", "articles");
	appendStringInfoString(&text, ", ");
	np_html_count(&text, copies, "copy", "copies");
	appendStringInfoString(&text, ", ");
	np_html_number(&text, junk);
	appendStringInfoString(&text, " junk");
	return text.data;
}

static void
draw(NpReport *report, NpRows rows, const Period *period)
{
	NpPlot		plot;
	double		top = 0;

	for (uint64 i = 0; i < rows.count; i++)
		top = Max(top, np_row_number(rows, i, COLUMN_ARTICLES) / report->share);
	np_plot_begin(&plot, report->page, false, "timeline",
				  psprintf("Articles by %s", period->unit),
				  psprintf("Bars for %d periods, each divided into other articles, copies and "
						   "junk. "
						   "The table behind it has the figures.", (int) rows.count));
	np_plot_axes(&plot, 0, rows.count, top, false);
	for (uint64 i = 0; i < rows.count; i++)
	{
		double		articles = np_row_number(rows, i, COLUMN_ARTICLES) / report->share;
		double		copies = np_row_number(rows, i, COLUMN_COPIES) / report->share;
		double		junk = np_row_number(rows, i, COLUMN_JUNK) / report->share;
		const char *told = tooltip(rows, i, articles, copies, junk);

		np_plot_bar(&plot, "story", i, i + 1, copies + junk, articles, told);
		np_plot_bar(&plot, "copy", i, i + 1, junk, copies + junk, told);
		np_plot_bar(&plot, "junk", i, i + 1, 0, junk, told);
	}
	np_plot_label(&plot, 0.5, np_row_string(rows, 0, COLUMN_LABEL),
				  rows.count > 1 ? "start" : "middle");
	if (rows.count > 1)
		np_plot_label(&plot, rows.count - 0.5,
					  np_row_string(rows, rows.count - 1, COLUMN_LABEL), "end");
	np_plot_captions(&plot, psprintf("articles a %s", period->unit), NULL, NULL);
	np_plot_end(&plot);
}

static void
tabulate(NpReport *report, NpRows rows, const Period *period)
{
	StringInfo	page = report->page;
	static const NpHeading headings[] = {
		{ "From", false }, { "Articles", true }, { "Copies", true }, { "Junk", true }
	};

	appendStringInfo(page, "<details><summary>The figures by %s</summary>\n", period->unit);
	np_html_table_begin(page, psprintf("Articles, copies and junk by %s", period->unit),
						headings, lengthof(headings));
	for (uint64 i = 0; i < rows.count; i++)
	{
		appendStringInfoString(page, "<tr><th scope=\"row\">");
		np_html_escape(page, np_row_text(rows, i, COLUMN_LABEL));
		appendStringInfoString(page, "</th>");
		for (int column = COLUMN_ARTICLES; column <= COLUMN_JUNK; column++)
		{
			appendStringInfoString(page, "<td class=\"n\">");
			np_html_number(page, np_row_number(rows, i, column) / report->share);
			appendStringInfoString(page, "</td>");
		}
		appendStringInfoString(page, "</tr>\n");
	}
	np_html_table_end(page);
	appendStringInfoString(page, "</details>\n");
}

static void
put_legend(NpReport *report)
{
	appendStringInfoString(report->page, "<ul class=\"legend\">"
						   "<li class=\"story\">other articles</li>"
						   "<li class=\"copy\">copies</li>");
	if (report->scored > 0)
		appendStringInfoString(report->page, "<li class=\"junk\">junk that is no copy</li>");
	appendStringInfoString(report->page, "</ul>\n");
}

/* "Most copies: 03 Jan 2024, 104 of 480 articles (22%)." */
static void
tell_peak(NpReport *report, NpRows rows, int column, const char *what)
{
	StringInfo	page = report->page;
	uint64		peak = 0;
	double		articles;
	double		found;

	for (uint64 i = 1; i < rows.count; i++)
	{
		if (np_row_number(rows, i, column) > np_row_number(rows, peak, column))
			peak = i;
	}
	articles = np_row_number(rows, peak, COLUMN_ARTICLES) / report->share;
	found = np_row_number(rows, peak, column) / report->share;
	if (found < 0.5)
		return;
	appendStringInfo(page, "<p>Most %s: ", what);
	np_html_escape(page, np_row_text(rows, peak, COLUMN_LABEL));
	appendStringInfoString(page, ", ");
	np_html_number(page, found);
	appendStringInfoString(page, " of ");
	np_html_count(page, articles, "article", "articles");
	appendStringInfoString(page, " (");
	np_html_share(page, found, articles);
	appendStringInfoString(page, ").</p>\n");
}

/* What the bars leave out: articles without a date, and those dated far from all others. */
static void
tell_omitted(NpReport *report, NpRows rows)
{
	const NpSubject *s = &report->subject;
	double		shown = 0;
	double		undated = np_row_number(np_query(
		"SELECT count(*)::float8 FROM %s WHERE isfinite(%s) IS NOT TRUE",
		report->source, s->published), 0, 1) / report->share;
	double		strayed;

	for (uint64 i = 0; i < rows.count; i++)
		shown += np_row_number(rows, i, COLUMN_ARTICLES) / report->share;
	strayed = report->articles - undated - shown;
	if (undated < 0.5 && strayed < 0.5)
		return;
	appendStringInfoString(report->page, "<p class=\"quiet\">Not shown: ");
	if (strayed >= 0.5)
	{
		np_html_count(report->page, strayed, "article", "articles");
		appendStringInfoString(report->page, " dated before or after");
	}
	if (undated >= 0.5)
	{
		if (strayed >= 0.5)
			appendStringInfoString(report->page, ", and ");
		np_html_count(report->page, undated, "article", "articles");
		appendStringInfoString(report->page, " without a date");
	}
	appendStringInfoString(report->page, ".</p>\n");
}

void
np_report_timeline(NpReport *report)
{
	StringInfo	page = report->page;
	const Period *period;
	NpRows		rows;

	if (report->subject.published == NULL)
	{
		appendStringInfoString(page, "<p class=\"lead\">The settings do not say which column has "
							   "the "
							   "time of publication. Name it, and this page shows what came "
							   "when:</p>\n");
		np_html_statement(page, &report->subject, "published => '...'");
		return;
	}
	rows = count_by_period(report, &period);
	if (rows.count == 0)
	{
		appendStringInfoString(page, "<p class=\"none\">No article has a date yet.</p>\n");
		return;
	}
	appendStringInfoString(page, "<div class=\"beside\">\n<div>\n");
	draw(report, rows, period);
	appendStringInfoString(page, "</div>\n<div>\n");
	put_legend(report);
	tell_peak(report, rows, COLUMN_COPIES, "copies");
	tell_peak(report, rows, COLUMN_JUNK, "junk");
	tell_omitted(report, rows);
	appendStringInfoString(page, "</div>\n</div>\n");
	tabulate(report, rows, period);
}
