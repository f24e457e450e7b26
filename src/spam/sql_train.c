/*-------------------------------------------------------------------------
 *
 * sql_train.c
 *	  Making models: the aggregate spam_train(), learning, unlearning, adding.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/spam_model.h"

#include "host.h"
#include "text/sqltext.h"

static void
CheckRoom(bool had_room)
{
	if (!had_room)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("spam_model is full"),
				 errdetail("A model learns at most %d texts of each kind.", NP_OWN_MAX_TEXTS)));
}

static MemoryContext
CheckAggregate(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "spam_train called in non-aggregate context");
	return context;
}

static NpOwnModel *
create_in(MemoryContext context)
{
	MemoryContext caller = MemoryContextSwitchTo(context);
	NpOwnModel *model = np_own_create();

	MemoryContextSwitchTo(caller);
	return model;
}

static void
learn(NpOwnModel *model, Datum body, bool is_spam)
{
	NpText		text = np_text_from_datum(body);

	CheckRoom(np_own_learn(model, text.bytes, text.length, is_spam ? NP_JUNK : NP_CLEAN));
}

/* Learn one text; one without text or verdict is passed over */
PG_FUNCTION_INFO_V1(spam_train_accum);
Datum
spam_train_accum(PG_FUNCTION_ARGS)
{
	MemoryContext context = CheckAggregate(fcinfo);
	NpOwnModel *model = PG_ARGISNULL(0) ? NULL : (NpOwnModel *) PG_GETARG_POINTER(0);

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
	{
		if (model == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(model);
	}
	if (model == NULL)
		model = create_in(context);
	learn(model, PG_GETARG_DATUM(1), PG_GETARG_BOOL(2));
	PG_RETURN_POINTER(model);
}

/* Put what two workers learnt together */
PG_FUNCTION_INFO_V1(spam_train_combine);
Datum
spam_train_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = CheckAggregate(fcinfo);
	NpOwnModel *model = PG_ARGISNULL(0) ? NULL : (NpOwnModel *) PG_GETARG_POINTER(0);

	if (PG_ARGISNULL(1))
	{
		if (model == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(model);
	}
	if (model == NULL)
		model = create_in(context);
	CheckRoom(np_own_merge(model, (NpOwnModel *) PG_GETARG_POINTER(1)));
	PG_RETURN_POINTER(model);
}

PG_FUNCTION_INFO_V1(spam_train_serialize);
Datum
spam_train_serialize(PG_FUNCTION_ARGS)
{
	CheckAggregate(fcinfo);
	/* a spam_model has the form of a bytea */
	PG_RETURN_POINTER(np_spam_model_pack((NpOwnModel *) PG_GETARG_POINTER(0)));
}

PG_FUNCTION_INFO_V1(spam_train_deserialize);
Datum
spam_train_deserialize(PG_FUNCTION_ARGS)
{
	CheckAggregate(fcinfo);
	PG_RETURN_POINTER(np_spam_model_unpack(PG_GETARG_DATUM(0)));
}

PG_FUNCTION_INFO_V1(spam_train_final);
Datum
spam_train_final(PG_FUNCTION_ARGS)
{
	CheckAggregate(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(np_spam_model_pack((NpOwnModel *) PG_GETARG_POINTER(0)));
}

/* The model with one text more; no model is one that has learnt nothing */
PG_FUNCTION_INFO_V1(spam_learn);
Datum
spam_learn(PG_FUNCTION_ARGS)
{
	NpOwnModel *model;
	SpamModel  *result;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	model = PG_ARGISNULL(0) ? np_own_create() : np_spam_model_unpack(PG_GETARG_DATUM(0));
	learn(model, PG_GETARG_DATUM(1), PG_GETARG_BOOL(2));
	result = np_spam_model_pack(model);
	np_own_free(model);
	PG_RETURN_POINTER(result);
}

/* The model as it was before it learnt the text */
PG_FUNCTION_INFO_V1(spam_unlearn);
Datum
spam_unlearn(PG_FUNCTION_ARGS)
{
	bool		is_spam = PG_GETARG_BOOL(2);
	NpOwnModel *model = np_spam_model_unpack(PG_GETARG_DATUM(0));
	NpText		text = np_text_from_datum(PG_GETARG_DATUM(1));
	SpamModel  *result;

	if (!np_own_unlearn(model, text.bytes, text.length, is_spam ? NP_JUNK : NP_CLEAN))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("spam_model has not learnt this text as %s", is_spam ? "junk" : "clean"),
				 errdetail("It has learnt %u junk and %u clean texts.",
						   model->texts[NP_JUNK], model->texts[NP_CLEAN]),
				 errhint("Unlearn a text in the very words and with the verdict "
						 "with which it was learnt.")));
	result = np_spam_model_pack(model);
	np_own_free(model);
	PG_RETURN_POINTER(result);
}

/* The model that has learnt what both have */
PG_FUNCTION_INFO_V1(spam_model_add);
Datum
spam_model_add(PG_FUNCTION_ARGS)
{
	NpOwnModel *a = np_spam_model_unpack(PG_GETARG_DATUM(0));
	NpOwnModel *b = np_spam_model_unpack(PG_GETARG_DATUM(1));
	SpamModel  *result;

	CheckRoom(np_own_merge(a, b));
	result = np_spam_model_pack(a);
	np_own_free(a);
	np_own_free(b);
	PG_RETURN_POINTER(result);
}

/* The model as it was before it learnt what the other has */
PG_FUNCTION_INFO_V1(spam_model_subtract);
Datum
spam_model_subtract(PG_FUNCTION_ARGS)
{
	NpOwnModel *a = np_spam_model_unpack(PG_GETARG_DATUM(0));
	NpOwnModel *b = np_spam_model_unpack(PG_GETARG_DATUM(1));
	SpamModel  *result;

	if (!np_own_subtract(a, b))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("spam_model has not learnt what is to be taken from it"),
				 errdetail("It has learnt %u junk and %u clean texts; %u and %u are to go.",
						   a->texts[NP_JUNK], a->texts[NP_CLEAN],
						   b->texts[NP_JUNK], b->texts[NP_CLEAN])));
	result = np_spam_model_pack(a);
	np_own_free(a);
	np_own_free(b);
	PG_RETURN_POINTER(result);
}
