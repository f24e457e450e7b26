/*-------------------------------------------------------------------------
 *
 * html.c
 *	  Text as it may stand in a page or a drawing.
 *
 *-------------------------------------------------------------------------
 */
#include "report/html.h"

#include <math.h>

#include "utils/builtins.h"

#include "text/utf8.h"

#define REPLACEMENT_CHARACTER	0xFFFD
#define LEFT_TO_RIGHT_ISOLATE	0x2066
#define FIRST_STRONG_ISOLATE	0x2068
#define POP_DIRECTIONAL_ISOLATE 0x2069

/*
 * May a page hold this character?  Controls and noncharacters it may not,
 * not even as references (HTML 13.2.5.80, XML 2.2).
 */
static bool
is_allowed(uint32 c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n';
	return !(c >= 0x7F && c <= 0x9F) && !(c >= 0xFDD0 && c <= 0xFDEF) &&
		(c & 0xFFFE) != 0xFFFE && c <= 0x10FFFF;
}

void
np_html_escape(StringInfo page, NpText text)
{
	const unsigned char *end = text.bytes + text.length;
	int			taken;

	for (const unsigned char *p = text.bytes; p < end; p += taken)
	{
		uint32		c = np_utf8_decode(p, end, &taken);

		if (c == '\r')
			c = '\n';
		if (!is_allowed(c))
			c = REPLACEMENT_CHARACTER;
		if (c >= 0x80)
			appendStringInfo(page, "&#x%X;", c);
		else if (c == '&')
			appendStringInfoString(page, "&amp;");
		else if (c == '<')
			appendStringInfoString(page, "&lt;");
		else if (c == '>')
			appendStringInfoString(page, "&gt;");
		else if (c == '"')
			appendStringInfoString(page, "&quot;");
		else if (c == '\'')
			appendStringInfoString(page, "&#39;");
		else
			appendStringInfoCharMacro(page, (char) c);
	}
}

void
np_html_escape_string(StringInfo page, const char *string)
{
	np_html_escape(page, np_text_from_datum(CStringGetTextDatum(string)));
}

/*
 * An isolate that the text opens and does not close would take the end of
 * ours for its own, so as many ends follow the text as it lacks.
 */
void
np_html_foreign(StringInfo page, NpText text)
{
	const unsigned char *end = text.bytes + text.length;
	int			open = 0;
	int			taken;

	for (const unsigned char *p = text.bytes; p < end; p += taken)
	{
		uint32		c = np_utf8_decode(p, end, &taken);

		if (c >= LEFT_TO_RIGHT_ISOLATE && c <= FIRST_STRONG_ISOLATE)
			open++;
		else if (c == POP_DIRECTIONAL_ISOLATE && open > 0)
			open--;
	}
	appendStringInfoString(page, "<bdi>");
	np_html_escape(page, text);
	while (open-- > 0)
		appendStringInfo(page, "&#x%X;", POP_DIRECTIONAL_ISOLATE);
	appendStringInfoString(page, "</bdi>");
}

void
np_html_beginning(StringInfo page, NpText text, size_t characters)
{
	const unsigned char *end = text.bytes + text.length;
	NpText		beginning = { text.bytes, 0 };

	while (text.bytes + beginning.length < end && characters-- > 0)
	{
		int			taken;

		np_utf8_decode(text.bytes + beginning.length, end, &taken);
		beginning.length += taken;
	}
	np_html_foreign(page, beginning);
	if (beginning.length < text.length)
		appendStringInfoString(page, "&#8230;");
}

void
np_html_number(StringInfo page, double number)
{
	char	   *digits = psprintf("%.0f", number);
	int			left = (int) strlen(digits);

	for (char *p = digits; *p != '\0'; p++)
	{
		appendStringInfoCharMacro(page, *p);
		left--;
		if (left > 0 && left % 3 == 0 && *p != '-')
			appendStringInfoCharMacro(page, ',');
	}
	pfree(digits);
}

void
np_html_share(StringInfo page, double part, double whole)
{
	double		percent = whole > 0 ? 100 * part / whole : 0;

	if (part == 0)
		appendStringInfoString(page, "none");
	else if (percent < 0.1)
		appendStringInfoString(page, "under 0.1%");
	else if (percent < 10 || (percent > 99 && percent < 100))
		appendStringInfo(page, "%.1f%%", percent > 99 ? Min(percent, 99.9) : percent);
	else
		appendStringInfo(page, "%.0f%%", percent);
}

void
np_html_count(StringInfo page, double number, const char *one, const char *many)
{
	np_html_number(page, number);
	appendStringInfo(page, " %s", number == 1 ? one : many);
}

void
np_html_table_begin(StringInfo page, const char *caption, const NpHeading *headings, int n)
{
	/* what is too wide for a phone is scrolled by itself, with the keyboard too */
	appendStringInfo(page, "<div class=\"scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\">"
					 "<table><caption>%s</caption>\n<thead><tr>", caption, caption);
	for (int i = 0; i < n; i++)
		appendStringInfo(page, "<th scope=\"col\"%s>%s</th>",
						 headings[i].numeric ? " class=\"n\"" : "", headings[i].name);
	appendStringInfoString(page, "</tr></thead>\n<tbody>\n");
}

void
np_html_table_end(StringInfo page)
{
	appendStringInfoString(page, "</tbody></table></div>\n");
}

void
np_html_statement(StringInfo page, const NpSubject *subject, const char *change)
{
	appendStringInfoString(page, "<pre><code>SELECT newsprint_watch(");
	np_html_escape(page, np_subject_literal(subject));
	appendStringInfoString(page, ", ");
	np_html_escape_string(page, change);
	appendStringInfoString(page, ");</code></pre>\n");
}
