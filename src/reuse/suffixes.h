/*-------------------------------------------------------------------------
 *
 * suffixes.h
 *	  Suffix array and longest common prefixes of a sequence of numbers.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SUFFIXES_H
#define NP_SUFFIXES_H

#include <stdint.h>

/*
 * The order of all suffixes of text[0 .. n-1], whose values are below
 * nvalues: order[i] is where the i-th smallest one begins, rank its inverse.
 * Prefix doubling (Manber and Myers 1993): sort by the first value, then each
 * round by twice as many, whose ranks are known from the last round, leaving
 * alone what is already in place (Larsson and Sadakane 2007).  At worst
 * log n rounds of a merge sort.
 */
extern void np_sort_suffixes(const uint32_t *text, uint32_t n, uint32_t nvalues,
							 uint32_t *order, uint32_t *rank);

/*
 * common[i] is the length of the common prefix of the suffixes order[i - 1]
 * and order[i]; common[0] is 0.  Linear (Kasai, Lee, Arimura, Arikawa and
 * Park 2001).
 */
extern void np_common_prefixes(const uint32_t *text, uint32_t n, const uint32_t *order,
							   const uint32_t *rank, uint32_t *common);

#endif							/* NP_SUFFIXES_H */
