/*-------------------------------------------------------------------------
 *
 * newsprint.c
 *	  Module entry.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "fmgr.h"
#include "newsprint.h"

NP_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	MinhashInit();
	LshInit();
	ReuseInit();
	MarkGUCPrefixReserved("newsprint");
}
