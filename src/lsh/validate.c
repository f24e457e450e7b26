/*-------------------------------------------------------------------------
 *
 * validate.c
 *	  Checking an operator class for lsh.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/amvalidate.h"
#include "access/htup_details.h"
#include "catalog/pg_amop.h"
#include "catalog/pg_opclass.h"
#include "catalog/pg_type_d.h"
#include "lsh/lsh.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/syscache.h"

/* What is wrong with an operator of the family, or NULL. */
static const char *
operator_problem(Form_pg_amop operator, Oid indexed)
{
	bool		orders = operator->amopstrategy == MinhashDistanceStrategy;

	if (operator->amopstrategy < 1 || operator->amopstrategy > LSH_STRATEGIES)
		return "an unknown strategy number";
	if (operator->amoppurpose != (orders ? AMOP_ORDER : AMOP_SEARCH))
		return "the wrong purpose for its strategy number";
	if (operator->amoplefttype != indexed)
		return "a left operand of another type than the indexed one";
	if (!check_amop_signature(operator->amopopr, orders ? FLOAT8OID : BOOLOID,
							  operator->amoplefttype, operator->amoprighttype))
		return "the wrong signature";
	return NULL;
}

/*
 * There are no support functions: the access method knows the type minhash
 * and no other.
 */
bool
lsh_validate(Oid opclass)
{
	HeapTuple	tuple = SearchSysCache1(CLAOID, ObjectIdGetDatum(opclass));
	Form_pg_opclass form;
	CatCList   *operators;
	bool		valid = true;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for operator class %u", opclass);
	form = (Form_pg_opclass) GETSTRUCT(tuple);

	operators = SearchSysCacheList1(AMOPSTRATEGY, ObjectIdGetDatum(form->opcfamily));
	for (int i = 0; i < operators->n_members; i++)
	{
		Form_pg_amop operator = (Form_pg_amop) GETSTRUCT(&operators->members[i]->tuple);
		const char *problem = operator_problem(operator, form->opcintype);

		if (problem != NULL)
		{
			ereport(INFO,
					(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
					 errmsg("operator class \"%s\" for lsh contains operator %s with %s",
							NameStr(form->opcname),
							format_operator(operator->amopopr), problem)));
			valid = false;
		}
	}
	ReleaseCatCacheList(operators);
	ReleaseSysCache(tuple);
	return valid;
}
