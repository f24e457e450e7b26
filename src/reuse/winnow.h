/*-------------------------------------------------------------------------
 *
 * winnow.h
 *	  A text's fingerprints: few shingle hashes, chosen by the text alone.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_WINNOW_H
#define NP_WINNOW_H

#include <stddef.h>
#include <stdint.h>

#define NP_FP_DEFAULT_SHINGLE	5
#define NP_FP_MIN_SHINGLE		1
#define NP_FP_MAX_SHINGLE		16

#define NP_FP_DEFAULT_WINDOW	4
#define NP_FP_MIN_WINDOW		1
#define NP_FP_MAX_WINDOW		256 /* a power of two */

/*
 * The fingerprints of a text, in rising order and each once: of every window
 * of so many consecutive word shingles the smallest hash (Schleimer,
 * Wilkerson and Aiken 2003).  So two texts that share a run of
 * shingle + window - 1 words share a fingerprint, and of random text one
 * shingle in (window + 1) / 2 is kept.
 *
 * A text of fewer words than a shingle is one shingle, one of fewer shingles
 * than a window is one window; a text without words has no fingerprints.
 * The result is from np_alloc and is never NULL.
 */
extern uint32_t *np_winnow(const unsigned char *text, size_t length, int shingle, int window,
						   size_t *count);

/* How many hashes two rising lists have in common. */
extern size_t np_hashes_in_common(const uint32_t *a, size_t na, const uint32_t *b, size_t nb);

#endif							/* NP_WINNOW_H */
