/*-------------------------------------------------------------------------
 *
 * compare.c
 *	  Similarity of two signatures: jaccard(), <-> and %.
 *
 *-------------------------------------------------------------------------
 */
#include "minhash/minhash.h"

#include "compat.h"
#include "newsprint.h"

double		newsprint_similarity_threshold;

void
MinhashInit(void)
{
	DefineCustomRealVariable("newsprint.similarity_threshold",
							 "Sets the similarity that the % operator asks of two signatures.",
							 "Jaccard similarity of word shingles, from 0 to 1.",
							 &newsprint_similarity_threshold,
							 0.6, 0.0, 1.0, PGC_USERSET, 0, NULL, NULL, NULL);
}

void
np_minhash_check_comparable(const Minhash *a, const Minhash *b)
{
	if (a->nlanes != b->nlanes)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("different numbers of lanes %d and %d", a->nlanes, b->nlanes),
				 errhint("Make both signatures with the same to_minhash() parameters.")));
	if (a->shingle != b->shingle)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("different shingle sizes %d and %d", a->shingle, b->shingle),
				 errhint("Make both signatures with the same to_minhash() parameters.")));
}

double
np_minhash_jaccard(const Minhash *a, const Minhash *b)
{
	np_minhash_check_comparable(a, b);
	if (MINHASH_IS_EMPTY(a) || MINHASH_IS_EMPTY(b))
		return 0.0;
	return np_jaccard_estimate(np_lanes_equal(a->lanes, b->lanes, a->nlanes), a->nlanes);
}

int
np_minhash_lanes_needed(double threshold, int nlanes)
{
	/* never more than their share of the lanes, since chance agreement is taken off */
	int			needed = (int) (threshold * nlanes);

	while (needed < nlanes && np_jaccard_estimate(needed, nlanes) < threshold)
		needed++;
	return needed;
}

/* A text without words resembles nothing, whatever the threshold */
static bool
is_similar(const Minhash *a, const Minhash *b, double threshold)
{
	double		similarity = np_minhash_jaccard(a, b);

	return similarity >= threshold && !MINHASH_IS_EMPTY(a) && !MINHASH_IS_EMPTY(b);
}

/* Get the estimated Jaccard similarity */
PG_FUNCTION_INFO_V1(jaccard);
Datum
jaccard(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(np_minhash_jaccard(PG_GETARG_MINHASH_P(0), PG_GETARG_MINHASH_P(1)));
}

/* Get the estimated Jaccard distance */
PG_FUNCTION_INFO_V1(minhash_distance);
Datum
minhash_distance(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(1.0 - np_minhash_jaccard(PG_GETARG_MINHASH_P(0), PG_GETARG_MINHASH_P(1)));
}

/* Is the similarity at least newsprint.similarity_threshold? */
PG_FUNCTION_INFO_V1(minhash_similar);
Datum
minhash_similar(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_similar(PG_GETARG_MINHASH_P(0), PG_GETARG_MINHASH_P(1),
							  newsprint_similarity_threshold));
}

/* Is the similarity at least what the query asks? */
PG_FUNCTION_INFO_V1(minhash_similar_query);
Datum
minhash_similar_query(PG_FUNCTION_ARGS)
{
	MinhashQuery *query = PG_GETARG_MINHASH_QUERY_P(1);

	PG_RETURN_BOOL(is_similar(PG_GETARG_MINHASH_P(0), &query->sig, query->threshold));
}

PG_FUNCTION_INFO_V1(minhash_query_similar);
Datum
minhash_query_similar(PG_FUNCTION_ARGS)
{
	MinhashQuery *query = PG_GETARG_MINHASH_QUERY_P(0);

	PG_RETURN_BOOL(is_similar(PG_GETARG_MINHASH_P(1), &query->sig, query->threshold));
}
