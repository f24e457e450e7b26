/*
 * fuzz_canon.c
 *	  The search among canonical articles against its definition.
 *
 * The first bytes choose the options, the others are articles: group, time
 * and lanes, all of a few values only, so that much is alike.  Each is looked
 * for, and then taken in; when no more fit, all are forgotten.
 */
#include <string.h>

#include "cluster/canon.h"
#include "fuzz.h"
#include "minhash/sketch.h"

#define HEADER		7
#define MAX_FOUND	4

/* All that were taken in, the id of each being its place */
typedef struct Taken
{
	const NpArticle *articles;
	uint64_t first;				/* after the last time that all were forgotten */
	uint64_t count;
} Taken;

static void
choose_options(NpCanonOptions *options, const uint8_t *data)
{
	memset(options, 0, sizeof(*options));
	options->nlanes = NP_LANES_STEP * (1 + data[0] % 2);
	options->rows = 1 + data[1] % 5;
	options->bands = 1 + data[2] % (options->nlanes / options->rows);
	options->least_equal = 1 + data[3] % options->nlanes;
	options->horizon = data[4] % 5 - 1;
	options->memory = data[5] * (size_t) 256;
	options->articles = 1 + data[6];
}

static bool
share_band(const NpArticle *a, const NpArticle *b, const NpCanonOptions *options)
{
	for (int band = 0; band < options->bands; band++)
		if (memcmp(a->lanes + band * options->rows, b->lanes + band * options->rows,
				   options->rows) == 0)
			return true;
	return false;
}

static int
count_equal(const NpArticle *a, const NpArticle *b, int nlanes)
{
	int equal = 0;

	for (int i = 0; i < nlanes; i++)
		equal += a->lanes[i] == b->lanes[i];
	return equal;
}

/* The most alike first, of equally alike ones the earliest: by trying every number of lanes. */
static int
find_by_definition(const Taken *taken, const NpArticle *article, const NpCanonOptions *options,
	NpCanonMatch *matches)
{
	int found = 0;

	for (int equal = options->nlanes; equal >= options->least_equal; equal--)
		for (uint64_t id = taken->first; id < taken->count && found < MAX_FOUND; id++)
		{
			const NpArticle *other = &taken->articles[id];
			int64_t distance = other->time - article->time;

			if (count_equal(article, other, options->nlanes) != equal ||
				other->group != article->group || !share_band(article, other, options) ||
				(options->horizon >= 0 && llabs(distance) > options->horizon))
				continue;
			matches[found].id = id;
			matches[found++].equal = equal;
		}
	return found;
}

static void
check_found(NpCanon *canon, const Taken *taken, const NpArticle *article,
	const NpCanonOptions *options)
{
	NpCanonMatch found[MAX_FOUND];
	NpCanonMatch expected[MAX_FOUND];
	int n = np_canon_find(canon, article, found, MAX_FOUND);

	MUST(n == find_by_definition(taken, article, options, expected));
	for (int i = 0; i < n; i++)
		MUST(found[i].id == expected[i].id && found[i].equal == expected[i].equal);
}

static void
check_all(const NpArticle *articles, uint64_t n, const NpCanonOptions *options)
{
	NpCanon *canon = np_canon_create(options);
	Taken taken = {articles, 0, 0};

	for (uint64_t i = 0; i < n; i++)
	{
		check_found(canon, &taken, &articles[i], options);
		if (!np_canon_add(canon, &articles[i], i))
		{
			MUST(taken.count > taken.first);
			np_canon_reset(canon);
			taken.first = i;
			MUST(np_canon_add(canon, &articles[i], i));
		}
		taken.count = i + 1;
	}
	np_canon_free(canon);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	NpCanonOptions options;
	NpArticle *articles;
	uint8_t *lanes;
	size_t width;
	size_t n;

	if (size < HEADER)
		return 0;
	choose_options(&options, data);
	data += HEADER;
	width = 2 + options.nlanes;
	n = (size - HEADER) / width;

	articles = malloc((n + 1) * sizeof(*articles));
	lanes = malloc(n * options.nlanes + 1);
	for (size_t i = 0; i < n; i++)
	{
		articles[i].group = data[i * width] % 2;
		articles[i].time = data[i * width + 1] % 4;
		articles[i].lanes = lanes + i * options.nlanes;
		for (int lane = 0; lane < options.nlanes; lane++)
			lanes[i * options.nlanes + lane] = data[i * width + 2 + lane] % 3;
	}
	check_all(articles, n, &options);
	free(articles);
	free(lanes);
	return 0;
}
