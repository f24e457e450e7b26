/*-------------------------------------------------------------------------
 *
 * suffixes.c
 *	  Suffix array and longest common prefixes of a sequence of numbers.
 *
 *-------------------------------------------------------------------------
 */
#include "reuse/suffixes.h"

#include <stddef.h>

#include "reuse/words.h"

/* Pairs in a run that is sorted by insertion before runs are merged. */
#define INSERTION_RUN	8

/*
 * A group is a stretch of the order whose suffixes agree in their first
 * depth values.  The rank of all its members is the place of its last one,
 * so a group of one is in its final place.
 */
typedef struct Group
{
	uint32_t	first;
	uint32_t	last;
} Group;

typedef struct GroupList
{
	Group	   *groups;
	uint32_t	count;
} GroupList;

typedef struct Sorter
{
	uint32_t   *order;
	uint32_t   *rank;
	uint32_t	n;
	uint32_t	depth;
	uint64_t   *pairs;			/* sort key and suffix of a group's members */
	uint64_t   *scratch;
} Sorter;

static void
insertion_sort(uint64_t *pairs, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++)
	{
		uint64_t	pair = pairs[i];
		uint32_t	k = i;

		for (; k > 0 && pairs[k - 1] > pair; k--)
			pairs[k] = pairs[k - 1];
		pairs[k] = pair;
	}
}

static void
merge(const uint64_t *from, uint32_t begin, uint32_t middle, uint32_t end, uint64_t *to)
{
	uint32_t	i = begin;
	uint32_t	j = middle;

	for (uint32_t k = begin; k < end; k++)
	{
		np_check_at(k);
		if (i < middle && (j >= end || from[i] <= from[j]))
			to[k] = from[i++];
		else
			to[k] = from[j++];
	}
}

/* Merge sort from the bottom up: no recursion, no bad input.  Returns where the result is. */
static uint64_t *
sort_pairs(uint64_t *pairs, uint64_t *scratch, uint32_t n)
{
	for (uint64_t i = 0; i < n; i += INSERTION_RUN)
	{
		np_check_at((uint32_t) i);
		insertion_sort(pairs + i, n - i < INSERTION_RUN ? (uint32_t) (n - i) : INSERTION_RUN);
	}
	for (uint64_t width = INSERTION_RUN; width < n; width *= 2)
	{
		uint64_t   *t = pairs;

		for (uint64_t i = 0; i < n; i += 2 * width)
			merge(pairs, (uint32_t) i,
				  (uint32_t) (i + width < n ? i + width : n),
				  (uint32_t) (i + 2 * width < n ? i + 2 * width : n), scratch);
		pairs = scratch;
		scratch = t;
	}
	return pairs;
}

/* A new group; where it is larger than one, work is left to do. */
static void
set_group(Sorter *s, GroupList *list, uint32_t first, uint32_t last)
{
	for (uint32_t i = first; i <= last; i++)
	{
		np_check_at(i);
		s->rank[s->order[i]] = last;
	}
	if (first < last)
		list->groups[list->count++] = (Group) { first, last };
}

/*
 * Sort a group by what follows the depth values that its members agree in,
 * and divide it into groups that agree in twice as many.
 */
static void
sort_group(Sorter *s, Group group, GroupList *next)
{
	uint32_t	n = group.last - group.first + 1;
	uint64_t   *sorted;

	for (uint32_t i = 0; i < n; i++)
	{
		uint32_t	suffix = s->order[group.first + i];
		/* a suffix that ends there comes first */
		uint64_t	key = s->n - suffix <= s->depth ? 0 : (uint64_t) s->rank[suffix + s->depth] + 1;

		np_check_at(i);
		s->pairs[i] = key << 32 | suffix;
	}
	sorted = sort_pairs(s->pairs, s->scratch, n);
	for (uint32_t i = 0; i < n; i++)
		s->order[group.first + i] = (uint32_t) sorted[i];
	for (uint32_t i = 0, end; i < n; i = end)
	{
		for (end = i + 1; end < n && sorted[end] >> 32 == sorted[i] >> 32; end++)
			;
		set_group(s, next, group.first + i, group.first + end - 1);
	}
}

/* The groups that agree in their first value: counting sort. */
static void
sort_by_value(Sorter *s, const uint32_t *text, uint32_t nvalues, GroupList *next)
{
	uint32_t   *end = np_alloc_zero(((size_t) nvalues + 1) * sizeof(uint32_t));
	uint32_t	sum = 0;

	for (uint32_t i = 0; i < s->n; i++)
	{
		np_check_at(i);
		end[text[i]]++;
	}
	for (uint32_t v = 0; v < nvalues; v++)
	{
		sum += end[v];
		end[v] = sum;
	}
	for (uint32_t i = s->n; i-- > 0;)
	{
		np_check_at(i);
		s->order[--end[text[i]]] = i;
	}
	/* now end[] is where the values begin */
	for (uint32_t v = 0; v < nvalues; v++)
	{
		uint32_t	behind = v + 1 < nvalues ? end[v + 1] : s->n;

		if (behind > end[v])
			set_group(s, next, end[v], behind - 1);
	}
	np_free(end);
}

void
np_sort_suffixes(const uint32_t *text, uint32_t n, uint32_t nvalues,
				 uint32_t *order, uint32_t *rank)
{
	Sorter		s = { order, rank, n, 1, NULL, NULL };
	GroupList	now = { np_alloc((n / 2 + 1) * sizeof(Group)), 0 };
	GroupList	next = { np_alloc((n / 2 + 1) * sizeof(Group)), 0 };

	s.pairs = np_alloc(((size_t) n + 1) * sizeof(uint64_t));
	s.scratch = np_alloc(((size_t) n + 1) * sizeof(uint64_t));
	sort_by_value(&s, text, nvalues, &next);
	for (; next.count > 0; s.depth *= 2)
	{
		GroupList	t = now;

		now = next;
		next = t;
		next.count = 0;
		for (uint32_t i = 0; i < now.count; i++)
		{
			np_check_at(i);
			sort_group(&s, now.groups[i], &next);
		}
	}
	np_free(now.groups);
	np_free(next.groups);
	np_free(s.pairs);
	np_free(s.scratch);
}

void
np_common_prefixes(const uint32_t *text, uint32_t n, const uint32_t *order,
				   const uint32_t *rank, uint32_t *common)
{
	uint32_t	length = 0;

	for (uint32_t i = 0; i < n; i++)
	{
		uint32_t	other;

		np_check_at(i);
		if (rank[i] == 0)
		{
			common[0] = 0;
			length = 0;
			continue;
		}
		other = order[rank[i] - 1];
		while (i + length < n && other + length < n && text[i + length] == text[other + length])
			length++;
		common[rank[i]] = length;
		if (length > 0)
			length--;
	}
}
