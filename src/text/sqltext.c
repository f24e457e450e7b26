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
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "text/utf8.h"

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

Datum
np_text_to_datum(const unsigned char *bytes, size_t length)
{
	char	   *converted = (char *) bytes;

	if (needs_conversion())
		converted = pg_any_to_server((const char *) bytes, (int) length, PG_UTF8);
	if (converted != (const char *) bytes)
		length = strlen(converted);
	return PointerGetDatum(cstring_to_text_with_len(converted, (int) length));
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
		counter->chars++;
	}
	return counter->chars;
}
