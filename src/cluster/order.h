/*-------------------------------------------------------------------------
 *
 * order.h
 *	  The articles in order, the best first, if several processes have read them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CLUSTER_ORDER_H
#define NP_CLUSTER_ORDER_H

#include "cluster/articles.h"

/* Can they be put in order here?  Else the server has to read them so. */
extern bool np_order_is_known(const Articles *articles);

/* What the process has read, counted from 0, in order; in the current memory context */
extern uint32 *np_order_sort(const Articles *articles);

/*
 * The numbers of all articles in order: merged from those of each process, in
 * order, of which there are so many.
 */
extern uint32 *np_order_merge(const Articles *articles, const uint32 *numbers,
							  const uint64 *counts, int processes);

#endif							/* NP_CLUSTER_ORDER_H */
