/*-------------------------------------------------------------------------
 *
 * settings.h
 *	  How a table is watched: its row of newsprint_watched, and what follows
 *	  from it for each of its partitions.
 *
 * Read once by each backend and kept until the settings or one of the
 * tables change.  It is read as the system reads its catalogs, without
 * regard to the privileges of whoever inserts an article.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SETTINGS_H
#define NP_SETTINGS_H

#include "postgres.h"

#include "access/attnum.h"
#include "fmgr.h"

#include "spam/score.h"

typedef enum WatchPolicy
{
	POLICY_MARK,				/* write the verdict into the row */
	POLICY_LOG,					/* write it into newsprint_verdicts only */
	POLICY_SKIP,				/* do not insert the row */
	POLICY_REJECT,				/* raise an error */
	POLICY_IGNORE				/* do not even look for a copy */
} WatchPolicy;

typedef enum WatchCanonical
{
	CANONICAL_OLDEST,			/* by time of publication, then by key */
	CANONICAL_LONGEST,			/* by length of the text, then as above */
	CANONICAL_RANK				/* greatest rank first, then as above */
} WatchCanonical;

/* Columns by number; InvalidAttrNumber where the watch does without. */
typedef struct WatchColumns
{
	AttrNumber	key;
	AttrNumber	body;
	AttrNumber	title;
	AttrNumber	published;
	AttrNumber	tenant;
	AttrNumber	rank;
	AttrNumber	sig;
	AttrNumber	score;
	AttrNumber	duplicate;
	AttrNumber	similarity;
	AttrNumber	template;
} WatchColumns;

#define WATCH_NCOLUMNS	(sizeof(WatchColumns) / sizeof(AttrNumber))

/* A table that holds rows: the watched table itself, or one of its partitions. */
typedef struct WatchTarget
{
	Oid			relid;
	WatchColumns columns;
	Oid			sig_index;		/* InvalidOid if there is none */
	Oid			duplicate_index;
	int64		earliest;		/* bounds of published, as the partition has them */
	int64		latest;
} WatchTarget;

/* A type's comparison, and how its values are written. */
typedef struct WatchType
{
	Oid			typid;
	int16		length;
	bool		byval;
	Oid			collation;
	FmgrInfo	equal;
	FmgrInfo	compare;		/* fn_oid is invalid if the type has no order */
	FmgrInfo	output;			/* its output function, or its cast to text */
	bool		has_text_cast;
} WatchType;

typedef struct Watched
{
	Oid			relid;			/* hash key */
	bool		valid;			/* false: something has changed, read it anew */
	bool		usable;			/* false: a column that it takes is lost or of a wrong type */
	MemoryContext context;		/* of what is pointed to */

	int			nlanes;
	int			shingle;
	double		threshold;
	int64		horizon;		/* microseconds; negative: no limit */
	WatchPolicy on_duplicate;
	WatchPolicy on_spam;
	double		spam_cutoff;
	bool		templates_count;	/* a template is a duplicate */
	bool		story_only;		/* leave out what surrounds the story */
	bool		strict;
	WatchCanonical canonical;

	WatchColumns columns;		/* of the table itself */
	WatchType	key;
	WatchType	tenant;			/* if there is such a column */
	WatchType	rank;
	NpOwnModel *own;			/* what editors taught; NULL: nothing */
	Oid			published_type;
	Oid			minhash_type;
	Oid			query_type;

	int			ntargets;
	WatchTarget *targets;		/* in the order of relid */
} Watched;

/*
 * How the table, or the root of the partition, is watched.  NULL if it is
 * not.  function is any function of the extension: it tells the schema.  The
 * result stays valid until the end of the transaction.
 */
extern Watched *np_watched(Oid relid, Oid function);

extern bool np_keys_equal(const Watched *watched, Datum a, Datum b);

/* The table's row of newsprint_models, in the current memory context; false if it has none. */
extern bool np_read_model(Oid relid, Oid function, Datum *model);

/* An object of the extension's schema. */
extern Oid	np_extension_relation(Oid function, const char *name);

/* A time of publication of any of the types allowed, in microseconds. */
extern int64 np_published_time(Oid type, Datum value);

#endif							/* NP_SETTINGS_H */
