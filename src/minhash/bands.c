/*-------------------------------------------------------------------------
 *
 * bands.c
 *	  The arithmetic of banding as SQL: minhash_bands(), lsh_probability()
 *	  and lsh_parameters().
 *
 *-------------------------------------------------------------------------
 */
#include "minhash/minhash.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"

#include "compat.h"
#include "minhash/lsh.h"

static void
CheckProbability(const char *what, float8 value)
{
	if (!(value >= 0.0 && value <= 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s %g is out of range", what, value),
				 errdetail("It must be between 0 and 1.")));
}

static void
CheckBands(int32 bands, int32 rows, int nlanes)
{
	if (bands < 1 || rows < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d bands of %d rows are out of range", bands, rows),
				 errdetail("Both must be at least 1.")));
	if ((int64) bands * rows > nlanes)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d bands of %d rows need " INT64_FORMAT " lanes, but there are %d",
						bands, rows, (int64) bands * rows, nlanes),
				 errhint("lsh_parameters() chooses bands and rows that fit.")));
}

/* Get the band keys of a signature; none if it is empty */
PG_FUNCTION_INFO_V1(minhash_bands);
Datum
minhash_bands(PG_FUNCTION_ARGS)
{
	Minhash    *m = PG_GETARG_MINHASH_P(0);
	int32		bands = PG_GETARG_INT32(1);
	int32		rows = PG_GETARG_INT32(2);
	Datum	   *keys;

	CheckBands(bands, rows, m->nlanes);
	if (MINHASH_IS_EMPTY(m))
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(INT8OID));
	keys = palloc(sizeof(Datum) * bands);
	for (int i = 0; i < bands; i++)
		keys[i] = Int64GetDatum(np_band_key(m->lanes, i, rows));
	PG_RETURN_ARRAYTYPE_P(construct_array(keys, bands, INT8OID, sizeof(int64),
										  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* Get the probability that two texts of that similarity share a band */
PG_FUNCTION_INFO_V1(lsh_probability);
Datum
lsh_probability(PG_FUNCTION_ARGS)
{
	float8		similarity = PG_GETARG_FLOAT8(0);
	int32		bands = PG_GETARG_INT32(1);
	int32		rows = PG_GETARG_INT32(2);

	CheckProbability("similarity", similarity);
	CheckBands(bands, rows, NP_MAX_LANES);
	PG_RETURN_FLOAT8(np_lsh_probability(similarity, bands, rows));
}

/* Get the bands and rows for a recall at a threshold */
PG_FUNCTION_INFO_V1(lsh_parameters);
Datum
lsh_parameters(PG_FUNCTION_ARGS)
{
	float8		threshold = PG_GETARG_FLOAT8(0);
	float8		recall = PG_GETARG_FLOAT8(1);
	int32		nlanes = PG_GETARG_INT32(2);
	int			bands;
	int			rows;
	TupleDesc	tupdesc;
	Datum		values[3];
	bool		nulls[3] = {false};

	CheckProbability("threshold", threshold);
	CheckProbability("recall", recall);
	CheckLanes(nlanes, NULL);
	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");

	values[2] = Float8GetDatum(np_lsh_parameters(threshold, recall, nlanes, &bands, &rows));
	values[0] = Int32GetDatum(bands);
	values[1] = Int32GetDatum(rows);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(tupdesc), values, nulls)));
}
