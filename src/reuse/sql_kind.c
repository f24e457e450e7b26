/*-------------------------------------------------------------------------
 *
 * sql_kind.c
 *	  duplicate_kind(): the verdict on two texts, with what differs.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "compat.h"
#include "reuse/kind.h"
#include "text/sqltext.h"

#define KIND_COLUMNS	4

/* Characters of a piece that are shown. */
#define PIECE_CHARACTERS	60

/*
 * Append a piece of text as an editor reads it: on one line, and cut after a
 * number of characters.
 */
static void
append_piece(StringInfo out, NpText text, uint32 start, uint32 length)
{
	const unsigned char *p = text.bytes + start;
	const unsigned char *end = p + length;
	int			characters = 0;
	bool		blank = false;

	for (; p < end; p++)
	{
		if (*p == ' ' || (*p >= '\t' && *p <= '\r'))
		{
			blank = true;
			continue;
		}
		/* what follows the first byte of a character is never cut off it */
		if ((*p & 0xC0) != 0x80 && ++characters > PIECE_CHARACTERS)
		{
			appendStringInfoString(out, " ...");
			return;
		}
		if (blank)
			appendStringInfoChar(out, ' ');
		blank = false;
		appendStringInfoChar(out, (char) *p);
	}
}

static Datum
describe_piece(NpText a, NpText b, const NpPiece *piece)
{
	StringInfoData out;

	initStringInfo(&out);
	if (piece->a_length == 0 || piece->b_length == 0)
	{
		appendStringInfo(&out, "%sonly in %s: ",
						 piece->kind == NP_PIECE_MOVED ? "in this place " : "",
						 piece->b_length == 0 ? "a" : "b");
		append_piece(&out, a, piece->a_start, piece->a_length);
		append_piece(&out, b, piece->b_start, piece->b_length);
	}
	else
	{
		const char *name = piece->kind == NP_PIECE_ADDED ? "replaced" : np_piece_name(piece->kind);

		appendStringInfo(&out, "%s: ", name);
		append_piece(&out, a, piece->a_start, piece->a_length);
		appendStringInfoString(&out, " -> ");
		append_piece(&out, b, piece->b_start, piece->b_length);
		if (piece->times > 1)
			appendStringInfo(&out, " (%u times)", piece->times);
	}
	return np_text_to_datum((unsigned char *) out.data, out.len);
}

static Datum
list_evidence(NpText a, NpText b, const NpKindResult *result)
{
	Datum		pieces[NP_KIND_PIECES];

	for (int i = 0; i < result->npieces; i++)
		pieces[i] = describe_piece(a, b, &result->pieces[i]);
	return PointerGetDatum(construct_array(pieces, result->npieces, TEXTOID, -1, false,
										   TYPALIGN_INT));
}

/* Copy or template: kind, similarity, containment, and the pieces that tell */
PG_FUNCTION_INFO_V1(duplicate_kind);
Datum
duplicate_kind(PG_FUNCTION_ARGS)
{
	NpText		a = np_text_from_datum(PG_GETARG_DATUM(0));
	NpText		b = np_text_from_datum(PG_GETARG_DATUM(1));
	NpKindResult result;
	TupleDesc	tupdesc;
	Datum		values[KIND_COLUMNS];
	bool		nulls[KIND_COLUMNS] = { false };

	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	np_duplicate_kind(a.bytes, a.length, b.bytes, b.length, &result);
	values[0] = CStringGetTextDatum(np_kind_name(result.kind));
	values[1] = Float8GetDatum(result.similarity);
	values[2] = Float8GetDatum(result.containment);
	values[3] = list_evidence(a, b, &result);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(tupdesc), values, nulls)));
}

/* The number that decides between copy and template */
PG_FUNCTION_INFO_V1(template_margin);
Datum
template_margin(PG_FUNCTION_ARGS)
{
	NpText		a = np_text_from_datum(PG_GETARG_DATUM(0));
	NpText		b = np_text_from_datum(PG_GETARG_DATUM(1));
	NpKindResult result;

	np_duplicate_kind(a.bytes, a.length, b.bytes, b.length, &result);
	PG_RETURN_FLOAT8(result.margin);
}
