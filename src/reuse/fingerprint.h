/*-------------------------------------------------------------------------
 *
 * fingerprint.h
 *	  The fingerprint types.
 *
 * A fingerprint is what remains of a text for tracing reuse: the shingle
 * hashes that winnowing chose.  The share of one text's hashes that another
 * one has says how much of the first stands in the second.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_FINGERPRINT_H
#define NP_FINGERPRINT_H

#include "postgres.h"

#include "fmgr.h"
#include "nodes/nodes.h"

#include "reuse/winnow.h"

/* Version of text pipeline, shingle hash and choice together. */
#define FINGERPRINT_FORMAT	1

/*
 * On disk and in memory.  The hashes rise, each is there once; how many there
 * are follows from the size.  A text without words has none.  Everything is
 * checked before it is believed.
 */
typedef struct Fingerprint
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	uint8		version;		/* FINGERPRINT_FORMAT */
	uint8		shingle;		/* words in a shingle */
	uint16		window;			/* shingles in a window */
	uint32		hashes[FLEXIBLE_ARRAY_MEMBER];
} Fingerprint;

#define FINGERPRINT_HEADER			offsetof(Fingerprint, hashes)
#define FINGERPRINT_SIZE(nhashes)	(FINGERPRINT_HEADER + sizeof(uint32) * (Size) (nhashes))
#define FINGERPRINT_HASHES(f)		((int32) ((VARSIZE(f) - FINGERPRINT_HEADER) / sizeof(uint32)))
#define FINGERPRINT_MAX_HASHES		((int32) ((MaxAllocSize - FINGERPRINT_HEADER) / sizeof(uint32)))

/*
 * What at_least() makes: a fingerprint to search for, and the containment
 * that is asked for.
 */
typedef struct FingerprintQuery
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int32		unused;			/* always zero */
	float8		threshold;		/* 0 .. 1 */
	Fingerprint fp;				/* with a header of its own */
} FingerprintQuery;

#define FINGERPRINT_QUERY_SIZE(nhashes) \
	(offsetof(FingerprintQuery, fp) + FINGERPRINT_SIZE(nhashes))

/* Strategies of the operator class; the indexed value stands on the left. */
#define FingerprintContainsStrategy			1	/* fingerprint %> fingerprint */
#define FingerprintContainsQueryStrategy	2	/* fingerprint %> fingerprint_query */
#define FingerprintContainedStrategy		3	/* fingerprint <% fingerprint */
#define FingerprintContainedQueryStrategy	4	/* fingerprint <% fingerprint_query */

#define PG_GETARG_FINGERPRINT_P(n)			np_fingerprint_from_datum(PG_GETARG_DATUM(n))
#define PG_GETARG_FINGERPRINT_QUERY_P(n)	np_fingerprint_query_from_datum(PG_GETARG_DATUM(n))
#define PG_RETURN_FINGERPRINT_P(x)			PG_RETURN_POINTER(x)

/* reuse/type.c */
extern Datum fingerprint_in(PG_FUNCTION_ARGS);
extern Datum fingerprint_out(PG_FUNCTION_ARGS);
extern Datum fingerprint_recv(PG_FUNCTION_ARGS);
extern Datum fingerprint_send(PG_FUNCTION_ARGS);
extern bool np_fingerprint_check_parameters(int32 shingle, int32 window,
											Node *escontext);	/* which may be NULL */
extern Fingerprint *np_fingerprint_from_literal(const char *text, Node *escontext);
extern void np_fingerprint_check(const Fingerprint *f, Size size);
extern Fingerprint *np_fingerprint_init(int shingle, int window, Size nhashes);
extern Fingerprint *np_fingerprint_from_datum(Datum datum); /* detoasted and checked */

/* reuse/query.c */
extern FingerprintQuery *np_fingerprint_query_from_datum(Datum datum);

/* reuse/compare.c */
extern double newsprint_containment_threshold;	/* newsprint.containment_threshold */

/* share of a's hashes that are in b, 0 if a has none; an error if they were made differently */
extern double np_fingerprint_containment(const Fingerprint *a, const Fingerprint *b);

#endif							/* NP_FINGERPRINT_H */
