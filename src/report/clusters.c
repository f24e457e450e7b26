/*-------------------------------------------------------------------------
 *
 * clusters.c
 *	  The stories with the most copies, each beside its most different copy.
 *
 *-------------------------------------------------------------------------
 */
#include "report/report.h"

#include "report/html.h"
#include "report/query.h"
#include "utils/builtins.h"

#define MOST_CLUSTERS	5

/* Characters of a text that are compared and shown */
#define MOST_CHARACTERS	1500

/* Characters of a cluster's name */
#define NAME_LENGTH		100

/* Columns of an article's row */
enum
{
	COLUMN_KEY = 1,
	COLUMN_TITLE,
	COLUMN_BODY,
	COLUMN_CUT,
	COLUMN_PUBLISHED
};

/* Columns of a cluster's row */
enum
{
	CLUSTER_CANONICAL = 1,
	CLUSTER_COPIES,
	CLUSTER_LEAST,
	CLUSTER_MOST
};

static NpRows
read_clusters(const NpReport *report)
{
	const NpSubject *s = &report->subject;

	return np_query("SELECT %s::text, count(*)::float8, min(%s)::float8, max(%s)::float8 FROM %s "
					"WHERE %s IS NOT NULL GROUP BY %s ORDER BY count(*) DESC, %s::text LIMIT %d",
					s->duplicate, s->similarity, s->similarity, report->source,
					s->duplicate, s->duplicate, s->duplicate, MOST_CLUSTERS);
}

static NpRows
read_article(const NpSubject *s, const char *condition)
{
	return np_query("SELECT %s::text, left(%s, 300)::text, left(%s, %d)::text, length(%s) > %d, "
					"to_char(%s, 'YYYY-MM-DD') FROM %s WHERE %s LIMIT 1",
					s->key, s->title ? s->title : "NULL", s->body, MOST_CHARACTERS, s->body,
					MOST_CHARACTERS, s->published ? s->published : "NULL::date", s->table,
					condition);
}

static NpRows
read_canonical(const NpSubject *s, const char *key)
{
	return read_article(s, psprintf("%s %s %s::%s", s->key, s->equal, quote_literal_cstr(key),
									s->key_type));
}

static NpRows
read_least_similar(const NpSubject *s, const char *key)
{
	return read_article(s, psprintf("%s %s %s::%s ORDER BY %s, %s::text", s->duplicate, s->equal,
									quote_literal_cstr(key), s->key_type, s->similarity, s->key));
}

/* One column: key, date and title, then the text with its marks */
static void
put_article(StringInfo page, const char *role, NpRows article, const char *marked)
{
	appendStringInfo(page, "<article>\n<p class=\"byline\"><b>%s</b> <span>", role);
	np_html_foreign(page, np_row_text(article, 0, COLUMN_KEY));
	if (!np_row_isnull(article, 0, COLUMN_PUBLISHED))
	{
		appendStringInfoString(page, " &#183; ");
		np_html_escape(page, np_row_text(article, 0, COLUMN_PUBLISHED));
	}
	appendStringInfoString(page, "</span><br/>");
	np_html_foreign(page, np_row_text(article, 0, COLUMN_TITLE));
	appendStringInfo(page, "</p>\n<div class=\"text\" dir=\"auto\">%s</div>\n", marked);
	if (np_row_bool(article, 0, COLUMN_CUT))
		appendStringInfoString(page, "<p class=\"quiet\">Only the beginning is shown.</p>\n");
	appendStringInfoString(page, "</article>\n");
}

static void
put_pair(StringInfo page, NpRows canonical, NpRows copy)
{
	StringInfoData original;
	StringInfoData copied;

	initStringInfo(&original);
	initStringInfo(&copied);
	np_mark_shared(np_row_text(canonical, 0, COLUMN_BODY), np_row_text(copy, 0, COLUMN_BODY),
				   &original, &copied);
	appendStringInfoString(page, "<div class=\"pair\">\n");
	put_article(page, "Original", canonical, original.data);
	put_article(page, "Least similar copy", copy, copied.data);
	appendStringInfoString(page, "</div>\n");
}

/* What a cluster is called: the title, or how its text begins */
static void
put_name(StringInfo page, NpRows canonical)
{
	NpText		title = np_row_text(canonical, 0, COLUMN_TITLE);

	if (title.length == 0)
		np_html_beginning(page, np_row_text(canonical, 0, COLUMN_BODY), NAME_LENGTH);
	else
		np_html_beginning(page, title, NAME_LENGTH);
}

/* "0.72 to 0.90", or "1.00" if they read the same */
static const char *
similarities(double least, double most)
{
	const char *lower = psprintf("%.2f", least);
	const char *upper = psprintf("%.2f", most);

	return strcmp(lower, upper) == 0 ? lower : psprintf("%s to %s", lower, upper);
}

static void
put_cluster(NpReport *report, NpRows clusters, uint64 i)
{
	StringInfo	page = report->page;
	const NpSubject *s = &report->subject;
	char	   *key = np_row_string(clusters, i, CLUSTER_CANONICAL);
	NpRows		canonical = read_canonical(s, key);
	NpRows		copy = read_least_similar(s, key);

	/* deleted since; the next sweep will see to it */
	if (canonical.count == 0 || copy.count == 0)
		return;
	appendStringInfo(page, "<details%s><summary><span class=\"name\">",
					 i == 0 ? " open=\"open\"" : "");
	put_name(page, canonical);
	appendStringInfoString(page, "</span> <span class=\"quiet\">");
	np_html_count(page, np_row_number(clusters, i, CLUSTER_COPIES) / report->share,
				  "copy", "copies");
	appendStringInfo(page, ", similarity %s</span></summary>\n",
					 similarities(np_row_number(clusters, i, CLUSTER_LEAST),
								  np_row_number(clusters, i, CLUSTER_MOST)));
	put_pair(page, canonical, copy);
	appendStringInfoString(page, "</details>\n");
}

void
np_report_clusters(NpReport *report)
{
	NpRows		clusters = read_clusters(report);

	if (clusters.count == 0)
	{
		appendStringInfoString(report->page, "<p class=\"none\">No article copies another "
							   "one.</p>\n");
		return;
	}
	appendStringInfoString(report->page, "<p class=\"lead\">Each story stands beside the "
						   "copy that is least like it. "
						   "<mark>Marked</mark> passages are in both, the rest is in one "
						   "only.</p>\n");
	for (uint64 i = 0; i < clusters.count; i++)
		put_cluster(report, clusters, i);
}
