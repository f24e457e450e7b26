/*-------------------------------------------------------------------------
 *
 * similarity.c
 *	  How similar the articles are, as a drawing.
 *
 *-------------------------------------------------------------------------
 */
#include "report/similarity.h"

#include "report/html.h"
#include "report/plot.h"

/* Where the plot begins: below are strangers, and they are most */
#define FIRST_LEVEL 2

#define CURVE_POINTS 61

static const char *
number(double n)
{
	StringInfoData out;

	initStringInfo(&out);
	np_html_count(&out, n, "pair", "pairs");
	return out.data;
}

static void
draw_curve(NpPlot *plot, const NpFinder *finder)
{
	double		x[CURVE_POINTS];
	double		y[CURVE_POINTS];

	for (int i = 0; i < CURVE_POINTS; i++)
	{
		x[i] = plot->left + (plot->right - plot->left) * i / (CURVE_POINTS - 1);
		y[i] = np_finder_probability(finder, x[i]);
	}
	np_plot_curve(plot, "curve", x, y, CURVE_POINTS);
	np_plot_percent_axis(plot);
}

static const char *
describe(const NpPreview *preview)
{
	const NpFinder *finder = &preview->finder;
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "Bars: pairs of articles at each level of similarity from %.1f to 1, "
					 "on a logarithmic scale. ", (double) FIRST_LEVEL / NP_LEVELS);
	if (finder->method != NULL)
		appendStringInfo(&text, "Curve: the share of them that the %s index finds, %.0f%% at the "
						 "threshold. ",
						 finder->method, 100 * np_finder_probability(finder, finder->threshold));
	appendStringInfo(&text, "The threshold is %g.", finder->threshold);
	return text.data;
}

void
np_similarity_plot(StringInfo out, const NpPreview *preview, bool alone)
{
	const NpFinder *finder = &preview->finder;
	NpPlot		plot;
	double		top = 0;

	for (int i = FIRST_LEVEL; i < NP_LEVELS; i++)
		top = Max(top, preview->levels[i].pairs);
	np_plot_begin(&plot, out, alone, "similarity", "Pairs of articles by similarity",
				  describe(preview));
	np_plot_axes(&plot, (double) FIRST_LEVEL / NP_LEVELS, 1, top, true);
	for (int i = FIRST_LEVEL; i < NP_LEVELS; i++)
	{
		const NpLevel *level = &preview->levels[i];
		double		middle = level->similarity + 0.5 / NP_LEVELS;

		np_plot_bar(&plot, middle > finder->threshold ? "copy" : "story", level->similarity,
					level->similarity + 1.0 / NP_LEVELS, 0, level->pairs,
					psprintf("%.2f to %.2f: %s", level->similarity,
							 level->similarity + 1.0 / NP_LEVELS, number(level->pairs)));
	}
	for (int tenths = 2; tenths <= 10; tenths += 2)
		np_plot_label(&plot, tenths / 10.0, psprintf("%.1f", tenths / 10.0), "middle");
	if (finder->method != NULL)
		draw_curve(&plot, finder);
	np_plot_captions(&plot, "pairs of articles", finder->method ? "found by the index" : NULL,
					 "similarity of the two");
	np_plot_mark(&plot, finder->threshold, psprintf("threshold %g", finder->threshold));
	np_plot_end(&plot);
}
