/*-------------------------------------------------------------------------
 *
 * visible.h
 *	  Row-level security: which articles may the current user know of?
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_VISIBLE_H
#define NP_VISIBLE_H

#include "postgres.h"

#include "utils/snapshot.h"

#include "watch/settings.h"

/* Does row-level security keep rows of the table from the current user? */
extern bool np_hides_rows(const Watched *watched);

/* May the current user read the column of keys, by the privileges on it? */
extern bool np_may_read_key(const Watched *watched);

/* Would a query of the current user's find the row with this key? */
extern bool np_may_read_row(const Watched *watched, Datum key, Snapshot snapshot);

#endif							/* NP_VISIBLE_H */
