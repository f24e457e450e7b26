/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  Every test of the server's version stands here.
 *
 * Include after postgres.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_COMPAT_H
#define NP_COMPAT_H

#include "fmgr.h"
#include "funcapi.h"
#include "storage/bufmgr.h"
#include "utils/guc.h"
#include "utils/relcache.h"

#if PG_VERSION_NUM < 140000
#error "newsprint requires PostgreSQL 14 or later"
#endif

#if PG_VERSION_NUM < 150000
#define MarkGUCPrefixReserved(prefix) EmitWarningsOnPlaceholders(prefix)
#endif

#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#else
/* Without soft errors all are hard, and nothing comes after them. */
#define ereturn(context, value, ...)	ereport(ERROR, __VA_ARGS__)
#endif

/* Needs utils/tuplesort.h where it is used */
#if PG_VERSION_NUM >= 150000
#define NP_TUPLESORT_NONE			TUPLESORT_NONE
#define NP_TUPLESORT_RANDOM_ACCESS	TUPLESORT_RANDOMACCESS
#else
#define NP_TUPLESORT_NONE			false
#define NP_TUPLESORT_RANDOM_ACCESS	true
#endif

#if PG_VERSION_NUM >= 160000
#define np_tuplesort_getdatum(sort, value, isnull) \
	tuplesort_getdatum(sort, true, false, value, isnull, NULL)
#else
#define np_tuplesort_getdatum(sort, value, isnull) \
	tuplesort_getdatum(sort, true, value, isnull, NULL)
#endif

/* Temporary files of parallel workers; for those who have included storage/sharedfileset.h */
#if PG_VERSION_NUM >= 150000
#define np_shared_file_create(set, name)	BufFileCreateFileSet(&(set)->fs, name)
#define np_shared_file_export(file)			BufFileExportFileSet(file)
#define np_shared_file_open(set, name)		BufFileOpenFileSet(&(set)->fs, name, O_RDONLY, false)
#else
#define np_shared_file_create(set, name)	BufFileCreateShared(set, name)
#define np_shared_file_export(file)			BufFileExportShared(file)
#define np_shared_file_open(set, name)		BufFileOpenShared(set, name, O_RDONLY)
#endif

/* Scans outside of a query; for those who have included access/genam.h */
#if PG_VERSION_NUM >= 180000
#define np_index_beginscan(heap, index, snapshot, nkeys, norderbys) \
	index_beginscan(heap, index, snapshot, NULL, nkeys, norderbys)
#define np_index_beginscan_bitmap(index, snapshot, nkeys) \
	index_beginscan_bitmap(index, snapshot, NULL, nkeys)
#else
#define np_index_beginscan(heap, index, snapshot, nkeys, norderbys) \
	index_beginscan(heap, index, snapshot, nkeys, norderbys)
#define np_index_beginscan_bitmap(index, snapshot, nkeys) \
	index_beginscan_bitmap(index, snapshot, nkeys)
#endif

/*
 * A page of a bitmap: its block, and its offsets in the array that the
 * caller provides, or *n < 0 where the bitmap knows the block only.  False
 * at the end.  For those who have included nodes/tidbitmap.h.
 */
#ifdef TIDBITMAP_H
#if PG_VERSION_NUM >= 180000
#define NpBitmapIterator				TBMPrivateIterator
#define np_bitmap_begin(bitmap)			tbm_begin_private_iterate(bitmap)
#define np_bitmap_end(iterator)			tbm_end_private_iterate(iterator)

static inline bool
np_bitmap_next(NpBitmapIterator *iterator, BlockNumber *block, OffsetNumber *offsets,
			   int max, int *n)
{
	TBMIterateResult page;

	if (!tbm_private_iterate(iterator, &page))
		return false;
	*block = page.blockno;
	*n = page.lossy ? -1 : tbm_extract_page_tuple(&page, offsets, max);
	return true;
}
#else
#define NpBitmapIterator				TBMIterator
#define np_bitmap_begin(bitmap)			tbm_begin_iterate(bitmap)
#define np_bitmap_end(iterator)			tbm_end_iterate(iterator)

static inline bool
np_bitmap_next(NpBitmapIterator *iterator, BlockNumber *block, OffsetNumber *offsets,
			   int max, int *n)
{
	TBMIterateResult *page = tbm_iterate(iterator);

	if (page == NULL)
		return false;
	*block = page->blockno;
	*n = page->ntuples;
	for (int i = 0; i < *n && i < max; i++)
		offsets[i] = page->offsets[i];
	return true;
}
#endif
#endif							/* TIDBITMAP_H */

#if PG_VERSION_NUM >= 180000
#define NP_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "newsprint", .version = NEWSPRINT_VERSION)
#else
#define NP_MODULE_MAGIC PG_MODULE_MAGIC
#endif

/* compat.c: a set-returning function's tuplestore in rsinfo->setResult */
#if PG_VERSION_NUM < 150000
extern void InitMaterializedSRF(FunctionCallInfo fcinfo, bits32 flags);
#endif

#if PG_VERSION_NUM < 180000
#define pg_noreturn pg_attribute_noreturn()
#endif

/* one more block at the end of a relation, locked exclusively */
#if PG_VERSION_NUM >= 160000
#define np_extend_relation(rel, fork) \
	ExtendBufferedRel(BMR_REL(rel), fork, NULL, EB_LOCK_FIRST)
#else
extern Buffer np_extend_relation(Relation rel, ForkNumber fork);	/* compat.c */
#endif
/* some blocks more, not locked, of a relation that vacuum cannot meet; returns how many */
extern int np_extend_relation_by(Relation rel, ForkNumber fork, int blocks, Buffer *buffers);

#if PG_VERSION_NUM >= 180000
#define np_vacuum_delay_point() vacuum_delay_point(false)
#define np_disable_path(path) ((path)->disabled_nodes = 2)
#else
#define np_vacuum_delay_point() vacuum_delay_point()
#define np_disable_path(path) ((void) (path))
#endif

/* For those who have included executor/executor.h */
#if PG_VERSION_NUM >= 180000
#define np_check_index_constraints(info, slot, estate, tid, indexes) \
	ExecCheckIndexConstraints(info, slot, estate, tid, &(slot)->tts_tid, indexes)
#else
#define np_check_index_constraints(info, slot, estate, tid, indexes) \
	ExecCheckIndexConstraints(info, slot, estate, tid, indexes)
#endif

/* generic WAL records hold what applyPageRedo() of the server's generic_xlog.c has read so far */
#if PG_VERSION_NUM < 190000
#define NP_GENERIC_DELTA_KNOWN
#endif

#if PG_VERSION_NUM >= 160000
#define np_owns_relation(oid) object_ownercheck(RelationRelationId, oid, GetUserId())
#else
#define np_owns_relation(oid) pg_class_ownercheck(oid, GetUserId())
#endif

/*
 * How many workers shall build an index.  Up to 16 the server plans them for
 * its own B-tree only; for those who have included optimizer/optimizer.h.
 */
#if PG_VERSION_NUM >= 170000
#define np_set_canbuildparallel(am) ((am)->amcanbuildparallel = true)
#define np_index_build_workers(heap, index, info) ((info)->ii_ParallelWorkers)
#else
#define np_set_canbuildparallel(am) ((void) (am))
#define np_index_build_workers(heap, index, info) \
	plan_create_index_workers(RelationGetRelid(heap), RelationGetRelid(index))
#endif

/* For those who have included utils/backend_status.h; counts from 1 */
#if PG_VERSION_NUM >= 160000
#define np_local_backend(i) pgstat_get_local_beentry_by_index(i)
#else
#define np_local_backend(i) pgstat_fetch_stat_local_beentry(i)
#endif

/* For those who have included utils/rel.h */
#if PG_VERSION_NUM >= 180000
#define np_primary_key_index(rel) RelationGetPrimaryKeyIndex(rel, false)
#else
#define np_primary_key_index(rel) RelationGetPrimaryKeyIndex(rel)
#endif

#endif							/* NP_COMPAT_H */
