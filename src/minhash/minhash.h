/*-------------------------------------------------------------------------
 *
 * minhash.h
 *	  The signature type.
 *
 * A minhash is what remains of a text for comparing it: one byte for each
 * lane.  The share of equal lanes of two signatures estimates the Jaccard
 * similarity of the two texts' sets of word shingles.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_MINHASH_H
#define NP_MINHASH_H

#include "postgres.h"

#include "fmgr.h"

#include "minhash/sketch.h"

/*
 * On disk and in memory.  The header is checked (CheckMinhash) before its
 * sizes are believed.  An empty signature (a text without words) has no
 * shingles and only zero lanes.
 */
typedef struct Minhash
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	uint8		version;		/* MINHASH_FORMAT */
	uint8		shingle;		/* words in a shingle */
	uint16		nlanes;
	uint32		nshingles;		/* distinct shingles of the text */
	uint8		lanes[FLEXIBLE_ARRAY_MEMBER];
} Minhash;

/* Version of text pipeline, shingle hash and lane hash together. */
#define MINHASH_FORMAT			1

#define MINHASH_SIZE(nlanes)	(offsetof(Minhash, lanes) + (nlanes))
#define MINHASH_EMPTY(m)		((m)->nshingles == 0)

#define DatumGetMinhashP(x)		np_minhash_from_datum(x)
#define PG_GETARG_MINHASH_P(n)	DatumGetMinhashP(PG_GETARG_DATUM(n))
#define PG_RETURN_MINHASH_P(x)	PG_RETURN_POINTER(x)

/* minhash/type.c */
extern Minhash *np_minhash_from_datum(Datum datum); /* detoasted and checked */
extern Minhash *np_minhash_init(int nlanes, int shingle);
extern void np_minhash_check_comparable(const Minhash *a, const Minhash *b);

/* minhash/sql_build.c: the default lanes and shingle; sig over (title and) body */
extern Minhash *np_minhash_from_text(const unsigned char *text, size_t length,
									 int nlanes, int shingle);

/* minhash/sql_compare.c */
extern double np_minhash_jaccard(const Minhash *a, const Minhash *b);
extern double newsprint_similarity_threshold;	/* newsprint.similarity_threshold */

#endif							/* NP_MINHASH_H */
