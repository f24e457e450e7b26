/*-------------------------------------------------------------------------
 *
 * settings.c
 *	  How a table is watched: reading and keeping the settings.
 *
 *-------------------------------------------------------------------------
 */
#include "watch/settings.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/partition.h"
#include "catalog/pg_type.h"
#include "parser/parse_coerce.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgroids.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "compat.h"
#include "cluster/articles.h"
#include "spam/spam_model.h"
#include "watch/targets.h"

/* Columns of newsprint_watched, in the order of its definition */
enum
{
	SETTING_RELATION = 1,
	SETTING_NAMES,				/* 11 of them */
	SETTING_ATTNUMS = 13,
	SETTING_LANES,
	SETTING_SHINGLE,
	SETTING_THRESHOLD,
	SETTING_HORIZON,
	SETTING_ON_DUPLICATE,
	SETTING_ON_SPAM,
	SETTING_SPAM_CUTOFF,
	SETTING_TEMPLATES,
	SETTING_STORY_ONLY,
	SETTING_STRICT,
	SETTING_CANONICAL
};

/* Column of newsprint_models */
#define MODEL_MODEL		2

/* Which table's settings hold for a table: itself, or the root of its tree */
typedef struct Root
{
	Oid			relid;			/* hash key */
	Oid			root;
} Root;

static HTAB *watched_tables;	/* Watched by relid */
static HTAB *roots;

/* Counts what may have made settings void, also while they are being read. */
static uint64 invalidations;

static void
forget_relation(Datum arg, Oid relid)
{
	HASH_SEQ_STATUS status;
	Watched    *watched;

	invalidations++;
	hash_seq_init(&status, watched_tables);
	while ((watched = hash_seq_search(&status)) != NULL)
	{
		if (!OidIsValid(relid) || watched->relid == relid)
			watched->valid = false;
		for (int i = 0; watched->valid && i < watched->ntargets; i++)
			if (watched->targets[i].relid == relid)
				watched->valid = false;
	}
}

static void
create_caches(void)
{
	HASHCTL		ctl = {.keysize = sizeof(Oid), .entrysize = sizeof(Watched)};

	watched_tables = hash_create("newsprint watched tables", 16, &ctl, HASH_ELEM | HASH_BLOBS);
	ctl.entrysize = sizeof(Root);
	roots = hash_create("newsprint partitions", 64, &ctl, HASH_ELEM | HASH_BLOBS);
	CacheRegisterRelcacheCallback(forget_relation, (Datum) 0);
}

Oid
np_extension_relation(Oid function, const char *name)
{
	Oid			relid = get_relname_relid(name, get_func_namespace(function));

	if (!OidIsValid(relid))
		elog(ERROR, "extension newsprint has no table \"%s\"", name);
	return relid;
}

int64
np_published_time(Oid type, Datum value)
{
	if (type == DATEOID)
	{
		DateADT		date = DatumGetDateADT(value);

		if (DATE_IS_NOBEGIN(date))
			return DT_NOBEGIN;
		if (DATE_IS_NOEND(date))
			return DT_NOEND;
		return (int64) date * USECS_PER_DAY;
	}
	return DatumGetTimestampTz(value);
}

bool
np_keys_equal(const Watched *watched, Datum a, Datum b)
{
	return DatumGetBool(FunctionCall2Coll(unconstify(FmgrInfo *, &watched->key.equal),
										  watched->key.collation, a, b));
}

static bool
is_dropped(Oid relid, AttrNumber column)
{
	HeapTuple	tuple = SearchSysCacheAttNum(relid, column);

	if (!HeapTupleIsValid(tuple))
		return true;
	ReleaseSysCache(tuple);
	return false;
}

/* The root's columns by number, as the settings have them */
static bool
read_columns(Oid relid, Datum attnums, WatchColumns *columns)
{
	ArrayType  *array = DatumGetArrayTypeP(attnums);
	AttrNumber *numbers = (AttrNumber *) columns;

	if (ARR_NDIM(array) != 1 || ARR_DIMS(array)[0] != WATCH_NCOLUMNS || ARR_HASNULL(array) ||
		ARR_ELEMTYPE(array) != INT2OID)
		return false;
	memcpy(columns, ARR_DATA_PTR(array), sizeof(*columns));
	for (int i = 0; i < WATCH_NCOLUMNS; i++)
		if (numbers[i] <= 0 || is_dropped(relid, numbers[i]))
			numbers[i] = InvalidAttrNumber;
	return columns->key && columns->body && columns->sig && columns->duplicate &&
		columns->similarity;
}

static bool
has_type(Oid relid, AttrNumber column, Oid type)
{
	return column == InvalidAttrNumber || get_atttype(relid, column) == type;
}

/* Is it text, or stored like it? */
static bool
has_text(Oid relid, AttrNumber column)
{
	Oid			type;

	if (column == InvalidAttrNumber)
		return true;
	type = getBaseType(get_atttype(relid, column));
	return type == BPCHAROID || IsBinaryCoercible(type, TEXTOID);
}

static bool
has_time(Oid relid, AttrNumber column)
{
	Oid			type;

	if (column == InvalidAttrNumber)
		return true;
	type = getBaseType(get_atttype(relid, column));
	return type == TIMESTAMPTZOID || type == TIMESTAMPOID || type == DATEOID;
}

/*
 * Are the columns of the types that they are read and filled as?  They may
 * have been altered since newsprint_watch() looked, and the owner of a table
 * may name others in newsprint_watched by hand.
 */
static bool
has_expected_types(const Watched *watched)
{
	const WatchColumns *columns = &watched->columns;
	Oid			relid = watched->relid;
	Oid			key_type = get_atttype(relid, columns->key);

	return has_text(relid, columns->body) &&
		has_text(relid, columns->title) &&
		has_time(relid, columns->published) &&
		has_type(relid, columns->sig, watched->minhash_type) &&
		has_type(relid, columns->score, FLOAT8OID) &&
		has_type(relid, columns->duplicate, key_type) &&
		has_type(relid, columns->similarity, FLOAT8OID) &&
		has_type(relid, columns->template, key_type);
}

/*
 * How are the type's values written as text?  As value::text does, which for
 * a few types is not what their output function writes: the triggers must
 * write keys as the procedures do, which are SQL.
 */
static void
learn_output(WatchType *type)
{
	Oid			function;
	bool		varlena;

	type->has_text_cast = find_coercion_pathway(TEXTOID, type->typid, COERCION_EXPLICIT,
												&function) == COERCION_PATH_FUNC &&
		get_func_nargs(function) == 1;
	if (!type->has_text_cast)
		getTypeOutputInfo(type->typid, &function, &varlena);
	fmgr_info(function, &type->output);
}

/* false: the type has no equality */
static bool
learn_type(WatchType *type, Oid relid, AttrNumber column)
{
	TypeCacheEntry *entry;
	int32		typmod;

	get_atttypetypmodcoll(relid, column, &type->typid, &typmod, &type->collation);
	get_typlenbyval(type->typid, &type->length, &type->byval);
	entry = lookup_type_cache(type->typid, TYPECACHE_EQ_OPR_FINFO | TYPECACHE_CMP_PROC_FINFO);
	if (!OidIsValid(entry->eq_opr_finfo.fn_oid))
		return false;
	fmgr_info(entry->eq_opr_finfo.fn_oid, &type->equal);
	if (OidIsValid(entry->cmp_proc_finfo.fn_oid))
		fmgr_info(entry->cmp_proc_finfo.fn_oid, &type->compare);
	learn_output(type);
	return true;
}

static WatchPolicy
read_policy(Datum value)
{
	char	   *name = TextDatumGetCString(value);

	return strcmp(name, "log") == 0 ? POLICY_LOG :
		strcmp(name, "skip") == 0 ? POLICY_SKIP :
		strcmp(name, "reject") == 0 ? POLICY_REJECT :
		strcmp(name, "ignore") == 0 ? POLICY_IGNORE : POLICY_MARK;
}

static WatchCanonical
read_canonical(Datum value)
{
	char	   *name = TextDatumGetCString(value);

	return strcmp(name, "longest") == 0 ? CANONICAL_LONGEST :
		strcmp(name, "rank") == 0 ? CANONICAL_RANK : CANONICAL_OLDEST;
}

/* Fill in what the tuple of newsprint_watched says. */
static void
read_settings(Watched *watched, HeapTuple tuple, TupleDesc desc)
{
	Datum		values[SETTING_CANONICAL];
	bool		nulls[SETTING_CANONICAL];

	for (int i = 0; i < SETTING_CANONICAL; i++)
		values[i] = heap_getattr(tuple, i + 1, desc, &nulls[i]);
#define SETTING(name) values[SETTING_##name - 1]
	watched->nlanes = DatumGetInt32(SETTING(LANES));
	watched->shingle = DatumGetInt32(SETTING(SHINGLE));
	watched->threshold = DatumGetFloat8(SETTING(THRESHOLD));
	watched->horizon = nulls[SETTING_HORIZON - 1] ? -1 :
		np_interval_microseconds(DatumGetIntervalP(SETTING(HORIZON)));
	watched->on_duplicate = read_policy(SETTING(ON_DUPLICATE));
	watched->on_spam = read_policy(SETTING(ON_SPAM));
	watched->spam_cutoff = DatumGetFloat8(SETTING(SPAM_CUTOFF));
	watched->templates_count = strcmp(TextDatumGetCString(SETTING(TEMPLATES)), "duplicate") == 0;
	watched->story_only = DatumGetBool(SETTING(STORY_ONLY));
	watched->strict = DatumGetBool(SETTING(STRICT)) && watched->on_duplicate != POLICY_IGNORE;
	watched->canonical = read_canonical(SETTING(CANONICAL));
	watched->usable = !nulls[SETTING_ATTNUMS - 1] &&
		read_columns(watched->relid, SETTING(ATTNUMS), &watched->columns);
	if (watched->columns.published == InvalidAttrNumber)
		watched->horizon = -1;
#undef SETTING
}

/* The row about a table, a copy; NULL if there is none.  The relation is the primary key. */
static HeapTuple
find_settings(Relation settings, Oid relid)
{
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, 1, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(relid));
	scan = systable_beginscan(settings, np_primary_key_index(settings), true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
		tuple = heap_copytuple(tuple);
	systable_endscan(scan);
	return tuple;
}

bool
np_read_model(Oid relid, Oid function, Datum *model)
{
	Relation	models = table_open(np_extension_relation(function, "newsprint_models"),
									AccessShareLock);
	HeapTuple	tuple = find_settings(models, relid);
	bool		isnull;

	if (HeapTupleIsValid(tuple))
		*model = PointerGetDatum(PG_DETOAST_DATUM_COPY(heap_getattr(tuple, MODEL_MODEL,
																	RelationGetDescr(models),
																	&isnull)));
	table_close(models, AccessShareLock);
	return HeapTupleIsValid(tuple);
}

/* The table's own model, unpacked in the current memory context */
static NpOwnModel *
unpack_model(Oid relid, Oid function)
{
	NpOwnModel *own;
	Datum		model;

	if (!np_read_model(relid, function, &model))
		return NULL;
	own = np_spam_model_unpack(model);
	np_own_prepare(own);
	return own;
}

static Oid
extension_type(Oid function, const char *name)
{
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(name),
						   ObjectIdGetDatum(get_func_namespace(function)));
}

static void
load_settings(Watched *watched, HeapTuple tuple, TupleDesc desc, Oid function)
{
	const WatchColumns *columns = &watched->columns;

	read_settings(watched, tuple, desc);
	watched->minhash_type = extension_type(function, "minhash");
	watched->query_type = extension_type(function, "minhash_query");
	watched->usable = watched->usable && has_expected_types(watched) &&
		learn_type(&watched->key, watched->relid, columns->key) &&
		(columns->tenant == InvalidAttrNumber ||
		 learn_type(&watched->tenant, watched->relid, columns->tenant)) &&
		(columns->rank == InvalidAttrNumber ||
		 learn_type(&watched->rank, watched->relid, columns->rank));
	if (!watched->usable)
		return;
	if (columns->published != InvalidAttrNumber)
		watched->published_type = getBaseType(get_atttype(watched->relid, columns->published));
	if (columns->score != InvalidAttrNumber)
		watched->own = unpack_model(watched->relid, function);
	np_find_targets(watched);
}

/*
 * Read the settings of a table, or of the root that it is a partition of.
 * Returns the table whose settings they are, or InvalidOid.
 */
static Oid
load_watched(Oid relid, Oid function)
{
	Relation	settings = table_open(np_extension_relation(function, "newsprint_watched"),
									  AccessShareLock);
	uint64		before = invalidations;
	List	   *candidates = list_make1_oid(relid);
	HeapTuple	tuple = NULL;
	Oid			root = InvalidOid;
	ListCell   *cell;

	if (get_rel_relispartition(relid))
		candidates = list_concat(candidates, get_partition_ancestors(relid));
	foreach(cell, candidates)
	{
		root = lfirst_oid(cell);
		tuple = find_settings(settings, root);
		if (HeapTupleIsValid(tuple))
			break;
	}
	if (HeapTupleIsValid(tuple))
	{
		MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
													  "newsprint watched table",
													  ALLOCSET_SMALL_SIZES);
		MemoryContext old = MemoryContextSwitchTo(context);
		Watched		loaded = {.relid = root, .context = context};
		Watched    *watched;
		bool		found;

		/* an error on the way leaves the cache as it was */
		load_settings(&loaded, tuple, RelationGetDescr(settings), function);
		loaded.valid = invalidations == before;
		MemoryContextSwitchTo(old);
		watched = hash_search(watched_tables, &root, HASH_ENTER, &found);
		if (found && watched->context != NULL)
			MemoryContextSetParent(watched->context, TopTransactionContext);
		MemoryContextSetParent(context, CacheMemoryContext);
		*watched = loaded;
	}
	else
		root = InvalidOid;
	table_close(settings, AccessShareLock);
	return root;
}

Watched *
np_watched(Oid relid, Oid function)
{
	Root	   *known;
	Watched    *watched = NULL;
	Oid			root;

	if (watched_tables == NULL)
		create_caches();
	known = hash_search(roots, &relid, HASH_FIND, NULL);
	if (known != NULL)
		watched = hash_search(watched_tables, &known->root, HASH_FIND, NULL);
	/* a detached partition is no part of it any more */
	if (watched != NULL && watched->valid &&
		(watched->relid == relid || np_find_target(watched, relid) != NULL))
		return watched;

	root = load_watched(relid, function);
	if (!OidIsValid(root))
	{
		hash_search(roots, &relid, HASH_REMOVE, NULL);
		return NULL;
	}
	known = hash_search(roots, &relid, HASH_ENTER, NULL);
	known->root = root;
	return hash_search(watched_tables, &root, HASH_FIND, NULL);
}
