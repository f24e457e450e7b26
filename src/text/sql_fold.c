/*-------------------------------------------------------------------------
 *
 * sql_fold.c
 *	  fold_text() and obfuscation(): what the hashes see, and what hides.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "compat.h"
#include "text/sqltext.h"
#include "text/token.h"

#define OBFUSCATION_COLUMNS 5

/* The folded words of a text, one blank between them */
PG_FUNCTION_INFO_V1(fold_text);
Datum
fold_text(PG_FUNCTION_ARGS)
{
	NpText		text = np_text_from_datum(PG_GETARG_DATUM(0));
	NpTokenizer tokenizer;
	NpWord		words[NP_TOKEN_BATCH];
	StringInfoData folded;
	size_t		n;

	initStringInfo(&folded);
	np_tokenizer_init(&tokenizer, text.bytes, text.length);
	while ((n = np_tokenizer_next(&tokenizer, words)) > 0)
	{
		for (size_t i = 0; i < n; i++)
		{
			if (folded.len > 0)
				appendStringInfoChar(&folded, ' ');
			appendBinaryStringInfo(&folded, (const char *) words[i].folded,
								   words[i].folded_length);
		}
	}
	PG_RETURN_DATUM(np_text_to_datum((unsigned char *) folded.data, folded.len));
}

/* The disguises of a word by name, "small capitals, hidden" */
static Datum
disguise_names(uint16_t flags)
{
	static const struct
	{
		uint16_t	flag;
		const char *name;
	}			names[] = {
		{NP_WORD_SMALLCAPS, "small capitals"},
		{NP_WORD_STYLED, "styled letters"},
		{NP_WORD_MIXED, "mixed scripts"},
		{NP_WORD_HIDDEN, "hidden characters"},
		{NP_WORD_SYMBOL, "symbol for letter"},
		{NP_WORD_STACKED, "stacked marks"},
	};
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < lengthof(names); i++)
		if (flags & names[i].flag)
			appendStringInfo(&list, "%s%s", list.len > 0 ? ", " : "", names[i].name);
	return PointerGetDatum(cstring_to_text_with_len(list.data, list.len));
}

/* The words that hide behind look-alikes */
PG_FUNCTION_INFO_V1(obfuscation);
Datum
obfuscation(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	NpText		text = np_text_from_datum(PG_GETARG_DATUM(0));
	NpTokenizer tokenizer;
	NpWord		words[NP_TOKEN_BATCH];
	NpCharCounter counter;
	size_t		n;

	InitMaterializedSRF(fcinfo, 0);
	np_char_counter_init(&counter, text);
	np_tokenizer_init(&tokenizer, text.bytes, text.length);
	while ((n = np_tokenizer_next(&tokenizer, words)) > 0)
	{
		for (size_t i = 0; i < n; i++)
		{
			const NpWord *word = &words[i];
			Datum		values[OBFUSCATION_COLUMNS];
			bool		nulls[OBFUSCATION_COLUMNS] = {false};
			int32		start;

			if (!(word->flags & NP_WORD_DISGUISED))
				continue;
			start = np_char_offset(&counter, word->start);
			values[0] = np_text_to_datum(text.bytes + word->start, word->length);
			values[1] = np_text_to_datum(word->folded, word->folded_length);
			values[2] = disguise_names(word->flags);
			values[3] = Int32GetDatum(start + 1);
			values[4] = Int32GetDatum(np_char_offset(&counter, word->start + word->length) - start);
			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		}
	}
	return (Datum) 0;
}
