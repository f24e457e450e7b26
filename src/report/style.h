/*-------------------------------------------------------------------------
 *
 * style.h
 *	  How a report looks.
 *
 * Text has a contrast of at least 4.5 to what is behind it, and whatever
 * else must be seen one of at least 3 (WCAG 2.1, level AA), in light and
 * dark.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_STYLE_H
#define NP_STYLE_H

extern const char np_style_colours[];	/* variables that the others use */
extern const char np_style_plot[];
extern const char np_style_page[];

#endif							/* NP_STYLE_H */
