/*-------------------------------------------------------------------------
 *
 * literal.c
 *	  Reading the text forms of the types.
 *
 *-------------------------------------------------------------------------
 */
#include "literal.h"

#include "mb/pg_wchar.h"

#include "compat.h"

/* An error shows only so much of a literal, which may be megabytes long. */
#define SHOWN_BYTES	60

bool
np_literal_reject(const NpLiteral *literal, const char *detail)
{
	int			shown = pg_mbcliplen(literal->text, (int) strlen(literal->text), SHOWN_BYTES);

	ereturn(literal->escontext, false,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%.*s\"",
					literal->type, shown, literal->text),
			 errdetail("%s", detail),
			 errhint("%s", literal->hint)));
}

bool
np_literal_number(NpLiteral *literal, uint32 limit, uint32 *number)
{
	const char *digits = literal->at;
	uint64		value = 0;

	while (*literal->at >= '0' && *literal->at <= '9')
	{
		value = value * 10 + (*literal->at - '0');
		if (value > limit)
			return np_literal_reject(literal, "A number is too large.");
		literal->at++;
	}
	if (literal->at == digits || *literal->at != ':')
		return np_literal_reject(literal, psprintf("Expected %s.", literal->form));
	literal->at++;
	*number = (uint32) value;
	return true;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
np_literal_bytes(NpLiteral *literal, uint8 *bytes, Size n, const char *complaint)
{
	for (Size i = 0; i < n; i++)
	{
		int			high = hex_digit(literal->at[0]);
		int			low = high < 0 ? -1 : hex_digit(literal->at[1]);

		if (low < 0)
			return np_literal_reject(literal, complaint);
		bytes[i] = (uint8) (high << 4 | low);
		literal->at += 2;
	}
	return true;
}
