/*-------------------------------------------------------------------------
 *
 * survey_number.c
 *	  Numbers: telephone numbers, and what begins a listicle.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/survey.h"

#include <string.h>

/* Digits of a listicle's number. */
#define MAX_LIST_DIGITS	3

/* Digits of a telephone number. */
#define MIN_PHONE_DIGITS	9
#define MAX_PHONE_DIGITS	15

void
np_survey_end_phone(NpSurvey *s)
{
	if (s->phone.digits >= MIN_PHONE_DIGITS && s->phone.digits <= MAX_PHONE_DIGITS)
		np_survey_count(s, NP_COUNT_CONTACTS, 1, s->phone.start, s->phone.end);
	s->phone.digits = 0;
}

/* The groups of a telephone number are parted by little: "+1 (800) 555-0199". */
static bool
parts_phone(const unsigned char *text, size_t start, size_t end)
{
	if (end - start > 3)
		return false;
	for (; start < end; start++)
		if (strchr(" -.()", text[start]) == NULL || text[start] == 0)
			return false;
	return true;
}

void
np_survey_number(NpSurvey *s, const NpWord *w)
{
	if (s->phone.digits > 0 && !parts_phone(s->text, s->phone.end, w->start))
		np_survey_end_phone(s);
	if (s->phone.digits == 0)
		s->phone.start = w->start;
	s->phone.digits += w->folded_length;
	s->phone.end = w->start + w->length;
	if (w->folded_length <= MAX_LIST_DIGITS && s->line.words == s->line.tags)
		s->number_age = 0;
}
