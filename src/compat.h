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
#include "utils/guc.h"

#if PG_VERSION_NUM < 140000
#error "newsprint requires PostgreSQL 14 or later"
#endif

#if PG_VERSION_NUM < 150000
#define MarkGUCPrefixReserved(prefix) EmitWarningsOnPlaceholders(prefix)
#endif

#if PG_VERSION_NUM >= 160000
#include "varatt.h"
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

#if PG_VERSION_NUM >= 180000
#define NP_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "newsprint", .version = NEWSPRINT_VERSION)
#else
#define NP_MODULE_MAGIC PG_MODULE_MAGIC
#endif

/* compat.c: a set-returning function's tuplestore in rsinfo->setResult */
#if PG_VERSION_NUM < 150000
extern void InitMaterializedSRF(FunctionCallInfo fcinfo, bits32 flags);
#endif

/* one more block at the end of a relation, locked exclusively */
#if PG_VERSION_NUM >= 160000
#define np_extend_relation(rel, fork) \
	ExtendBufferedRel(BMR_REL(rel), fork, NULL, EB_LOCK_FIRST)
#else
#include "storage/bufmgr.h"
#include "utils/relcache.h"
extern Buffer np_extend_relation(Relation rel, ForkNumber fork);	/* compat.c */
#endif

#if PG_VERSION_NUM >= 160000
#define np_tuplesort_getdatum(sort, value, isnull) \
	tuplesort_getdatum(sort, true, false, value, isnull, NULL)
#else
#define np_tuplesort_getdatum(sort, value, isnull) \
	tuplesort_getdatum(sort, true, value, isnull, NULL)
#endif

#if PG_VERSION_NUM >= 180000
#define np_vacuum_delay_point() vacuum_delay_point(false)
#define np_disable_path(path) ((path)->disabled_nodes = 2)
#else
#define np_vacuum_delay_point() vacuum_delay_point()
#define np_disable_path(path) ((void) (path))
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

#endif							/* NP_COMPAT_H */
