/*-------------------------------------------------------------------------
 *
 * strict.c
 *	  Strict mode: the locks.
 *
 * A lock for every band key could fill the server's table of locks, so the
 * keys of a table are hashed to NSLOTS locks.  Unrelated articles may meet
 * in one; then one commit waits for the other, no more.
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

void
np_strict_remember(const Watched *watched, const Minhash *sig)
{
	StrictTable *table = get_table(watched->relid);
	int			bands;
	int			rows;

	np_lsh_parameters(watched->threshold, STRICT_RECALL, sig->nlanes, &bands, &rows);
	for (int band = 0; band < bands; band++)
	{
		uint64		slot = (uint64) np_band_key(sig->lanes, band, rows) % NSLOTS;

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
