/*-------------------------------------------------------------------------
 *
 * differences.h
 *	  Two aligned texts and the pieces in which they differ.
 *
 * What kind.c, differences.c, spelling.c and pieces.c share.  Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_DIFFERENCES_H
#define NP_DIFFERENCES_H

#include <stdbool.h>
#include <stdint.h>

#include "reuse/align.h"
#include "reuse/kind.h"
#include "reuse/words.h"

/* Where a piece lies when it is not part of the text proper. */
#define NP_EDGE_HEAD		1
#define NP_EDGE_FOOT		2

typedef struct NpComparedText
{
	const unsigned char *bytes;
	NpTextWords words;
	bool	   *shared;			/* by word: inside a shingle that both texts have */
	uint32_t   *fact_piece;		/* by word number: the piece + 1 that replaced it first */
} NpComparedText;

typedef struct NpComparison
{
	NpComparedText text[2];
	NpVocabulary vocabulary;
	bool		caseless;		/* neither text has capitals: any word may be a name */
	bool		nothing_shared; /* not one shingle in common */
} NpComparison;

/* One differing piece, in words: from (inclusive) and to (exclusive). */
typedef struct NpDifference
{
	uint32_t	from[2];
	uint32_t	to[2];
	uint32_t	run_before;		/* aligned words before it */
	uint32_t	run_after;
	uint32_t	times;			/* pieces that replace the same facts; 0 for all but the first */
	NpPieceKind kind;
	int			edge;			/* NP_EDGE_...: outside the text proper */
	bool		facts;			/* facts stand for facts */
} NpDifference;

/* spelling.c */
extern bool np_is_spelling(const NpComparison *c, const NpDifference *d);

/*
 * differences.c.  In this order: list what lies between the runs into out
 * (room for nruns + 1; returns their number), mark the pieces of header and
 * footer (matched: all aligned words), then classify each in text order.
 */
extern uint32_t np_list_differences(const NpComparison *c, const NpAlignment *alignment,
									NpDifference *out);
extern void np_mark_edges(NpDifference *list, uint32_t n, double matched);
extern void np_classify_difference(NpComparison *c, NpDifference *all, NpDifference *d);
extern bool np_is_name(const NpComparison *c, const NpVocabularyEntry *entry);

/* pieces.c: the best rated pieces, in text order, into result */
extern void np_choose_pieces(const NpComparison *c, const NpDifference *list, uint32_t n,
							NpKindResult *result);

#endif							/* NP_DIFFERENCES_H */
