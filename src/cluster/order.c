/*-------------------------------------------------------------------------
 *
 * order.c
 *	  The articles in order, the best first, if several processes have read them.
 *
 * As ORDER BY does it: by the column that tells which is best, nulls last, and
 * then by key, with the operators of their types.  Each process sorts what it
 * has read, which often is in order as it is, and the leader merges that.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/order.h"

#include "catalog/pg_proc.h"
#include "lib/binaryheap.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/sortsupport.h"
#include "utils/typcache.h"

/* How articles are compared */
typedef struct Comparison
{
	bool		by_best;
	SortSupportData best;
	SortSupportData key;
} Comparison;

/* By what an article is compared */
typedef struct Entry
{
	ArticleBest best;
	Datum		key;
	uint32		number;
} Entry;

/* The next article of each process */
typedef struct Merge
{
	Comparison	comparison;
	Entry	   *heads;
} Merge;

static Oid
ordering_operator(Oid type, bool descending)
{
	TypeCacheEntry *entry = lookup_type_cache(type, TYPECACHE_LT_OPR | TYPECACHE_GT_OPR);

	return descending ? entry->gt_opr : entry->lt_opr;
}

/* Does the type have an order, which workers may find out? */
static bool
has_order(Oid type)
{
	TypeCacheEntry *entry = lookup_type_cache(type, TYPECACHE_CMP_PROC);

	return OidIsValid(entry->cmp_proc) &&
		func_parallel(entry->cmp_proc) == PROPARALLEL_SAFE;
}

bool
np_order_is_known(const Articles *articles)
{
	return has_order(articles->key_type) &&
		(!articles->by_best || (articles->best_byval && has_order(articles->best_type)));
}

static void
prepare(SortSupport sort, Oid type, Oid collation, bool descending)
{
	memset(sort, 0, sizeof(*sort));
	sort->ssup_cxt = CurrentMemoryContext;
	sort->ssup_collation = collation;
	sort->ssup_nulls_first = false;
	PrepareSortSupportFromOrderingOp(ordering_operator(type, descending), sort);
}

static void
prepare_comparison(const Articles *articles, Comparison *comparison)
{
	comparison->by_best = articles->by_best;
	if (articles->by_best)
		prepare(&comparison->best, articles->best_type, articles->best_collation,
				articles->descending);
	prepare(&comparison->key, articles->key_type, articles->key_collation, false);
}

static void
make_entry(const Articles *articles, uint64 number, Entry *entry)
{
	if (articles->by_best)
		entry->best = *np_articles_best(articles, number);
	entry->key = np_articles_peek_key(articles, number);
	entry->number = (uint32) number;
}

static int
compare_entries(const Entry *a, const Entry *b, Comparison *comparison)
{
	int			result = 0;

	if (comparison->by_best)
		result = ApplySortComparator(a->best.value, a->best.isnull, b->best.value,
									 b->best.isnull, &comparison->best);
	if (result == 0)
		result = ApplySortComparator(a->key, false, b->key, false, &comparison->key);
	return result;
}

static int
compare_for_sort(const void *a, const void *b, void *comparison)
{
	CHECK_FOR_INTERRUPTS();
	return compare_entries(a, b, comparison);
}

uint32 *
np_order_sort(const Articles *articles)
{
	uint32	   *order = palloc_extended(sizeof(uint32) * articles->count, MCXT_ALLOC_HUGE);
	Entry	   *entries = palloc_extended(sizeof(Entry) * articles->count, MCXT_ALLOC_HUGE);
	Comparison	comparison;

	prepare_comparison(articles, &comparison);
	for (uint64 i = 0; i < articles->count; i++)
		make_entry(articles, i, &entries[i]);
	qsort_arg(entries, articles->count, sizeof(Entry), compare_for_sort, &comparison);
	for (uint64 i = 0; i < articles->count; i++)
		order[i] = entries[i].number;
	pfree(entries);
	return order;
}

/* The heap has the greatest on top. */
static int
compare_for_merge(Datum a, Datum b, void *state)
{
	Merge	   *merge = state;

	return compare_entries(&merge->heads[DatumGetInt32(b)], &merge->heads[DatumGetInt32(a)],
						   &merge->comparison);
}

uint32 *
np_order_merge(const Articles *articles, const uint32 *numbers, const uint64 *counts,
			   int processes)
{
	uint32	   *order = palloc_extended(sizeof(uint32) * articles->count, MCXT_ALLOC_HUGE);
	const uint32 **next = palloc(sizeof(*next) * processes);
	const uint32 **end = palloc(sizeof(*end) * processes);
	Merge		merge;
	binaryheap *heap = binaryheap_allocate(processes, compare_for_merge, &merge);

	prepare_comparison(articles, &merge.comparison);
	merge.heads = palloc(sizeof(Entry) * processes);
	for (int i = 0; i < processes; i++)
	{
		next[i] = numbers;
		end[i] = numbers += counts[i];
		if (next[i] == end[i])
			continue;
		make_entry(articles, *next[i]++, &merge.heads[i]);
		binaryheap_add_unordered(heap, Int32GetDatum(i));
	}
	binaryheap_build(heap);
	for (uint64 rank = 0; rank < articles->count; rank++)
	{
		int			i = DatumGetInt32(binaryheap_first(heap));

		CHECK_FOR_INTERRUPTS();
		order[rank] = merge.heads[i].number;
		if (next[i] == end[i])
			binaryheap_remove_first(heap);
		else
		{
			make_entry(articles, *next[i]++, &merge.heads[i]);
			binaryheap_replace_first(heap, Int32GetDatum(i));
		}
	}
	binaryheap_free(heap);
	return order;
}
