/*-------------------------------------------------------------------------
 *
 * kind.h
 *	  The verdict on two texts that share words: copy or template?
 *
 * Pure C.
 *
 * A story with another paper's header and footer is the same story; a form
 * letter or a dividend notice with another name and amount is not, although
 * its word overlap may be higher.  What tells them apart is not how much
 * differs but what: a copy is changed in blocks (sentences put in, cut out,
 * moved, furniture at the edges) and in wording, a template only in its
 * facts, names and figures that replace each other inside sentences that are
 * otherwise equal.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_KIND_H
#define NP_KIND_H

#include <stddef.h>
#include <stdint.h>

typedef enum NpKind
{
	NP_KIND_DIFFERENT,			/* too little in common */
	NP_KIND_TEMPLATE,			/* the same form, other facts */
	NP_KIND_EXCERPT,			/* one stands inside the other */
	NP_KIND_EDITED,				/* the same text, changed */
	NP_KIND_IDENTICAL			/* the same folded words */
} NpKind;

/* What a differing piece is. */
typedef enum NpPieceKind
{
	NP_PIECE_SPELLING,			/* the same word written in another way */
	NP_PIECE_MOVED,				/* stands elsewhere in the other text */
	NP_PIECE_NAME,				/* a name stands for another */
	NP_PIECE_FIGURE,			/* a figure stands for another */
	NP_PIECE_WORDING,			/* other words say it */
	NP_PIECE_ADDED				/* only one text has it */
} NpPieceKind;

/* Byte offsets and lengths; an empty side has length 0. */
typedef struct NpPiece
{
	NpPieceKind kind;
	uint32_t	a_start;
	uint32_t	a_length;
	uint32_t	b_start;
	uint32_t	b_length;
	uint32_t	times;			/* how often this name or figure is replaced */
} NpPiece;

/* What the verdict is read from: counts of differing pieces, and the margin. */
typedef struct NpKindEvidence
{
	double		matched;		/* words that stand for each other */
	double		names;			/* different names replaced inside the text */
	double		figures;		/* different figures replaced inside the text */
	double		repeats;		/* further places of those names and figures */
	double		wordings;		/* other words replaced by words that only one text has */
	double		spellings;		/* words written in another way */
	double		edits;			/* all other differing pieces inside the text */
	double		edges;			/* of beginning and end, those whose facts are replaced: 0 to 2 */
	double		subjects;		/* recurring names of one text that the other lacks; the fewer */
} NpKindEvidence;

/* The terms that the margin weighs, each a function of the evidence. */
typedef enum NpKindTerm
{
	NP_TERM_NAMES,
	NP_TERM_FIGURES,
	NP_TERM_REPEATS,
	NP_TERM_WORDINGS,
	NP_TERM_SUBJECTS,
	NP_TERM_SHARE,
	NP_TERM_EDGES,
	NP_TERM_EDITS
} NpKindTerm;

#define NP_KIND_TERMS	8

#define NP_KIND_PIECES	12

typedef struct NpKindResult
{
	NpKind		kind;
	double		similarity;		/* exact Jaccard similarity of the 3-word shingle sets */
	double		containment;	/* shingles in common, as a share of the smaller set */
	double		margin;			/* log odds of a template; only the constant if different */
	double		terms[NP_KIND_TERMS];
	NpKindEvidence evidence;
	int			npieces;
	NpPiece		pieces[NP_KIND_PIECES]; /* most telling, in text order; none if different */
} NpKindResult;

/*
 * Compare two texts (UTF-8).  Symmetric: exchanging the texts exchanges the
 * sides of the pieces and changes nothing else.  Time is close to linear in
 * the lengths (see align.h).
 */
extern void np_duplicate_kind(const unsigned char *a, size_t alen,
							  const unsigned char *b, size_t blen, NpKindResult *result);

/* "identical", "edited", "excerpt", "template" or "different" */
extern const char *np_kind_name(NpKind kind);

/* "name", "figure", "wording", ... as in the evidence that users read */
extern const char *np_piece_name(NpPieceKind kind);

#endif							/* NP_KIND_H */
