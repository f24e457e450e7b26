/*-------------------------------------------------------------------------
 *
 * progress.h
 *	  A NOTICE now and then from work that takes long.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_PROGRESS_H
#define NP_PROGRESS_H

#include "postgres.h"

/* Start the clock; what is done within ten seconds says nothing. */
extern void np_progress_begin(const char *task);

/* Call often: speaks at most every ten seconds. */
extern void np_progress(const char *fmt,...) pg_attribute_printf(1, 2);

#endif							/* NP_PROGRESS_H */
