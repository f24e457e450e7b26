/*-------------------------------------------------------------------------
 *
 * gin.c
 *	  gin_minhash_ops: band keys of signatures in a GIN index.
 *
 * A signature's entries are its band keys.  A row that shares one with the
 * query is a candidate, and the operator decides (recheck).  So the index
 * never returns a row that a sequential scan would not, and it misses those
 * that share no band: at the threshold of its options no more than the
 * recall of its options allows.
 *
 * What it stores depends on the options alone; newsprint.similarity_threshold
 * matters only to the query.
 *
 *-------------------------------------------------------------------------
 */
#include "minhash/minhash.h"

#include <math.h>

#include "access/gin.h"
#include "access/reloptions.h"
#include "access/stratnum.h"

#include "compat.h"
#include "minhash/lsh.h"

/* Options of the operator class as the index stores them */
typedef struct MinhashOptions
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	double		threshold;
	double		recall;
	int			bands;			/* 0: as threshold and recall ask */
	int			rows;
	int			lanes;
	int			shingle;
} MinhashOptions;

#define DEFAULT_THRESHOLD	0.6
#define DEFAULT_RECALL		0.95

/* What follows from the options */
typedef struct Banding
{
	int			nlanes;
	int			shingle;
	int			bands;
	int			rows;
	double		threshold;		/* where the recall is reached */
} Banding;

static void
CheckBandOptions(void *parsed, relopt_value *vals, int nvals)
{
	MinhashOptions *options = (MinhashOptions *) parsed;

	CheckLanes(options->lanes, NULL);
	if ((options->bands == 0) != (options->rows == 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("options \"bands\" and \"rows\" must be set together"),
				 errhint("Set both, or leave both out and set \"threshold\" and \"recall\".")));
	if (options->bands * options->rows > options->lanes)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d bands of %d rows need %d lanes, but there are %d",
						options->bands, options->rows, options->bands * options->rows,
						options->lanes),
				 errhint("lsh_parameters() chooses bands and rows that fit.")));
}

PG_FUNCTION_INFO_V1(gin_minhash_options);
Datum
gin_minhash_options(PG_FUNCTION_ARGS)
{
	local_relopts *relopts = (local_relopts *) PG_GETARG_POINTER(0);

	init_local_reloptions(relopts, sizeof(MinhashOptions));
	add_local_real_reloption(relopts, "threshold",
							 "similarity at which the index has its recall",
							 DEFAULT_THRESHOLD, 0.05, 1.0,
							 offsetof(MinhashOptions, threshold));
	add_local_real_reloption(relopts, "recall",
							 "share of the rows at the threshold that the index finds",
							 DEFAULT_RECALL, 0.5, 0.9999,
							 offsetof(MinhashOptions, recall));
	add_local_int_reloption(relopts, "bands", "number of band keys for each row",
							0, 0, NP_MAX_LANES, offsetof(MinhashOptions, bands));
	add_local_int_reloption(relopts, "rows", "number of lanes in a band",
							0, 0, NP_MAX_LANES, offsetof(MinhashOptions, rows));
	add_local_int_reloption(relopts, "lanes", "number of lanes of the signatures",
							NP_DEFAULT_LANES, NP_MIN_LANES, NP_MAX_LANES,
							offsetof(MinhashOptions, lanes));
	add_local_int_reloption(relopts, "shingle", "shingle size of the signatures",
							NP_DEFAULT_SHINGLE, NP_MIN_SHINGLE, NP_MAX_SHINGLE,
							offsetof(MinhashOptions, shingle));
	register_reloptions_validator(relopts, CheckBandOptions);
	PG_RETURN_VOID();
}

/* What follows from the options; NULL stands for the defaults. */
static Banding
banding_of(const MinhashOptions *options)
{
	Banding		banding = {
		.nlanes = NP_DEFAULT_LANES,
		.shingle = NP_DEFAULT_SHINGLE,
		.threshold = DEFAULT_THRESHOLD
	};
	double		recall = DEFAULT_RECALL;

	if (options != NULL)
	{
		banding.nlanes = options->lanes;
		banding.shingle = options->shingle;
		banding.threshold = options->threshold;
		recall = options->recall;
	}
	if (options != NULL && options->bands > 0)
	{
		banding.bands = options->bands;
		banding.rows = options->rows;
		banding.threshold = np_lsh_threshold(recall, banding.bands, banding.rows);
	}
	else if (np_lsh_parameters(banding.threshold, recall, banding.nlanes,
							   &banding.bands, &banding.rows) < recall)
		banding.threshold = np_lsh_threshold(recall, banding.bands, banding.rows);
	return banding;
}

/* Work the banding out once for a function call site. */
static const Banding *
get_banding(FunctionCallInfo fcinfo)
{
	Banding    *banding = (Banding *) fcinfo->flinfo->fn_extra;

	if (banding != NULL)
		return banding;

	banding = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof(Banding));
	*banding = banding_of(PG_HAS_OPCLASS_OPTIONS() ?
						  (const MinhashOptions *) PG_GET_OPCLASS_OPTIONS() : NULL);
	fcinfo->flinfo->fn_extra = banding;
	return banding;
}

void
np_gin_banding(Relation index, int *bands, int *rows)
{
	bytea	  **options = RelationGetIndexAttOptions(index, false);
	Banding		banding = banding_of((const MinhashOptions *) options[0]);

	*bands = banding.bands;
	*rows = banding.rows;
}

/* Band keys of other lanes or shingles would silently never meet. */
static void
CheckIndexed(const Minhash *m, const Banding *banding)
{
	if (m->nlanes == banding->nlanes && m->shingle == banding->shingle)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DATA_EXCEPTION),
			 errmsg("signature of %d lanes and shingle size %d does not fit the index",
					m->nlanes, m->shingle),
			 errdetail("The index is for %d lanes and shingle size %d.",
					   banding->nlanes, banding->shingle),
			 errhint("Create it with gin_minhash_ops (lanes = %d, shingle = %d).",
					 m->nlanes, m->shingle)));
}

static Datum *
band_keys(const Minhash *m, const Banding *banding, int32 *nkeys)
{
	Datum	   *keys;

	CheckIndexed(m, banding);
	*nkeys = MINHASH_IS_EMPTY(m) ? 0 : banding->bands;
	keys = palloc(sizeof(Datum) * banding->bands);
	for (int i = 0; i < *nkeys; i++)
		keys[i] = Int64GetDatum(np_band_key(m->lanes, i, banding->rows));
	return keys;
}

/*
 * Tell once about a query that asks for less similarity than the index was
 * made for.  The server asks for a query's keys when it plans and again when
 * it scans, so the last thing told is remembered.
 */
static void
notice_low_threshold(const Banding *banding, double threshold)
{
	static double told_query = -1;
	static double told_index = -1;

	/* a lane is the smallest step that a threshold can make */
	if (threshold >= banding->threshold - 0.5 / banding->nlanes)
		return;
	if (threshold == told_query && banding->threshold == told_index)
		return;
	told_query = threshold;
	told_index = banding->threshold;
	ereport(NOTICE,
			(errmsg("similarity threshold %g is below the %.2g that the index was made for",
					threshold, banding->threshold),
			 errdetail("It finds about %.0f %% of the rows whose similarity is %g.",
					   100 * np_lsh_probability(threshold, banding->bands, banding->rows),
					   threshold),
			 errhint("Create an index with gin_minhash_ops (threshold = %g).", threshold)));
}

PG_FUNCTION_INFO_V1(gin_extract_value_minhash);
Datum
gin_extract_value_minhash(PG_FUNCTION_ARGS)
{
	Minhash    *m = PG_GETARG_MINHASH_P(0);
	int32	   *nkeys = (int32 *) PG_GETARG_POINTER(1);

	PG_RETURN_POINTER(band_keys(m, get_banding(fcinfo), nkeys));
}

/*
 * A band that differs costs at least one lane, so a row that reaches the
 * threshold has lost no more bands than the threshold allows lanes.  For
 * high thresholds that asks for more than one band in common.
 */
static int
shared_bands_needed(const Banding *banding, double threshold)
{
	int			may_differ = banding->nlanes -
		np_minhash_lanes_needed(threshold, banding->nlanes);

	return Max(1, banding->bands - may_differ);
}

PG_FUNCTION_INFO_V1(gin_extract_query_minhash);
Datum
gin_extract_query_minhash(PG_FUNCTION_ARGS)
{
	int32	   *nkeys = (int32 *) PG_GETARG_POINTER(1);
	StrategyNumber strategy = PG_GETARG_UINT16(2);
	/* bool   **pmatch = (bool **) PG_GETARG_POINTER(3); */
	Pointer   **extra_data = (Pointer **) PG_GETARG_POINTER(4);
	/* bool   **nullFlags = (bool **) PG_GETARG_POINTER(5); */
	/* int32   *searchMode = (int32 *) PG_GETARG_POINTER(6); */
	const Banding *banding = get_banding(fcinfo);
	const Minhash *m;
	double		threshold;
	Datum	   *keys;
	int		   *needed;

	switch (strategy)
	{
		case MinhashSimilarStrategy:
			m = PG_GETARG_MINHASH_P(0);
			threshold = newsprint_similarity_threshold;
			break;
		case MinhashSimilarQueryStrategy:
			{
				MinhashQuery *query = PG_GETARG_MINHASH_QUERY_P(0);

				m = &query->sig;
				threshold = query->threshold;
				break;
			}
		default:
			elog(ERROR, "unrecognized strategy number: %d", strategy);
	}

	keys = band_keys(m, banding, nkeys);
	notice_low_threshold(banding, threshold);

	/* the consistent functions see no options: tell them by the extra data */
	needed = palloc(sizeof(int));
	*needed = shared_bands_needed(banding, threshold);
	*extra_data = palloc0(sizeof(Pointer) * Max(1, *nkeys));
	(*extra_data)[0] = (Pointer) needed;
	PG_RETURN_POINTER(keys);
}

PG_FUNCTION_INFO_V1(gin_minhash_consistent);
Datum
gin_minhash_consistent(PG_FUNCTION_ARGS)
{
	bool	   *check = (bool *) PG_GETARG_POINTER(0);
	int32		nkeys = PG_GETARG_INT32(3);
	Pointer    *extra_data = (Pointer *) PG_GETARG_POINTER(4);
	bool	   *recheck = (bool *) PG_GETARG_POINTER(5);
	int			shared = 0;

	/* sharing bands only makes a candidate */
	*recheck = true;
	for (int i = 0; i < nkeys; i++)
		shared += check[i];
	PG_RETURN_BOOL(nkeys > 0 && shared >= *(int *) extra_data[0]);
}

PG_FUNCTION_INFO_V1(gin_minhash_triconsistent);
Datum
gin_minhash_triconsistent(PG_FUNCTION_ARGS)
{
	GinTernaryValue *check = (GinTernaryValue *) PG_GETARG_POINTER(0);
	int32		nkeys = PG_GETARG_INT32(3);
	Pointer    *extra_data = (Pointer *) PG_GETARG_POINTER(4);
	int			possible = 0;

	for (int i = 0; i < nkeys; i++)
		possible += check[i] != GIN_FALSE;
	if (nkeys == 0 || possible < *(int *) extra_data[0])
		PG_RETURN_GIN_TERNARY_VALUE(GIN_FALSE);
	PG_RETURN_GIN_TERNARY_VALUE(GIN_MAYBE);
}
