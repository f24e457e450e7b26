/*-------------------------------------------------------------------------
 *
 * surroundings.h
 *	  What stands on a line of a web page, and around it, as numbers.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SURROUNDINGS_H
#define NP_SURROUNDINGS_H

#include "article/page.h"

/* "Near" is three lines each way, "wide" ten. */
typedef enum NpFeature
{
	NP_FEATURE_BYTES,			/* of the line, as a power of two */
	NP_FEATURE_SENTENCE,		/* ends as one */
	NP_FEATURE_INTERFACE,		/* interface words, or cut as such */
	NP_FEATURE_CAPITALS,		/* as titles have them */
	NP_FEATURE_SEPARATOR,		/* bars, guillemets, bullets, arrows */
	NP_FEATURE_DIGITS,			/* share of the bytes */
	NP_FEATURE_SMALL,			/* begins with a small letter */
	NP_FEATURE_COMMA,
	NP_FEATURE_PROSE_NEAR,		/* hundreds of bytes in paragraphs a line */
	NP_FEATURE_PROSE_WIDE,
	NP_FEATURE_SHORT_NEAR,		/* share of short lines */
	NP_FEATURE_SHORT_WIDE,
	NP_FEATURE_PARAGRAPH_ABOVE, /* tens of lines since the last one */
	NP_FEATURE_PARAGRAPH_BELOW, /* and to the next one */
	NP_FEATURE_PAGE_PROSE,		/* share of the page in paragraphs */
	NP_FEATURE_MAIN,			/* in the main block */
	NP_FEATURE_ABOVE_MAIN,		/* log of lines to it */
	NP_FEATURE_BELOW_MAIN,		/* log of lines since it */
	NP_FEATURE_POSITION,		/* share of the page's bytes before the line */
	NP_FEATURE_STORY_BEFORE,	/* thousands of bytes in paragraphs, at most five */
	NP_FEATURE_SPEAKER_NEAR,	/* share of lines such as "Anna says:", "Reply" */
	NP_FEATURE_SPEAKER_WIDE,
	NP_FEATURE_SPEAKERS_BEFORE, /* log of their number, when the story has begun */
	NP_FEATURE_DATE_NEAR,		/* share of short lines with a date or a time */
	NP_FEATURE_DATE_WIDE,
	NP_FEATURE_DATE_BELOW_MAIN, /* the same, behind the main block */
	NP_FEATURE_CHAT_NEAR,		/* share of words such as "I" and "you" */
	NP_FEATURE_CHAT_WIDE,
	NP_FEATURE_STOPWORDS,		/* share of the line's words */
	NP_FEATURE_STOPWORDS_NEAR,
	NP_FEATURES
} NpFeature;

/* A row of NP_FEATURES for each line of the page; allocated. */
extern float *np_surroundings(const NpPage *page);

/* Does the line stand for a paragraph of prose? */
extern bool np_is_paragraph(const NpPage *page, size_t i);

#endif							/* NP_SURROUNDINGS_H */
