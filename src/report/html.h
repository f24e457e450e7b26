/*-------------------------------------------------------------------------
 *
 * html.h
 *	  Text as it may stand in a page or a drawing.
 *
 * What is written is plain ASCII that HTML and XML parsers read alike:
 * whatever is not ASCII becomes a character reference, so that no encoding
 * on the way from the server to the browser can spoil the page.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_HTML_H
#define NP_HTML_H

#include "postgres.h"

#include "lib/stringinfo.h"

#include "report/subject.h"
#include "text/sqltext.h"

/* The text as character data or as an attribute's value. */
extern void np_html_escape(StringInfo page, NpText text);

/* A string in the server's encoding, likewise. */
extern void np_html_escape_string(StringInfo page, const char *string);

/* Somebody's text inside a sentence of ours: directions of writing do not leave it. */
extern void np_html_foreign(StringInfo page, NpText text);

/* The same of the beginning of a text, with three dots if it goes on */
extern void np_html_beginning(StringInfo page, NpText text, size_t characters);

/* "1,234,567" */
extern void np_html_number(StringInfo page, double number);

/* "12%", "0.4%", "none" as a share of the whole */
extern void np_html_share(StringInfo page, double part, double whole);

/* "1 article", "2,000 articles" */
extern void np_html_count(StringInfo page, double number, const char *one, const char *many);

/* A table and the headings of its columns, up to its first row; the caption is plain ASCII. */
typedef struct NpHeading
{
	const char *name;
	bool		numeric;		/* set to the right */
} NpHeading;

extern void np_html_table_begin(StringInfo page, const char *caption,
								const NpHeading *headings, int n);
extern void np_html_table_end(StringInfo page);

/* The call of newsprint_watch() that changes one of the table's settings */
extern void np_html_statement(StringInfo page, const NpSubject *subject, const char *change);

#endif							/* NP_HTML_H */
