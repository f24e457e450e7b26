/*-------------------------------------------------------------------------
 *
 * sql_score.c
 *	  spam_score() and spam_explain().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "compat.h"
#include "spam/spam_model.h"
#include "text/sqltext.h"

#define EXPLAIN_COLUMNS 5

/* How likely a text is junk, by the default model */
PG_FUNCTION_INFO_V1(spam_score);
Datum
spam_score(PG_FUNCTION_ARGS)
{
	NpText		text = np_text_from_datum(PG_GETARG_DATUM(0));

	PG_RETURN_FLOAT8(np_spam_score(text.bytes, text.length));
}

/* The same by a newsroom's own model, as far as that has learnt enough */
PG_FUNCTION_INFO_V1(spam_score_model);
Datum
spam_score_model(PG_FUNCTION_ARGS)
{
	const NpOwnModel *own = np_spam_model_keep(fcinfo, PG_GETARG_DATUM(1));
	NpText		text = np_text_from_datum(PG_GETARG_DATUM(0));

	PG_RETURN_FLOAT8(np_spam_score_own(text.bytes, text.length, own, NULL));
}

static Datum
explain(FunctionCallInfo fcinfo, const NpOwnModel *own)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	NpText		text = np_text_from_datum(PG_GETARG_DATUM(0));
	NpSpamReason *reasons;
	size_t		n;

	InitMaterializedSRF(fcinfo, 0);
	n = np_spam_explain(text.bytes, text.length, own, &reasons);
	for (size_t i = 0; i < n; i++)
	{
		const NpSpamReason *reason = &reasons[i];
		Datum		values[EXPLAIN_COLUMNS];
		bool		nulls[EXPLAIN_COLUMNS] = {false};

		values[0] = CStringGetTextDatum(reason->signal);
		values[1] = Float8GetDatum(reason->value);
		values[2] = Float8GetDatum(reason->weight);
		values[3] = Float8GetDatum(reason->contribution);
		nulls[4] = reason->evidence == NULL;
		if (!nulls[4])
			values[4] = np_text_to_datum((const unsigned char *) reason->evidence,
										 reason->evidence_length);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* Why a text has its score */
PG_FUNCTION_INFO_V1(spam_explain);
Datum
spam_explain(PG_FUNCTION_ARGS)
{
	return explain(fcinfo, NULL);
}

/* The same with a newsroom's own model */
PG_FUNCTION_INFO_V1(spam_explain_model);
Datum
spam_explain_model(PG_FUNCTION_ARGS)
{
	return explain(fcinfo, np_spam_model_keep(fcinfo, PG_GETARG_DATUM(1)));
}
