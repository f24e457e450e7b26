/*-------------------------------------------------------------------------
 *
 * query.c
 *	  Asking the database, as the caller of the report.
 *
 *-------------------------------------------------------------------------
 */
#include "report/query.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "host.h"

/* Rows fetched from a portal at a time */
#define FETCH_ROWS 1000

NpRows
np_query(const char *format,...)
{
	StringInfoData sql;
	NpRows		rows;
	int			result;

	initStringInfo(&sql);
	for (;;)
	{
		va_list		args;
		int			missing;

		va_start(args, format);
		missing = appendStringInfoVA(&sql, format, args);
		va_end(args);
		if (missing == 0)
			break;
		enlargeStringInfo(&sql, missing);
	}
	result = SPI_execute(sql.data, true, 0);
	if (result != SPI_OK_SELECT)
		elog(ERROR, "could not execute \"%s\": %s", sql.data, SPI_result_code_string(result));
	pfree(sql.data);
	rows.table = SPI_tuptable;
	rows.count = SPI_processed;
	return rows;
}

Portal
np_query_open(const char *sql)
{
	SPIPlanPtr	plan = SPI_prepare(sql, 0, NULL);

	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", sql, SPI_result_code_string(SPI_result));
	return SPI_cursor_open(NULL, plan, NULL, NULL, true);
}

bool
np_query_fetch(Portal portal, NpRows *rows)
{
	np_check_interrupts();
	SPI_cursor_fetch(portal, true, FETCH_ROWS);
	rows->table = SPI_tuptable;
	rows->count = SPI_processed;
	if (rows->count > 0)
		return true;
	SPI_cursor_close(portal);
	return false;
}

void
np_query_free(NpRows *rows)
{
	SPI_freetuptable(rows->table);
	rows->table = NULL;
	rows->count = 0;
}

static Datum
get_value(NpRows rows, uint64 row, int column, bool *isnull)
{
	return SPI_getbinval(rows.table->vals[row], rows.table->tupdesc, column, isnull);
}

bool
np_row_isnull(NpRows rows, uint64 row, int column)
{
	bool		isnull;

	get_value(rows, row, column, &isnull);
	return isnull;
}

bool
np_row_bool(NpRows rows, uint64 row, int column)
{
	bool		isnull;
	Datum		value = get_value(rows, row, column, &isnull);

	return !isnull && DatumGetBool(value);
}

double
np_row_number(NpRows rows, uint64 row, int column)
{
	bool		isnull;
	Datum		value = get_value(rows, row, column, &isnull);

	return isnull ? 0 : DatumGetFloat8(value);
}

Datum
np_row_datum(NpRows rows, uint64 row, int column)
{
	bool		isnull;
	Datum		value = get_value(rows, row, column, &isnull);

	Assert(!isnull);
	return value;
}

NpText
np_row_text(NpRows rows, uint64 row, int column)
{
	bool		isnull;
	Datum		value = get_value(rows, row, column, &isnull);
	NpText		none = { (const unsigned char *) "", 0 };

	return isnull ? none : np_text_from_datum(value);
}

char *
np_row_string(NpRows rows, uint64 row, int column)
{
	bool		isnull;
	Datum		value = get_value(rows, row, column, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}
