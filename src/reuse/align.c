/*-------------------------------------------------------------------------
 *
 * align.c
 *	  Which words of two texts stand for each other.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "host.h"
#include "reuse/align.h"

#define NOWHERE			UINT32_MAX

/* A gap with more words on both sides is not aligned any further. */
#define GAP_SHORT_SIDE	64

/* Nor is one with more words than this on its longer side. */
#define GAP_LONG_SIDE	512

/* A shingle and its first place in either text, plus one; 0 where a text lacks it. */
typedef struct Shingle
{
	uint64_t	key;
	uint32_t	a;
	uint32_t	b;
} Shingle;

typedef struct ShingleTable
{
	Shingle    *slots;
	uint32_t   *slot_a;			/* by place in the text: the slot of the shingle there */
	uint32_t   *slot_b;
	uint64_t	mask;
} ShingleTable;

/* Places at which a shingle begins; a text of fewer words is one shingle. */
static uint32_t
count_places(NpTextWords text)
{
	if (text.count == 0)
		return 0;
	return text.count < NP_ALIGN_SHINGLE ? 1 : text.count - NP_ALIGN_SHINGLE + 1;
}

static uint32_t
shingle_length(NpTextWords text)
{
	return text.count < NP_ALIGN_SHINGLE ? text.count : NP_ALIGN_SHINGLE;
}

/* Mix the word numbers of a shingle; a short text's shingle equals no longer one. */
static uint64_t
shingle_key(NpTextWords text, uint32_t place)
{
	uint32_t	length = shingle_length(text);
	uint64_t	key = length;

	for (uint32_t i = 0; i < length; i++)
	{
		key = (key ^ text.words[place + i].id) * UINT64_C(0x9E3779B97F4A7C15);
		key ^= key >> 32;
	}
	return key;
}

static void
init_table(ShingleTable *table, uint32_t places_a, uint32_t places_b)
{
	uint64_t	nslots = 64;

	while (nslots < 2 * ((uint64_t) places_a + places_b))
		nslots *= 2;
	table->mask = nslots - 1;
	table->slots = np_alloc_zero(nslots * sizeof(Shingle));
	table->slot_a = np_alloc(((size_t) places_a + 1) * sizeof(uint32_t));
	table->slot_b = np_alloc(((size_t) places_b + 1) * sizeof(uint32_t));
}

static void
free_table(ShingleTable *table)
{
	np_free(table->slots);
	np_free(table->slot_a);
	np_free(table->slot_b);
}

/* The slot of this shingle, or the free one where it belongs. */
static uint64_t
find_shingle(const ShingleTable *table, uint64_t key)
{
	uint64_t	slot = (key ^ key >> 17) & table->mask;
	const Shingle *s;

	for (s = &table->slots[slot]; s->a != 0 || s->b != 0; s = &table->slots[slot])
	{
		if (s->key == key)
			break;
		slot = (slot + 1) & table->mask;
	}
	return slot;
}

/* Enter every shingle of the first text; returns how many are distinct. */
static uint32_t
enter_first(ShingleTable *table, NpTextWords a)
{
	uint32_t	places = count_places(a);
	uint32_t	distinct = 0;

	for (uint32_t i = 0; i < places; i++)
	{
		uint64_t	key = shingle_key(a, i);
		uint64_t	slot = find_shingle(table, key);

		np_check_at(i);
		table->slot_a[i] = (uint32_t) slot;
		if (table->slots[slot].a != 0)
			continue;
		table->slots[slot].key = key;
		table->slots[slot].a = i + 1;
		distinct++;
	}
	return distinct;
}

/* The same for the second text; counts also the shingles that both have. */
static uint32_t
enter_second(ShingleTable *table, NpTextWords b, uint32_t *both)
{
	uint32_t	places = count_places(b);
	uint32_t	distinct = 0;

	for (uint32_t i = 0; i < places; i++)
	{
		uint64_t	key = shingle_key(b, i);
		uint64_t	slot = find_shingle(table, key);

		np_check_at(i);
		table->slot_b[i] = (uint32_t) slot;
		if (table->slots[slot].b != 0)
			continue;
		table->slots[slot].key = key;
		table->slots[slot].b = i + 1;
		distinct++;
		if (table->slots[slot].a != 0)
			(*both)++;
	}
	return distinct;
}

static bool *
mark_shared(const ShingleTable *table, const uint32_t *slots, NpTextWords text)
{
	uint32_t	places = count_places(text);
	uint32_t	length = shingle_length(text);
	bool	   *shared = np_alloc_zero((size_t) text.count + 1);

	for (uint32_t i = 0; i < places; i++)
	{
		const Shingle *s = &table->slots[slots[i]];

		np_check_at(i);
		if (s->a != 0 && s->b != 0)
			memset(shared + i, true, length);
	}
	return shared;
}

static bool
same_words(NpTextWords a, uint32_t i, NpTextWords b, uint32_t j, uint32_t length)
{
	for (uint32_t k = 0; k < length; k++)
	{
		if (a.words[i + k].id != b.words[j + k].id)
			return false;
	}
	return true;
}

/*
 * Runs of shingles that stand first in both texts and follow each other in
 * both.  Lengths are in shingles here.  Returns the number of runs, in
 * rising order of a.
 */
static uint32_t
collect_runs(const ShingleTable *table, NpTextWords a, NpTextWords b, NpRun *runs)
{
	uint32_t	places = count_places(a);
	uint32_t	length = shingle_length(a);
	uint32_t	nruns = 0;

	for (uint32_t i = 0; i < places; i++)
	{
		const Shingle *s = &table->slots[table->slot_a[i]];
		NpRun	   *last = nruns > 0 ? &runs[nruns - 1] : NULL;
		uint32_t	in_b = s->b - 1;

		np_check_at(i);
		if (s->a != i + 1 || s->b == 0 || !same_words(a, i, b, in_b, length))
			continue;
		if (last != NULL && last->a + last->length == i && last->b + last->length == in_b)
			last->length++;
		else
			runs[nruns++] = (NpRun) { i, in_b, 1 };
	}
	return nruns;
}

/* The best chain that ends at or before a place of the second text. */
typedef struct ChainEnd
{
	uint64_t	weight;
	uint32_t	run;			/* its last run */
} ChainEnd;

static ChainEnd
best_chain(const ChainEnd *tree, uint32_t place)
{
	ChainEnd	best = { 0, NOWHERE };

	for (; place > 0; place &= place - 1)
	{
		if (tree[place].weight > best.weight)
			best = tree[place];
	}
	return best;
}

static void
enter_chain(ChainEnd *tree, uint32_t size, uint32_t place, ChainEnd chain)
{
	for (; place <= size; place += place & -place)
	{
		if (chain.weight > tree[place].weight)
			tree[place] = chain;
	}
}

/*
 * Keep the heaviest chain of runs that rises in both texts.  A Fenwick tree
 * over the places of the second text holds the best chain for each end.
 * Returns the number of runs kept.
 */
static uint32_t
choose_chain(NpRun *runs, uint32_t nruns, uint32_t places_b)
{
	ChainEnd   *tree = np_alloc_zero(((size_t) places_b + 1) * sizeof(ChainEnd));
	uint32_t   *previous = np_alloc(((size_t) nruns + 1) * sizeof(uint32_t));
	uint32_t	kept = 0;
	uint32_t	at;

	for (uint32_t r = 0; r < nruns; r++)
	{
		ChainEnd	chain = best_chain(tree, runs[r].b);

		np_check_at(r);
		previous[r] = chain.run;
		chain.weight += runs[r].length;
		chain.run = r;
		enter_chain(tree, places_b, runs[r].b + runs[r].length, chain);
	}
	/* walk back, marking what is kept by a link to itself, then squeeze */
	at = best_chain(tree, places_b).run;
	for (uint32_t r = nruns; r-- > 0;)
	{
		if (r == at)
		{
			at = previous[r];
			previous[r] = r;
		}
		else
			previous[r] = NOWHERE;
	}
	for (uint32_t r = 0; r < nruns; r++)
	{
		if (previous[r] == r)
			runs[kept++] = runs[r];
	}
	np_free(previous);
	np_free(tree);
	return kept;
}

/* What lies between two runs. */
typedef struct Gap
{
	uint32_t	a;
	uint32_t	b;
	uint32_t	length_a;
	uint32_t	length_b;
} Gap;

typedef struct RunList
{
	NpRun	   *runs;
	uint32_t	count;
	uint32_t	capacity;
} RunList;

/* Append a run, joining it to the last one where they touch on one diagonal. */
static void
append_run(RunList *list, uint32_t a, uint32_t b, uint32_t length)
{
	NpRun	   *last = list->count > 0 ? &list->runs[list->count - 1] : NULL;

	if (length == 0)
		return;
	if (last != NULL && last->a + last->length == a && last->b + last->length == b)
	{
		last->length += length;
		return;
	}
	if (list->count == list->capacity)
	{
		list->capacity *= 2;
		list->runs = np_realloc(list->runs, list->capacity * sizeof(NpRun));
	}
	list->runs[list->count++] = (NpRun) { a, b, length };
}

/*
 * One step of the bit-parallel subsequence: a zero bit j in the row says
 * that the subsequence grows at word j of the shorter side.
 */
static uint64_t
lcs_step(uint64_t row, uint64_t matches)
{
	uint64_t	grown = row & matches;

	return (row + grown) | (row - grown);
}

static uint64_t
match_bits(const NpTextWord *words, uint32_t count, uint32_t id)
{
	uint64_t	bits = 0;

	for (uint32_t i = 0; i < count; i++)
		bits |= (uint64_t) (words[i].id == id) << i;
	return bits;
}

/*
 * Longest common subsequence of a gap.  Stores for each word of the longer
 * side the word of the shorter side that it matches, or NOWHERE; returns the
 * number of matches.
 */
static uint32_t
align_sides(const NpTextWord *shorter, uint32_t nshorter,
			const NpTextWord *longer, uint32_t nlonger, uint32_t *matched)
{
	uint64_t	rows[GAP_LONG_SIDE + 1];
	uint32_t	i = nlonger;
	uint32_t	j = nshorter;
	uint32_t	found = 0;

	rows[0] = ~UINT64_C(0);
	for (uint32_t k = 0; k < nlonger; k++)
	{
		rows[k + 1] = lcs_step(rows[k], match_bits(shorter, nshorter, longer[k].id));
		matched[k] = NOWHERE;
	}
	while (i > 0 && j > 0)
	{
		uint64_t	bit = UINT64_C(1) << (j - 1);

		if (rows[i] & bit)
			j--;
		else if (!(rows[i - 1] & bit))
			i--;
		else
		{
			matched[--i] = --j;
			found++;
		}
	}
	return found;
}

/* Align what lies between two runs, when it is short enough to be worth it. */
static void
fill_gap(RunList *list, NpTextWords a, NpTextWords b, Gap gap)
{
	bool		a_shorter = gap.length_a <= gap.length_b;
	uint32_t	nshorter = a_shorter ? gap.length_a : gap.length_b;
	uint32_t	nlonger = a_shorter ? gap.length_b : gap.length_a;
	const NpTextWord *words_a = a.words + gap.a;
	const NpTextWord *words_b = b.words + gap.b;
	uint32_t	matched[GAP_LONG_SIDE];
	uint32_t	found;

	if (nshorter == 0 || nshorter > GAP_SHORT_SIDE || nlonger > GAP_LONG_SIDE)
		return;
	found = align_sides(a_shorter ? words_a : words_b, nshorter,
						a_shorter ? words_b : words_a, nlonger, matched);
	/* stray function words in two unlike passages align nothing */
	if (found * 5 < nshorter * 2)
		return;
	for (uint32_t k = 0; k < nlonger; k++)
	{
		if (matched[k] == NOWHERE)
			continue;
		if (a_shorter)
			append_run(list, gap.a + matched[k], gap.b + k, 1);
		else
			append_run(list, gap.a + k, gap.b + matched[k], 1);
	}
}

/*
 * Turn the chain of shingle runs into runs of words: widen each to the words
 * of its last shingle, let it grow to both sides, align the gaps.
 */
static void
grow_runs(NpTextWords a, NpTextWords b, const NpRun *chain, uint32_t nchain, RunList *list)
{
	uint32_t	width = shingle_length(a) - 1;
	Gap			gap = { 0, 0, 0, 0 };

	for (uint32_t r = 0; r <= nchain; r++)
	{
		NpRun		run = { a.count, b.count, 0 };
		uint32_t	overlap = 0;

		np_check_at(r);
		if (r < nchain)
		{
			run = chain[r];
			run.length += width;
			/* runs on two diagonals may share the words of one shingle */
			if (gap.a > run.a)
				overlap = gap.a - run.a;
			if (gap.b > run.b && gap.b - run.b > overlap)
				overlap = gap.b - run.b;
			if (overlap >= run.length)
				continue;
			run = (NpRun) { run.a + overlap, run.b + overlap, run.length - overlap };
		}
		/* grow the run before the gap to the right ... */
		while (gap.a < run.a && gap.b < run.b && a.words[gap.a].id == b.words[gap.b].id)
		{
			append_run(list, gap.a, gap.b, 1);
			gap.a++;
			gap.b++;
		}
		/* ... and the one after it to the left */
		while (gap.a < run.a && gap.b < run.b &&
			   a.words[run.a - 1].id == b.words[run.b - 1].id)
			run = (NpRun) { run.a - 1, run.b - 1, run.length + 1 };
		gap.length_a = run.a - gap.a;
		gap.length_b = run.b - gap.b;
		/* texts without a shingle in common have nothing to align around */
		if (nchain > 0)
			fill_gap(list, a, b, gap);
		append_run(list, run.a, run.b, run.length);
		gap.a = run.a + run.length;
		gap.b = run.b + run.length;
	}
}

void
np_align(NpTextWords a, NpTextWords b, NpAlignment *alignment)
{
	uint32_t	places_a = count_places(a);
	uint32_t	places_b = count_places(b);
	ShingleTable table;
	RunList		list = { NULL, 0, 64 };
	NpRun	   *chain = np_alloc(((size_t) places_a + 1) * sizeof(NpRun));
	uint32_t	nchain;

	memset(alignment, 0, sizeof(*alignment));
	init_table(&table, places_a, places_b);
	alignment->shingles_a = enter_first(&table, a);
	alignment->shingles_b = enter_second(&table, b, &alignment->shingles_both);
	alignment->shared_a = mark_shared(&table, table.slot_a, a);
	alignment->shared_b = mark_shared(&table, table.slot_b, b);

	nchain = collect_runs(&table, a, b, chain);
	nchain = choose_chain(chain, nchain, places_b);
	list.runs = np_alloc(list.capacity * sizeof(NpRun));
	grow_runs(a, b, chain, nchain, &list);
	alignment->runs = list.runs;
	alignment->nruns = list.count;
	np_free(chain);
	free_table(&table);
}

void
np_alignment_free(NpAlignment *alignment)
{
	np_free(alignment->runs);
	np_free(alignment->shared_a);
	np_free(alignment->shared_b);
}
