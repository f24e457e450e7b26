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

#if PG_VERSION_NUM >= 180000
#define NP_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "newsprint", .version = NEWSPRINT_VERSION)
#else
#define NP_MODULE_MAGIC PG_MODULE_MAGIC
#endif

/* compat.c: a set-returning function's tuplestore in rsinfo->setResult */
#if PG_VERSION_NUM < 150000
extern void InitMaterializedSRF(FunctionCallInfo fcinfo, bits32 flags);
#endif

#endif							/* NP_COMPAT_H */
