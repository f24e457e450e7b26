/*-------------------------------------------------------------------------
 *
 * article.c
 *	  An article of a watched table: its text, and what derives from it.
 *
 *-------------------------------------------------------------------------
 */
#include "watch/article.h"

#include "utils/memutils.h"

#include "article/split.h"
#include "spam/score.h"

/* Between title and body: ends a line and a sentence */
#define SEPARATOR "\n\n"

/* The body without what surrounds the story, where the settings ask for that */
static NpText
story_of(const Watched *watched, NpText body)
{
	NpText		story = body;

	if (watched->story_only)
		story.length = np_article_body(body.bytes, body.length, &story.bytes);
	return story;
}

NpText
np_article_text(const Watched *watched, bool title_isnull, Datum title, Datum body)
{
	NpText		text = story_of(watched, np_text_from_datum(body));
	NpText		head;
	unsigned char *joined;
	size_t		separator = strlen(SEPARATOR);

	if (title_isnull)
		return text;
	head = np_text_from_datum(title);
	joined = MemoryContextAllocHuge(CurrentMemoryContext,
									head.length + separator + text.length + 1);
	memcpy(joined, head.bytes, head.length);
	memcpy(joined + head.length, SEPARATOR, separator);
	memcpy(joined + head.length + separator, text.bytes, text.length);
	text.bytes = joined;
	text.length += head.length + separator;
	return text;
}

/* NpReader: the words go to a sketch. */
static void
sketch_words(void *state, const NpWord *words, size_t n)
{
	np_sketch_words(state, words, n);
}

Minhash *
np_article_sign(const Watched *watched, NpText text, double *score)
{
	NpSketch	sketch;
	NpReader	signer = {.read = sketch_words, .state = &sketch};
	Minhash    *sig;

	if (score == NULL)
		return np_minhash_from_text(text.bytes, text.length, watched->nlanes, watched->shingle);
	np_sketch_init(&sketch, watched->nlanes, watched->shingle, text.length);
	*score = np_spam_score_own(text.bytes, text.length, watched->own, &signer);
	np_sketch_end_text(&sketch);
	sig = np_minhash_from_sketch(&sketch);
	np_sketch_free(&sketch);
	return sig;
}
