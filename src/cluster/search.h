/*-------------------------------------------------------------------------
 *
 * search.h
 *	  The reading of a table's articles and the search for pairs among them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CLUSTER_SEARCH_H
#define NP_CLUSTER_SEARCH_H

#include "cluster/bands.h"

/*
 * Read the articles and search them, in several processes where that pays.  A
 * sink of crowds is for articles that are held: false, and they have been read,
 * if there is no room for that.
 */
extern bool np_search(Articles *articles, const PairSink *sink);

#endif							/* NP_CLUSTER_SEARCH_H */
