/*-------------------------------------------------------------------------
 *
 * campaigns.c
 *	  Posts that many pages advertise.
 *
 *-------------------------------------------------------------------------
 */
#include "report/report.h"

#include "report/html.h"
#include "report/query.h"

/* Pages that are read, and posts that are shown */
#define MOST_PAGES	20000
#define MOST_POSTS	10

/* Characters of a title */
#define TITLE_LENGTH 120

enum
{
	COLUMN_TAG = 1,
	COLUMN_TITLE,
	COLUMN_PAGES,
	COLUMN_FIRST,
	COLUMN_LAST
};

/* The same title, whatever its case and disguise, is the same post. */
static NpRows
read_posts(const NpReport *report, const char *pages)
{
	const NpSubject *s = &report->subject;
	const char *published = s->published ? s->published : "NULL::date";

	return np_query(
		"SELECT max(p.tag), min(coalesce(p.title, p.excerpt)), count(DISTINCT key::text)::float8, "
		"to_char(min(published), 'YYYY-MM-DD'), to_char(max(published), 'YYYY-MM-DD') "
		"FROM (SELECT %s AS key, %s::text AS body, %s AS published FROM %s) a, "
		"%s.related_posts(body) p "
		"GROUP BY %s.fold_text(coalesce(p.title, p.excerpt)) HAVING count(DISTINCT key::text) > 1 "
		"ORDER BY 3 DESC, 2 LIMIT %d",
		s->key, s->body, published, pages, s->schema, s->schema, MOST_POSTS);
}

void
np_report_campaigns(NpReport *report)
{
	StringInfo	page = report->page;
	double		share;
	const char *pages = np_subject_sample(&report->subject, "SYSTEM", MOST_PAGES, &share);
	NpRows		rows = read_posts(report, pages);
	/* without dates there are no columns for them */
	int			last = report->subject.published ? COLUMN_LAST : COLUMN_PAGES;
	static const NpHeading headings[] = {
		{ "Post", false }, { "Pages", true }, { "From", false }, { "Until", false }
	};

	if (rows.count == 0)
	{
		appendStringInfoString(page, "<p class=\"none\">No post is advertised on more "
							   "than one page.</p>\n");
		return;
	}
	appendStringInfoString(page, "<p class=\"lead\">The same teaser under many pages is a "
						   "campaign, not news.");
	if (share < 1)
		appendStringInfo(page, " One page in %.0f was read; the pages are estimated.",
						 1 / share);
	appendStringInfoString(page, "</p>\n");
	np_html_table_begin(page, "Posts advertised on many pages", headings,
						last - COLUMN_TAG);
	for (uint64 i = 0; i < rows.count; i++)
	{
		appendStringInfoString(page, "<tr><th scope=\"row\">");
		if (!np_row_isnull(rows, i, COLUMN_TAG))
		{
			appendStringInfoString(page, "<span class=\"tag\">");
			np_html_escape(page, np_row_text(rows, i, COLUMN_TAG));
			appendStringInfoString(page, "</span> ");
		}
		np_html_beginning(page, np_row_text(rows, i, COLUMN_TITLE), TITLE_LENGTH);
		appendStringInfoString(page, "</th><td class=\"n\">");
		np_html_number(page, np_row_number(rows, i, COLUMN_PAGES) / share);
		appendStringInfoString(page, "</td>");
		for (int column = COLUMN_FIRST; column <= last; column++)
		{
			appendStringInfoString(page, "<td class=\"date\">");
			np_html_escape(page, np_row_text(rows, i, column));
			appendStringInfoString(page, "</td>");
		}
		appendStringInfoString(page, "</tr>\n");
	}
	np_html_table_end(page);
}
