/*-------------------------------------------------------------------------
 *
 * build_tree.c
 *	  The second phase of building an lsh index: the bands' trees.
 *
 * A band's entries come in order (build_sort.c), and its tree is written from
 * the leaves up.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lsh/build.h"
#include "miscadmin.h"

/* The page in the making at one level of a tree. */
typedef struct LshBuildLevel
{
	PGAlignedBlock page;
	int			count;			/* items on it */
	bool		split;			/* has this level had a page before? */
} LshBuildLevel;

typedef struct LshBuildTree
{
	LshBuild   *build;
	int			band;
	int			fill;			/* entries in a leaf */
	int			nlevels;
	LshBuildLevel *levels[LSH_MAX_LEVEL + 1];
} LshBuildTree;

/* Begin a page at a level of a tree; what comes next begins with low. */
static LshBuildLevel *
begin_page(LshBuildTree *tree, int number, uint64 low)
{
	LshBuildLevel *level = tree->levels[number];

	LshInitTreePage(level->page.data, tree->band, number, low, LSH_HIGHEST);
	level->count = 0;
	return level;
}

static void add_downlink(LshBuildTree *tree, int number, uint64 low, BlockNumber child);

/* The page in the making at a level, complete but for its end. */
static Page
made_page(LshBuildTree *tree, int number)
{
	LshBuildLevel *level = tree->levels[number];
	Page		page = level->page.data;

	if (number == 0)
	{
		LshPageSpecial(page)->ordered = level->count;
		LshPageSetBytes(page, level->count * sizeof(uint64));
	}
	else
		LshPageSetBytes(page, level->count * sizeof(LshDownlink));
	return page;
}

/* Write the page in the making at a level, which ends before high. */
static void
finish_page(LshBuildTree *tree, int number, uint64 high)
{
	LshBuildLevel *level = tree->levels[number];
	LshSpecial *special = LshPageSpecial(made_page(tree, number));

	special->high = high;
	level->split = true;
	add_downlink(tree, number + 1, special->low,
				 LshAppendPage(tree->build, level->page.data));
}

/* The level of this number, with room for one more item, which begins at low. */
static LshBuildLevel *
level_with_room(LshBuildTree *tree, int number, uint64 low)
{
	int			capacity = number == 0 ? tree->fill : LSH_INNER_CAPACITY;

	if (number == tree->nlevels)
	{
		if (number > LSH_MAX_LEVEL)
			elog(ERROR, "too many levels");
		tree->levels[tree->nlevels++] = palloc0(sizeof(LshBuildLevel));
		return begin_page(tree, number, 0);
	}
	if (tree->levels[number]->count < capacity)
		return tree->levels[number];
	finish_page(tree, number, low);
	return begin_page(tree, number, low);
}

static void
add_downlink(LshBuildTree *tree, int number, uint64 low, BlockNumber child)
{
	LshBuildLevel *level = level_with_room(tree, number, low);
	LshDownlink *link = LshPageDownlinks(level->page.data) + level->count++;

	link->low = low;
	link->child = child;
	link->unused = 0;
}

static void
add_entry(LshBuildTree *tree, uint64 entry)
{
	LshBuildLevel *level = level_with_room(tree, 0, entry);

	LshPageEntries(level->page.data)[level->count++] = entry;
}

/* Write the last page of each level; the highest of them is the root. */
static void
finish_tree(LshBuildTree *tree)
{
	Buffer		buffer;
	int			number;

	Assert(tree->levels[0] != NULL);
	for (number = 0; tree->levels[number]->split; number++)
		finish_page(tree, number, LSH_HIGHEST);

	buffer = LshReadPage(&tree->build->ix, LSH_ROOT_BLOCK(tree->band),
						 BUFFER_LOCK_EXCLUSIVE);
	memcpy(BufferGetPage(buffer), made_page(tree, number), BLCKSZ);
	MarkBufferDirty(buffer);
	UnlockReleaseBuffer(buffer);
}

/* Write the tree of a band. */
static void
build_tree(LshBuild *build, LshBandSort *sort, int band)
{
	LshBuildTree tree = {.build = build,.band = band};
	uint64		entry;

	tree.fill = LSH_LEAF_CAPACITY * LshGetOptions(build->ix.rel)->fillfactor / 100;
	while (LshSortNextEntry(sort, &entry))
	{
		add_entry(&tree, entry);
		if (tree.levels[0]->count == 1)
			CHECK_FOR_INTERRUPTS();
	}
	finish_tree(&tree);
	for (int i = 0; i < tree.nlevels; i++)
		pfree(tree.levels[i]);
}

/* Write the trees of the bands, or of those that other processes leave; all rows are written. */
void
LshBuildTrees(LshBuild *build)
{
	LshBandSort *sort = LshSortBegin(build);
	int			band;

	while (LshSortNextBand(sort, &band))
		build_tree(build, sort, band);
	LshSortEnd(sort);
}
