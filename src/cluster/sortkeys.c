/*-------------------------------------------------------------------------
 *
 * sortkeys.c
 *	  The keys by which articles are sorted, for each band.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/sortkeys.h"

#include "miscadmin.h"

/*
 * Articles that are done at a time, band by band: their lanes are in a cache
 * then, and keys are written in order.  They are in one chunk.
 */
#define STEP	256

Size
np_sort_keys_size(uint64 numbers, int bands)
{
	return numbers * bands * sizeof(uint32);
}

/* How many articles there are from that number on, of the next step */
static uint64
count_step(const Articles *articles, uint64 from, uint64 to)
{
	uint64		end = Min(np_article_chunk_end(articles, from), Min(from + STEP, to));

	CHECK_FOR_INTERRUPTS();
	return end > from ? end - from : 0;
}

void
np_sort_keys_make(uint32 *keys, const Articles *articles, int rows, int from_band,
				  int to_band, uint64 from, uint64 to)
{
	int			key_lanes = np_key_lanes(rows);

	for (; from < to; from += STEP)
	{
		uint64		count = count_step(articles, from, to);
		const uint8 *lanes = np_article_lanes(articles, from);
		const ArticleLimits *limits = np_article_limits(articles, from);

		for (int band = from_band; band < to_band; band++)
		{
			uint32	   *to_keys = keys + (band - from_band) * articles->numbers + from;

			for (uint64 i = 0; i < count; i++)
				to_keys[i] = np_sort_key(lanes + i * articles->nlanes + band * rows, key_lanes,
										 articles->limited ? limits[i].group : 0);
		}
	}
}
