/*-------------------------------------------------------------------------
 *
 * sql_preview.c
 *	  newsprint_threshold_preview() and newsprint_threshold_plot(): where to
 *	  put the threshold, judged by one's own articles.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "compat.h"
#include "report/preview.h"
#include "report/similarity.h"

/* Arguments of both functions */
enum
{
	ARG_RELATION,
	ARG_SIG,
	ARG_KEY,
	ARG_BODY
};

/* What newsprint_threshold_preview() returns, in the order of its columns */
enum
{
	PREVIEW_SIMILARITY,
	PREVIEW_PAIRS,
	PREVIEW_AT_LEAST,
	PREVIEW_FOUND,
	PREVIEW_EXAMPLE,
	PREVIEW_A,
	PREVIEW_B,
	PREVIEW_A_TEXT,
	PREVIEW_B_TEXT,
	PREVIEW_COLUMNS
};

static const char *
name_argument(FunctionCallInfo fcinfo, int argument)
{
	return PG_ARGISNULL(argument) ? NULL : NameStr(*PG_GETARG_NAME(argument));
}

static NpSubject
subject_from_args(FunctionCallInfo fcinfo)
{
	NpNamedColumns named = {
		.sig = name_argument(fcinfo, ARG_SIG),
		.key = name_argument(fcinfo, ARG_KEY),
		.body = name_argument(fcinfo, ARG_BODY)
	};

	if (PG_ARGISNULL(ARG_RELATION))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument relation must not be null")));
	return np_subject(PG_GETARG_OID(ARG_RELATION), named, fcinfo->flinfo->fn_oid);
}

static void
put_text(Datum *values, bool *nulls, int column, const char *text)
{
	nulls[column] = text == NULL;
	if (text != NULL)
		values[column] = CStringGetTextDatum(text);
}

static void
put_level(ReturnSetInfo *rsinfo, const NpFinder *finder, const NpLevel *level)
{
	const NpExample *example = &level->example;
	Datum		values[PREVIEW_COLUMNS];
	bool		nulls[PREVIEW_COLUMNS] = { false };

	values[PREVIEW_SIMILARITY] = Float8GetDatum(level->similarity);
	values[PREVIEW_PAIRS] = Int64GetDatum((int64) (level->pairs + 0.5));
	values[PREVIEW_AT_LEAST] = Int64GetDatum((int64) (level->at_least + 0.5));
	nulls[PREVIEW_FOUND] = finder->method == NULL;
	if (finder->method != NULL)
		values[PREVIEW_FOUND] = Float8GetDatum(np_finder_probability(finder, level->similarity));
	nulls[PREVIEW_EXAMPLE] = example->a == NULL;
	values[PREVIEW_EXAMPLE] = Float8GetDatum(example->similarity);
	put_text(values, nulls, PREVIEW_A, example->a);
	put_text(values, nulls, PREVIEW_B, example->b);
	put_text(values, nulls, PREVIEW_A_TEXT, example->a_text);
	put_text(values, nulls, PREVIEW_B_TEXT, example->b_text);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* Get the levels of similarity, the highest first */
PG_FUNCTION_INFO_V1(newsprint_threshold_preview);
Datum
newsprint_threshold_preview(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	NpSubject	subject;
	NpPreview  *preview;

	InitMaterializedSRF(fcinfo, 0);
	subject = subject_from_args(fcinfo);
	SPI_connect();
	preview = np_preview(&subject);
	for (int i = NP_LEVELS - 1; i >= 0; i--)
		put_level(rsinfo, &preview->finder, &preview->levels[i]);
	SPI_finish();
	return (Datum) 0;
}

/* Get the same as a drawing */
PG_FUNCTION_INFO_V1(newsprint_threshold_plot);
Datum
newsprint_threshold_plot(PG_FUNCTION_ARGS)
{
	NpSubject	subject = subject_from_args(fcinfo);
	StringInfoData svg;

	initStringInfo(&svg);
	SPI_connect();
	np_similarity_plot(&svg, np_preview(&subject), true);
	SPI_finish();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(svg.data, svg.len));
}
