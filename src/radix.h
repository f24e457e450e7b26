/*-------------------------------------------------------------------------
 *
 * radix.h
 *	  Sorting of 64-bit numbers by some of their bits.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_RADIX_H
#define NP_RADIX_H

#include <stddef.h>
#include <stdint.h>

#define NP_MAX_RADIX_BYTES	8

/*
 * Sort n entries by so many bytes of them, from low_bit up; those that agree in
 * these keep their order.  spare has room for n entries, too.  Returns which of
 * the two the sorted entries are in; what the other holds is undefined.
 */
extern uint64_t *np_radix_sort(uint64_t *entries, uint64_t *spare, size_t n, int low_bit,
							   int bytes);

#endif							/* NP_RADIX_H */
