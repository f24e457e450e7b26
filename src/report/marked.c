/*-------------------------------------------------------------------------
 *
 * marked.c
 *	  Two texts, with what they share marked in both.
 *
 *-------------------------------------------------------------------------
 */
#include "report/report.h"

#include "report/html.h"
#include "reuse/passages.h"

/* Shorter runs are figures of speech */
#define LEAST_WORDS 5

/* Which words of a text stand in a shared passage? */
static bool *
shared_words(const NpPassages *found, bool of_b)
{
	const NpTextWords *text = of_b ? &found->b : &found->a;
	bool	   *shared = palloc0(text->count + 1);

	for (size_t i = 0; i < found->count; i++)
	{
		const NpPassage *passage = &found->passages[i];

		memset(shared + (of_b ? passage->b : passage->a), true, passage->length);
	}
	return shared;
}

static void
put_piece(StringInfo page, NpText text, size_t start, size_t end)
{
	NpText		piece = { text.bytes + start, end - start };

	np_html_escape(page, piece);
}

static void
put_text(StringInfo page, NpText text, NpTextWords words, const bool *shared)
{
	size_t		written = 0;

	for (uint32 i = 0; i < words.count; i++)
	{
		const NpTextWord *first = &words.words[i];
		const NpTextWord *last;

		if (!shared[i])
			continue;
		while (i + 1 < words.count && shared[i + 1])
			i++;
		last = &words.words[i];
		put_piece(page, text, written, first->start);
		appendStringInfoString(page, "<mark>");
		written = (size_t) last->start + last->length;
		put_piece(page, text, first->start, written);
		appendStringInfoString(page, "</mark>");
	}
	put_piece(page, text, written, text.length);
}

void
np_mark_shared(NpText a, NpText b, StringInfo marked_a, StringInfo marked_b)
{
	NpPassages	found;

	np_shared_passages(a.bytes, a.length, b.bytes, b.length, LEAST_WORDS, &found);
	put_text(marked_a, a, found.a, shared_words(&found, false));
	put_text(marked_b, b, found.b, shared_words(&found, true));
	np_passages_free(&found);
}
