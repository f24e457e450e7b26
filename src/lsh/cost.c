/*-------------------------------------------------------------------------
 *
 * cost.c
 *	  What a scan of an lsh index costs, for the planner.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/genam.h"
#include "lsh/lsh.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "utils/float.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"
#include "utils/spccache.h"

/* In units of cpu_operator_cost: comparing a leaf's entries, judging a row. */
#define LEAF_COST	100.0
#define ROW_COST	0.5

/* What a pass through the index does. */
typedef struct LshPassCost
{
	double		pages;
	double		cpu;
} LshPassCost;

/* The threshold of a % condition: it may be known, or be a setting, or come at run time. */
static double
condition_threshold(IndexPath *path)
{
	IndexClause *clause = linitial_node(IndexClause, path->indexclauses);
	OpExpr	   *expression = (OpExpr *) linitial_node(RestrictInfo, clause->indexquals)->clause;
	Node	   *operand = lsecond(expression->args);

	if (get_op_opfamily_strategy(expression->opno, path->indexinfo->opfamily[0]) ==
		MinhashSimilarQueryStrategy &&
		IsA(operand, Const) && !((Const *) operand)->constisnull)
		return np_minhash_query_from_datum(((Const *) operand)->constvalue)->threshold;
	return newsprint_similarity_threshold;
}

/* The cost of a pass at a depth, which finds so many rows. */
static LshPassCost
pass_cost(IndexOptInfo *info, int bands, int depth, double found)
{
	LshPassCost cost;
	double		visits;
	double		leaves;

	if (depth == 0)
	{
		cost.pages = info->pages;
		cost.cpu = info->tuples * ROW_COST * cpu_operator_cost;
		return cost;
	}
	/* what is met by chance, and each row that is found perhaps in several bands */
	visits = bands * info->tuples * pow(256, -depth) + found;
	leaves = bands * ceil(info->tuples * pow(256, -depth) / LSH_LEAF_CAPACITY);
	cost.pages = leaves + visits;
	cost.cpu = (leaves * LEAF_COST + visits) * cpu_operator_cost;
	return cost;
}

void
lsh_costestimate(PlannerInfo *root, IndexPath *path, double loop_count, Cost *startup,
				 Cost *total, Selectivity *selectivity, double *correlation, double *pages)
{
	IndexOptInfo *info = path->indexinfo;
	LshIndex	ix = {.nlanes = NP_DEFAULT_LANES,.bands = LSH_DEFAULT_BANDS};
	List	   *quals = get_quals_from_indexclauses(path->indexclauses);
	double		random_cost;
	double		sequential_cost;
	double		found;
	LshPassCost pass;
	int			depth = 0;

	*correlation = 0;
	if (list_length(path->indexorderbys) > 1 ||
		(path->indexorderbys == NIL && path->indexclauses == NIL))
	{
		/* not to be: see lsh_gettuple and whole_table */
		*startup = *total = get_float8_infinity();
		*selectivity = 0;
		*pages = 0;
		np_disable_path(&path->path);
		return;
	}

	if (!info->hypothetical)
	{
		Relation	index = index_open(info->indexoid, NoLock);

		LshOpen(&ix, index);
		index_close(index, NoLock);
		if (ix.nlanes == 0)
			ix.nlanes = NP_DEFAULT_LANES;
	}
	get_tablespace_page_costs(info->reltablespace, &random_cost, &sequential_cost);

	*selectivity = clauselist_selectivity(root, add_predicate_to_index_quals(info, quals),
										  info->rel->relid, JOIN_INNER, NULL);
	found = *selectivity * info->rel->tuples;
	if (path->indexclauses != NIL)
		depth = LshChooseDepth(np_minhash_lanes_needed(condition_threshold(path), ix.nlanes),
							   ix.nlanes, ix.bands);
	pass = pass_cost(info, ix.bands, depth, found);

	if (depth == 0)
		*startup = pass.pages * sequential_cost + pass.cpu;
	else
	{
		/* over many scans the same pages come again and are in memory by then */
		double		fetched = index_pages_fetched(pass.pages * loop_count, info->pages,
												  info->pages, root);

		*startup = fetched / loop_count * random_cost + pass.cpu;
	}
	*total = *startup + found * cpu_index_tuple_cost;

	if (path->indexorderbys != NIL)
	{
		/*
		 * The deeper passes come first.  As a rule they do not suffice, and
		 * what they read the last pass does not have to read again; only
		 * their way to the leaves is not that of a pass over all rows.
		 */
		for (int d = Max(depth + 1, 2); d <= NP_FOREST_DEPTH; d++)
			*startup += pass_cost(info, ix.bands, d, found).cpu;
		if (depth == 0)
			*startup += ix.bands * random_cost;
		*total = *startup + found * cpu_index_tuple_cost;
	}
	*pages = Min(pass.pages, info->pages);
}
