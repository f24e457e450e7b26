/*-------------------------------------------------------------------------
 *
 * query.h
 *	  Asking the database, as the caller of the report.
 *
 * Between SPI_connect() and SPI_finish().
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_QUERY_H
#define NP_QUERY_H

#include "postgres.h"

#include "executor/spi.h"

#include "text/sqltext.h"

typedef struct NpRows
{
	SPITupleTable *table;
	uint64		count;
} NpRows;

/* All rows of a query, which is written as for printf(). */
extern NpRows np_query(const char *format,...) pg_attribute_printf(1, 2);

/*
 * The same for many rows: a portal, and its rows some at a time.  The portal
 * is closed when none are left.
 */
extern Portal np_query_open(const char *sql);
extern bool np_query_fetch(Portal portal, NpRows *rows);
extern void np_query_free(NpRows *rows);

/* A value; columns count from 1.  The query must cast it to that type. */
extern bool np_row_isnull(NpRows rows, uint64 row, int column);
extern bool np_row_bool(NpRows rows, uint64 row, int column);	/* null is false */
extern double np_row_number(NpRows rows, uint64 row, int column);	/* float8; null is 0 */
extern Datum np_row_datum(NpRows rows, uint64 row, int column);
extern NpText np_row_text(NpRows rows, uint64 row, int column); /* null is empty */
extern char *np_row_string(NpRows rows, uint64 row, int column);	/* null is NULL */

#endif							/* NP_QUERY_H */
