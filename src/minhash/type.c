/*-------------------------------------------------------------------------
 *
 * type.c
 *	  The type minhash: input, output, order and hashing.
 *
 * Text form: version:lanes:shingle:shingles:hex, the hexadecimal digits
 * being the lanes' bytes, for example 1:16:3:210:00ff...
 *
 *-------------------------------------------------------------------------
 */
#include "minhash/minhash.h"

#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "compat.h"
#include "literal.h"

/*
 * The checks return true, or raise an error: a soft one, and then they return
 * false, if it has an escontext to go to.
 */
bool
CheckLanes(int32 nlanes, Node *escontext)
{
	if (nlanes < NP_MIN_LANES || nlanes > NP_MAX_LANES)
		ereturn(escontext, false,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of minhash lanes %d is out of range", nlanes),
				 errdetail("It must be between %d and %d.", NP_MIN_LANES, NP_MAX_LANES)));
	if (nlanes % NP_LANES_STEP != 0)
		ereturn(escontext, false,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of minhash lanes %d is not a multiple of %d",
						nlanes, NP_LANES_STEP),
				 errhint("Use %d or %d.", nlanes / NP_LANES_STEP * NP_LANES_STEP,
						 (nlanes / NP_LANES_STEP + 1) * NP_LANES_STEP)));
	return true;
}

bool
CheckShingle(int32 shingle, Node *escontext)
{
	if (shingle < NP_MIN_SHINGLE || shingle > NP_MAX_SHINGLE)
		ereturn(escontext, false,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("minhash shingle size %d is out of range", shingle),
				 errdetail("It must be between %d and %d words.",
						   NP_MIN_SHINGLE, NP_MAX_SHINGLE)));
	return true;
}

static bool
CheckVersion(int version, Node *escontext)
{
	if (version != MINHASH_FORMAT)
		ereturn(escontext, false,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("minhash format version %d is not supported", version),
				 errdetail("This release of newsprint reads version %d.", MINHASH_FORMAT),
				 errhint("Make the signature again from its text with to_minhash(); "
						 "newsprint_resign() does that for a whole table.")));
	return true;
}

/* The byte that tells the version, of a value that need not be readable otherwise. */
static int
read_version(Datum datum)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(datum);

	if (VARSIZE_ANY_EXHDR(value) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("minhash of %d bytes is too short", VARHDRSZ)));
	return *(uint8 *) VARDATA_ANY(value);
}

bool
np_minhash_is_outdated(Datum datum)
{
	int			version = read_version(datum);

	return version >= MINHASH_FIRST_FORMAT && version < MINHASH_FORMAT;
}

/* An empty signature is all zeros, so that there is only one of them. */
static bool
CheckEmpty(const Minhash *m, Node *escontext)
{
	if (m->nshingles != 0)
		return true;
	for (int i = 0; i < m->nlanes; i++)
		if (m->lanes[i] != 0)
			ereturn(escontext, false,
					(errcode(ERRCODE_DATA_EXCEPTION),
					 errmsg("minhash without shingles must have only zero lanes"),
					 errdetail("Lane %d is %d.", i + 1, m->lanes[i])));
	return true;
}

Minhash *
np_minhash_init(int nlanes, int shingle)
{
	Minhash    *m = palloc0(MINHASH_SIZE(nlanes));

	SET_VARSIZE(m, MINHASH_SIZE(nlanes));
	m->version = MINHASH_FORMAT;
	m->shingle = (uint8) shingle;
	m->nlanes = (uint16) nlanes;
	return m;
}

/* Is what claims to be a signature of so many bytes one? */
void
np_minhash_check(const Minhash *m, Size size)
{
	if (size < MINHASH_SIZE(NP_MIN_LANES))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("minhash of %zu bytes is too short", size)));
	CheckVersion(m->version, NULL);
	if (size != MINHASH_SIZE(m->nlanes))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("minhash of %d lanes has %zu bytes, expected %zu",
						m->nlanes, size, MINHASH_SIZE(m->nlanes))));
	CheckLanes(m->nlanes, NULL);
	CheckShingle(m->shingle, NULL);
}

Minhash *
np_minhash_from_datum(Datum datum)
{
	Minhash    *m = (Minhash *) PG_DETOAST_DATUM(datum);

	np_minhash_check(m, VARSIZE(m));
	return m;
}

static bool
read_lanes(NpLiteral *literal, Minhash *m)
{
	if (strlen(literal->at) != 2 * (Size) m->nlanes)
		return np_literal_reject(literal,
								 psprintf("Expected %d hexadecimal digits, found %zu.",
										  2 * m->nlanes, strlen(literal->at)));
	return np_literal_bytes(literal, m->lanes, m->nlanes,
							"A lane is not two hexadecimal digits.");
}

Minhash *
np_minhash_from_literal(const char *text, Node *escontext)
{
	NpLiteral	literal = {
		.text = text,
		.at = text,
		.type = "minhash",
		.form = "version:lanes:shingle:shingles:hex",
		.hint = "To make a signature of a text, use to_minhash().",
		.escontext = escontext,
	};
	uint32		version;
	uint32		nlanes;
	uint32		shingle;
	Minhash    *m;

	if (!np_literal_number(&literal, PG_INT16_MAX, &version) ||
		!CheckVersion((int) version, escontext) ||
		!np_literal_number(&literal, PG_INT16_MAX, &nlanes) ||
		!CheckLanes((int32) nlanes, escontext) ||
		!np_literal_number(&literal, PG_INT16_MAX, &shingle) ||
		!CheckShingle((int32) shingle, escontext))
		return NULL;
	m = np_minhash_init((int) nlanes, (int) shingle);
	if (!np_literal_number(&literal, PG_UINT32_MAX, &m->nshingles) ||
		!read_lanes(&literal, m) ||
		!CheckEmpty(m, escontext))
		return NULL;
	return m;
}

PG_FUNCTION_INFO_V1(minhash_in);
Datum
minhash_in(PG_FUNCTION_ARGS)
{
	PG_RETURN_MINHASH_P(np_minhash_from_literal(PG_GETARG_CSTRING(0), fcinfo->context));
}

PG_FUNCTION_INFO_V1(minhash_out);
Datum
minhash_out(PG_FUNCTION_ARGS)
{
	static const char digits[] = "0123456789abcdef";
	Minhash    *m = PG_GETARG_MINHASH_P(0);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfo(&out, "%d:%d:%d:%u:", m->version, m->nlanes, m->shingle, m->nshingles);
	for (int i = 0; i < m->nlanes; i++)
	{
		appendStringInfoChar(&out, digits[m->lanes[i] >> 4]);
		appendStringInfoChar(&out, digits[m->lanes[i] & 15]);
	}
	PG_RETURN_CSTRING(out.data);
}

PG_FUNCTION_INFO_V1(minhash_recv);
Datum
minhash_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			shingle;
	int			nlanes;
	Minhash    *m;

	CheckVersion(pq_getmsgbyte(buf), NULL);
	shingle = pq_getmsgbyte(buf);
	CheckShingle(shingle, NULL);
	nlanes = (int) pq_getmsgint(buf, 2);
	CheckLanes(nlanes, NULL);
	m = np_minhash_init(nlanes, shingle);
	m->nshingles = pq_getmsgint(buf, 4);
	pq_copymsgbytes(buf, (char *) m->lanes, nlanes);
	CheckEmpty(m, NULL);
	PG_RETURN_MINHASH_P(m);
}

PG_FUNCTION_INFO_V1(minhash_send);
Datum
minhash_send(PG_FUNCTION_ARGS)
{
	Minhash    *m = PG_GETARG_MINHASH_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint8(&buf, m->version);
	pq_sendint8(&buf, m->shingle);
	pq_sendint16(&buf, m->nlanes);
	pq_sendint32(&buf, m->nshingles);
	pq_sendbytes(&buf, (const char *) m->lanes, m->nlanes);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/*
 * An order for sorting and DISTINCT, the same on every machine; it says
 * nothing about similarity.
 */
int
np_minhash_compare(const Minhash *a, const Minhash *b)
{
	int			difference;

	if (a->nlanes != b->nlanes)
		return a->nlanes < b->nlanes ? -1 : 1;
	if (a->shingle != b->shingle)
		return a->shingle < b->shingle ? -1 : 1;
	difference = memcmp(a->lanes, b->lanes, a->nlanes);
	if (difference != 0)
		return difference < 0 ? -1 : 1;
	if (a->nshingles != b->nshingles)
		return a->nshingles < b->nshingles ? -1 : 1;
	return 0;
}

/*
 * Sorts and B-trees compare without end in one memory context, so what short
 * signatures and those stored elsewhere are copied to must be freed.
 */
static int
compare_arguments(FunctionCallInfo fcinfo)
{
	Minhash    *a = PG_GETARG_MINHASH_P(0);
	Minhash    *b = PG_GETARG_MINHASH_P(1);
	int			order = np_minhash_compare(a, b);

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return order;
}

#define COMPARISON(name, test) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(compare_arguments(fcinfo) test 0); \
}

COMPARISON(minhash_lt, <)
COMPARISON(minhash_le, <=)
COMPARISON(minhash_eq, ==)
COMPARISON(minhash_ne, !=)
COMPARISON(minhash_ge, >=)
COMPARISON(minhash_gt, >)

PG_FUNCTION_INFO_V1(minhash_cmp);
Datum
minhash_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_arguments(fcinfo));
}

PG_FUNCTION_INFO_V1(minhash_hash);
Datum
minhash_hash(PG_FUNCTION_ARGS)
{
	Minhash    *m = PG_GETARG_MINHASH_P(0);
	Datum		hash = hash_any(m->lanes, m->nlanes);

	PG_FREE_IF_COPY(m, 0);
	return hash;
}

PG_FUNCTION_INFO_V1(minhash_hash_extended);
Datum
minhash_hash_extended(PG_FUNCTION_ARGS)
{
	Minhash    *m = PG_GETARG_MINHASH_P(0);
	Datum		hash = hash_any_extended(m->lanes, m->nlanes, PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(m, 0);
	return hash;
}

/* Format version of a signature, whether this release can read it or not */
PG_FUNCTION_INFO_V1(minhash_version);
Datum
minhash_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(read_version(PG_GETARG_DATUM(0)));
}

/* Number of lanes */
PG_FUNCTION_INFO_V1(minhash_lanes);
Datum
minhash_lanes(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(PG_GETARG_MINHASH_P(0)->nlanes);
}

/* Number of distinct shingles of the text */
PG_FUNCTION_INFO_V1(minhash_shingles);
Datum
minhash_shingles(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_MINHASH_P(0)->nshingles);
}
