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

#include "catalog/pg_statistic.h"
#include "nodes/pathnodes.h"
#include "optimizer/optimizer.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"

#include "compat.h"
#include "reuse/fingerprint.h"

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

/* How a value was made: format, shingle, lanes or window, behind its varlena header. */
#define PARAMETERS_SIZE		(offsetof(Minhash, nshingles) - VARHDRSZ)

/*
 * Can the operator compare the two?  A table may have signatures of several kinds,
 * of which a query has one in mind; the operator would stop at the others.
 */
static bool
is_comparable(Datum common, const Const *other, Oid type)
{
	struct varlena *a = PG_DETOAST_DATUM_PACKED(common);
	struct varlena *b = PG_DETOAST_DATUM_PACKED(other->constvalue);
	Size		before = other->consttype == type ? 0 : offsetof(MinhashQuery, sig);

	StaticAssertStmt(offsetof(Fingerprint, hashes) == offsetof(Minhash, nshingles) &&
					 offsetof(FingerprintQuery, fp) == offsetof(MinhashQuery, sig),
					 "signatures and fingerprints begin alike");
	return VARSIZE_ANY_EXHDR(a) >= PARAMETERS_SIZE &&
		VARSIZE_ANY_EXHDR(b) >= before + PARAMETERS_SIZE &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b) + before, PARAMETERS_SIZE) == 0;
}

/* Share of the rows that have a very common value which the operator finds */
static double
known_share(Oid operator, Oid collation, VariableStatData *vardata, Node *node, bool varonleft)
{
	const Const *other = (const Const *) node;
	FmgrInfo	opproc;
	AttStatsSlot slot;
	double		share = 0.0;

	if (!IsA(node, Const) || other->constisnull || !HeapTupleIsValid(vardata->statsTuple))
		return 0.0;
	fmgr_info(get_opcode(operator), &opproc);
	if (!statistic_proc_security_check(vardata, opproc.fn_oid) ||
		!get_attstatsslot(&slot, vardata->statsTuple, STATISTIC_KIND_MCV, InvalidOid,
						  ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS))
		return 0.0;
	for (int i = 0; i < slot.nvalues; i++)
	{
		Datum		left = varonleft ? slot.values[i] : other->constvalue;
		Datum		right = varonleft ? other->constvalue : slot.values[i];

		if (is_comparable(slot.values[i], other, slot.valuetype) &&
			DatumGetBool(FunctionCall2Coll(&opproc, collation, left, right)))
			share += slot.numbers[i];
	}
	free_attstatsslot(&slot);
	return share;
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
		known_share(operator, PG_GET_COLLATION(), &vardata, other, varonleft);
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
