/*-------------------------------------------------------------------------
 *
 * finder.c
 *	  The index that finds a table's similar rows, and how surely it does.
 *
 *-------------------------------------------------------------------------
 */
#include "report/finder.h"

#include <math.h>

#include "access/amapi.h"
#include "access/genam.h"
#include "access/table.h"
#include "catalog/pg_am.h"
#include "utils/rel.h"

#include "compat.h"
#include "lsh/forest.h"
#include "lsh/lsh.h"
#include "minhash/lsh.h"
#include "minhash/minhash.h"

/* lsh is the access method that orders by distance; only signatures are asked about. */
static bool
is_lsh(Relation index)
{
	return index->rd_indam->amcanorderbyop;
}

static bool
serves(Relation index, const NpSubject *subject)
{
	return index->rd_index->indisvalid &&
		index->rd_index->indkey.values[0] == subject->sig_column &&
		index->rd_opcintype[0] == subject->minhash_type &&
		(is_lsh(index) || index->rd_rel->relam == GIN_AM_OID);
}

static void
learn_index(NpFinder *finder, Relation index)
{
	if (is_lsh(index))
	{
		int			needed = np_minhash_lanes_needed(finder->threshold, finder->nlanes);
		int			most = finder->nlanes / NP_FOREST_DEPTH;

		finder->method = "lsh";
		finder->bands = LshGetOptions(index)->bands;
		if (finder->bands == 0)
			finder->bands = Min(LSH_DEFAULT_BANDS, most);
		finder->rows = LshChooseDepth(needed, finder->nlanes, finder->bands);
	}
	else
	{
		finder->method = "gin";
		np_gin_banding(index, &finder->bands, &finder->rows);
	}
}

NpFinder
np_finder(const NpSubject *subject, int nlanes)
{
	NpFinder	finder = { .nlanes = nlanes };
	Relation	rel = table_open(subject->relid, AccessShareLock);
	List	   *indexes = RelationGetIndexList(rel);
	ListCell   *cell;

	finder.threshold = subject->watched ? subject->watched->threshold :
		newsprint_similarity_threshold;
	foreach(cell, indexes)
	{
		Relation	index = index_open(lfirst_oid(cell), AccessShareLock);

		/* the planner, too, would rather have rows in order */
		if (serves(index, subject) && (finder.method == NULL || is_lsh(index)))
			learn_index(&finder, index);
		index_close(index, AccessShareLock);
	}
	list_free(indexes);
	table_close(rel, AccessShareLock);
	return finder;
}

double
np_finder_probability(const NpFinder *finder, double similarity)
{
	double		equal;
	double		fewer;
	double		more;

	if (strcmp(finder->method, "gin") == 0)
		return np_lsh_probability(similarity, finder->bands, finder->rows);
	/* between two numbers of equal lanes lies what is between their probabilities */
	equal = np_lane_probability(similarity) * finder->nlanes;
	fewer = np_forest_recall((int) floor(equal), finder->nlanes, finder->bands, finder->rows);
	more = np_forest_recall((int) ceil(equal), finder->nlanes, finder->bands, finder->rows);
	return fewer + (more - fewer) * (equal - floor(equal));
}
