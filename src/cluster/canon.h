/*-------------------------------------------------------------------------
 *
 * canon.h
 *	  The canonical articles found so far, searchable by likeness.
 *
 * Pure C.  Star clustering in one rule: articles come best first; one that
 * is like a canonical article is a copy of it, any other one is canonical
 * itself.  A copy is never compared with another copy, so a chain of small
 * steps cannot glue unrelated stories together, and ten thousand copies of
 * one story cost one comparison each.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CANON_H
#define NP_CANON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An article as the clustering sees it. */
typedef struct NpArticle
{
	uint64_t	group;			/* only articles of one group are compared */
	int64_t		time;			/* see NpCanonOptions.horizon */
	const uint8_t *lanes;		/* of the signature, which must not be empty */
} NpArticle;

typedef struct NpCanonOptions
{
	int			nlanes;
	int			bands;			/* bands * rows <= nlanes */
	int			rows;
	int			least_equal;	/* lanes on which a copy agrees at least */
	int64_t		horizon;		/* largest distance in time; negative: no limit */
	size_t		memory;			/* bytes that may be used */
	uint64_t	articles;		/* no more than this many will be added */
} NpCanonOptions;

/* A canonical article that is like the one asked about. */
typedef struct NpCanonMatch
{
	uint64_t	id;
	int			equal;			/* lanes on which both agree */
} NpCanonMatch;

typedef struct NpCanon NpCanon;

extern NpCanon *np_canon_create(const NpCanonOptions *options);
extern void np_canon_free(NpCanon *canon);

/* Forget all articles, keep the memory. */
extern void np_canon_reset(NpCanon *canon);

/*
 * Take in a canonical article, whose id is greater than those before.  False,
 * and nothing done, if memory is full.
 */
extern bool np_canon_add(NpCanon *canon, const NpArticle *article, uint64_t id);

/*
 * The canonical articles that share a band with the article and reach the
 * threshold: the most alike first, of equally alike ones that of the
 * smallest id.  Stores at most max of them and returns how many.
 */
extern int	np_canon_find(NpCanon *canon, const NpArticle *article,
						  NpCanonMatch *matches, int max);

/* The matches so far, the best first */
typedef struct NpCanonMatches
{
	NpCanonMatch *best;
	int			count;
	int			max;
} NpCanonMatches;

/* Put a match among them unless it is there already, or they are full and better. */
extern void np_canon_match(NpCanonMatches *matches, uint64_t id, int equal);

/* May the two be compared at all? */
static inline bool
np_articles_comparable(const NpArticle *a, const NpArticle *b, int64_t horizon)
{
	uint64_t	distance;

	if (a->group != b->group)
		return false;
	if (horizon < 0)
		return true;
	distance = a->time > b->time ? (uint64_t) a->time - (uint64_t) b->time
		: (uint64_t) b->time - (uint64_t) a->time;
	return distance <= (uint64_t) horizon;
}

#endif							/* NP_CANON_H */
