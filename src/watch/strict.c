/*-------------------------------------------------------------------------
 *
 * strict.c
 *	  Strict mode: the locks.
 *
 * A lock for every band key could fill the server's table of locks, so the
 * keys of a table are hashed to NSLOTS locks.  Unrelated articles may meet
 * in one; then one commit waits for the other, no more.  That is the rarer the
 * fewer locks an article takes: so the bands are of a single lane, of which
 * few reach the recall.
 *
 * They are advisory locks of the transaction, in a key space of their own,
 * and show in pg_locks as such: classid is the table, objid the slot,
 * objsubid 3.
 *
 *-------------------------------------------------------------------------
 */
#include "watch/strict.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/memutils.h"

#include "minhash/lsh.h"

#define NSLOTS			1024
#define SLOT_WORDS		(NSLOTS / 64)

/* The server's own functions use 1 and 2. */
#define LOCK_KEY_SPACE	3

/* Texts at the threshold share a slot with this probability. */
#define STRICT_RECALL	0.999

/* The slots of one table that the transaction needs. */
typedef struct StrictTable
{
	Oid			relid;
	bool		locked;			/* all of them */
	uint64		slots[SLOT_WORDS];
	struct StrictTable *next;	/* with a greater relid */
} StrictTable;

static StrictTable *strict_tables;	/* of this transaction */

static void
forget_tables(XactEvent event, void *arg)
{
	switch (event)
	{
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:
			strict_tables = NULL;
			break;
		default:
			break;
	}
}

/* Locks that were taken after the savepoint are gone. */
static void
forget_locks(SubXactEvent event, SubTransactionId id, SubTransactionId parent, void *arg)
{
	if (event != SUBXACT_EVENT_ABORT_SUB)
		return;
	for (StrictTable *table = strict_tables; table != NULL; table = table->next)
		table->locked = false;
}

static StrictTable *
get_table(Oid relid)
{
	static bool registered = false;
	StrictTable **place = &strict_tables;
	StrictTable *table;

	if (!registered)
	{
		RegisterXactCallback(forget_tables, NULL);
		RegisterSubXactCallback(forget_locks, NULL);
		registered = true;
	}
	while (*place != NULL && (*place)->relid < relid)
		place = &(*place)->next;
	if (*place != NULL && (*place)->relid == relid)
		return *place;
	table = MemoryContextAllocZero(TopTransactionContext, sizeof(StrictTable));
	table->relid = relid;
	table->next = *place;
	*place = table;
	return table;
}

/* The fewest lanes of which texts at the threshold share one with that probability. */
static int
count_lanes(double threshold, int nlanes)
{
	int			lanes = 1;

	while (lanes < nlanes && np_lsh_probability(threshold, lanes, 1) < STRICT_RECALL)
		lanes++;
	return lanes;
}

void
np_strict_remember(const Watched *watched, const Minhash *sig)
{
	StrictTable *table = get_table(watched->relid);
	int			lanes = count_lanes(watched->threshold, sig->nlanes);

	for (int lane = 0; lane < lanes; lane++)
	{
		uint64		slot = (uint64) np_band_key(sig->lanes, lane, 1) % NSLOTS;

		table->slots[slot / 64] |= UINT64CONST(1) << (slot % 64);
	}
	table->locked = false;
}

static void
lock_slots(StrictTable *table)
{
	for (int slot = 0; slot < NSLOTS; slot++)
	{
		LOCKTAG		tag;

		if (!(table->slots[slot / 64] >> (slot % 64) & 1))
			continue;
		SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, table->relid, slot, LOCK_KEY_SPACE);
		(void) LockAcquire(&tag, ExclusiveLock, false, false);
	}
	table->locked = true;
}

void
np_strict_lock(void)
{
	for (StrictTable *table = strict_tables; table != NULL; table = table->next)
		if (!table->locked)
			lock_slots(table);
}
