/*-------------------------------------------------------------------------
 *
 * workers.h
 *	  The search for pairs in several processes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CLUSTER_WORKERS_H
#define NP_CLUSTER_WORKERS_H

#include "cluster/bands.h"

/*
 * Is there memory to share articles of so many bytes, of which there are two
 * copies for a while if they have been read before, and then for the sorting of
 * each process?
 */
extern bool np_room_for_processes(Size memory, Size held, uint64 count, int processes,
								  bool divided);

/*
 * Search with workers, who read the articles as well, of a table of so many
 * blocks and about so many articles; 0: the articles have been read, and are
 * held.  False if there is no room to share them; then nothing is found, and of
 * what was read by blocks some is missing.
 */
extern bool np_search_with_workers(Articles *articles, int workers, BlockNumber blocks,
								   uint64 expected, const PairSink *sink);

#endif							/* NP_CLUSTER_WORKERS_H */
