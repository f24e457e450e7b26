/*-------------------------------------------------------------------------
 *
 * detoast.h
 *	  A text value as it was before it was stored.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_DETOAST_H
#define NP_DETOAST_H

#include "postgres.h"

/* The same as DatumGetTextPP(), in less time for what is compressed. */
extern text *np_detoast_text(Datum datum);

#endif							/* NP_DETOAST_H */
