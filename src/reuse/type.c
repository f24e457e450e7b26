/*-------------------------------------------------------------------------
 *
 * type.c
 *	  The type fingerprint: input, output, order and hashing.
 *
 * Text form: version:shingle:window:hex, with eight hexadecimal digits for
 * each hash, for example 1:5:4:00c0ffee12345678
 *
 *-------------------------------------------------------------------------
 */
#include "reuse/fingerprint.h"

#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "compat.h"
#include "literal.h"

#define HASH_DIGITS	8
#define NOT_A_HASH	"A hash is not eight hexadecimal digits."

/*
 * The checks return true, or raise an error: a soft one, and then they return
 * false, if it has an escontext to go to.
 */
bool
np_fingerprint_check_parameters(int32 shingle, int32 window, Node *escontext)
{
	if (shingle < NP_FP_MIN_SHINGLE || shingle > NP_FP_MAX_SHINGLE)
		ereturn(escontext, false,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("fingerprint shingle size %d is out of range", shingle),
				 errdetail("It must be between %d and %d words.",
						   NP_FP_MIN_SHINGLE, NP_FP_MAX_SHINGLE)));
	if (window < NP_FP_MIN_WINDOW || window > NP_FP_MAX_WINDOW)
		ereturn(escontext, false,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("fingerprint window size %d is out of range", window),
				 errdetail("It must be between %d and %d shingles.",
						   NP_FP_MIN_WINDOW, NP_FP_MAX_WINDOW)));
	return true;
}

static bool
CheckVersion(int version, Node *escontext)
{
	if (version != FINGERPRINT_FORMAT)
		ereturn(escontext, false,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("fingerprint format version %d is not supported", version),
				 errdetail("This release of newsprint reads version %d.", FINGERPRINT_FORMAT),
				 errhint("Make the fingerprint again from its text with to_fingerprint(); "
						 "newsprint_resign() does that for a whole table.")));
	return true;
}

/* Equal sets must be equal values, so only one order is allowed. */
static bool
CheckOrder(const Fingerprint *f, Node *escontext)
{
	for (int32 i = 1; i < FINGERPRINT_HASHES(f); i++)
		if (f->hashes[i] <= f->hashes[i - 1])
			ereturn(escontext, false,
					(errcode(ERRCODE_DATA_EXCEPTION),
					 errmsg("hashes of a fingerprint must rise"),
					 errdetail("Hash %d is %08x, and the one before it %08x.",
							   i + 1, f->hashes[i], f->hashes[i - 1])));
	return true;
}

/* Is what claims to be a fingerprint of so many bytes one? */
void
np_fingerprint_check(const Fingerprint *f, Size size)
{
	if (size < FINGERPRINT_SIZE(0) ||
		(size - FINGERPRINT_SIZE(0)) % sizeof(uint32) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("fingerprint of %zu bytes is damaged", size)));
	CheckVersion(f->version, NULL);
	np_fingerprint_check_parameters(f->shingle, f->window, NULL);
}

Fingerprint *
np_fingerprint_init(int shingle, int window, Size nhashes)
{
	Fingerprint *f;

	if (nhashes > (Size) FINGERPRINT_MAX_HASHES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("fingerprint of %zu hashes is too large", nhashes),
				 errdetail("It can have %d at most.", FINGERPRINT_MAX_HASHES),
				 errhint("Use a larger window.")));
	f = palloc(FINGERPRINT_SIZE(nhashes));
	SET_VARSIZE(f, FINGERPRINT_SIZE(nhashes));
	f->version = FINGERPRINT_FORMAT;
	f->shingle = (uint8) shingle;
	f->window = (uint16) window;
	return f;
}

Fingerprint *
np_fingerprint_from_datum(Datum datum)
{
	Fingerprint *f = (Fingerprint *) PG_DETOAST_DATUM(datum);

	np_fingerprint_check(f, VARSIZE(f));
	return f;
}

static bool
read_hashes(NpLiteral *literal, Fingerprint *f)
{
	for (int32 i = 0; i < FINGERPRINT_HASHES(f); i++)
	{
		uint8		bytes[sizeof(uint32)];

		if (!np_literal_bytes(literal, bytes, sizeof(bytes), NOT_A_HASH))
			return false;
		f->hashes[i] = (uint32) bytes[0] << 24 | (uint32) bytes[1] << 16 |
			(uint32) bytes[2] << 8 | bytes[3];
	}
	return true;
}

Fingerprint *
np_fingerprint_from_literal(const char *text, Node *escontext)
{
	NpLiteral	literal = {
		.text = text,
		.at = text,
		.type = "fingerprint",
		.form = "version:shingle:window:hex",
		.hint = "To make a fingerprint of a text, use to_fingerprint().",
		.escontext = escontext,
	};
	uint32		version;
	uint32		shingle;
	uint32		window;
	Size		digits;
	Fingerprint *f;

	if (!np_literal_number(&literal, PG_INT16_MAX, &version) ||
		!CheckVersion((int) version, escontext) ||
		!np_literal_number(&literal, PG_INT16_MAX, &shingle) ||
		!np_literal_number(&literal, PG_INT16_MAX, &window) ||
		!np_fingerprint_check_parameters((int32) shingle, (int32) window, escontext))
		return NULL;
	digits = strlen(literal.at);
	if (digits % HASH_DIGITS != 0)
	{
		np_literal_reject(&literal, NOT_A_HASH);
		return NULL;
	}
	f = np_fingerprint_init((int) shingle, (int) window, digits / HASH_DIGITS);
	if (!read_hashes(&literal, f) || !CheckOrder(f, escontext))
		return NULL;
	return f;
}

PG_FUNCTION_INFO_V1(fingerprint_in);
Datum
fingerprint_in(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(np_fingerprint_from_literal(PG_GETARG_CSTRING(0), fcinfo->context));
}

PG_FUNCTION_INFO_V1(fingerprint_out);
Datum
fingerprint_out(PG_FUNCTION_ARGS)
{
	static const char digits[] = "0123456789abcdef";
	Fingerprint *f = PG_GETARG_FINGERPRINT_P(0);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfo(&out, "%d:%d:%d:", f->version, f->shingle, f->window);
	for (int32 i = 0; i < FINGERPRINT_HASHES(f); i++)
	{
		char		hash[HASH_DIGITS];

		for (int k = 0; k < HASH_DIGITS; k++)
			hash[k] = digits[f->hashes[i] >> (28 - 4 * k) & 15];
		appendBinaryStringInfo(&out, hash, HASH_DIGITS);
	}
	PG_RETURN_CSTRING(out.data);
}

PG_FUNCTION_INFO_V1(fingerprint_recv);
Datum
fingerprint_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			shingle;
	int			window;
	Size		nhashes;
	Fingerprint *f;

	CheckVersion(pq_getmsgbyte(buf), NULL);
	shingle = pq_getmsgbyte(buf);
	window = (int) pq_getmsgint(buf, 2);
	np_fingerprint_check_parameters(shingle, window, NULL);
	nhashes = pq_getmsgint(buf, 4);
	if (nhashes > (Size) (buf->len - buf->cursor) / sizeof(uint32))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("fingerprint says that it has %zu hashes, but %d bytes follow",
						nhashes, buf->len - buf->cursor)));

	f = np_fingerprint_init(shingle, window, nhashes);
	for (Size i = 0; i < nhashes; i++)
		f->hashes[i] = pq_getmsgint(buf, 4);
	CheckOrder(f, NULL);
	PG_RETURN_FINGERPRINT_P(f);
}

PG_FUNCTION_INFO_V1(fingerprint_send);
Datum
fingerprint_send(PG_FUNCTION_ARGS)
{
	Fingerprint *f = PG_GETARG_FINGERPRINT_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint8(&buf, f->version);
	pq_sendint8(&buf, f->shingle);
	pq_sendint16(&buf, f->window);
	pq_sendint32(&buf, FINGERPRINT_HASHES(f));
	for (int32 i = 0; i < FINGERPRINT_HASHES(f); i++)
		pq_sendint32(&buf, f->hashes[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/*
 * An order for sorting and DISTINCT, the same on every machine; it says
 * nothing about reuse.
 */
static int
compare_fingerprints(const Fingerprint *a, const Fingerprint *b)
{
	int32		na = FINGERPRINT_HASHES(a);
	int32		nb = FINGERPRINT_HASHES(b);

	if (a->shingle != b->shingle)
		return a->shingle < b->shingle ? -1 : 1;
	if (a->window != b->window)
		return a->window < b->window ? -1 : 1;
	for (int32 i = 0; i < na && i < nb; i++)
		if (a->hashes[i] != b->hashes[i])
			return a->hashes[i] < b->hashes[i] ? -1 : 1;
	if (na != nb)
		return na < nb ? -1 : 1;
	return 0;
}

/* As with signatures (minhash/type.c), what the arguments are copied to must be freed. */
static int
compare_arguments(FunctionCallInfo fcinfo)
{
	Fingerprint *a = PG_GETARG_FINGERPRINT_P(0);
	Fingerprint *b = PG_GETARG_FINGERPRINT_P(1);
	int			order = compare_fingerprints(a, b);

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

COMPARISON(fingerprint_lt, <)
COMPARISON(fingerprint_le, <=)
COMPARISON(fingerprint_eq, ==)
COMPARISON(fingerprint_ne, !=)
COMPARISON(fingerprint_ge, >=)
COMPARISON(fingerprint_gt, >)

PG_FUNCTION_INFO_V1(fingerprint_cmp);
Datum
fingerprint_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_arguments(fcinfo));
}

/* The hashes are evenly spread already: mix them by their values, not their bytes. */
static uint64
hash_argument(FunctionCallInfo fcinfo, uint64 seed)
{
	Fingerprint *f = PG_GETARG_FINGERPRINT_P(0);
	uint64		hash = seed ^ ((uint64) f->shingle << 16 | f->window);

	for (int32 i = 0; i < FINGERPRINT_HASHES(f); i++)
		hash = hash_combine64(hash, murmurhash32(f->hashes[i]));
	PG_FREE_IF_COPY(f, 0);
	return hash;
}

PG_FUNCTION_INFO_V1(fingerprint_hash);
Datum
fingerprint_hash(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32((int32) hash_argument(fcinfo, 0));
}

PG_FUNCTION_INFO_V1(fingerprint_hash_extended);
Datum
fingerprint_hash_extended(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64((int64) hash_argument(fcinfo, (uint64) PG_GETARG_INT64(1)));
}

/* Format version of a fingerprint, whether this release can read it or not */
PG_FUNCTION_INFO_V1(fingerprint_version);
Datum
fingerprint_version(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);

	if (VARSIZE_ANY_EXHDR(value) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("fingerprint of %d bytes is damaged", VARHDRSZ)));
	PG_RETURN_INT32(*(uint8 *) VARDATA_ANY(value));
}

/* Number of hashes */
PG_FUNCTION_INFO_V1(fingerprint_hashes);
Datum
fingerprint_hashes(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(FINGERPRINT_HASHES(PG_GETARG_FINGERPRINT_P(0)));
}
