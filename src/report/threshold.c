/*-------------------------------------------------------------------------
 *
 * threshold.c
 *	  How similar the articles are, and where the threshold is.
 *
 *-------------------------------------------------------------------------
 */
#include "report/report.h"

#include "report/html.h"
#include "report/preview.h"
#include "report/similarity.h"

/* Below, examples are of no help */
#define FIRST_EXAMPLE	0.3

static void
put_example_text(StringInfo page, const char *key, const char *text)
{
	appendStringInfoString(page, "<span class=\"key\">");
	np_html_escape_string(page, key);
	appendStringInfoString(page, "</span> <bdi>");
	np_html_escape_string(page, text != NULL ? text : "");
	appendStringInfoString(page, "</bdi>");
}

static void
put_examples(StringInfo page, const NpPreview *preview)
{
	static const NpHeading headings[] = {
		{ "Similarity", false }, { "Pairs from here up", true }, { "One pair", false }
	};

	appendStringInfoString(page, "<details><summary>One pair for each level</summary>\n");
	np_html_table_begin(page, "One pair of articles for each level of similarity",
						headings, lengthof(headings));
	for (int i = NP_LEVELS - 1; i >= 0; i--)
	{
		const NpLevel *level = &preview->levels[i];

		if (level->example.a == NULL || level->similarity < FIRST_EXAMPLE - 1e-9)
			continue;
		appendStringInfo(page, "<tr%s><th scope=\"row\">%.2f</th><td class=\"n\">",
						 level->similarity < preview->finder.threshold - 1e-9 ?
						 " class=\"below\"" : "",
						 level->similarity);
		np_html_number(page, level->at_least);
		appendStringInfoString(page, "</td><td>");
		put_example_text(page, level->example.a, level->example.a_text);
		appendStringInfoString(page, "<br/>");
		put_example_text(page, level->example.b, level->example.b_text);
		appendStringInfoString(page, "</td></tr>\n");
	}
	np_html_table_end(page);
	appendStringInfoString(page, "</details>\n");
}

static void
put_advice(NpReport *report, const NpPreview *preview)
{
	StringInfo	page = report->page;
	const NpFinder *finder = &preview->finder;

	appendStringInfo(page, "<p class=\"lead\">Two articles are taken for possible "
					 "copies when their similarity reaches the threshold, now %g: "
					 "1 is the same wording, 0 is none in common. ",
					 finder->threshold);
	if (finder->method != NULL)
		appendStringInfo(page, "The <span class=\"found\">curve</span> is the share of the "
						 "pairs that the index finds: %.0f%% at the threshold itself. ",
						 100 * np_finder_probability(finder, finder->threshold));
	if (preview->sampled)
	{
		appendStringInfoString(page, "The numbers of pairs are estimates: ");
		np_html_number(page, preview->asked);
		appendStringInfoString(page, " articles were compared with all the others. ");
	}
	appendStringInfoString(page, "To catch copies that were rewritten further, lower it:</p>\n");
	np_html_statement(page, &report->subject,
					  psprintf("threshold => %.2g", Max(0.05, finder->threshold - 0.1)));
}

void
np_report_threshold(NpReport *report)
{
	NpPreview  *preview = np_preview(&report->subject);

	if (preview->asked < 2)
	{
		appendStringInfoString(report->page,
							   "<p class=\"none\">There are no two articles to compare yet.</p>\n");
		return;
	}
	appendStringInfoString(report->page, "<div class=\"beside\">\n<div>");
	np_similarity_plot(report->page, preview, false);
	appendStringInfoString(report->page, "</div>\n<div>\n");
	put_advice(report, preview);
	appendStringInfoString(report->page, "</div>\n</div>\n");
	put_examples(report->page, preview);
}
