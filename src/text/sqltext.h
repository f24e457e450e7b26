/*-------------------------------------------------------------------------
 *
 * sqltext.h
 *	  A text argument as UTF-8, for the SQL functions of every folder.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SQLTEXT_H
#define NP_SQLTEXT_H

#include "postgres.h"

/* A text value's bytes in UTF-8; not terminated by a zero. */
typedef struct NpText
{
	const unsigned char *bytes;
	size_t		length;
} NpText;

/*
 * Byte offsets to character offsets, for offsets asked in rising order:
 * each call goes on from where the last one stopped, so a whole result set
 * costs one pass over the text.  An offset that lies before the last one
 * starts over from the beginning.
 */
typedef struct NpCharCounter
{
	NpText		text;
	size_t		byte;
	int32		chars;
} NpCharCounter;

extern NpText np_text_from_datum(Datum datum);
extern Datum np_text_to_datum(const unsigned char *bytes, size_t length);
extern void np_char_counter_init(NpCharCounter *counter, NpText text);
extern int32 np_char_offset(NpCharCounter *counter, size_t byte);

#endif							/* NP_SQLTEXT_H */
