/*-------------------------------------------------------------------------
 *
 * detoast.c
 *	  A text value as it was before it was stored.
 *
 * The server fetches it; what it has compressed by its own method, which is
 * the default, is decompressed here (pglz.c).  All else, and whatever is
 * wrong with a value, is left to the server.
 *
 *-------------------------------------------------------------------------
 */
#include "text/detoast.h"

#include "access/detoast.h"
#include "access/toast_compression.h"
#include "fmgr.h"

#include "compat.h"
#include "host.h"
#include "text/pglz.h"

/* NULL if that has to be left to the server */
static text *
decompress(const struct varlena *compressed)
{
	size_t		raw_length = VARDATA_COMPRESSED_GET_EXTSIZE(compressed);
	text	   *result;

	if (VARDATA_COMPRESSED_GET_COMPRESS_METHOD(compressed) != TOAST_PGLZ_COMPRESSION_ID)
		return NULL;
	result = np_alloc(VARHDRSZ + raw_length + NP_PGLZ_SLACK);
	if (!np_pglz_decompress((const unsigned char *) compressed + VARHDRSZ_COMPRESSED,
							VARSIZE(compressed) - VARHDRSZ_COMPRESSED,
							(unsigned char *) VARDATA(result), raw_length))
	{
		pfree(result);
		return NULL;
	}
	SET_VARSIZE(result, VARHDRSZ + raw_length);
	return result;
}

text *
np_detoast_text(Datum datum)
{
	struct varlena *stored = (struct varlena *) DatumGetPointer(datum);
	struct varlena *value = stored;
	text	   *result = NULL;

	if (VARATT_IS_EXTERNAL_ONDISK(stored))
		value = detoast_external_attr(stored);
	if (VARATT_IS_COMPRESSED(value))
		result = decompress(value);
	if (result == NULL)
		return DatumGetTextPP(PointerGetDatum(value));
	if (value != stored)
		pfree(value);
	return result;
}
