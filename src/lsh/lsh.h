/*-------------------------------------------------------------------------
 *
 * lsh.h
 *	  The index access method "lsh": an LSH forest that keeps the signatures.
 *
 * What it is
 * ----------
 * The index holds each row's signature once, in a *row slot*, and for each
 * band of lanes a B-tree, whose entries lead from the band's key to the
 * slot.  A search looks up the query's key in every band's tree and reads
 * the signatures of the rows that it meets, so it knows the true distance
 * of each without going to the table.  How many lanes of the key must be
 * equal, the *depth*, is chosen by the search (forest.h).
 *
 * NULLs and empty signatures are not in the index: they resemble nothing.
 *
 * Pages
 * -----
 * All pages are standard pages whose special space is an LshSpecial.
 *
 *	block 0			the metapage: an LshMeta
 *	block 1 .. B	the roots of the B trees; a root never moves
 *	others			row pages, tree pages and free pages in any mixture
 *
 * A *row page* is an array of slots of one size: TID, then the lanes.  A slot
 * with an invalid TID is free.  pd_lower ends the slots ever used, so nothing
 * else counts them.  A *reference* names a slot in 32 bits: the block number
 * times 2^slot_bits plus the slot's number, where 2^slot_bits is the least
 * power of two that the slots of a page fit in.  A row keeps its slot for life.
 *
 * An *entry* is one 64-bit number: the band's key in the high half, the
 * reference in the low half.  Entries are unique within a tree, also where
 * ten thousand rows have one key.  A *leaf* is an array of entries, in order
 * as far as they were there when the leaf was made: a new one goes to the
 * end, which changes ten bytes of the page, and that is all that the WAL has
 * to carry.  A search halves its way through those in order and compares all
 * of the others.  An *inner page* is an array of LshDownlinks in order.
 *
 * Each tree page says which entries belong to it: those in [low, high).
 * The children of an inner page divide its range without gaps.  There are no
 * links between siblings.
 *
 * Locks
 * -----
 * Buffer content locks only, and these rules:
 *
 * 1. Whoever reads holds one lock at a time and none while going from a
 *	  page to its child, or begins with a copy of a page above the leaves
 *	  that the session has kept (cache.c).  What is reached may therefore
 *	  have been split, emptied or made into something else meanwhile.  A tree
 *	  page's kind, band, level and range tell: if they are not what was
 *	  looked for, the reader starts again from the root.  No page needs to be
 *	  kept for the sake of late readers.
 * 2. Whoever changes the tree locks from the leaf upwards, and at one level
 *	  from low to high.  A split changes the page, the new page and the
 *	  parent in one WAL record, and so does the removal of a leaf; if the
 *	  parent is full it is split first, in a record of its own, while the
 *	  lock below is kept.  No state in between is ever seen, by a reader, by
 *	  a replica or after a crash.  A root is split by moving its contents to
 *	  two new pages.
 *	  Inner pages are never freed and vacuum alone frees leaves, so whoever
 *	  waits upwards, or vacuum to the right, waits for a page of this tree.
 *	  An insert into leaves that have room locks those of a few bands at once,
 *	  to put them into one record.  It waits for the first only.  The way to
 *	  another may lead to a page that is a leaf of any band by now, one that
 *	  is held by a session that waits for this one or by this one itself; so
 *	  if it cannot be had at once, what is held is written and given back first.
 *	  The same goes for a leaf that the session only remembers.
 * 3. A row page's lock is never held together with a tree page's.  The
 *	  metapage's is taken for a moment to find where rows go; whoever must
 *	  find a new page for them keeps it meanwhile.
 * 4. A page is taken from the free space map only with a conditional lock,
 *	  and only if it is still a free page: the map is a hint.
 *
 * Insert fills a slot, then adds an entry to each tree.  If it fails midway,
 * the table's row is dead too, and vacuum takes away what there is.
 *
 * Vacuum reads the row pages and notes the slots whose rows are dead, takes
 * their entries out of every leaf, and only then frees the slots.  A scan
 * that still has a reference in hand finds the slot free, or with another
 * row, whose own TID and signature it then judges: never a wrong answer.
 * A TID may be vacuumed between a scan's return and the visit to the table;
 * under an MVCC snapshot whatever takes its place is invisible, and under
 * any other the scan asks for a recheck.  So scans keep no pins.
 *
 * A leaf that vacuum finds empty goes: its left neighbour under the same
 * parent takes over its range.  (A first child stays, and so do inner pages.)
 *
 * Everything is in the WAL as generic records; an index build writes its
 * pages first and logs them whole at the end.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_LSH_H
#define NP_LSH_H

#include "postgres.h"

#include "access/amapi.h"
#include "access/generic_xlog.h"
#include "nodes/pathnodes.h"
#include "storage/bufmgr.h"
#include "utils/rel.h"

#include "compat.h"
#include "lsh/forest.h"
#include "minhash/minhash.h"

/* Strategies 1 .. this: those of minhash.h */
#define LSH_STRATEGIES			MinhashDistanceStrategy

/* Options and their limits */
#define LSH_DEFAULT_BANDS		16
#define LSH_MAX_BANDS			64
#define LSH_MIN_FILLFACTOR		10
#define LSH_DEFAULT_FILLFACTOR	90

typedef struct LshOptions
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int			bands;			/* 0 = LSH_DEFAULT_BANDS, or fewer for few lanes */
	int			fillfactor;		/* of leaves, when the index is built */
} LshOptions;

/* Phases of CREATE INDEX that are reported; 1 is the server's own */
#define LSH_PHASE_LOAD			2
#define LSH_PHASE_BANDS			3
#define LSH_PHASE_LOG			4

/* Pages */
#define LSH_MAGIC				0x4E504C46	/* "NPLF" */
#define LSH_FORMAT				1
#define LSH_PAGE_ID				0xFF9B	/* for pg_filedump and its like */

#define LSH_META_BLOCK			0
#define LSH_ROOT_BLOCK(band)	((BlockNumber) (1 + (band)))

typedef enum LshKind
{
	LSH_FREE,
	LSH_META,
	LSH_ROWS,
	LSH_TREE
} LshKind;

typedef struct LshSpecial
{
	uint64		low;			/* tree pages: the least entry that belongs here */
	uint64		high;			/* tree pages: the least that no longer does */
	uint8		kind;			/* LshKind */
	uint8		band;			/* tree pages */
	uint8		level;			/* tree pages: 0 for leaves */
	uint8		unused1;		/* zero */
	uint16		ordered;		/* leaves: so many entries at the front are in order */
	uint16		page_id;		/* LSH_PAGE_ID */
} LshSpecial;

typedef struct LshMeta
{
	uint32		magic;
	uint32		format;
	uint16		nlanes;			/* 0 until the first row comes */
	uint8		shingle;
	uint8		minhash_format;
	uint16		bands;
	uint16		bands_option;	/* as asked for; 0 if not */
	BlockNumber row_block;		/* where rows go now, if valid */
} LshMeta;

typedef struct LshDownlink
{
	uint64		low;			/* the child's low */
	BlockNumber child;
	uint32		unused;			/* zero */
} LshDownlink;

/* No entry is as high: a reference of all ones cannot be. */
#define LSH_HIGHEST				PG_UINT64_MAX

#define LSH_CONTENT				MAXALIGN(SizeOfPageHeaderData)
#define LSH_ROOM				(BLCKSZ - LSH_CONTENT - MAXALIGN(sizeof(LshSpecial)))
#define LSH_LEAF_CAPACITY		((int) (LSH_ROOM / sizeof(uint64)))
#define LSH_INNER_CAPACITY		((int) (LSH_ROOM / sizeof(LshDownlink)))
#define LSH_MAX_LEVEL			16

#define LshPageSpecial(page)	((LshSpecial *) PageGetSpecialPointer(page))
#define LshPageMeta(page)		((LshMeta *) PageGetContents(page))
#define LshPageEntries(page)	((uint64 *) PageGetContents(page))
#define LshPageDownlinks(page)	((LshDownlink *) PageGetContents(page))
#define LshPageBytes(page)		(((PageHeader) (page))->pd_lower - LSH_CONTENT)
#define LshPageEntryCount(page) ((int) (LshPageBytes(page) / sizeof(uint64)))
#define LshPageLinkCount(page)	((int) (LshPageBytes(page) / sizeof(LshDownlink)))
#define LshPageSetBytes(page, bytes) \
	(((PageHeader) (page))->pd_lower = LSH_CONTENT + (bytes))

typedef struct LshSlot
{
	ItemPointerData tid;		/* invalid if the slot is free */
	uint8		lanes[FLEXIBLE_ARRAY_MEMBER];
} LshSlot;

/*
 * An index in use: what its metapage says, and what follows from that.
 * Without a row yet, nlanes is 0 and only the number of roots is known.
 */
typedef struct LshIndex
{
	Relation	rel;
	BlockNumber nblocks;		/* at least so many there are */
	BufferAccessStrategy strategy;	/* of vacuum, else NULL */
	int			nlanes;
	int			shingle;
	int			roots;			/* of which the bands have the first */
	int			bands;
	int			band_step;		/* lanes from one band's first to the next one's */
	int			slot_size;
	int			slots;			/* on a page */
	int			slot_bits;
} LshIndex;

#define LshPageSlot(ix, page, slot) \
	((LshSlot *) (PageGetContents(page) + (slot) * (ix)->slot_size))
#define LshPageSlotCount(ix, page)	((int) (LshPageBytes(page) / (ix)->slot_size))

static inline bool
LshPageIsFree(Page page)
{
	return PageIsNew(page) || LshPageSpecial(page)->kind == LSH_FREE;
}

static inline uint64
LshEntry(uint32 key, uint32 ref)
{
	return (uint64) key << 32 | ref;
}

/* Rows are referred to in 32 bits, so they lie before this block; tree pages may lie behind. */
static inline BlockNumber
LshRowBlocks(const LshIndex *ix)
{
	return PG_UINT32_MAX >> ix->slot_bits;
}

static inline BlockNumber
LshRefBlock(const LshIndex *ix, uint32 ref)
{
	return ref >> ix->slot_bits;
}

static inline int
LshRefSlot(const LshIndex *ix, uint32 ref)
{
	return ref & ((1 << ix->slot_bits) - 1);
}

static inline uint32
LshBandKey(const LshIndex *ix, const uint8 *lanes, int band)
{
	return np_forest_key(lanes + band * ix->band_step);
}

/* newsprint.recall */
extern double newsprint_recall;

/* lsh.c */
extern LshOptions *LshGetOptions(Relation index);
extern int	LshChooseDepth(int needed, int nlanes, int bands);

/* cache.c */
extern void LshOpen(LshIndex *ix, Relation index);
extern bool LshRecallLeaf(const LshIndex *ix, int band, uint64 entry, BlockNumber *leaf);
extern void LshPrefetchLeaf(const LshIndex *ix, int band, uint64 entry);
extern void LshRememberParent(const LshIndex *ix, int band, int place, Page page);
extern void LshForgetParent(const LshIndex *ix, int band, uint64 entry);

/* page.c */
extern void LshDerive(LshIndex *ix, const LshMeta *meta);
extern void LshStartWith(Relation index, LshMeta *meta, const Minhash *sig);
extern void LshCheckSignature(const LshIndex *ix, const Minhash *sig);
extern void LshInitPage(Page page, LshKind kind);
extern void LshInitTreePage(Page page, int band, int level, uint64 low, uint64 high);
extern const char *LshPageProblem(const LshIndex *ix, Page page);
pg_noreturn extern void LshReportCorrupt(Relation index, BlockNumber block,
										 const char *problem);
extern Buffer LshReadPage(LshIndex *ix, BlockNumber block, int lockmode);
extern Buffer LshTryPage(LshIndex *ix, BlockNumber block);
extern Buffer LshReadMeta(LshIndex *ix, int lockmode);
extern Buffer LshNewPage(LshIndex *ix);
extern Page LshLogNewPage(GenericXLogState *state, Buffer buffer);
extern void LshAppend(LshIndex *ix, int npages, const Buffer *buffers,
					  const void *const *items, int size);
extern void LshCreate(Relation index, ForkNumber fork);

/* rows.c */
extern void LshCheckRowBlock(const LshIndex *ix, BlockNumber block);
extern void LshRecordFreeSlots(const LshIndex *ix, BlockNumber block, int nfree);
extern uint32 LshAddRow(LshIndex *ix, ItemPointer tid, const Minhash *sig);
extern Buffer LshReadRows(LshIndex *ix, BlockNumber block);

/* tree.c */
extern Buffer LshFindPage(LshIndex *ix, int band, int level, uint64 entry, int lockmode);
extern int	LshFindDownlink(const LshDownlink *links, int count, uint64 entry);
extern void LshAddEntries(LshIndex *ix, const uint8 *lanes, uint32 ref);
extern bool LshRemoveLeaf(LshIndex *ix, int band, uint64 low);

/* check.c */
extern Relation LshOpenForInspection(Oid oid, LOCKMODE lockmode);

/* One file a phase */
extern IndexBuildResult *lsh_build(Relation heap, Relation index, IndexInfo *info);
extern void lsh_buildempty(Relation index);
extern bool lsh_insert(Relation index, Datum *values, bool *isnull, ItemPointer tid,
					   Relation heap, IndexUniqueCheck unique, bool unchanged,
					   IndexInfo *info);
extern IndexScanDesc lsh_beginscan(Relation index, int nkeys, int norderbys);
extern void lsh_rescan(IndexScanDesc scan, ScanKey keys, int nkeys,
					   ScanKey orderbys, int norderbys);
extern bool lsh_gettuple(IndexScanDesc scan, ScanDirection direction);
extern int64 lsh_getbitmap(IndexScanDesc scan, TIDBitmap *tbm);
extern void lsh_endscan(IndexScanDesc scan);
extern IndexBulkDeleteResult *lsh_bulkdelete(IndexVacuumInfo *info,
											 IndexBulkDeleteResult *stats,
											 IndexBulkDeleteCallback callback, void *state);
extern IndexBulkDeleteResult *lsh_vacuumcleanup(IndexVacuumInfo *info,
												IndexBulkDeleteResult *stats);
extern void lsh_costestimate(PlannerInfo *root, IndexPath *path, double loop_count,
							 Cost *startup, Cost *total, Selectivity *selectivity,
							 double *correlation, double *pages);
extern bool lsh_validate(Oid opclass);

#endif							/* NP_LSH_H */
