/*-------------------------------------------------------------------------
 *
 * strict.h
 *	  Strict mode: of copies that come at the same moment, one is the original.
 *
 * A trigger sees what others have committed, not what they are about to
 * commit.  So a strict table is looked at a second time, at the end of the
 * transaction, when all its articles are known; and from then until the
 * commit is done, a lock on every band key of every one of them makes others
 * wait that bring something alike.  Whoever comes first is the original; the
 * next one finds it there.
 *
 * All locks of a transaction are taken at one time and in one order, so no
 * two transactions can wait for each other, in whatever order they have
 * inserted; and they are held only while the commit lasts, so no one waits
 * for a transaction that idles.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_STRICT_H
#define NP_STRICT_H

#include "minhash/minhash.h"
#include "watch/settings.h"

/* The transaction brings an article of that signature. */
extern void np_strict_remember(const Watched *watched, const Minhash *sig);

/* Take the locks of all articles remembered so far. */
extern void np_strict_lock(void);

#endif							/* NP_STRICT_H */
