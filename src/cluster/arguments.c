/*-------------------------------------------------------------------------
 *
 * arguments.c
 *	  The arguments that near_duplicates and duplicate_clusters share.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/arguments.h"

#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "compat.h"
#include "minhash/minhash.h"

#define DEFAULT_RECALL 0.99

static void
CheckGiven(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument %s of %s must not be null", name,
						get_func_name(fcinfo->flinfo->fn_oid))));
}

/* The type minhash, which stands in the schema of the function itself */
static Oid
minhash_type(FunctionCallInfo fcinfo)
{
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("minhash"),
						   ObjectIdGetDatum(get_func_namespace(fcinfo->flinfo->fn_oid)));
}

static const char *
name_argument(FunctionCallInfo fcinfo, int argument)
{
	return PG_ARGISNULL(argument) ? NULL : NameStr(*PG_GETARG_NAME(argument));
}

void
np_article_query_from_args(FunctionCallInfo fcinfo, ArticleQuery *query)
{
	CheckGiven(fcinfo, ARG_RELATION, "relation");
	CheckGiven(fcinfo, ARG_KEY, "key");
	CheckGiven(fcinfo, ARG_SIG, "sig");

	memset(query, 0, sizeof(*query));
	query->relation = PG_GETARG_OID(ARG_RELATION);
	query->key = name_argument(fcinfo, ARG_KEY);
	query->sig = name_argument(fcinfo, ARG_SIG);
	query->threshold = PG_ARGISNULL(ARG_THRESHOLD) ? newsprint_similarity_threshold :
		PG_GETARG_FLOAT8(ARG_THRESHOLD);
	query->recall = PG_ARGISNULL(ARG_RECALL) ? DEFAULT_RECALL : PG_GETARG_FLOAT8(ARG_RECALL);
	query->body = name_argument(fcinfo, ARG_BODY);
	query->tenant = name_argument(fcinfo, ARG_TENANT);
	query->published = name_argument(fcinfo, ARG_PUBLISHED);
	query->horizon = PG_ARGISNULL(ARG_HORIZON) ? NULL : PG_GETARG_INTERVAL_P(ARG_HORIZON);
	query->minhash_type = minhash_type(fcinfo);
}
