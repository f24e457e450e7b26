/*-------------------------------------------------------------------------
 *
 * sql_passages.c
 *	  shared_passages(): what two texts have in common, with offsets in both.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"

#include "compat.h"
#include "reuse/passages.h"
#include "text/sqltext.h"

#define PASSAGE_COLUMNS	6

/* By word: the characters before it, and before what follows it. */
typedef struct CharPlaces
{
	int32	   *start;
	int32	   *end;
} CharPlaces;

static void
CheckMinWords(int32 min_words)
{
	if (min_words < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("minimum number of words %d is out of range", min_words),
				 errdetail("It must be at least 1.")));
}

/* Passages come in the order of one text only, so count characters once for all words. */
static CharPlaces
count_characters(NpText text, NpTextWords words)
{
	Size		size = sizeof(int32) * ((Size) words.count + 1);
	NpCharCounter counter;
	CharPlaces	places;

	places.start = MemoryContextAllocHuge(CurrentMemoryContext, size);
	places.end = MemoryContextAllocHuge(CurrentMemoryContext, size);
	np_char_counter_init(&counter, text);
	for (uint32 i = 0; i < words.count; i++)
	{
		const NpTextWord *word = &words.words[i];

		places.start[i] = np_char_offset(&counter, word->start);
		places.end[i] = np_char_offset(&counter, (size_t) word->start + word->length);
	}
	return places;
}

/* Runs of folded words that stand in both texts */
PG_FUNCTION_INFO_V1(shared_passages);
Datum
shared_passages(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	NpText		a = np_text_from_datum(PG_GETARG_DATUM(0));
	NpText		b = np_text_from_datum(PG_GETARG_DATUM(1));
	int32		min_words = PG_GETARG_INT32(2);
	NpPassages	found;
	CharPlaces	in_a;
	CharPlaces	in_b;

	CheckMinWords(min_words);
	InitMaterializedSRF(fcinfo, 0);
	np_shared_passages(a.bytes, a.length, b.bytes, b.length, (uint32_t) min_words, &found);
	if (found.count == 0)
		return (Datum) 0;

	in_a = count_characters(a, found.a);
	in_b = count_characters(b, found.b);
	for (size_t i = 0; i < found.count; i++)
	{
		const NpPassage *p = &found.passages[i];
		uint32		last_a = p->a + p->length - 1;
		uint32		last_b = p->b + p->length - 1;
		size_t		start = found.a.words[p->a].start;
		size_t		end = (size_t) found.a.words[last_a].start + found.a.words[last_a].length;
		Datum		values[PASSAGE_COLUMNS];
		bool		nulls[PASSAGE_COLUMNS] = { false };

		CHECK_FOR_INTERRUPTS();
		/* substr() counts from 1 */
		values[0] = Int32GetDatum(in_a.start[p->a] + 1);
		values[1] = Int32GetDatum(in_a.end[last_a] - in_a.start[p->a]);
		values[2] = Int32GetDatum(in_b.start[p->b] + 1);
		values[3] = Int32GetDatum(in_b.end[last_b] - in_b.start[p->b]);
		values[4] = Int32GetDatum((int32) p->length);
		values[5] = np_text_to_datum(a.bytes + start, end - start);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		pfree(DatumGetPointer(values[5]));
	}
	return (Datum) 0;
}
