/*-------------------------------------------------------------------------
 *
 * build.c
 *	  to_minhash() and the aggregate minhash_agg().
 *
 *-------------------------------------------------------------------------
 */
#include "minhash/minhash.h"

#include "libpq/pqformat.h"

#include "compat.h"
#include "text/recall.h"
#include "text/sqltext.h"

Minhash *
np_minhash_from_sketch(const NpSketch *sketch)
{
	Minhash    *m = np_minhash_init(sketch->nlanes, sketch->shingle);

	np_sketch_finish(sketch, m->lanes, &m->nshingles);
	return m;
}

Minhash *
np_minhash_from_text(const unsigned char *text, size_t length, int nlanes, int shingle)
{
	NpSketch	sketch;
	Minhash    *m;

	np_sketch_init(&sketch, nlanes, shingle, length);
	np_sketch_text(&sketch, text, length);
	m = np_minhash_from_sketch(&sketch);
	np_sketch_free(&sketch);
	return m;
}

/* Get the signature of a text */
PG_FUNCTION_INFO_V1(to_minhash);
Datum
to_minhash(PG_FUNCTION_ARGS)
{
	int32		nlanes = PG_GETARG_INT32(1);
	int32		shingle = PG_GETARG_INT32(2);
	NpText		text;
	Datum		result;

	CheckLanes(nlanes, NULL);
	CheckShingle(shingle, NULL);
	if (np_recall(fcinfo, &result))
		PG_RETURN_DATUM(result);
	text = np_text_from_datum(PG_GETARG_DATUM(0));
	result = PointerGetDatum(np_minhash_from_text(text.bytes, text.length, nlanes, shingle));
	np_remember(fcinfo, result);
	PG_RETURN_DATUM(result);
}

/*
 * The aggregate's state is a sketch in the making.  Each text adds its
 * shingles; none reaches from one text into the next.
 */

static MemoryContext
aggregate_context(FunctionCallInfo fcinfo, const char *name)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "%s called in non-aggregate context", name);
	return context;
}

static NpSketch *
make_state(MemoryContext context, int nlanes, int shingle)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	NpSketch   *state = palloc(sizeof(NpSketch));

	np_sketch_init(state, nlanes, shingle, 0);
	MemoryContextSwitchTo(old);
	return state;
}

/* The parameters of a row; the defaults if the aggregate was called without. */
static void
read_parameters(FunctionCallInfo fcinfo, int *nlanes, int *shingle)
{
	*nlanes = NP_DEFAULT_LANES;
	*shingle = NP_DEFAULT_SHINGLE;
	if (PG_NARGS() < 4)
		return;
	if (PG_ARGISNULL(2) || PG_ARGISNULL(3))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("lanes and shingle of minhash_agg must not be null")));
	*nlanes = PG_GETARG_INT32(2);
	*shingle = PG_GETARG_INT32(3);
}

/* All rows must have the same, or the result would depend on which comes first. */
static void
CheckSameParameters(const NpSketch *state, int nlanes, int shingle)
{
	if (state->nlanes != nlanes || state->shingle != shingle)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lanes and shingle of minhash_agg must be the same for all rows"),
				 errdetail("They are %d and %d for one row, and %d and %d for another.",
						   state->nlanes, state->shingle, nlanes, shingle)));
}

PG_FUNCTION_INFO_V1(minhash_agg_transfn);
Datum
minhash_agg_transfn(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo, "minhash_agg_transfn");
	NpSketch   *state = PG_ARGISNULL(0) ? NULL : (NpSketch *) PG_GETARG_POINTER(0);
	int			nlanes;
	int			shingle;
	MemoryContext old;
	NpText		text;

	read_parameters(fcinfo, &nlanes, &shingle);
	if (state == NULL)
	{
		CheckLanes(nlanes, NULL);
		CheckShingle(shingle, NULL);
		state = make_state(context, nlanes, shingle);
	}
	CheckSameParameters(state, nlanes, shingle);
	if (!PG_ARGISNULL(1))
	{
		text = np_text_from_datum(PG_GETARG_DATUM(1));
		old = MemoryContextSwitchTo(context);
		np_sketch_text(state, text.bytes, text.length);
		MemoryContextSwitchTo(old);
	}
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(minhash_agg_finalfn);
Datum
minhash_agg_finalfn(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_MINHASH_P(np_minhash_from_sketch((NpSketch *) PG_GETARG_POINTER(0)));
}

PG_FUNCTION_INFO_V1(minhash_agg_combinefn);
Datum
minhash_agg_combinefn(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo, "minhash_agg_combinefn");
	NpSketch   *state = PG_ARGISNULL(0) ? NULL : (NpSketch *) PG_GETARG_POINTER(0);
	NpSketch   *other = PG_ARGISNULL(1) ? NULL : (NpSketch *) PG_GETARG_POINTER(1);
	MemoryContext old;

	if (other == NULL)
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (state == NULL)
		state = make_state(context, other->nlanes, other->shingle);
	CheckSameParameters(state, other->nlanes, other->shingle);
	old = MemoryContextSwitchTo(context);
	np_sketch_merge(state, other);
	MemoryContextSwitchTo(old);
	PG_RETURN_POINTER(state);
}

/*
 * States travel between processes, and between shards of a distributed
 * table, so they are written like any binary value.  The minima of the
 * first round follow from the members, unless the set is only a sample.
 */
PG_FUNCTION_INFO_V1(minhash_agg_serialfn);
Datum
minhash_agg_serialfn(PG_FUNCTION_ARGS)
{
	NpSketch   *state = (NpSketch *) PG_GETARG_POINTER(0);
	StringInfoData buf;

	aggregate_context(fcinfo, "minhash_agg_serialfn");
	pq_begintypsend(&buf);
	pq_sendint8(&buf, MINHASH_FORMAT);
	pq_sendint8(&buf, (uint8) state->shingle);
	pq_sendint16(&buf, (uint16) state->nlanes);
	pq_sendint8(&buf, (uint8) state->set.depth);
	pq_sendint32(&buf, state->set.count);
	for (uint32 i = 0; i < state->set.count; i++)
		pq_sendint64(&buf, state->set.members[i]);
	for (int i = 0; i < state->nlanes; i++)
		pq_sendint64(&buf, state->minima[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

PG_FUNCTION_INFO_V1(minhash_agg_deserialfn);
Datum
minhash_agg_deserialfn(PG_FUNCTION_ARGS)
{
	bytea	   *serial = PG_GETARG_BYTEA_PP(0);
	StringInfoData buf;
	NpSketch   *state;
	int			shingle;
	int			nlanes;
	int			depth;
	uint32		count;

	aggregate_context(fcinfo, "minhash_agg_deserialfn");
	initStringInfo(&buf);
	appendBinaryStringInfo(&buf, VARDATA_ANY(serial), (int) VARSIZE_ANY_EXHDR(serial));

	if (pq_getmsgbyte(&buf) != MINHASH_FORMAT)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("state of minhash_agg has another format version"),
				 errhint("All nodes must run the same release of newsprint.")));
	shingle = pq_getmsgbyte(&buf);
	CheckShingle(shingle, NULL);
	nlanes = (int) pq_getmsgint(&buf, 2);
	CheckLanes(nlanes, NULL);
	depth = pq_getmsgbyte(&buf);
	count = pq_getmsgint(&buf, 4);
	if (depth > 63 || count > NP_SHINGLESET_LIMIT)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("state of minhash_agg is damaged")));

	state = make_state(CurrentMemoryContext, nlanes, shingle);
	np_shingleset_deepen(&state->set, depth);
	for (uint32 i = 0; i < count; i++)
	{
		uint64		hash = (uint64) pq_getmsgint64(&buf);

		np_shingleset_add(&state->set, &hash, 1);
	}
	for (int i = 0; i < nlanes; i++)
		state->minima[i] = (uint64) pq_getmsgint64(&buf);
	pq_getmsgend(&buf);
	PG_RETURN_POINTER(state);
}
