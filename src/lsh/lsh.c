/*-------------------------------------------------------------------------
 *
 * lsh.c
 *	  The access method's handler, its options and its setting.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/reloptions.h"
#include "commands/progress.h"
#include "commands/vacuum.h"
#include "compat.h"
#include "lsh/lsh.h"
#include "newsprint.h"

double		newsprint_recall;
static relopt_kind lsh_relopt_kind;

/*
 * Going from row to row as entries lead costs about this many times what
 * reading all rows in the order of the pages costs for each.
 */
#define SCATTERED_VISIT		8

void
LshInit(void)
{
	DefineCustomRealVariable("newsprint.recall",
							 "Sets the share of similar rows that an lsh index shall find.",
							 "From 0.5 to 1, for rows just at the threshold; nearer ones are found "
							 "more often. 1 means all, if need be by visiting all rows.",
							 &newsprint_recall,
							 0.95, 0.5, 1.0, PGC_USERSET, 0, NULL, NULL, NULL);

	lsh_relopt_kind = add_reloption_kind();
	add_int_reloption(lsh_relopt_kind, "bands",
					  "Number of bands, each with a tree; 0: 16, or as many as the lanes allow",
					  0, 0, LSH_MAX_BANDS, AccessExclusiveLock);
	add_int_reloption(lsh_relopt_kind, "fillfactor",
					  "Percentage to which the build fills the leaves of the trees",
					  LSH_DEFAULT_FILLFACTOR, LSH_MIN_FILLFACTOR, 100,
					  ShareUpdateExclusiveLock);
}

LshOptions *
LshGetOptions(Relation index)
{
	static LshOptions defaults = {.bands = 0,.fillfactor = LSH_DEFAULT_FILLFACTOR};

	return index->rd_options ? (LshOptions *) index->rd_options : &defaults;
}

/*
 * The depth at which to search for rows with so many equal lanes.  0 means to
 * visit all rows: no depth finds enough, or that costs more.
 */
int
LshChooseDepth(int needed, int nlanes, int bands)
{
	int			depth = np_forest_depth(needed, nlanes, bands, newsprint_recall);

	if (depth == 1 && bands * SCATTERED_VISIT > 256)
		return 0;
	return depth;
}

/* By name, since the server's struct has grown */
#define INT_OPTION(name) \
	{                                                                                      \
		.optname = #name, .opttype = RELOPT_TYPE_INT, .offset = offsetof(LshOptions, name) \
	}

static bytea *
lsh_options(Datum reloptions, bool validate)
{
	static const relopt_parse_elt table[] = {
		INT_OPTION(bands),
		INT_OPTION(fillfactor),
	};

	return (bytea *) build_reloptions(reloptions, validate, lsh_relopt_kind,
									  sizeof(LshOptions), table, lengthof(table));
}

static char *
lsh_buildphasename(int64 phase)
{
	switch (phase)
	{
		case PROGRESS_CREATEIDX_SUBPHASE_INITIALIZE:
			return "initializing";
		case LSH_PHASE_LOAD:
			return "loading signatures";
		case LSH_PHASE_BANDS:
			return "sorting bands";
		case LSH_PHASE_LOG:
			return "writing WAL";
		default:
			return NULL;
	}
}

PG_FUNCTION_INFO_V1(lsh_handler);
Datum
lsh_handler(PG_FUNCTION_ARGS)
{
	IndexAmRoutine *am = makeNode(IndexAmRoutine);	/* all zero, so false or none */

	am->amstrategies = LSH_STRATEGIES;
	am->amcanorderbyop = true;
	am->amoptionalkey = true;
	am->amparallelvacuumoptions = VACUUM_OPTION_PARALLEL_BULKDEL;
	np_set_canbuildparallel(am);
	am->amkeytype = InvalidOid;

	am->ambuild = lsh_build;
	am->ambuildempty = lsh_buildempty;
	am->aminsert = lsh_insert;
	am->ambulkdelete = lsh_bulkdelete;
	am->amvacuumcleanup = lsh_vacuumcleanup;
	am->amcostestimate = lsh_costestimate;
	am->amoptions = lsh_options;
	am->ambuildphasename = lsh_buildphasename;
	am->amvalidate = lsh_validate;
	am->ambeginscan = lsh_beginscan;
	am->amrescan = lsh_rescan;
	am->amgettuple = lsh_gettuple;
	am->amgetbitmap = lsh_getbitmap;
	am->amendscan = lsh_endscan;

	PG_RETURN_POINTER(am);
}
