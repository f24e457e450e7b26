/*-------------------------------------------------------------------------
 *
 * query.c
 *	  The type minhash_query: a signature and the similarity asked for.
 *
 * Poolers, prepared statements and shards do not share session settings, so
 * a query must be able to carry its threshold:
 * sig % at_least(to_minhash($1), 0.7).
 *
 * Text form: threshold/minhash, for example 0.7/1:16:3:210:00ff...
 *
 *-------------------------------------------------------------------------
 */
#include "minhash/minhash.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/float.h"

#include "compat.h"
#include "literal.h"

static bool
CheckThreshold(float8 threshold, Node *escontext)
{
	if (!(threshold >= 0.0 && threshold <= 1.0))
		ereturn(escontext, false,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("similarity threshold %g of a minhash_query is out of range", threshold),
				 errdetail("It must be between 0 and 1.")));
	return true;
}

MinhashQuery *
np_minhash_query_from_datum(Datum datum)
{
	MinhashQuery *query = (MinhashQuery *) PG_DETOAST_DATUM(datum);
	Size		size = VARSIZE(query);

	if (size < MINHASH_QUERY_SIZE(NP_MIN_LANES) || query->unused != 0 ||
		VARSIZE(&query->sig) != size - offsetof(MinhashQuery, sig))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("minhash_query of %zu bytes is damaged", size)));
	np_minhash_check(&query->sig, VARSIZE(&query->sig));
	return query;
}

static MinhashQuery *
make_query(const Minhash *sig, float8 threshold, Node *escontext)
{
	MinhashQuery *query;

	if (!CheckThreshold(threshold, escontext))
		return NULL;
	query = palloc0(MINHASH_QUERY_SIZE(sig->nlanes));
	SET_VARSIZE(query, MINHASH_QUERY_SIZE(sig->nlanes));
	query->threshold = threshold;
	memcpy(&query->sig, sig, MINHASH_SIZE(sig->nlanes));
	return query;
}

/* A signature that carries the similarity to be reached */
PG_FUNCTION_INFO_V1(at_least);
Datum
at_least(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(make_query(PG_GETARG_MINHASH_P(0), PG_GETARG_FLOAT8(1), NULL));
}

PG_FUNCTION_INFO_V1(minhash_query_in);
Datum
minhash_query_in(PG_FUNCTION_ARGS)
{
	NpLiteral	literal = {
		.text = PG_GETARG_CSTRING(0),
		.type = "minhash_query",
		.hint = "Use at_least(to_minhash(...), 0.7).",
		.escontext = fcinfo->context,
	};
	char	   *slash;
	float8		threshold = strtod(literal.text, &slash);
	Minhash    *sig;

	if (slash == literal.text || *slash != '/')
	{
		np_literal_reject(&literal, "Expected threshold/minhash.");
		PG_RETURN_POINTER(NULL);
	}
	sig = np_minhash_from_literal(slash + 1, fcinfo->context);
	PG_RETURN_POINTER(sig == NULL ? NULL : make_query(sig, threshold, fcinfo->context));
}

PG_FUNCTION_INFO_V1(minhash_query_out);
Datum
minhash_query_out(PG_FUNCTION_ARGS)
{
	MinhashQuery *query = PG_GETARG_MINHASH_QUERY_P(0);
	Datum		sig = DirectFunctionCall1(minhash_out, PointerGetDatum(&query->sig));

	PG_RETURN_CSTRING(psprintf("%s/%s", float8out_internal(query->threshold),
							   DatumGetCString(sig)));
}

PG_FUNCTION_INFO_V1(minhash_query_recv);
Datum
minhash_query_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	float8		threshold = pq_getmsgfloat8(buf);
	Datum		sig = DirectFunctionCall1(minhash_recv, PointerGetDatum(buf));

	PG_RETURN_POINTER(make_query((Minhash *) DatumGetPointer(sig), threshold, NULL));
}

PG_FUNCTION_INFO_V1(minhash_query_send);
Datum
minhash_query_send(PG_FUNCTION_ARGS)
{
	MinhashQuery *query = PG_GETARG_MINHASH_QUERY_P(0);
	StringInfoData buf;
	bytea	   *sig;

	sig = DatumGetByteaP(DirectFunctionCall1(minhash_send, PointerGetDatum(&query->sig)));
	pq_begintypsend(&buf);
	pq_sendfloat8(&buf, query->threshold);
	pq_sendbytes(&buf, VARDATA(sig), VARSIZE(sig) - VARHDRSZ);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}
