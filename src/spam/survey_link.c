/*-------------------------------------------------------------------------
 *
 * survey_link.c
 *	  Links and addresses.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/survey.h"

#include "host.h"

static bool
is_blank(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

void
np_survey_begin_link(NpSurvey *s, size_t start, size_t from)
{
	size_t		end = from;

	while (end < s->length && !is_blank(s->text[end]))
	{
		if (++end % 4096 == 0)
			np_check_interrupts();
	}
	s->link.end = end;
	np_survey_count(s, NP_COUNT_LINKS, 1, start, end);
}

/* A word of a link: only shorteners are of interest. */
void
np_survey_link_word(NpSurvey *s, const NpSeenWord *seen)
{
	const NpEntry *pair = np_find_pair(s->link.previous, seen->hash);

	if (pair->category == NP_CATEGORY_SHORTENER)
		np_survey_count(s, NP_COUNT_SHORTENERS, 1, seen->start, seen->end);
	s->link.previous = seen->hash;
}

/* A domain without http or www before it: "bit.ly/x", "example.com". */
void
np_survey_domain(NpSurvey *s, const NpSeenWord *seen, const NpGap *gap)
{
	if (gap->at)
		np_survey_count(s, NP_COUNT_CONTACTS, 1, seen->gap, seen->end);
	if (!gap->dot || s->previous == 0)
		return;
	s->link.previous = s->previous;
	np_survey_link_word(s, seen);
	if (seen->entry->category == NP_CATEGORY_DOMAIN)
		np_survey_begin_link(s, seen->start, seen->end);
}
