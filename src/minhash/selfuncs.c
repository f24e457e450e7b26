/*-------------------------------------------------------------------------
 *
 * selfuncs.c
 *	  How many rows % will find, for the planner.
 *
 * The server's generic estimators think in shares of the table.  A story
 * has a handful of copies however long the table grows, so what % finds is
 * estimated as a number of rows; only where statistics know very common
 * signatures (the same text again and again) are those looked at.
 *
 *-------------------------------------------------------------------------
 */
#include "minhash/minhash.h"

#include "nodes/pathnodes.h"
#include "optimizer/optimizer.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"

#include "compat.h"

/* Copies of a story that a table is expected to hold, the story included */
#define EXPECTED_COPIES 3.0

/* Where nothing is known about the table */
#define UNKNOWN_ROWS	1000.0

static double
rows_of(const VariableStatData *vardata)
{
	if (vardata->rel != NULL && vardata->rel->tuples >= 1.0)
		return vardata->rel->tuples;
	return UNKNOWN_ROWS;
}

static double
known_share(PlannerInfo *root, Oid operator, Oid collation, VariableStatData *vardata,
			Node *other, bool varonleft)
{
	FmgrInfo	opproc;
	double		sum_common;

	if (!IsA(other, Const) || ((Const *) other)->constisnull)
		return 0.0;
	fmgr_info(get_opcode(operator), &opproc);
	return mcv_selectivity(vardata, &opproc, collation, ((Const *) other)->constvalue,
						   varonleft, &sum_common);
}

/* Share of rows that resemble one signature */
PG_FUNCTION_INFO_V1(minhash_similarsel);
Datum
minhash_similarsel(PG_FUNCTION_ARGS)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	Oid			operator = PG_GETARG_OID(1);
	List	   *args = (List *) PG_GETARG_POINTER(2);
	int			varRelid = PG_GETARG_INT32(3);
	VariableStatData vardata;
	Node	   *other;
	bool		varonleft;
	double		selectivity;

	if (!get_restriction_variable(root, args, varRelid, &vardata, &other, &varonleft))
		PG_RETURN_FLOAT8(EXPECTED_COPIES / UNKNOWN_ROWS);

	selectivity = EXPECTED_COPIES / rows_of(&vardata) +
		known_share(root, operator, PG_GET_COLLATION(), &vardata, other, varonleft);
	ReleaseVariableStats(vardata);
	CLAMP_PROBABILITY(selectivity);
	PG_RETURN_FLOAT8(selectivity);
}

/* Share of pairs that resemble each other: each row finds its copies on the other side */
PG_FUNCTION_INFO_V1(minhash_similarjoinsel);
Datum
minhash_similarjoinsel(PG_FUNCTION_ARGS)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	/* Oid operator = PG_GETARG_OID(1); */
	List	   *args = (List *) PG_GETARG_POINTER(2);
	/* JoinType jointype = (JoinType) PG_GETARG_INT16(3); */
	SpecialJoinInfo *sjinfo = (SpecialJoinInfo *) PG_GETARG_POINTER(4);
	VariableStatData left;
	VariableStatData right;
	bool		reversed;
	double		selectivity;

	get_join_variables(root, args, sjinfo, &left, &right, &reversed);
	selectivity = EXPECTED_COPIES / Max(rows_of(&left), rows_of(&right));
	ReleaseVariableStats(left);
	ReleaseVariableStats(right);
	CLAMP_PROBABILITY(selectivity);
	PG_RETURN_FLOAT8(selectivity);
}
