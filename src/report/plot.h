/*-------------------------------------------------------------------------
 *
 * plot.h
 *	  Small plots as SVG: bars, a curve, a mark.
 *
 * A plot's colours are those of its classes, which the style sheet of the
 * page (style.h) knows; one that stands alone brings them along.  Bars have
 * tooltips, and the whole a title and a description for those who cannot
 * see it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_PLOT_H
#define NP_PLOT_H

#include "postgres.h"

#include "lib/stringinfo.h"

typedef struct NpPlot
{
	StringInfo	out;
	double		left;			/* values at the ends of the x axis */
	double		right;
	double		top;			/* greatest value of the y axis */
	bool		logarithmic;	/* y */
} NpPlot;

/*
 * id is unique in the page; title and description are plain text.  The y axis
 * goes to top at least, and is logarithmic if that is asked for.
 */
extern void np_plot_begin(NpPlot *plot, StringInfo out, bool alone, const char *id,
						  const char *title, const char *description);
extern void np_plot_axes(NpPlot *plot, double left, double right, double top, bool logarithmic);

/* A bar from x1 to x2 and from y1 to y2; the tooltip is plain text. */
extern void np_plot_bar(NpPlot *plot, const char *class, double x1, double x2,
						double y1, double y2, const char *tooltip);

/* A label below the x axis; anchor is start, middle or end */
extern void np_plot_label(NpPlot *plot, double x, const char *label, const char *anchor);

/*
 * What the axes show: the left one, the right one and the one below, in plain
 * ASCII without markup; NULL: none.
 */
extern void np_plot_captions(NpPlot *plot, const char *left, const char *right,
							 const char *below);

/* A curve through n points; y from 0 to 1 is the whole height. */
extern void np_plot_curve(NpPlot *plot, const char *class, const double *x, const double *y, int n);

/* A scale from 0 to 100 % at the right side, for the curve */
extern void np_plot_percent_axis(NpPlot *plot);

/* A vertical line with a label at its top */
extern void np_plot_mark(NpPlot *plot, double x, const char *label);

extern void np_plot_end(NpPlot *plot);

#endif							/* NP_PLOT_H */
