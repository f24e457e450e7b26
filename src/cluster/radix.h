/*-------------------------------------------------------------------------
 *
 * radix.h
 *	  Sorting of 64-bit numbers by their upper bits.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_RADIX_H
#define NP_RADIX_H

#include <stddef.h>
#include <stdint.h>

/*
 * Sort n entries by their bits from low_bit up; those that agree in them
 * keep their order.  spare has room for n entries, too.  Returns which of
 * the two the sorted entries are in; what the other holds is undefined.
 */
extern uint64_t *np_radix_sort(uint64_t *entries, uint64_t *spare, size_t n, int low_bit);

#endif							/* NP_RADIX_H */
