/*-------------------------------------------------------------------------
 *
 * headline.h
 *	  Lines in the form of a headline.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_HEADLINE_H
#define NP_HEADLINE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Where the headline ends that begins at start, or start if the line that
 * begins there has not the form of one.
 */
extern size_t np_headline_end(const unsigned char *text, size_t start, size_t length);

/* Does the word from start to end begin with a small letter? */
extern bool np_begins_small(const unsigned char *text, size_t start, size_t end);

#endif							/* NP_HEADLINE_H */
