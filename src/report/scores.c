/*-------------------------------------------------------------------------
 *
 * scores.c
 *	  Spam scores and the cut-off.
 *
 *-------------------------------------------------------------------------
 */
#include "report/report.h"

#include "report/html.h"
#include "report/plot.h"
#include "report/query.h"

#define NBARS 20

static void
count_scores(NpReport *report, double *counts)
{
	const NpSubject *s = &report->subject;
	NpRows		rows = np_query(
		"SELECT least(floor(%s * %d), %d)::float8, count(*)::float8 FROM %s "
		"WHERE %s BETWEEN 0 AND 1 GROUP BY 1",
		s->score, NBARS, NBARS - 1, report->source, s->score);

	memset(counts, 0, NBARS * sizeof(double));
	for (uint64 i = 0; i < rows.count; i++)
		counts[(int) np_row_number(rows, i, 1)] = np_row_number(rows, i, 2) / report->share;
}

static void
draw(NpReport *report, const double *counts)
{
	double		cutoff = report->subject.watched->spam_cutoff;
	double		top = 0;
	NpPlot		plot;

	for (int i = 0; i < NBARS; i++)
		top = Max(top, counts[i]);
	np_plot_begin(&plot, report->page, false, "scores", "Articles by spam score",
				  psprintf("Bars: articles at each level of the spam score from 0 to 1, on a "
						   "logarithmic scale. The cut-off is %g.", cutoff));
	np_plot_axes(&plot, 0, 1, top, true);
	for (int i = 0; i < NBARS; i++)
	{
		double		score = (double) i / NBARS;
		StringInfoData tooltip;

		initStringInfo(&tooltip);
		appendStringInfo(&tooltip, "%.2f to %.2f: ", score, score + 1.0 / NBARS);
		np_html_count(&tooltip, counts[i], "article", "articles");
		np_plot_bar(&plot, score + 0.5 / NBARS > cutoff ? "junk" : "story", score,
					score + 1.0 / NBARS, 0, counts[i], tooltip.data);
	}
	for (int fifths = 0; fifths <= 5; fifths++)
		np_plot_label(&plot, fifths / 5.0, psprintf("%.1f", fifths / 5.0), "middle");
	np_plot_captions(&plot, "articles", NULL, "spam score");
	np_plot_mark(&plot, cutoff, psprintf("cut-off %g", cutoff));
	np_plot_end(&plot);
}

void
np_report_scores(NpReport *report)
{
	StringInfo	page = report->page;
	double		counts[NBARS];

	if (report->scored == 0)
	{
		appendStringInfoString(page, "<p class=\"none\">No article has a spam score yet.</p>\n");
		return;
	}
	count_scores(report, counts);
	appendStringInfoString(page, "<div class=\"beside\">\n<div>");
	draw(report, counts);
	appendStringInfo(page, "</div>\n<div>\n<p class=\"lead\">An article counts as junk when "
					 "its score reaches the cut-off, now %g. "
					 "Of texts scored 0.9, about nine in ten are junk. "
					 "A higher cut-off lets more junk through and accuses fewer articles:</p>\n",
					 report->subject.watched->spam_cutoff);
	np_html_statement(page, &report->subject, psprintf(
		"spam_cutoff => %.2g", Min(1, report->subject.watched->spam_cutoff + 0.2)));
	appendStringInfoString(page, "</div>\n</div>\n");
}
