/*-------------------------------------------------------------------------
 *
 * arguments.h
 *	  The arguments that near_duplicates and duplicate_clusters share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CLUSTER_ARGUMENTS_H
#define NP_CLUSTER_ARGUMENTS_H

#include "postgres.h"

#include "fmgr.h"

#include "cluster/articles.h"

/* Their order in both functions */
enum
{
	ARG_RELATION,
	ARG_KEY,
	ARG_SIG,
	ARG_THRESHOLD,
	ARG_RECALL,
	ARG_BODY,
	ARG_TENANT,
	ARG_PUBLISHED,
	ARG_HORIZON,
	ARG_BEST,					/* duplicate_clusters only, from here */
	ARG_DESCENDING
};

extern void np_article_query_from_args(FunctionCallInfo fcinfo, ArticleQuery *query);

#endif							/* NP_CLUSTER_ARGUMENTS_H */
