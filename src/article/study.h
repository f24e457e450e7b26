/*-------------------------------------------------------------------------
 *
 * study.h
 *	  A closer look at a line that may be furniture: its words, and what
 *	  the phrases among them say.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_STUDY_H
#define NP_STUDY_H

#include "article/lines.h"

/* Of a longer line only so much of the beginning is looked at, and its very end. */
#define NP_STUDY_BYTES	800
#define NP_STUDY_HEAD	200

typedef struct NpStudy
{
	int			nwords;			/* words looked at */
	bool		whole;			/* that is all of them */
	bool		quoted;			/* begins with a quotation mark */
	bool		durations;		/* ends with a running time: "Listen 3:26" */
	bool		numbered;		/* ends with "3 of 26" */

	NpMatch		head;			/* the phrase that the line begins with */
	NpMatch		tail;			/* the phrase that it ends with, behind numbers */
	int			tail_word;		/* the tail's first word */

	/* words by what they are */
	int			numbers;
	int			covered;		/* words of buttons, numbers among them */
	int			buttons;		/* buttons, each once for each time it stands there */
	int			beside;			/* what is a button only beside others */
	int			lettered;		/* words of two letters or more */
	int			shouted;		/* of these, in capitals */
	int			longer;			/* words of four letters or more */
	int			capital;		/* of these, with a capital */

	/* weights of what the phrases say */
	int			calls;
	int			asks;
	int			sure_asks;		/* of these, by phrases that weigh more */
	int			legals;
	int			stories;
	int			galleries;
	int			credits;
	int			addresses;		/* web and mail addresses, @names */
	bool		copyright_sign;
	bool		year;			/* of this century or the last */
	bool		tweet;			/* "(@name)", and ends with a year */
	bool		names;			/* begins with two words in capitals */
	bool		names_writer;	/* begins as "Jane A. Doe is a staff writer" */
} NpStudy;

/* Large, so that one serves a whole text. */
typedef struct NpStudent
{
	NpTokenizer tokenizer;
	NpWord		words[NP_TOKEN_BATCH];
} NpStudent;

extern void np_study_line(NpStudent *student, const unsigned char *text, const NpLine *line,
						  NpStudy *study);

/* After np_line_beginning could not say: the tokenizer's answer. */
extern bool np_line_begins_phrase(NpStudent *student, const unsigned char *text,
								  const NpLine *line, uint32_t says);

/*
 * Where the picture credit at the line's end begins, or line->end where there
 * is none: "... in Paris. Photo: Jane Doe/Agency", "(Jane Doe/Agency)".
 */
extern uint32_t np_find_credit(NpStudent *student, const unsigned char *text,
							   const NpLine *line);

#endif							/* NP_STUDY_H */
