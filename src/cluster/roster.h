/*-------------------------------------------------------------------------
 *
 * roster.h
 *	  The canonical articles found so far, if all articles are in memory.
 *
 * What canon.h does, with the same results: for a million articles many times
 * as fast, but only where there is memory for all of them.  All pairs of alike
 * articles are searched first (search.h), in any order and by several
 * processes, which leaves little for settling who is canonical.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CLUSTER_ROSTER_H
#define NP_CLUSTER_ROSTER_H

#include "cluster/bands.h"

typedef struct Roster Roster;

/* In the current memory context */
extern Roster *np_roster_begin(void);
extern void np_roster_end(Roster *roster);

/* Takes the pairs and crowds of all articles. */
extern PairSink np_roster_sink(Roster *roster);

/*
 * They have been found: be ready for articles by rank, the best first.  False
 * if there was no memory for all of them.
 */
extern bool np_roster_arrange(Roster *roster, Articles *articles, const NpCanonOptions *options);

/* Is there an article that it may be like?  Else it is canonical, and has no copy. */
extern bool np_roster_is_linked(const Roster *roster, uint64 rank);

/* As np_canon_find and np_canon_add, for each that is linked, in order; there is always room. */
extern int	np_roster_find(const Roster *roster, uint64 rank, NpCanonMatch *matches, int max);
extern void np_roster_add(Roster *roster, uint64 rank);

#endif							/* NP_CLUSTER_ROSTER_H */
