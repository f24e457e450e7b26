/*-------------------------------------------------------------------------
 *
 * quantity.h
 *	  Words that say how many or when: figures, numerals, months, weekdays.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_QUANTITY_H
#define NP_QUANTITY_H

#include <stdbool.h>

#include "text/token.h"

/* A word with a digit in it, or an English word for a number, month or weekday. */
extern bool np_is_quantity(const NpWord *word);

/*
 * The digits that a numeral of length bytes stands for, in any case: "12"
 * for "Twelve".  NULL for every other word.
 */
extern const char *np_numeral_digits(const unsigned char *word, size_t length);

#endif							/* NP_QUANTITY_H */
