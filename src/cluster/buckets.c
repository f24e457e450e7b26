/*-------------------------------------------------------------------------
 *
 * buckets.c
 *	  The articles that share a band with another, bucket by bucket.
 *
 * The lanes of the band are sorted together with the article's number, both
 * in 64 bits, so that articles which share the band stand side by side.  Most
 * articles share it with no other, and are dropped at once.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/buckets.h"

#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/tuplesort.h"

#include "cluster/sortkeys.h"
#include "compat.h"
#include "radix.h"

/* Bands whose keys are made at a time, if they are made here */
#define KEY_BANDS		8

/* So many entries ahead an article's sieve is asked for. */
#define AHEAD	16

struct Buckets
{
	Articles   *articles;
	int			rows;
	int			key_lanes;		/* of each band that are in its key */
	int			sort_memory;	/* kilobytes */
	int			number_bits;	/* of an entry; the key is above them */
	uint64		seen;

	/* held articles */
	const uint32 *keys;			/* of these bands, for each of them those of all articles */
	int			keys_from;
	int			keys_to;
	uint32	   *own_keys;		/* NULL if they were given */
	uint64	   *arrays[2];
	uint64	   *entries;		/* one of the arrays */
	uint64		nentries;
	uint32	   *entries_last;	/* of each, before this band; in the other array; NULL: unknown */
	uint32	   *last;			/* bucket that each article was in, or NP_NO_BUCKET */
	uint32		nbuckets;		/* since these were emptied */

	/* others */
	Tuplesortstate *sort;
	uint64		waiting;		/* the first entry of the next bucket */
	bool		waits;
	uint64	   *bucket;
	uint64		bucket_room;
};

static uint64
entry_key(const Buckets *buckets, uint64 entry)
{
	return entry >> buckets->number_bits;
}

static uint64
entry_number(const Buckets *buckets, uint64 entry)
{
	return entry & ((UINT64CONST(1) << buckets->number_bits) - 1);
}

static inline uint64
make_entry(const Buckets *buckets, uint32 key, uint64 number)
{
	return (uint64) key << buckets->number_bits | number;
}

Size
np_buckets_size(uint64 articles, bool have_keys)
{
	return articles * (lengthof(((Buckets *) NULL)->arrays) * sizeof(uint64) +
					   (have_keys ? 1 : 1 + KEY_BANDS) * sizeof(uint32));
}

Buckets *
np_buckets_begin(Articles *articles, int rows, const uint32 *keys, int sort_memory)
{
	Buckets    *buckets = palloc0(sizeof(Buckets));

	buckets->articles = articles;
	buckets->rows = rows;
	buckets->sort_memory = sort_memory;
	buckets->key_lanes = np_key_lanes(rows);
	buckets->number_bits = 1;
	while (buckets->number_bits < 63 && (articles->numbers - 1) >> buckets->number_bits != 0)
		buckets->number_bits++;
	if (np_articles_are_held(articles))
	{
		buckets->keys = keys;
		if (keys != NULL)
			buckets->keys_to = articles->nlanes / rows;
		else
			buckets->own_keys = palloc_extended(np_sort_keys_size(articles->numbers, KEY_BANDS),
												MCXT_ALLOC_HUGE);
		for (int i = 0; i < lengthof(buckets->arrays); i++)
			buckets->arrays[i] = palloc_extended(sizeof(uint64) * articles->count,
												 MCXT_ALLOC_HUGE);
		buckets->last = palloc_extended(sizeof(uint32) * articles->numbers,
										MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	}
	else
	{
		buckets->bucket_room = 1024;
		buckets->bucket = palloc(sizeof(uint64) * buckets->bucket_room);
	}
	return buckets;
}

static void
end_sort(Buckets *buckets)
{
	if (buckets->sort != NULL)
		tuplesort_end(buckets->sort);
	buckets->sort = NULL;
}

void
np_buckets_end(Buckets *buckets)
{
	end_sort(buckets);
	for (int i = 0; i < lengthof(buckets->arrays); i++)
		if (buckets->arrays[i] != NULL)
			pfree(buckets->arrays[i]);
	if (buckets->own_keys != NULL)
		pfree(buckets->own_keys);
	if (buckets->last != NULL)
		pfree(buckets->last);
	if (buckets->bucket != NULL)
		pfree(buckets->bucket);
	pfree(buckets);
}

/* Keep the entries that have the key of a neighbour; returns how many. */
static uint64
drop_lone_entries(const Buckets *buckets, uint64 *entries, uint64 n)
{
	uint64		kept = 0;
	bool		like_last = false;

	for (uint64 i = 0; i < n; i++)
	{
		uint64		entry = entries[i];
		bool		like_next = i + 1 < n &&
			entry_key(buckets, entry) == entry_key(buckets, entries[i + 1]);

		entries[kept] = entry;
		kept += like_last || like_next;
		like_last = like_next;
	}
	return kept;
}

/* How many entries from the first on have its key */
static uint64
bucket_size(const Buckets *buckets, const uint64 *entries, uint64 n)
{
	uint64		key = entry_key(buckets, entries[0]);
	uint64		size = 1;

	while (size < n && entry_key(buckets, entries[size]) == key)
		size++;
	return size;
}

/* Was the last bucket that they were in, in an earlier band, the same for all of them? */
static bool
have_met(const Buckets *buckets, const uint64 *bucket, uint64 size)
{
	uint32		last = buckets->last[entry_number(buckets, bucket[0])];

	if (last == NP_NO_BUCKET)
		return false;
	for (uint64 i = 1; i < size; i++)
		if (buckets->last[entry_number(buckets, bucket[i])] != last)
			return false;
	return true;
}

static uint32
next_bucket_number(Buckets *buckets)
{
	if (++buckets->nbuckets == PG_UINT32_MAX)
	{
		memset(buckets->last, NP_NO_BUCKET, sizeof(uint32) * buckets->articles->numbers);
		buckets->nbuckets = 1;
	}
	return buckets->nbuckets;
}

/*
 * Keep the buckets with articles that have not all met in an earlier one;
 * returns how many entries.  Copies share half of their bands, and looking at
 * both again, in memory far apart, is what would take the time.
 */
static uint64
drop_known_buckets(Buckets *buckets, uint64 *entries, uint64 n)
{
	uint64		kept = 0;
	uint64		size;

	for (uint64 from = 0; from < n; from += size)
	{
		size = bucket_size(buckets, entries + from, n - from);
		if (!have_met(buckets, entries + from, size))
		{
			uint32		number = next_bucket_number(buckets);

			for (uint64 i = from; i < from + size; i++)
			{
				uint32	   *last = &buckets->last[entry_number(buckets, entries[i])];

				buckets->entries_last[kept] = *last;
				*last = number;
				entries[kept++] = entries[i];
			}
		}
	}
	return kept;
}

/* The keys of that band, for which those of some bands are made at a time if they were not given */
static const uint32 *
band_keys(Buckets *buckets, int band)
{
	Articles   *articles = buckets->articles;

	if (band < buckets->keys_from || band >= buckets->keys_to)
	{
		buckets->keys = buckets->own_keys;
		buckets->keys_from = band;
		buckets->keys_to = Min(band + KEY_BANDS, articles->nlanes / buckets->rows);
		np_sort_keys_make(buckets->own_keys, articles, buckets->rows, band, buckets->keys_to, 0,
					 articles->numbers);
	}
	return buckets->keys + (band - buckets->keys_from) * articles->numbers;
}

static void
sort_in_memory(Buckets *buckets, int band)
{
	Articles   *articles = buckets->articles;
	uint64	   *entries = buckets->arrays[0];
	const uint32 *keys = band_keys(buckets, band);
	uint64		count = 0;

	for (int n = 0; n < articles->nchunks; n++)
	{
		uint64		from = (uint64) n << articles->chunk_bits;

		for (uint64 number = from; number < from + articles->chunks[n].count; number++)
			entries[count++] = make_entry(buckets, keys[number], number);
	}
	buckets->entries = np_radix_sort(entries, buckets->arrays[1], count, buckets->number_bits,
									 buckets->key_lanes);
	buckets->nentries = drop_lone_entries(buckets, buckets->entries, count);
	buckets->entries_last = NULL;
	if (buckets->key_lanes < buckets->rows)
		return;
	buckets->entries_last = (uint32 *) buckets->arrays[buckets->entries == buckets->arrays[0]];
	buckets->nentries = drop_known_buckets(buckets, buckets->entries, buckets->nentries);
}

static void
sort_by_server(Buckets *buckets, int band)
{
	Articles   *articles = buckets->articles;
	uint8	   *lanes = palloc(articles->nlanes);

	end_sort(buckets);
	buckets->waits = false;
	buckets->sort = tuplesort_begin_datum(INT8OID, Int8LessOperator, InvalidOid, false,
										  buckets->sort_memory, NULL, NP_TUPLESORT_NONE);
	for (uint64 number = 0; number < articles->count; number++)
	{
		NpArticle	article;
		uint32		key;
		uint64		entry;

		CHECK_FOR_INTERRUPTS();
		np_articles_fetch(articles, number, &article, lanes);
		key = np_sort_key(article.lanes + band * buckets->rows, buckets->key_lanes, article.group);
		entry = make_entry(buckets, key, number);
		tuplesort_putdatum(buckets->sort, Int64GetDatum((int64) entry), false);
	}
	tuplesort_performsort(buckets->sort);
	pfree(lanes);
}

void
np_buckets_sort(Buckets *buckets, int band)
{
	buckets->seen = 0;
	if (np_articles_are_held(buckets->articles))
		sort_in_memory(buckets, band);
	else
		sort_by_server(buckets, band);
}

static uint64
next_in_memory(Buckets *buckets, Bucket *bucket)
{
	uint64	   *entries = buckets->entries + buckets->seen;
	uint64		left = buckets->nentries - buckets->seen;
	uint64		key;
	uint64		count = 0;

	if (left == 0)
		return 0;
	key = entry_key(buckets, entries[0]);
	while (count < left && entry_key(buckets, entries[count]) == key)
	{
		if (count + AHEAD < left)
			np_prefetch(np_article_sieve(buckets->articles,
										 entry_number(buckets, entries[count + AHEAD])), 1);
		entries[count] = entry_number(buckets, entries[count]);
		count++;
	}
	bucket->numbers = entries;
	bucket->last = buckets->entries_last == NULL ? NULL : buckets->entries_last + buckets->seen;
	buckets->seen += count;
	return count;
}

/* The next sorted entry, if there is one */
static bool
get_entry(Buckets *buckets, uint64 *entry)
{
	Datum		value;
	bool		isnull;

	if (!np_tuplesort_getdatum(buckets->sort, &value, &isnull))
		return false;
	*entry = (uint64) DatumGetInt64(value);
	buckets->seen++;
	return true;
}

static uint64
next_by_server(Buckets *buckets, Bucket *bucket)
{
	uint64		key = 0;
	uint64		count = 0;

	while (buckets->waits || get_entry(buckets, &buckets->waiting))
	{
		CHECK_FOR_INTERRUPTS();
		buckets->waits = true;
		if (count > 0 && entry_key(buckets, buckets->waiting) != key)
		{
			if (count > 1)
				break;
			count = 0;
		}
		key = entry_key(buckets, buckets->waiting);
		if (count == buckets->bucket_room)
		{
			buckets->bucket_room *= 2;
			buckets->bucket = repalloc_huge(buckets->bucket,
											sizeof(uint64) * buckets->bucket_room);
		}
		buckets->bucket[count++] = entry_number(buckets, buckets->waiting);
		buckets->waits = false;
	}
	bucket->numbers = buckets->bucket;
	bucket->last = NULL;
	return count > 1 ? count : 0;
}

bool
np_buckets_next(Buckets *buckets, Bucket *bucket)
{
	if (np_articles_are_held(buckets->articles))
		bucket->size = next_in_memory(buckets, bucket);
	else
		bucket->size = next_by_server(buckets, bucket);
	return bucket->size > 0;
}

uint64
np_buckets_seen(const Buckets *buckets)
{
	return buckets->seen;
}
