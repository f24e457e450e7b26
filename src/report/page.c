/*-------------------------------------------------------------------------
 *
 * page.c
 *	  newsprint_report(): one page to look at, in one file.
 *
 *-------------------------------------------------------------------------
 */
#include "report/report.h"

#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "newsprint.h"
#include "report/html.h"
#include "report/query.h"
#include "report/style.h"

typedef struct Section
{
	const char *id;
	const char *name;			/* in the contents */
	const char *heading;
	void		(*write) (NpReport *report);
} Section;

static const Section sections[] = {
	{ "time", "Over time", "Articles over time", np_report_timeline },
	{ "copies", "Copies", "Stories with the most copies", np_report_clusters },
	{ "similarity", "Threshold", "What counts as a copy", np_report_threshold },
	{ "junk", "Junk", "What counts as junk", np_report_scores },
	{ "signals", "Signals", "What gives junk away", np_report_signals },
	{ "campaigns", "Campaigns", "Posts advertised on many pages", np_report_campaigns },
	{ "runs", "Runs", "What the nightly job did", np_report_runs }
};

static void
begin_page(StringInfo page, const NpSubject *subject)
{
	appendStringInfoString(page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
						   "charset=\"utf-8\"/>\n"
						   "<meta name=\"viewport\" content=\"width=device-width, "
						   "initial-scale=1\"/>\n"
						   "<title>");
	np_html_escape(page, np_subject_name(subject));
	appendStringInfo(page, ": newsprint report</title>\n<style>%s%s%s</style>\n</head>\n<body>\n",
					 np_style_colours, np_style_plot, np_style_page);
}

static void
write_header(NpReport *report)
{
	StringInfo	page = report->page;
	NpRows		now = np_query("SELECT to_char(now(), 'FMDD FMMonth YYYY, HH24:MI'), "
							   "current_database()::text");

	appendStringInfoString(page, "<header>\n<p class=\"masthead\">newsprint report</p>\n<h1>");
	np_html_foreign(page, np_subject_name(&report->subject));
	appendStringInfoString(page, "</h1>\n<p class=\"dateline\">");
	np_html_escape(page, np_row_text(now, 0, 1));
	appendStringInfoString(page, " &#183; database ");
	np_html_foreign(page, np_row_text(now, 0, 2));
	appendStringInfoString(page, "</p>\n");
	np_report_overview(report);
	appendStringInfoString(page, "<nav aria-label=\"Contents\"><ul>");
	for (int i = 0; i < lengthof(sections); i++)
		appendStringInfo(page, "<li><a href=\"#%s\">%s</a></li>", sections[i].id, sections[i].name);
	appendStringInfoString(page, "</ul></nav>\n</header>\n");
}

static void
write_sections(NpReport *report)
{
	appendStringInfoString(report->page, "<main>\n");
	for (int i = 0; i < lengthof(sections); i++)
	{
		const Section *section = &sections[i];

		appendStringInfo(report->page, "<section id=\"%s\" aria-labelledby=\"%s-heading\">\n"
						 "<h2 id=\"%s-heading\">%s</h2>\n",
						 section->id, section->id, section->id, section->heading);
		section->write(report);
		appendStringInfoString(report->page, "</section>\n");
	}
	appendStringInfoString(report->page, "</main>\n");
}

static void
end_page(StringInfo page)
{
	appendStringInfoString(page, "<footer><p>Made by newsprint " NEWSPRINT_VERSION " from the "
						   "rows that the user who asked for it may read. "
						   "This page is one file and loads nothing.</p></footer>\n"
						   "</body>\n</html>\n");
}

/* Get the report on a watched table */
PG_FUNCTION_INFO_V1(newsprint_report);
Datum
newsprint_report(PG_FUNCTION_ARGS)
{
	StringInfoData page;
	NpReport	report = { .page = &page };

	report.subject = np_watched_subject(PG_GETARG_OID(0), fcinfo->flinfo->fn_oid);
	report.source = np_subject_sample(&report.subject, "SYSTEM", NP_REPORT_ROWS, &report.share);
	initStringInfo(&page);
	SPI_connect();
	begin_page(&page, &report.subject);
	write_header(&report);
	write_sections(&report);
	end_page(&page);
	SPI_finish();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(page.data, page.len));
}
