/*-------------------------------------------------------------------------
 *
 * visible.c
 *	  Row-level security: which articles may the current user know of?
 *
 * A unique constraint tells everybody that a key is taken.  What a verdict
 * tells is more: the key of another article, and how much of its wording one
 * has guessed.  So where row-level security is in force for the user, an
 * article is compared with those only that the user could read.  The others
 * are left to newsprint_sweep(), which sees all of them.
 *
 *-------------------------------------------------------------------------
 */
#include "watch/visible.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/rls.h"

#include "cluster/articles.h"
#include "watch/names.h"

bool
np_hides_rows(const Watched *watched)
{
	return check_enable_rls(watched->relid, InvalidOid, true) == RLS_ENABLED;
}

bool
np_may_read_key(const Watched *watched)
{
	return pg_class_aclcheck(watched->relid, GetUserId(), ACL_SELECT) == ACLCHECK_OK ||
		pg_attribute_aclcheck(watched->relid, watched->columns.key, GetUserId(),
							  ACL_SELECT) == ACLCHECK_OK;
}

/*
 * By a query, so that the policies mean here what they mean elsewhere; only
 * for the few rows that are alike, so it may cost one.
 */
bool
np_may_read_row(const Watched *watched, Datum key, Snapshot snapshot)
{
	char	   *sql;
	SPIPlanPtr	plan;
	bool		found;

	if (!np_may_read_key(watched))
		return false;
	sql = psprintf("SELECT FROM %s WHERE %s %s $1", np_relation_name(watched->relid),
				   np_quoted_column(watched->relid, watched->columns.key),
				   np_equality_name(watched->key.typid));
	np_spi_connect();
	plan = SPI_prepare(sql, 1, unconstify(Oid *, &watched->key.typid));
	if (plan == NULL ||
		SPI_execute_snapshot(plan, &key, NULL, snapshot, InvalidSnapshot, true, false,
							 1) != SPI_OK_SELECT)
		elog(ERROR, "could not execute \"%s\"", sql);
	found = SPI_processed > 0;
	SPI_finish();
	return found;
}
