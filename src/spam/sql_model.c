/*-------------------------------------------------------------------------
 *
 * sql_model.c
 *	  The type spam_model: input, output, keeping it unpacked.
 *
 * Text form: the packed bytes (own_format.c) in hexadecimal digits.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/spam_model.h"

#include "access/detoast.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "compat.h"
#include "host.h"
#include "literal.h"

#define INFO_COLUMNS 6

/*
 * The checks return true, or raise an error: a soft one, and then they return
 * false, if it has an escontext to go to.
 */
static bool
CheckVersion(const unsigned char *packed, Size length, Node *escontext)
{
	if (length > 0 && packed[0] != NP_OWN_FORMAT)
		ereturn(escontext, false,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("spam_model format version %d is not supported", packed[0]),
				 errdetail("This release of newsprint reads version %d.", NP_OWN_FORMAT),
				 errhint("Train the model again with spam_train(); newsprint_resign() makes that "
						 "of a watched table again from what editors said.")));
	return true;
}

/* wrong: what reading it complained of, or NULL */
static bool
CheckSound(const char *wrong, Size length, Node *escontext)
{
	if (wrong != NULL)
		ereturn(escontext, false,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("spam_model of %zu bytes is damaged", length),
				 errdetail("%s", wrong)));
	return true;
}

/* NULL after a soft error */
static NpOwnModel *
unpack(const unsigned char *packed, Size length, Node *escontext)
{
	NpOwnModel *model = NULL;

	if (!CheckVersion(packed, length, escontext) ||
		!CheckSound(np_own_unpack(packed, length, &model), length, escontext))
		return NULL;
	return model;
}

static SpamModel *
make_value(const unsigned char *packed, Size length)
{
	SpamModel  *value = palloc(VARHDRSZ + length);

	SET_VARSIZE(value, VARHDRSZ + length);
	memcpy(value->packed, packed, length);
	return value;
}

SpamModel *
np_spam_model_pack(const NpOwnModel *model)
{
	unsigned char *packed;
	Size		length = np_own_pack(model, &packed);
	SpamModel  *value = make_value(packed, length);

	np_free(packed);
	return value;
}

NpOwnModel *
np_spam_model_unpack(Datum datum)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(datum);

	return unpack((unsigned char *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), NULL);
}

/*
 * Keeping.
 */

/* How a value that is to be kept is known again. */
typedef struct ModelKey
{
	bool		toasted;
	struct varatt_external pointer; /* where it is toasted */
	Size		length;			/* else: of the packed bytes, which have a checksum */
	uint64		checksum;
} ModelKey;

typedef struct KeptModel
{
	MemoryContext context;
	ModelKey	key;
	NpOwnModel *model;
} KeptModel;

static bool
same_key(const ModelKey *a, const ModelKey *b)
{
	if (a->toasted != b->toasted)
		return false;
	if (a->toasted)
		return a->pointer.va_toastrelid == b->pointer.va_toastrelid &&
			a->pointer.va_valueid == b->pointer.va_valueid;
	return a->length == b->length && a->checksum == b->checksum;
}

/* The value's key; *detoasted is the value if that needed to be looked at. */
static ModelKey
find_key(Datum datum, struct varlena **detoasted)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(datum);
	ModelKey	key = {0};
	NpOwnHeader header;

	*detoasted = NULL;
	if (VARATT_IS_EXTERNAL_ONDISK(value))
	{
		key.toasted = true;
		VARATT_EXTERNAL_GET_POINTER(key.pointer, value);
		return key;
	}
	*detoasted = PG_DETOAST_DATUM_PACKED(datum);
	key.length = VARSIZE_ANY_EXHDR(*detoasted);
	CheckVersion((unsigned char *) VARDATA_ANY(*detoasted), key.length, NULL);
	CheckSound(np_own_read_header((unsigned char *) VARDATA_ANY(*detoasted), key.length,
								  &header), key.length, NULL);
	key.checksum = header.checksum;
	return key;
}

const NpOwnModel *
np_spam_model_keep(FunctionCallInfo fcinfo, Datum datum)
{
	KeptModel  *kept = fcinfo->flinfo->fn_extra;
	struct varlena *value;
	ModelKey	key = find_key(datum, &value);
	MemoryContext caller;

	if (kept != NULL && kept->model != NULL && same_key(&kept->key, &key))
		return kept->model;
	if (kept == NULL)
	{
		kept = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(KeptModel));
		kept->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "newsprint spam model",
											  ALLOCSET_DEFAULT_SIZES);
		fcinfo->flinfo->fn_extra = kept;
	}
	kept->model = NULL;			/* should unpacking fail */
	MemoryContextReset(kept->context);
	if (value == NULL)
		value = PG_DETOAST_DATUM_PACKED(datum);

	caller = MemoryContextSwitchTo(kept->context);
	kept->model = unpack((unsigned char *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), NULL);
	np_own_prepare(kept->model);
	MemoryContextSwitchTo(caller);
	kept->key = key;
	return kept->model;
}

/*
 * The type's functions.
 */

PG_FUNCTION_INFO_V1(spam_model_in);
Datum
spam_model_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	NpLiteral	literal = {
		.text = text,
		.at = text,
		.type = "spam_model",
		.hint = "To make a model of texts, use spam_train().",
		.escontext = fcinfo->context,
	};
	Size		length = strlen(text) / 2;
	unsigned char *packed = palloc(length + 1);
	NpOwnModel *model;

	if (strlen(text) % 2 != 0)
	{
		np_literal_reject(&literal, "The number of hexadecimal digits is odd.");
		PG_RETURN_POINTER(NULL);
	}
	if (!np_literal_bytes(&literal, packed, length, "A byte is not two hexadecimal digits."))
		PG_RETURN_POINTER(NULL);
	model = unpack(packed, length, fcinfo->context);
	if (model == NULL)
		PG_RETURN_POINTER(NULL);
	np_own_free(model);
	PG_RETURN_POINTER(make_value(packed, length));
}

PG_FUNCTION_INFO_V1(spam_model_out);
Datum
spam_model_out(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);
	Size		length = VARSIZE_ANY_EXHDR(value);
	char	   *literal = palloc(2 * length + 1);

	hex_encode(VARDATA_ANY(value), length, literal);
	literal[2 * length] = '\0';
	PG_RETURN_CSTRING(literal);
}

PG_FUNCTION_INFO_V1(spam_model_recv);
Datum
spam_model_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	Size		length = buf->len - buf->cursor;
	const unsigned char *packed = (const unsigned char *) pq_getmsgbytes(buf, (int) length);

	np_own_free(unpack(packed, length, NULL));
	PG_RETURN_POINTER(make_value(packed, length));
}

PG_FUNCTION_INFO_V1(spam_model_send);
Datum
spam_model_send(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbytes(&buf, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* Format version of a model, whether this release can read it or not */
PG_FUNCTION_INFO_V1(spam_model_version);
Datum
spam_model_version(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);

	if (VARSIZE_ANY_EXHDR(value) == 0)
		CheckSound("It has no version.", 0, NULL);
	PG_RETURN_INT32(*(uint8 *) VARDATA_ANY(value));
}

static int32
count_features(const NpOwnModel *model)
{
	int32		n = 0;

	for (int i = 0; i < NP_OWN_FEATURES; i++)
		n += (model->counts[i][NP_CLEAN] | model->counts[i][NP_JUNK]) != 0;
	return n;
}

/* What a model has learnt, and how far it is trusted */
PG_FUNCTION_INFO_V1(spam_model_info);
Datum
spam_model_info(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);
	NpOwnModel *model = np_spam_model_unpack(PointerGetDatum(value));
	Datum		values[INFO_COLUMNS];
	bool		nulls[INFO_COLUMNS] = {false};
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	values[0] = Int32GetDatum(NP_OWN_FORMAT);
	values[1] = Int32GetDatum((int32) model->texts[NP_JUNK]);
	values[2] = Int32GetDatum((int32) model->texts[NP_CLEAN]);
	values[3] = Int32GetDatum(count_features(model));
	values[4] = Float8GetDatum(np_own_trust(model));
	values[5] = Int32GetDatum((int32) VARSIZE_ANY_EXHDR(value));
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}
