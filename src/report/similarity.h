/*-------------------------------------------------------------------------
 *
 * similarity.h
 *	  How similar the articles are, as a drawing.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SIMILARITY_H
#define NP_SIMILARITY_H

#include "postgres.h"

#include "lib/stringinfo.h"

#include "report/preview.h"

/* Pairs by similarity, the index's curve and the threshold; alone: as a file of its own */
extern void np_similarity_plot(StringInfo out, const NpPreview *preview, bool alone);

#endif							/* NP_SIMILARITY_H */
