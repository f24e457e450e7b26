/*-------------------------------------------------------------------------
 *
 * sql_article.c
 *	  SQL functions over the splitter.  Offsets are in characters, the first
 *	  character is 1, as substr() wants them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "article/split.h"
#include "compat.h"
#include "text/sqltext.h"

#define SEGMENT_COLUMNS	5
#define POST_COLUMNS	6

/* Get the segments of a page */
PG_FUNCTION_INFO_V1(article_split);
Datum
article_split(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	NpText		text = np_text_from_datum(PG_GETARG_DATUM(0));
	NpSegment  *segments;
	NpCharCounter counter;
	size_t		n;

	InitMaterializedSRF(fcinfo, 0);
	n = np_article_split(text.bytes, text.length, &segments);
	np_char_counter_init(&counter, text);
	for (size_t i = 0; i < n; i++)
	{
		const NpSegment *segment = &segments[i];
		int32		start = np_char_offset(&counter, segment->start);
		int32		end = np_char_offset(&counter, (size_t) segment->start + segment->length);
		Datum		values[SEGMENT_COLUMNS];
		bool		nulls[SEGMENT_COLUMNS] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = CStringGetTextDatum(np_segment_kind(segment->kind));
		values[1] = Int32GetDatum(start + 1);
		values[2] = Int32GetDatum(end - start);
		values[3] = Float4GetDatum(segment->confidence);
		values[4] = CStringGetTextDatum(np_segment_reason(segment->reason));
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* Get the story of a page */
PG_FUNCTION_INFO_V1(article_body);
Datum
article_body(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);
	NpText		text = np_text_from_datum(PointerGetDatum(value));
	const unsigned char *body;
	size_t		length = np_article_body(text.bytes, text.length, &body);

	if (body == text.bytes)
		PG_RETURN_TEXT_P(value);
	PG_RETURN_DATUM(np_text_to_datum(body, length));
}

static void
put_part(NpText text, uint32 start, uint32 length, Datum *value, bool *isnull)
{
	*isnull = length == 0;
	*value = *isnull ? (Datum) 0 : np_text_to_datum(text.bytes + start, length);
}

/* Get the posts that a page advertises */
PG_FUNCTION_INFO_V1(related_posts);
Datum
related_posts(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	NpText		text = np_text_from_datum(PG_GETARG_DATUM(0));
	NpPost	   *posts;
	NpCharCounter counter;
	size_t		n;

	InitMaterializedSRF(fcinfo, 0);
	n = np_related_posts(text.bytes, text.length, &posts);
	np_char_counter_init(&counter, text);
	for (size_t i = 0; i < n; i++)
	{
		const NpPost *post = &posts[i];
		int32		start = np_char_offset(&counter, post->start);
		int32		end = np_char_offset(&counter, (size_t) post->start + post->length);
		Datum		values[POST_COLUMNS];
		bool		nulls[POST_COLUMNS] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = Int32GetDatum((int32) i + 1);
		put_part(text, post->tag_start, post->tag_length, &values[1], &nulls[1]);
		put_part(text, post->title_start, post->title_length, &values[2], &nulls[2]);
		put_part(text, post->excerpt_start, post->excerpt_length, &values[3], &nulls[3]);
		values[4] = Int32GetDatum(start + 1);
		values[5] = Int32GetDatum(end - start);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
