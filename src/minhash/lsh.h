/*-------------------------------------------------------------------------
 *
 * lsh.h
 *	  The arithmetic of banding: which pairs share a band key.
 *
 * Pure C.  The lanes are cut into bands of some rows each; two texts are
 * candidates if all rows of a band are equal (locality-sensitive hashing:
 * Indyk and Motwani 1998; Leskovec, Rajaraman and Ullman, Mining of Massive
 * Datasets, ch. 3).
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_LSH_ARITHMETIC_H
#define NP_LSH_ARITHMETIC_H

#include <stdint.h>

/* Probability that two texts of that similarity agree on one 8-bit lane. */
extern double np_lane_probability(double similarity);

/* Probability that they share at least one of the bands: 1 - (1 - p^rows)^bands. */
extern double np_lsh_probability(double similarity, int bands, int rows);

/* The similarity at which that probability is reached; at most 1. */
extern double np_lsh_threshold(double probability, int bands, int rows);

/*
 * The fewest bands that reach the recall at the threshold and keep unrelated
 * texts apart.  Returns the probability reached: it is below recall if the
 * lanes do not suffice.
 */
extern double np_lsh_parameters(double threshold, double recall, int nlanes,
								int *bands, int *rows);

/* Key of band number band (from 0) of the lanes; the same on every machine. */
extern int64_t np_band_key(const uint8_t *lanes, int band, int rows);

#endif							/* NP_LSH_ARITHMETIC_H */
