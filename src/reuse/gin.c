/*-------------------------------------------------------------------------
 *
 * gin.c
 *	  gin_fingerprint_ops: fingerprints in a GIN index.
 *
 * A row's entries are its hashes, cut to a number of bits that the options
 * give.  Whole hashes would nearly all be entries of their own, and an entry
 * costs some thirty bytes where one more row in an existing entry costs one
 * or two; cut to 18 bits the index is an eighth of the size and a lookup
 * still meets few strangers.  The operator decides in the end (recheck).
 *
 * Before any row is fetched the entries that it shares with the query are
 * counted.  Their number is an upper bound of the hashes in common, so rows
 * are only left out that cannot reach the threshold: the index gives the
 * rows that a sequential scan gives.
 *
 * GIN asks which entries it can do without (triconsistent) and then walks
 * the lists of the rarest ones only, skipping along the others.  So a phrase
 * that stands in every row costs nothing, unless it makes up so much of the
 * query that every row is an answer.
 *
 * To find rows that stand in the query (<%), how many hashes a row has must
 * be known too.  Each row has one more entry for that, its size to half a
 * power of two.
 *
 *-------------------------------------------------------------------------
 */
#include "reuse/fingerprint.h"

#include <math.h>

#include "access/gin.h"
#include "access/reloptions.h"
#include "access/stratnum.h"
#include "miscadmin.h"

#include "compat.h"

/* Options of the operator class as the index stores them */
typedef struct FingerprintOptions
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int			bits;
} FingerprintOptions;

#define DEFAULT_BITS	18
#define MIN_BITS		8
#define MAX_BITS		30		/* entries of hashes are positive, those of sizes negative */

/* Sizes in steps of half a power of two, up to 2^31 */
#define SIZE_CLASSES	63

/* What a query's entries say about a row; handed to the consistent functions. */
typedef struct QueryEntries
{
	bool		contained;		/* <%: the row in the query; otherwise the query in the row */
	double		threshold;
	int32		nhashes;		/* of the query */
	int32		nkeys;			/* entries of hashes, which come first; then those of sizes */
	int32	   *sizes;			/* by size entry: the least size */
	int32		ncrowded;		/* entries that hold more than one of the query's hashes */
	int32	   *crowded;		/* which they are */
	int32	   *surplus;		/* and how many more than one */
} QueryEntries;

PG_FUNCTION_INFO_V1(gin_fingerprint_options);
Datum
gin_fingerprint_options(PG_FUNCTION_ARGS)
{
	local_relopts *relopts = (local_relopts *) PG_GETARG_POINTER(0);

	init_local_reloptions(relopts, sizeof(FingerprintOptions));
	add_local_int_reloption(relopts, "bits", "bits of a hash that the index keeps",
							DEFAULT_BITS, MIN_BITS, MAX_BITS,
							offsetof(FingerprintOptions, bits));
	PG_RETURN_VOID();
}

static int
get_bits(FunctionCallInfo fcinfo)
{
	if (PG_HAS_OPCLASS_OPTIONS())
		return ((FingerprintOptions *) PG_GET_OPCLASS_OPTIONS())->bits;
	return DEFAULT_BITS;
}

static int32
hash_entry(uint32 hash, int bits)
{
	return (int32) (hash >> (32 - bits));
}

/* The fewest hashes of a size class: the root of 2 to its power */
static int32
least_size(int class)
{
	return (int32) ceil(pow(2.0, class / 2.0));
}

static int
size_class(int32 nhashes)
{
	int			class = 0;

	while (class + 1 < SIZE_CLASSES && least_size(class + 1) <= nhashes)
		class++;
	return class;
}

static int32
size_entry(int class)
{
	return -1 - class;
}

PG_FUNCTION_INFO_V1(gin_extract_value_fingerprint);
Datum
gin_extract_value_fingerprint(PG_FUNCTION_ARGS)
{
	Fingerprint *f = PG_GETARG_FINGERPRINT_P(0);
	int32	   *nentries = (int32 *) PG_GETARG_POINTER(1);
	int			bits = get_bits(fcinfo);
	int32		nhashes = FINGERPRINT_HASHES(f);
	Datum	   *entries;

	*nentries = 0;
	if (nhashes == 0)
		PG_RETURN_POINTER(NULL);

	entries = palloc(sizeof(Datum) * ((Size) nhashes + 1));
	for (int32 i = 0; i < nhashes; i++)
	{
		int32		entry = hash_entry(f->hashes[i], bits);

		/* the hashes rise, and so do the entries */
		if (*nentries == 0 || entry != DatumGetInt32(entries[*nentries - 1]))
			entries[(*nentries)++] = Int32GetDatum(entry);
	}
	entries[(*nentries)++] = Int32GetDatum(size_entry(size_class(nhashes)));
	PG_RETURN_POINTER(entries);
}

/* Can a row of at least so many hashes reach the threshold with so many in common? */
static bool
can_reach(const QueryEntries *query, double common, double size)
{
	double		whole = query->contained ? size : query->nhashes;

	return common > 0 && common / whole >= query->threshold;
}

/* One more hash of the query falls into an entry. */
static void
add_surplus(QueryEntries *query, int32 entry)
{
	int32		n = query->ncrowded;

	if (n == 0 || query->crowded[n - 1] != entry)
	{
		query->crowded[n] = entry;
		query->surplus[n] = 0;
		query->ncrowded++;
	}
	query->surplus[query->ncrowded - 1]++;
}

PG_FUNCTION_INFO_V1(gin_extract_query_fingerprint);
Datum
gin_extract_query_fingerprint(PG_FUNCTION_ARGS)
{
	int32	   *nentries = (int32 *) PG_GETARG_POINTER(1);
	StrategyNumber strategy = PG_GETARG_UINT16(2);
	/* bool   **pmatch = (bool **) PG_GETARG_POINTER(3); */
	Pointer   **extra_data = (Pointer **) PG_GETARG_POINTER(4);
	/* bool   **nullFlags = (bool **) PG_GETARG_POINTER(5); */
	/* int32   *searchMode = (int32 *) PG_GETARG_POINTER(6); */
	int			bits = get_bits(fcinfo);
	QueryEntries *query = palloc0(sizeof(QueryEntries));
	const Fingerprint *f;
	Datum	   *entries;

	switch (strategy)
	{
		case FingerprintContainsStrategy:
		case FingerprintContainedStrategy:
			f = PG_GETARG_FINGERPRINT_P(0);
			query->threshold = newsprint_containment_threshold;
			break;
		case FingerprintContainsQueryStrategy:
		case FingerprintContainedQueryStrategy:
			{
				FingerprintQuery *argument = PG_GETARG_FINGERPRINT_QUERY_P(0);

				f = &argument->fp;
				query->threshold = argument->threshold;
				break;
			}
		default:
			elog(ERROR, "unrecognized strategy number: %d", strategy);
	}
	query->contained = strategy == FingerprintContainedStrategy ||
		strategy == FingerprintContainedQueryStrategy;
	query->nhashes = FINGERPRINT_HASHES(f);

	*nentries = 0;
	if (query->nhashes == 0)
		PG_RETURN_POINTER(NULL);	/* no entry, no row */

	entries = palloc(sizeof(Datum) * ((Size) query->nhashes + SIZE_CLASSES));
	query->crowded = palloc(sizeof(int32) * (Size) query->nhashes);
	query->surplus = palloc(sizeof(int32) * (Size) query->nhashes);
	for (int32 i = 0; i < query->nhashes; i++)
	{
		int32		entry = hash_entry(f->hashes[i], bits);

		if (*nentries == 0 || entry != DatumGetInt32(entries[*nentries - 1]))
			entries[(*nentries)++] = Int32GetDatum(entry);
		else
			add_surplus(query, *nentries - 1);
	}
	query->nkeys = *nentries;

	/* rows so large that the whole query could not fill the threshold are left out */
	query->sizes = palloc(sizeof(int32) * SIZE_CLASSES);
	for (int class = 0; query->contained && class < SIZE_CLASSES; class++)
	{
		query->sizes[class] = least_size(class);
		if (!can_reach(query, query->nhashes, query->sizes[class]))
			break;
		entries[(*nentries)++] = Int32GetDatum(size_entry(class));
	}

	/* the consistent functions look only at the first one */
	*extra_data = palloc0(sizeof(Pointer) * *nentries);
	(*extra_data)[0] = (Pointer) query;
	PG_RETURN_POINTER(entries);
}

/*
 * How many entries are there or may be there: GIN_TRUE is 1, GIN_MAYBE is 2.
 * GIN asks once for every row that shares an entry, so eight are counted at
 * a time.
 */
static int32
count_possible(const GinTernaryValue *check, int32 n)
{
	const uint64 ones = UINT64CONST(0x0101010101010101);
	int32		count = 0;
	int32		i = 0;

	for (; i + (int32) sizeof(uint64) <= n; i += sizeof(uint64))
	{
		uint64		eight;

		memcpy(&eight, check + i, sizeof(uint64));
		/* at most eight bytes of one: their sum is in the upper byte of the product */
		count += (int32) ((((eight | eight >> 1) & ones) * ones) >> 56);
	}
	for (; i < n; i++)
		count += check[i] != GIN_FALSE;
	return count;
}

/*
 * Can a row with these entries be an answer?  What is not known counts as
 * there.  GIN asks this also for every entry of a long query before it
 * begins, hence the check for interrupts.
 */
static bool
may_match(const QueryEntries *query, const GinTernaryValue *check, int32 nentries)
{
	int64		common = count_possible(check, query->nkeys);

	CHECK_FOR_INTERRUPTS();
	for (int32 i = 0; i < query->ncrowded; i++)
		common += check[query->crowded[i]] != GIN_FALSE ? query->surplus[i] : 0;
	if (!query->contained)
		return can_reach(query, common, 0);

	/* the smallest size that the row may have */
	for (int32 i = query->nkeys; i < nentries; i++)
		if (check[i] != GIN_FALSE)
			return can_reach(query, common, query->sizes[i - query->nkeys]);
	return false;
}

PG_FUNCTION_INFO_V1(gin_fingerprint_consistent);
Datum
gin_fingerprint_consistent(PG_FUNCTION_ARGS)
{
	bool	   *check = (bool *) PG_GETARG_POINTER(0);
	int32		nentries = PG_GETARG_INT32(3);
	Pointer    *extra_data = (Pointer *) PG_GETARG_POINTER(4);
	bool	   *recheck = (bool *) PG_GETARG_POINTER(5);

	/* entries in common are an upper bound of hashes in common */
	*recheck = true;
	StaticAssertStmt(sizeof(GinTernaryValue) == sizeof(bool) && GIN_FALSE == false,
					 "a bool is a ternary value");
	PG_RETURN_BOOL(may_match((QueryEntries *) extra_data[0], (GinTernaryValue *) check,
							 nentries));
}

PG_FUNCTION_INFO_V1(gin_fingerprint_triconsistent);
Datum
gin_fingerprint_triconsistent(PG_FUNCTION_ARGS)
{
	GinTernaryValue *check = (GinTernaryValue *) PG_GETARG_POINTER(0);
	int32		nentries = PG_GETARG_INT32(3);
	Pointer    *extra_data = (Pointer *) PG_GETARG_POINTER(4);

	if (may_match((QueryEntries *) extra_data[0], check, nentries))
		PG_RETURN_GIN_TERNARY_VALUE(GIN_MAYBE);
	PG_RETURN_GIN_TERNARY_VALUE(GIN_FALSE);
}
