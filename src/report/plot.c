/*-------------------------------------------------------------------------
 *
 * plot.c
 *	  Small plots as SVG: bars, a curve, a mark.
 *
 *-------------------------------------------------------------------------
 */
#include "report/plot.h"

#include <math.h>

#include "report/html.h"
#include "report/style.h"

/* The drawing's own units; a page shows it at about this width in pixels. */
#define WIDTH			440
#define HEIGHT			250
#define PLOT_LEFT		44
#define PLOT_RIGHT		(WIDTH - 40)
#define PLOT_TOP		40
#define PLOT_BOTTOM		(HEIGHT - 44)

/* On a logarithmic axis a single thing shall be seen, so 1 is not at the bottom. */
#define LOG_FOOT		0.4

/* No more lines across the plot than this */
#define MOST_LINES		5

static double
x_place(const NpPlot *plot, double x)
{
	return PLOT_LEFT + (x - plot->left) / (plot->right - plot->left) * (PLOT_RIGHT - PLOT_LEFT);
}

static double
height_of(const NpPlot *plot, double y)
{
	double		share = y / plot->top;

	if (plot->logarithmic)
		share = y < 1 ? y * LOG_FOOT / (LOG_FOOT + log10(plot->top)) :
			(LOG_FOOT + log10(y)) / (LOG_FOOT + log10(plot->top));
	return share * (PLOT_BOTTOM - PLOT_TOP);
}

static double
y_place(const NpPlot *plot, double y)
{
	return PLOT_BOTTOM - height_of(plot, y);
}

void
np_plot_begin(NpPlot *plot, StringInfo out, bool alone, const char *id,
			  const char *title, const char *description)
{
	plot->out = out;
	appendStringInfo(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" class=\"plot\" "
					 "aria-labelledby=\"%s-title %s-desc\"", WIDTH, HEIGHT, id, id);
	if (alone)
		appendStringInfo(out, " xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\"",
						 2 * WIDTH, 2 * HEIGHT);
	appendStringInfo(out, ">\n<title id=\"%s-title\">", id);
	np_html_escape_string(out, title);
	appendStringInfo(out, "</title>\n<desc id=\"%s-desc\">", id);
	np_html_escape_string(out, description);
	appendStringInfoString(out, "</desc>\n");
	if (alone)
		appendStringInfo(out, "<style>%s%s</style>\n"
						 "<rect class=\"paper\" width=\"100%%\" height=\"100%%\"/>\n",
						 np_style_colours, np_style_plot);
}

/* "500", "2k", "1.5M" */
static const char *
short_number(double number)
{
	if (number < 1000)
		return psprintf("%g", number);
	if (number < 1e6)
		return psprintf("%gk", number / 1e3);
	if (number < 1e9)
		return psprintf("%gM", number / 1e6);
	return psprintf("%gG", number / 1e9);
}

static void
draw_line(NpPlot *plot, double y)
{
	double		place = y_place(plot, y);

	appendStringInfo(plot->out,
					 "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
					 "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
					 y == 0 ? "axis" : "grid", PLOT_LEFT, PLOT_RIGHT, place, place,
					 PLOT_LEFT - 6, place + 4, short_number(y));
}

/* The smallest of 1, 2, 5, 10, 20 ... that cuts the top into no more than MOST_LINES pieces */
static double
nice_step(double top)
{
	double		power = pow(10, floor(log10(Max(top, 1) / MOST_LINES)));
	static const int factors[] = { 1, 2, 5, 10 };

	for (int i = 0; i < lengthof(factors); i++)
		if (factors[i] * power >= 1 && top / (factors[i] * power) <= MOST_LINES)
			return factors[i] * power;
	return 10 * power;
}

void
np_plot_axes(NpPlot *plot, double left, double right, double top, bool logarithmic)
{
	double		step = nice_step(top);

	plot->left = left;
	plot->right = right;
	plot->logarithmic = logarithmic;
	if (logarithmic)
	{
		int			powers = Max(1, (int) ceil(log10(Max(top, 1))));
		int			stride = powers / MOST_LINES + 1;

		plot->top = pow(10, powers);
		draw_line(plot, 0);
		for (int i = 0; i <= powers; i += stride)
			draw_line(plot, pow(10, i));
		return;
	}
	plot->top = Max(1, ceil(top / step)) * step;
	for (int i = 0; i * step <= plot->top; i++)
		draw_line(plot, i * step);
}

void
np_plot_bar(NpPlot *plot, const char *class, double x1, double x2,
			double y1, double y2, const char *tooltip)
{
	double		left = x_place(plot, x1);
	double		width = x_place(plot, x2) - left;

	if (y2 <= y1)
		return;
	/* a thin gap keeps the bars apart */
	appendStringInfo(plot->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
					 "height=\"%.1f\">"
					 "<title>", class, left + width * 0.08, y_place(plot, y2), width * 0.84,
					 height_of(plot, y2) - height_of(plot, y1));
	np_html_escape_string(plot->out, tooltip);
	appendStringInfoString(plot->out, "</title></rect>\n");
}

void
np_plot_label(NpPlot *plot, double x, const char *label, const char *anchor)
{
	appendStringInfo(plot->out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">",
					 x_place(plot, x), PLOT_BOTTOM + 17, anchor);
	np_html_escape_string(plot->out, label);
	appendStringInfoString(plot->out, "</text>\n");
}

void
np_plot_captions(NpPlot *plot, const char *left, const char *right, const char *below)
{
	appendStringInfo(plot->out, "<text x=\"2\" y=\"12\">%s</text>\n", left);
	if (right != NULL)
		appendStringInfo(plot->out, "<text class=\"curve-scale\" x=\"%d\" y=\"12\" "
						 "text-anchor=\"end\">%s</text>\n", WIDTH - 2, right);
	if (below != NULL)
		appendStringInfo(plot->out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
						 (PLOT_LEFT + PLOT_RIGHT) / 2, HEIGHT - 6, below);
}

void
np_plot_curve(NpPlot *plot, const char *class, const double *x, const double *y, int n)
{
	appendStringInfo(plot->out, "<polyline class=\"%s\" points=\"", class);
	for (int i = 0; i < n; i++)
		appendStringInfo(plot->out, "%s%.1f,%.1f", i > 0 ? " " : "", x_place(plot, x[i]),
						 PLOT_BOTTOM - y[i] * (PLOT_BOTTOM - PLOT_TOP));
	appendStringInfoString(plot->out, "\"/>\n");
}

void
np_plot_percent_axis(NpPlot *plot)
{
	for (int percent = 0; percent <= 100; percent += 50)
		appendStringInfo(plot->out, "<text class=\"curve-scale\" x=\"%d\" y=\"%.1f\">%d%%</text>\n",
						 PLOT_RIGHT + 4,
						 PLOT_BOTTOM - percent / 100.0 * (PLOT_BOTTOM - PLOT_TOP) + 4, percent);
}

void
np_plot_mark(NpPlot *plot, double x, const char *label)
{
	double		place = x_place(plot, x);
	bool		beyond = place > (PLOT_LEFT + PLOT_RIGHT) / 2.0;

	appendStringInfo(plot->out, "<line class=\"mark\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
					 "<text class=\"mark-label\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">",
					 place, place, PLOT_TOP - 16, PLOT_BOTTOM, beyond ? place - 5 : place + 5,
					 PLOT_TOP - 8, beyond ? "end" : "start");
	np_html_escape_string(plot->out, label);
	appendStringInfoString(plot->out, "</text>\n");
}

void
np_plot_end(NpPlot *plot)
{
	appendStringInfoString(plot->out, "</svg>\n");
}
