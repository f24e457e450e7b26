/*-------------------------------------------------------------------------
 *
 * quantity.c
 *	  Words that say how many or when: figures, numerals, months, weekdays.
 *
 * A bulletin writes "five ships" this week and "12 ships" the next, "ended
 * April 2" and "ended March 26": what it fills in is figures, however they
 * are written.  Only English is known; elsewhere digits serve.
 *
 *-------------------------------------------------------------------------
 */
#include "reuse/quantity.h"

#include <string.h>

typedef struct Quantity
{
	const char *word;
	const char *digits;			/* NULL if it has none by itself */
} Quantity;

/* Folded and in alphabetical order */
static const Quantity quantities[] = {
	{"april", NULL}, {"august", NULL}, {"billion", NULL}, {"december", NULL}, {"eight", "8"},
	{"eighteen", "18"}, {"eighth", "8th"}, {"eighty", "80"}, {"eleven", "11"},
	{"february", NULL}, {"fifteen", "15"}, {"fifth", "5th"}, {"fifty", "50"}, {"first", "1st"},
	{"five", "5"}, {"forty", "40"}, {"four", "4"}, {"fourteen", "14"}, {"fourth", "4th"},
	{"friday", NULL}, {"hundred", NULL}, {"january", NULL}, {"july", NULL}, {"june", NULL},
	{"march", NULL}, {"may", NULL}, {"million", NULL}, {"monday", NULL}, {"nil", "0"},
	{"nine", "9"}, {"nineteen", "19"}, {"ninety", "90"}, {"ninth", "9th"}, {"november", NULL},
	{"october", NULL}, {"one", "1"}, {"saturday", NULL}, {"second", "2nd"},
	{"september", NULL}, {"seven", "7"}, {"seventeen", "17"}, {"seventh", "7th"},
	{"seventy", "70"}, {"six", "6"}, {"sixteen", "16"}, {"sixth", "6th"}, {"sixty", "60"},
	{"sunday", NULL}, {"ten", "10"}, {"tenth", "10th"}, {"third", "3rd"}, {"thirteen", "13"},
	{"thirty", "30"}, {"thousand", NULL}, {"three", "3"}, {"thursday", NULL},
	{"tuesday", NULL}, {"twelve", "12"}, {"twenty", "20"}, {"two", "2"}, {"wednesday", NULL},
	{"zero", "0"},
};

#define LONGEST		9			/* bytes of "september" and "wednesday" */

static int
compare(const unsigned char *word, size_t length, const char *listed)
{
	for (size_t i = 0; i < length; i++)
	{
		unsigned char c = word[i] >= 'A' && word[i] <= 'Z' ? word[i] + ('a' - 'A') : word[i];

		if (c != (unsigned char) listed[i])
			return c < (unsigned char) listed[i] ? -1 : 1;
	}
	return listed[length] == 0 ? 0 : -1;
}

static const Quantity *
find_quantity(const unsigned char *word, size_t length)
{
	size_t		low = 0;
	size_t		high = sizeof(quantities) / sizeof(quantities[0]);

	while (low < high && length <= LONGEST)
	{
		size_t		middle = (low + high) / 2;
		int			order = compare(word, length, quantities[middle].word);

		if (order == 0)
			return &quantities[middle];
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

bool
np_is_quantity(const NpWord *word)
{
	return (word->flags & NP_WORD_DIGIT) != 0 ||
		find_quantity(word->folded, word->folded_length) != NULL;
}

const char *
np_numeral_digits(const unsigned char *word, size_t length)
{
	const Quantity *found = find_quantity(word, length);

	return found != NULL ? found->digits : NULL;
}
