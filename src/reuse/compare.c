/*-------------------------------------------------------------------------
 *
 * compare.c
 *	  to_fingerprint(), and how much of one text stands in another:
 *	  containment(), <%, %> and their distances.
 *
 *-------------------------------------------------------------------------
 */
#include "reuse/fingerprint.h"

#include "compat.h"
#include "newsprint.h"
#include "text/recall.h"
#include "text/sqltext.h"

double		newsprint_containment_threshold;

void
ReuseInit(void)
{
	DefineCustomRealVariable("newsprint.containment_threshold",
							 "Sets the containment that the <% and %> operators ask of two "
							 "fingerprints.",
							 "Share of the one's hashes that the other has, from 0 to 1.",
							 &newsprint_containment_threshold,
							 0.5, 0.0, 1.0, PGC_USERSET, 0, NULL, NULL, NULL);
}

/* Get the fingerprint of a text */
PG_FUNCTION_INFO_V1(to_fingerprint);
Datum
to_fingerprint(PG_FUNCTION_ARGS)
{
	int32		shingle = PG_GETARG_INT32(1);
	int32		window = PG_GETARG_INT32(2);
	NpText		text;
	uint32	   *hashes;
	size_t		count;
	Fingerprint *f;
	Datum		result;

	np_fingerprint_check_parameters(shingle, window, NULL);
	if (np_recall(fcinfo, &result))
		PG_RETURN_DATUM(result);
	text = np_text_from_datum(PG_GETARG_DATUM(0));
	hashes = np_winnow(text.bytes, text.length, shingle, window, &count);
	f = np_fingerprint_init(shingle, window, count);
	memcpy(f->hashes, hashes, count * sizeof(uint32));
	pfree(hashes);
	np_remember(fcinfo, PointerGetDatum(f));
	PG_RETURN_FINGERPRINT_P(f);
}

static void
CheckComparable(const Fingerprint *a, const Fingerprint *b)
{
	if (a->shingle != b->shingle)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("different shingle sizes %d and %d", a->shingle, b->shingle),
				 errhint("Make both fingerprints with the same to_fingerprint() parameters.")));
	if (a->window != b->window)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("different window sizes %d and %d", a->window, b->window),
				 errhint("Make both fingerprints with the same to_fingerprint() parameters.")));
}

double
np_fingerprint_containment(const Fingerprint *a, const Fingerprint *b)
{
	size_t		na = FINGERPRINT_HASHES(a);

	CheckComparable(a, b);
	if (na == 0)
		return 0.0;
	return (double) np_hashes_in_common(a->hashes, na, b->hashes, FINGERPRINT_HASHES(b)) / na;
}

/* What has nothing in common is not contained, even at threshold 0 */
static bool
is_contained(const Fingerprint *a, const Fingerprint *b, double threshold)
{
	double		containment = np_fingerprint_containment(a, b);

	return containment > 0 && containment >= threshold;
}

/* Get the share of the first one's hashes that are in the second */
PG_FUNCTION_INFO_V1(containment);
Datum
containment(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(np_fingerprint_containment(PG_GETARG_FINGERPRINT_P(0),
												PG_GETARG_FINGERPRINT_P(1)));
}

/* a <<-> b: how much of a is missing in b */
PG_FUNCTION_INFO_V1(fingerprint_contained_distance);
Datum
fingerprint_contained_distance(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(1.0 - np_fingerprint_containment(PG_GETARG_FINGERPRINT_P(0),
													  PG_GETARG_FINGERPRINT_P(1)));
}

/* a <->> b: how much of b is missing in a */
PG_FUNCTION_INFO_V1(fingerprint_contains_distance);
Datum
fingerprint_contains_distance(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(1.0 - np_fingerprint_containment(PG_GETARG_FINGERPRINT_P(1),
													  PG_GETARG_FINGERPRINT_P(0)));
}

/* a <% b: does a stand in b? */
PG_FUNCTION_INFO_V1(fingerprint_contained);
Datum
fingerprint_contained(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_contained(PG_GETARG_FINGERPRINT_P(0), PG_GETARG_FINGERPRINT_P(1),
								newsprint_containment_threshold));
}

/* a %> b: does b stand in a? */
PG_FUNCTION_INFO_V1(fingerprint_contains);
Datum
fingerprint_contains(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_contained(PG_GETARG_FINGERPRINT_P(1), PG_GETARG_FINGERPRINT_P(0),
								newsprint_containment_threshold));
}

/* fingerprint <% query */
PG_FUNCTION_INFO_V1(fingerprint_contained_query);
Datum
fingerprint_contained_query(PG_FUNCTION_ARGS)
{
	FingerprintQuery *query = PG_GETARG_FINGERPRINT_QUERY_P(1);

	PG_RETURN_BOOL(is_contained(PG_GETARG_FINGERPRINT_P(0), &query->fp, query->threshold));
}

/* fingerprint %> query */
PG_FUNCTION_INFO_V1(fingerprint_contains_query);
Datum
fingerprint_contains_query(PG_FUNCTION_ARGS)
{
	FingerprintQuery *query = PG_GETARG_FINGERPRINT_QUERY_P(1);

	PG_RETURN_BOOL(is_contained(&query->fp, PG_GETARG_FINGERPRINT_P(0), query->threshold));
}

/* query <% fingerprint */
PG_FUNCTION_INFO_V1(fingerprint_query_contained);
Datum
fingerprint_query_contained(PG_FUNCTION_ARGS)
{
	FingerprintQuery *query = PG_GETARG_FINGERPRINT_QUERY_P(0);

	PG_RETURN_BOOL(is_contained(&query->fp, PG_GETARG_FINGERPRINT_P(1), query->threshold));
}

/* query %> fingerprint */
PG_FUNCTION_INFO_V1(fingerprint_query_contains);
Datum
fingerprint_query_contains(PG_FUNCTION_ARGS)
{
	FingerprintQuery *query = PG_GETARG_FINGERPRINT_QUERY_P(0);

	PG_RETURN_BOOL(is_contained(PG_GETARG_FINGERPRINT_P(1), &query->fp, query->threshold));
}
