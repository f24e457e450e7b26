/*-------------------------------------------------------------------------
 *
 * sqltext.c
 *	  A text argument as UTF-8, for the SQL functions of every folder.
 *
 * In a database of another encoding the server converts.  In SQL_ASCII
 * nobody knows the encoding: the bytes are read as UTF-8, and what is not
 * UTF-8 ends a word.
 *
 *-------------------------------------------------------------------------
 */
#include "text/sqltext.h"

#include "compat.h"
#include "catalog/namespace.h"
#include "common/unicode_norm.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "text/utf8.h"

/* Characters that are counted between two checks for interrupts */
#define CHARS_BETWEEN_CHECKS	65536

static bool
needs_conversion(void)
{
	int			encoding = GetDatabaseEncoding();

	return encoding != PG_UTF8 && encoding != PG_SQL_ASCII;
}

NpText
np_text_from_datum(Datum datum)
{
	text	   *value = DatumGetTextPP(datum);
	NpText		result;

	result.bytes = (const unsigned char *) VARDATA_ANY(value);
	result.length = VARSIZE_ANY_EXHDR(value);
	if (needs_conversion())
	{
		char	   *converted = pg_server_to_any((const char *) result.bytes,
												 (int) result.length, PG_UTF8);

		/* where nothing had to be converted the text itself comes back */
		if (converted != (const char *) result.bytes)
		{
			result.bytes = (const unsigned char *) converted;
			result.length = strlen(converted);
		}
	}
	return result;
}

/* Canonical composition: encodings have letters with their marks, not marks by themselves */
static char *
compose(const unsigned char *bytes, size_t length)
{
	pg_wchar   *code_points = palloc((length + 1) * sizeof(pg_wchar));
	pg_wchar   *composed;
	StringInfoData utf8;
	size_t		n = 0;
	int			taken;

	for (const unsigned char *p = bytes; p < bytes + length; p += taken)
		code_points[n++] = np_utf8_decode(p, bytes + length, &taken);
	code_points[n] = 0;
	composed = unicode_normalize(UNICODE_NFC, code_points);

	initStringInfo(&utf8);
	for (size_t i = 0; composed[i] != 0; i++)
	{
		unsigned char buffer[NP_UTF8_MAX];

		appendBinaryStringInfo(&utf8, (char *) buffer, np_utf8_encode(composed[i], buffer));
	}
	pfree(code_points);
	return utf8.data;
}

/*
 * Folded words may have letters that the database's encoding lacks (the sign
 * for micro folds to a Greek letter): those become question marks.
 */
static text *
text_in_server_encoding(const unsigned char *bytes, size_t length)
{
	int			encoding = GetDatabaseEncoding();
	Oid			conversion = FindDefaultConversionProc(PG_UTF8, encoding);
	char	   *utf8 = compose(bytes, length);
	char	   *end = utf8 + strlen(utf8);
	StringInfoData out;

	if (!OidIsValid(conversion))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("there is no default conversion from UTF8 to %s",
						pg_encoding_to_char(encoding))));
	initStringInfo(&out);
	for (;;)
	{
		int			room = (int) (end - utf8) * MAX_CONVERSION_GROWTH + 1;
		int			taken;

		enlargeStringInfo(&out, room);
		taken = pg_do_encoding_conversion_buf(conversion, PG_UTF8, encoding,
											  (unsigned char *) utf8, (int) (end - utf8),
											  (unsigned char *) out.data + out.len, room, true);
		out.len += (int) strlen(out.data + out.len);
		utf8 += taken;
		if (utf8 >= end)
			break;
		appendStringInfoChar(&out, '?');
		utf8 += Min(pg_utf_mblen((unsigned char *) utf8), (int) (end - utf8));
	}
	return cstring_to_text_with_len(out.data, out.len);
}

Datum
np_text_to_datum(const unsigned char *bytes, size_t length)
{
	if (needs_conversion())
		return PointerGetDatum(text_in_server_encoding(bytes, length));
	return PointerGetDatum(cstring_to_text_with_len((const char *) bytes, (int) length));
}

void
np_char_counter_init(NpCharCounter *counter, NpText text)
{
	counter->text = text;
	counter->byte = 0;
	counter->chars = 0;
}

int32
np_char_offset(NpCharCounter *counter, size_t byte)
{
	const unsigned char *end = counter->text.bytes + counter->text.length;

	if (byte < counter->byte)
		np_char_counter_init(counter, counter->text);
	if (GetDatabaseEncoding() == PG_SQL_ASCII)
		return (int32) byte;	/* there the server counts bytes */
	while (counter->byte < byte)
	{
		int			length;

		np_utf8_decode(counter->text.bytes + counter->byte, end, &length);
		counter->byte += length;
		if (++counter->chars % CHARS_BETWEEN_CHECKS == 0)
			CHECK_FOR_INTERRUPTS();
	}
	return counter->chars;
}
