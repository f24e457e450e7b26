/*-------------------------------------------------------------------------
 *
 * names.c
 *	  Names as they are written in a query, whatever the search path.
 *
 *-------------------------------------------------------------------------
 */
#include "watch/names.h"

#include "access/htup_details.h"
#include "catalog/pg_operator.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "compat.h"

const char *
np_relation_name(Oid relid)
{
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relid)),
									  get_rel_name(relid));
}

const char *
np_quoted_column(Oid relid, AttrNumber column)
{
	return quote_identifier(get_attname(relid, column, false));
}

const char *
np_type_name(Oid type)
{
	return format_type_extended(type, -1, FORMAT_TYPE_TYPEMOD_GIVEN | FORMAT_TYPE_FORCE_QUALIFY);
}

const char *
np_equality_name(Oid type)
{
	TypeCacheEntry *entry = lookup_type_cache(type, TYPECACHE_EQ_OPR);
	HeapTuple	tuple;
	Form_pg_operator form;
	const char *name;

	if (!OidIsValid(entry->eq_opr))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("could not identify an equality operator for type %s",
						format_type_be(type))));
	tuple = SearchSysCache1(OPEROID, ObjectIdGetDatum(entry->eq_opr));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for operator %u", entry->eq_opr);
	form = (Form_pg_operator) GETSTRUCT(tuple);
	name = psprintf("OPERATOR(%s.%s)", quote_identifier(get_namespace_name(form->oprnamespace)),
					NameStr(form->oprname));
	ReleaseSysCache(tuple);
	return name;
}

/* Get the equality operator of a type as it is written in a query */
PG_FUNCTION_INFO_V1(newsprint_equality);
Datum
newsprint_equality(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(np_equality_name(PG_GETARG_OID(0))));
}
