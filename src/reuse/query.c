/*-------------------------------------------------------------------------
 *
 * query.c
 *	  The type fingerprint_query: a fingerprint and the containment asked for.
 *
 * As with minhash_query, so that a query can carry its threshold:
 * fp %> at_least(to_fingerprint($1), 0.7).
 *
 * Text form: threshold/fingerprint, for example 0.7/1:5:4:00c0ffee
 *
 *-------------------------------------------------------------------------
 */
#include "reuse/fingerprint.h"

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
				 errmsg("containment threshold %g of a fingerprint_query is out of range",
						threshold),
				 errdetail("It must be between 0 and 1.")));
	return true;
}

FingerprintQuery *
np_fingerprint_query_from_datum(Datum datum)
{
	FingerprintQuery *query = (FingerprintQuery *) PG_DETOAST_DATUM(datum);
	Size		size = VARSIZE(query);

	if (size < FINGERPRINT_QUERY_SIZE(0) || query->unused != 0 ||
		VARSIZE(&query->fp) != size - offsetof(FingerprintQuery, fp))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("fingerprint_query of %zu bytes is damaged", size)));
	np_fingerprint_check(&query->fp, VARSIZE(&query->fp));
	return query;
}

static FingerprintQuery *
make_query(const Fingerprint *fp, float8 threshold, Node *escontext)
{
	Size		size = FINGERPRINT_QUERY_SIZE(FINGERPRINT_HASHES(fp));
	FingerprintQuery *query;

	if (!CheckThreshold(threshold, escontext))
		return NULL;
	query = palloc0(size);
	SET_VARSIZE(query, size);
	query->threshold = threshold;
	memcpy(&query->fp, fp, VARSIZE(fp));
	return query;
}

/* A fingerprint that carries the containment to be reached */
PG_FUNCTION_INFO_V1(fingerprint_at_least);
Datum
fingerprint_at_least(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(make_query(PG_GETARG_FINGERPRINT_P(0), PG_GETARG_FLOAT8(1), NULL));
}

PG_FUNCTION_INFO_V1(fingerprint_query_in);
Datum
fingerprint_query_in(PG_FUNCTION_ARGS)
{
	NpLiteral	literal = {
		.text = PG_GETARG_CSTRING(0),
		.type = "fingerprint_query",
		.hint = "Use at_least(to_fingerprint(...), 0.7).",
		.escontext = fcinfo->context,
	};
	char	   *slash;
	float8		threshold = strtod(literal.text, &slash);
	Fingerprint *fp;

	if (slash == literal.text || *slash != '/')
	{
		np_literal_reject(&literal, "Expected threshold/fingerprint.");
		PG_RETURN_POINTER(NULL);
	}
	fp = np_fingerprint_from_literal(slash + 1, fcinfo->context);
	PG_RETURN_POINTER(fp == NULL ? NULL : make_query(fp, threshold, fcinfo->context));
}

PG_FUNCTION_INFO_V1(fingerprint_query_out);
Datum
fingerprint_query_out(PG_FUNCTION_ARGS)
{
	FingerprintQuery *query = PG_GETARG_FINGERPRINT_QUERY_P(0);
	Datum		fp = DirectFunctionCall1(fingerprint_out, PointerGetDatum(&query->fp));

	PG_RETURN_CSTRING(psprintf("%s/%s", float8out_internal(query->threshold),
							   DatumGetCString(fp)));
}

PG_FUNCTION_INFO_V1(fingerprint_query_recv);
Datum
fingerprint_query_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	float8		threshold = pq_getmsgfloat8(buf);
	Datum		fp = DirectFunctionCall1(fingerprint_recv, PointerGetDatum(buf));

	PG_RETURN_POINTER(make_query((Fingerprint *) DatumGetPointer(fp), threshold, NULL));
}

PG_FUNCTION_INFO_V1(fingerprint_query_send);
Datum
fingerprint_query_send(PG_FUNCTION_ARGS)
{
	FingerprintQuery *query = PG_GETARG_FINGERPRINT_QUERY_P(0);
	StringInfoData buf;
	bytea	   *fp;

	fp = DatumGetByteaP(DirectFunctionCall1(fingerprint_send, PointerGetDatum(&query->fp)));
	pq_begintypsend(&buf);
	pq_sendfloat8(&buf, query->threshold);
	pq_sendbytes(&buf, VARDATA(fp), VARSIZE(fp) - VARHDRSZ);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}
