/*-------------------------------------------------------------------------
 *
 * passages.c
 *	  Runs of words that two texts share.
 *
 * 1. Words that stand in no shared run of min_words are sorted out by the
 *	  hashes of all such runs.  In most pairs of texts nothing is left.
 * 2. What is left of both texts is joined to one sequence, a value of its
 *	  own between any two stretches, and its suffixes are sorted.
 * 3. In that order the longest run that begins at a word of one text and
 *	  stands in the other as well is found beside the word: walking down and
 *	  up, the last suffix of the other text agrees in the least common prefix
 *	  since.
 * 4. Runs that lie inside another are dropped.
 *
 *-------------------------------------------------------------------------
 */
#include "reuse/passages.h"

#include <stdbool.h>
#include <string.h>

#include "reuse/suffixes.h"

#define BASE	UINT64_C(0x9E3779B97F4A7C15)	/* odd: 2^64 over the golden ratio */

/* Passages back that a new one is compared with, to see whether it repeats one. */
#define REPEATS_LOOKED_AT	8

/* All passages together have at most so many times the words of both texts. */
#define WORDS_LIMIT		8

/* ------------------------------------------------------------------------
 * Words in shared runs
 * ------------------------------------------------------------------------ */

/* Hashes of runs, open addressing; 0 is a free slot. */
typedef struct HashSet
{
	uint64_t   *slots;
	uint64_t	mask;
} HashSet;

static void
init_set(HashSet *set, uint32_t expected)
{
	uint64_t	nslots = 64;

	while (nslots < 2 * (uint64_t) expected)
		nslots *= 2;
	set->mask = nslots - 1;
	set->slots = np_alloc_zero(nslots * sizeof(uint64_t));
}

/* The slot of a hash, or the free one where it belongs */
static uint64_t *
find_hash(const HashSet *set, uint64_t hash)
{
	uint64_t	slot = (hash ^ hash >> 32) & set->mask;

	while (set->slots[slot] != 0 && set->slots[slot] != hash)
		slot = (slot + 1) & set->mask;
	return &set->slots[slot];
}

static uint64_t
mix_id(uint32_t id)
{
	uint64_t	h = (id + UINT64_C(1)) * UINT64_C(0xFF51AFD7ED558CCD);

	return h ^ h >> 32;
}

/*
 * The hashes of all runs of so many words, one for each place where a run
 * begins: a polynomial rolled along (Karp and Rabin 1987).
 */
static uint64_t *
hash_runs(NpTextWords text, uint32_t length, uint32_t *count)
{
	uint64_t	power = 1;
	uint64_t	rolling = 0;
	uint64_t   *hashes;

	*count = text.count < length ? 0 : text.count - length + 1;
	hashes = np_alloc(((size_t) *count + 1) * sizeof(uint64_t));
	if (*count == 0)
		return hashes;
	for (uint32_t i = 0; i < length; i++)
		power *= BASE;
	for (uint32_t i = 0; i < text.count; i++)
	{
		np_check_at(i);
		rolling = rolling * BASE + mix_id(text.words[i].id);
		if (i >= length)
			rolling -= power * mix_id(text.words[i - length].id);
		if (i + 1 >= length)
			hashes[i + 1 - length] = rolling + (rolling == 0);
	}
	return hashes;
}

/* The hashes that both texts have. */
static void
find_shared(const uint64_t *hashes_a, uint32_t count_a, const uint64_t *hashes_b,
			uint32_t count_b, HashSet *both)
{
	HashSet		set;

	init_set(&set, count_a);
	for (uint32_t i = 0; i < count_a; i++)
	{
		np_check_at(i);
		*find_hash(&set, hashes_a[i]) = hashes_a[i];
	}
	init_set(both, count_a < count_b ? count_a : count_b);
	for (uint32_t i = 0; i < count_b; i++)
	{
		np_check_at(i);
		if (*find_hash(&set, hashes_b[i]) != 0)
			*find_hash(both, hashes_b[i]) = hashes_b[i];
	}
	np_free(set.slots);
}

/* Mark the words of the runs whose hash is in the set. */
static bool *
mark_words(NpTextWords text, uint32_t length, const uint64_t *hashes, uint32_t count,
		   const HashSet *set)
{
	bool	   *marks = np_alloc_zero((size_t) text.count + 1);
	uint32_t	marked = 0;		/* words before this one are done */

	for (uint32_t i = 0; i < count; i++)
	{
		np_check_at(i);
		if (*find_hash(set, hashes[i]) == 0)
			continue;
		if (marked < i)
			marked = i;
		memset(marks + marked, true, i + length - marked);
		marked = i + length;
	}
	return marks;
}

/* ------------------------------------------------------------------------
 * What is left of both texts, as one sequence
 * ------------------------------------------------------------------------ */

/* A text's words that are left, and between two stretches a value of its own. */
typedef struct Sequence
{
	uint32_t   *values;
	uint32_t   *words;			/* by place: the word's number in its text, NO_WORD between */
	uint32_t	n;
	uint32_t	nvalues;
	uint32_t	begin_b;		/* where the second text begins */
} Sequence;

#define NO_WORD UINT32_MAX

static void
append_separator(Sequence *s)
{
	s->values[s->n] = s->nvalues++;
	s->words[s->n++] = NO_WORD;
}

/* Number the words that are left anew, so that the values are few. */
static void
append_text(Sequence *s, NpTextWords text, const bool *marks, uint32_t *numbers)
{
	for (uint32_t i = 0; i < text.count; i++)
	{
		uint32_t   *number = &numbers[text.words[i].id];

		np_check_at(i);
		if (!marks[i])
		{
			if (i > 0 && marks[i - 1])
				append_separator(s);
			continue;
		}
		if (*number == 0)
			*number = ++s->nvalues;
		s->values[s->n] = *number - 1;
		s->words[s->n++] = i;
	}
	append_separator(s);
}

static uint32_t
count_places(NpTextWords text, const bool *marks)
{
	uint32_t	n = 1;

	for (uint32_t i = 0; i < text.count; i++)
		n += marks[i] || (i > 0 && marks[i - 1]);
	return n;
}

static void
join_texts(Sequence *s, NpTextWords a, const bool *marks_a, NpTextWords b, const bool *marks_b,
		   uint32_t vocabulary)
{
	size_t		places = (size_t) count_places(a, marks_a) + count_places(b, marks_b);
	uint32_t   *numbers = np_alloc_zero(((size_t) vocabulary + 1) * sizeof(uint32_t));

	s->values = np_alloc(places * sizeof(uint32_t));
	s->words = np_alloc(places * sizeof(uint32_t));
	s->n = 0;
	s->nvalues = 0;
	append_text(s, a, marks_a, numbers);
	s->begin_b = s->n;
	append_text(s, b, marks_b, numbers);
	np_free(numbers);
}

/* ------------------------------------------------------------------------
 * The longest shared run at each word
 * ------------------------------------------------------------------------ */

/* By place of the sequence: the run that begins there, and where else it stands. */
typedef struct Longest
{
	uint32_t   *length;
	uint32_t   *other;
} Longest;

/*
 * One walk along the order of the suffixes, down or up: what agrees best with
 * a suffix of one text is the last suffix of the other text.
 */
static void
walk_order(const Sequence *s, const uint32_t *order, const uint32_t *common, bool down,
		   Longest *longest)
{
	uint32_t	last[2] = { 0, 0 }; /* the last suffix of either text */
	uint32_t	agree[2] = { 0, 0 };	/* words that it shares with the current one */

	for (uint32_t i = 0; i < s->n; i++)
	{
		uint32_t	at = down ? i : s->n - 1 - i;
		uint32_t	place = order[at];
		uint32_t	step = down ? common[at] : (at + 1 < s->n ? common[at + 1] : 0);
		int			side = place >= s->begin_b;

		np_check_at(i);
		for (int k = 0; k < 2; k++)
		{
			if (agree[k] > step)
				agree[k] = step;
		}
		if (agree[1 - side] > longest->length[place])
		{
			longest->length[place] = agree[1 - side];
			longest->other[place] = last[1 - side];
		}
		last[side] = place;
		agree[side] = UINT32_MAX;
	}
}

static void
find_longest(const Sequence *s, Longest *longest)
{
	size_t		size = ((size_t) s->n + 1) * sizeof(uint32_t);
	uint32_t   *order = np_alloc(size);
	uint32_t   *rank = np_alloc(size);
	uint32_t   *common = np_alloc(size);

	longest->length = np_alloc_zero(size);
	longest->other = np_alloc_zero(size);
	np_sort_suffixes(s->values, s->n, s->nvalues, order, rank);
	np_common_prefixes(s->values, s->n, order, rank, common);
	walk_order(s, order, common, true, longest);
	walk_order(s, order, common, false, longest);
	np_free(order);
	np_free(rank);
	np_free(common);
}

/* ------------------------------------------------------------------------
 * Choosing the passages
 * ------------------------------------------------------------------------ */

/* Runs of one text that lie inside no other run of it, in text order */
static size_t
list_runs(const Sequence *s, const Longest *longest, int side, uint32_t min_words,
		  NpPassage *out)
{
	uint32_t	begin = side == 0 ? 0 : s->begin_b;
	uint32_t	end = side == 0 ? s->begin_b : s->n;
	uint32_t	reached = 0;	/* where the runs so far end */
	size_t		n = 0;

	for (uint32_t place = begin; place < end; place++)
	{
		uint32_t	length = longest->length[place];
		uint32_t	here;
		uint32_t	there;

		np_check_at(place);
		if (length < min_words || place + length <= reached)
			continue;
		reached = place + length;
		here = s->words[place];
		there = s->words[longest->other[place]];
		out[n++] = side == 0 ? (NpPassage) { here, there, length }
			: (NpPassage) { there, here, length };
	}
	return n;
}

/* Is p to stand before q? */
typedef bool (*Order) (const NpPassage *p, const NpPassage *q);

static bool
is_before(const NpPassage *p, const NpPassage *q)
{
	return p->a < q->a || (p->a == q->a && p->b < q->b);
}

/* Among equally long ones the order of the texts decides. */
static bool
is_longer(const NpPassage *p, const NpPassage *q)
{
	return p->length > q->length || (p->length == q->length && is_before(p, q));
}

/* Merge sort from the bottom up; the library's sort could not be interrupted. */
static void
sort_passages(NpPassage *list, size_t n, Order order)
{
	NpPassage  *from = list;
	NpPassage  *other = np_alloc((n + 1) * sizeof(NpPassage));
	NpPassage  *to = other;

	for (size_t width = 1; width < n; width *= 2)
	{
		NpPassage  *t = from;

		for (size_t begin = 0; begin < n; begin += 2 * width)
		{
			size_t		middle = begin + width < n ? begin + width : n;
			size_t		end = middle + width < n ? middle + width : n;
			size_t		i = begin;
			size_t		j = middle;

			for (size_t k = begin; k < end; k++)
			{
				np_check_at((uint32_t) k);
				if (i < middle && (j >= end || !order(&from[j], &from[i])))
					to[k] = from[i++];
				else
					to[k] = from[j++];
			}
		}
		from = to;
		to = t;
	}
	if (from != list)
		memcpy(list, from, n * sizeof(NpPassage));
	np_free(other);
}

static bool
overlap(uint32_t x, uint32_t length_x, uint32_t y, uint32_t length_y)
{
	return x < y + length_y && y < x + length_x;
}

/*
 * Leave out what overlaps one of the last few passages in both texts, unless
 * it is longer: then it takes that one's place.  Passages that are not the
 * same but overlap in both texts come from text that repeats within itself.
 */
static size_t
drop_repeats(NpPassage *list, size_t n)
{
	size_t		kept = 0;

	for (size_t i = 0; i < n; i++)
	{
		NpPassage	p = list[i];
		size_t		k = kept;
		bool		repeat = false;

		while (k > 0 && kept - k < REPEATS_LOOKED_AT && !repeat)
		{
			const NpPassage *q = &list[--k];

			repeat = overlap(p.a, p.length, q->a, q->length) &&
				overlap(p.b, p.length, q->b, q->length);
		}
		if (!repeat)
			list[kept++] = p;
		else if (p.length > list[k].length)
			list[k] = p;
	}
	return kept;
}

/* Keep the longest passages that together have at most so many words. */
static size_t
limit_words(NpPassage *list, size_t n, uint64_t limit)
{
	uint64_t	words = 0;
	size_t		kept = 0;

	for (size_t i = 0; i < n; i++)
		words += list[i].length;
	if (words <= limit)
		return n;
	sort_passages(list, n, is_longer);
	for (words = 0; kept < n && words + list[kept].length <= limit; kept++)
		words += list[kept].length;
	return kept;
}

static size_t
drop_equals(NpPassage *list, size_t n)
{
	size_t		kept = 0;

	for (size_t i = 0; i < n; i++)
	{
		if (kept == 0 || is_before(&list[kept - 1], &list[i]))
			list[kept++] = list[i];
	}
	return kept;
}

static void
choose_passages(const Sequence *s, const Longest *longest, uint32_t min_words,
				NpPassages *result)
{
	NpPassage  *list = np_alloc(((size_t) s->n + 1) * sizeof(NpPassage));
	size_t		n = list_runs(s, longest, 0, min_words, list);

	n += list_runs(s, longest, 1, min_words, list + n);
	sort_passages(list, n, is_before);
	n = drop_equals(list, n);
	n = drop_repeats(list, n);
	n = limit_words(list, n, WORDS_LIMIT * ((uint64_t) result->a.count + result->b.count));
	sort_passages(list, n, is_before);
	result->passages = list;
	result->count = n;
}

void
np_shared_passages(const unsigned char *a, size_t alen,
				   const unsigned char *b, size_t blen,
				   uint32_t min_words, NpPassages *result)
{
	NpVocabulary vocabulary;
	HashSet		both;
	uint64_t   *hashes_a;
	uint64_t   *hashes_b;
	uint32_t	count_a;
	uint32_t	count_b;
	bool	   *marks_a;
	bool	   *marks_b;
	Sequence	sequence;
	Longest		longest;

	np_vocabulary_init(&vocabulary, alen + blen);
	result->a = np_words_read(&vocabulary, 0, a, alen);
	result->b = np_words_read(&vocabulary, 1, b, blen);

	hashes_a = hash_runs(result->a, min_words, &count_a);
	hashes_b = hash_runs(result->b, min_words, &count_b);
	find_shared(hashes_a, count_a, hashes_b, count_b, &both);
	marks_a = mark_words(result->a, min_words, hashes_a, count_a, &both);
	marks_b = mark_words(result->b, min_words, hashes_b, count_b, &both);
	np_free(both.slots);
	np_free(hashes_a);
	np_free(hashes_b);

	join_texts(&sequence, result->a, marks_a, result->b, marks_b, vocabulary.count);
	np_free(marks_a);
	np_free(marks_b);
	np_vocabulary_free(&vocabulary);

	find_longest(&sequence, &longest);
	choose_passages(&sequence, &longest, min_words, result);
	np_free(longest.length);
	np_free(longest.other);
	np_free(sequence.values);
	np_free(sequence.words);
}

void
np_passages_free(NpPassages *result)
{
	np_free(result->passages);
	np_free(result->a.words);
	np_free(result->b.words);
}
