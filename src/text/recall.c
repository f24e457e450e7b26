/*-------------------------------------------------------------------------
 *
 * recall.c
 *	  A function of a query's parameter is evaluated once, not for each row.
 *
 * That an argument is a parameter does not say that it stays the same:
 * PL/pgSQL evaluates one expression again and again while its variables
 * change.  So the arguments are kept and compared, which takes a hundredth
 * of the time of reading the text for what it says.
 *
 *-------------------------------------------------------------------------
 */
#include "text/recall.h"

#include "utils/datum.h"

#include "compat.h"

/* Of longer texts no copy is kept. */
#define MAX_TEXT_SIZE	(1024 * 1024)
#define MAX_OTHERS		2

typedef struct Recall
{
	struct varlena *text;		/* NULL: nothing to recall */
	Datum		others[MAX_OTHERS];
	Datum		value;
} Recall;

/* A text stored outside of its row is a reference here, which says nothing of its contents. */
static bool
is_worth_it(FunctionCallInfo fcinfo, const struct varlena *text)
{
	return get_fn_expr_arg_stable(fcinfo->flinfo, 0) && !VARATT_IS_EXTERNAL(text) &&
		VARSIZE_ANY(text) <= MAX_TEXT_SIZE;
}

bool
np_recall(FunctionCallInfo fcinfo, Datum *value)
{
	Recall	   *recall = fcinfo->flinfo->fn_extra;
	struct varlena *text = (struct varlena *) PG_GETARG_POINTER(0);

	Assert(PG_NARGS() <= 1 + MAX_OTHERS);
	if (recall == NULL || recall->text == NULL || VARATT_IS_EXTERNAL(text) ||
		VARSIZE_ANY(text) != VARSIZE_ANY(recall->text) ||
		memcmp(text, recall->text, VARSIZE_ANY(text)) != 0)
		return false;
	for (int i = 1; i < PG_NARGS(); i++)
		if (PG_GETARG_DATUM(i) != recall->others[i - 1])
			return false;
	*value = datumCopy(recall->value, false, -1);
	return true;
}

void
np_remember(FunctionCallInfo fcinfo, Datum value)
{
	struct varlena *text = (struct varlena *) PG_GETARG_POINTER(0);
	Recall	   *recall = fcinfo->flinfo->fn_extra;
	MemoryContext old;

	if (!is_worth_it(fcinfo, text))
		return;
	old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	if (recall == NULL)
		recall = fcinfo->flinfo->fn_extra = palloc0(sizeof(Recall));
	if (recall->text != NULL)
	{
		pfree(recall->text);
		recall->text = NULL;
		pfree(DatumGetPointer(recall->value));
	}
	recall->value = datumCopy(value, false, -1);
	for (int i = 1; i < PG_NARGS(); i++)
		recall->others[i - 1] = PG_GETARG_DATUM(i);
	recall->text = (struct varlena *) DatumGetPointer(datumCopy(PG_GETARG_DATUM(0), false, -1));
	MemoryContextSwitchTo(old);
}
