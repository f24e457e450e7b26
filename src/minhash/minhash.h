/*-------------------------------------------------------------------------
 *
 * minhash.h
 *	  The signature types.
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
#include "nodes/nodes.h"
#include "utils/relcache.h"

#include "minhash/sketch.h"

/* Version of text pipeline, shingle hash and lane hash together. */
#define MINHASH_FORMAT			1
#define MINHASH_FIRST_FORMAT	1	/* that any release has written */

/*
 * On disk and in memory.  An empty signature (a text without words) has no
 * shingles and only zero lanes.  Everything is checked before its sizes are
 * believed.
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

#define MINHASH_SIZE(nlanes)	(offsetof(Minhash, lanes) + (nlanes))
#define MINHASH_IS_EMPTY(m)		((m)->nshingles == 0)

/*
 * What at_least() makes: a signature to search for, and the similarity that
 * is asked for.
 */
typedef struct MinhashQuery
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int32		unused;			/* always zero */
	float8		threshold;		/* 0 .. 1 */
	Minhash		sig;			/* with a header of its own */
} MinhashQuery;

#define MINHASH_QUERY_SIZE(nlanes)	(offsetof(MinhashQuery, sig) + MINHASH_SIZE(nlanes))

/* Strategies of the operator classes */
#define MinhashSimilarStrategy			1	/* minhash % minhash */
#define MinhashSimilarQueryStrategy		2	/* minhash % minhash_query */
#define MinhashDistanceStrategy			3	/* ORDER BY minhash <-> minhash */

#define PG_GETARG_MINHASH_P(n)			np_minhash_from_datum(PG_GETARG_DATUM(n))
#define PG_GETARG_MINHASH_QUERY_P(n)	np_minhash_query_from_datum(PG_GETARG_DATUM(n))
#define PG_RETURN_MINHASH_P(x)			PG_RETURN_POINTER(x)

/* minhash/type.c */
extern Datum minhash_in(PG_FUNCTION_ARGS);
extern Datum minhash_out(PG_FUNCTION_ARGS);
extern Datum minhash_recv(PG_FUNCTION_ARGS);
extern Datum minhash_send(PG_FUNCTION_ARGS);
extern bool CheckLanes(int32 nlanes, Node *escontext);	/* escontext may be NULL */
extern bool CheckShingle(int32 shingle, Node *escontext);
extern Minhash *np_minhash_from_literal(const char *text, Node *escontext);
extern Minhash *np_minhash_init(int nlanes, int shingle);
extern void np_minhash_check(const Minhash *m, Size size);
extern Minhash *np_minhash_from_datum(Datum datum); /* detoasted and checked */
extern bool np_minhash_is_outdated(Datum datum);	/* sound, but of an older version? */
extern int	np_minhash_compare(const Minhash *a, const Minhash *b);

/* minhash/query.c */
extern Datum at_least(PG_FUNCTION_ARGS);
extern MinhashQuery *np_minhash_query_from_datum(Datum datum);

/* minhash/build.c */
extern Minhash *np_minhash_from_text(const unsigned char *text, size_t length,
									 int nlanes, int shingle);
extern Minhash *np_minhash_from_sketch(const NpSketch *sketch);

/* minhash/gin.c */
extern void np_gin_banding(Relation index, int *bands, int *rows);	/* of its first column */

/* minhash/compare.c */
extern double newsprint_similarity_threshold;	/* newsprint.similarity_threshold */
extern void np_minhash_check_comparable(const Minhash *a, const Minhash *b);

/* 0 if one of them is empty; an error if they were made differently */
extern double np_minhash_jaccard(const Minhash *a, const Minhash *b);

/* fewest equal lanes that make a similarity of threshold or more */
extern int	np_minhash_lanes_needed(double threshold, int nlanes);

#endif							/* NP_MINHASH_H */
