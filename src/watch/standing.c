/*-------------------------------------------------------------------------
 *
 * standing.c
 *	  Which of two articles that are alike is the original?
 *
 *-------------------------------------------------------------------------
 */
#include "watch/standing.h"

#include "access/detoast.h"

int64
np_body_length(Datum body)
{
	return (int64) toast_raw_datum_size(body);
}

static int
compare_values(const WatchType *type, Datum a, Datum b)
{
	if (!OidIsValid(type->compare.fn_oid))
		return 0;
	return DatumGetInt32(FunctionCall2Coll(unconstify(FmgrInfo *, &type->compare),
										   type->collation, a, b));
}

/* Greater is better; a null is worse than any value. */
static int
compare_ranks(const Watched *watched, const Standing *a, const Standing *b)
{
	if (a->rank_isnull || b->rank_isnull)
		return (int) b->rank_isnull - (int) a->rank_isnull;
	return compare_values(&watched->rank, a->rank, b->rank);
}

bool
np_outranks(const Watched *watched, const Standing *a, const Standing *b)
{
	int			order = 0;

	if (watched->canonical == CANONICAL_RANK)
		order = compare_ranks(watched, a, b);
	else if (watched->canonical == CANONICAL_LONGEST)
		order = a->length > b->length ? 1 : a->length < b->length ? -1 : 0;
	if (order != 0)
		return order > 0;
	if (a->dated != b->dated)
		return a->dated;
	if (a->dated && a->published != b->published)
		return a->published < b->published;
	return compare_values(&watched->key, a->key, b->key) < 0;
}
