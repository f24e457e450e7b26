/*-------------------------------------------------------------------------
 *
 * lsh.c
 *	  The arithmetic of banding: which pairs share a band key.
 *
 *-------------------------------------------------------------------------
 */
#include "minhash/lsh.h"

#include <math.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/*
 * What "unrelated" means: articles that share their language and a few
 * phrases.  At most one such pair in UNRELATED_PAIRS may share a band, since
 * each one costs a row fetched in vain.
 */
#define UNRELATED_SIMILARITY	0.01
#define UNRELATED_PAIRS			10000

/* 2^64 over the golden ratio: its multiples are spread evenly (Knuth, vol. 3, 6.4). */
#define SEED_STEP	UINT64_C(0x9E3779B97F4A7C15)

double
np_lane_probability(double similarity)
{
	return similarity + (1.0 - similarity) / 256;
}

double
np_lsh_probability(double similarity, int bands, int rows)
{
	return 1.0 - pow(1.0 - pow(np_lane_probability(similarity), rows), bands);
}

double
np_lsh_threshold(double probability, int bands, int rows)
{
	double		low = 0.0;
	double		high = 1.0;

	if (np_lsh_probability(high, bands, rows) < probability)
		return high;
	/* the curve rises: halve the interval until a double holds no more */
	for (int i = 0; i < 60; i++)
	{
		double		middle = (low + high) / 2;

		if (np_lsh_probability(middle, bands, rows) < probability)
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* The fewest bands of so many rows that reach the recall; more than nlanes if none do. */
static int
bands_needed(double threshold, double recall, int rows, int nlanes)
{
	int			bands = 1;

	while (bands <= nlanes && np_lsh_probability(threshold, bands, rows) < recall)
		bands++;
	return bands;
}

double
np_lsh_parameters(double threshold, double recall, int nlanes, int *bands, int *rows)
{
	*rows = 1;
	*bands = nlanes;
	/* more rows need more bands: stop at the first that keep strangers apart */
	for (int r = 1; r <= nlanes; r++)
	{
		int			b = bands_needed(threshold, recall, r, nlanes);

		if (b * r > nlanes)
			break;
		*bands = b;
		*rows = r;
		if (np_lsh_probability(UNRELATED_SIMILARITY, b, r) * UNRELATED_PAIRS <= 1.0)
			break;
	}
	return np_lsh_probability(threshold, *bands, *rows);
}

/*
 * Of three bytes and less XXH3 makes 32 bits, to which it adds the seed: small
 * seeds would give the keys of one band to another, and each would find
 * strangers.  So each band has a seed that differs above these bits.
 */
int64_t
np_band_key(const uint8_t *lanes, int band, int rows)
{
	XXH64_hash_t seed = ((XXH64_hash_t) band + 1) * SEED_STEP;

	return (int64_t) XXH3_64bits_withSeed(lanes + band * rows, rows, seed);
}
