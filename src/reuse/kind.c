/*-------------------------------------------------------------------------
 *
 * kind.c
 *	  The verdict on two texts that share words: copy or template?
 *
 * The words are aligned (align.c); each differing piece between two aligned
 * runs is put into one of a few kinds (differences.c); the counts of the kinds
 * give the margin, a logistic regression in which every term can be named.
 *
 *-------------------------------------------------------------------------
 */
#include <math.h>
#include <string.h>

#include "host.h"
#include "reuse/align.h"
#include "reuse/differences.h"
#include "reuse/kind.h"
#include "reuse/words.h"

/*
 * Weights of the margin, fitted by script/fit-kind on the sets that it
 * names.  test/bench/reuse measures what they decide.
 */
#define WEIGHT_CONSTANT		(-5.5)
static const double weights[NP_KIND_TERMS] = {
	[NP_TERM_NAMES] = 2.9,
	[NP_TERM_FIGURES] = 8.0,
	[NP_TERM_REPEATS] = 0.8,
	[NP_TERM_WORDINGS] = 1.0,
	[NP_TERM_SUBJECTS] = 2.0,
	[NP_TERM_SHARE] = 7.1,
	[NP_TERM_EDGES] = 4.7,
	[NP_TERM_EDITS] = -1.0,
};

/* Less of the shorter text in common than this, and the texts are different. */
#define RELATED_SHARE		0.4

/* An excerpt has this much of its words in the other text ... */
#define EXCERPT_SHARE		0.9

/* ... and at most this many of the other text's words. */
#define EXCERPT_LENGTH		0.75

static NpKindEvidence
count_evidence(const NpDifference *list, uint32_t n, double matched)
{
	NpKindEvidence e = { 0 };
	int			edges = 0;

	e.matched = matched;
	for (uint32_t i = 0; i < n; i++)
	{
		const NpDifference *d = &list[i];

		if (d->kind == NP_PIECE_SPELLING)
			e.spellings++;
		else if (d->edge)
			edges |= d->facts ? d->edge : 0;
		else if (d->times == 0)
			e.repeats++;
		else if (d->kind == NP_PIECE_NAME)
			e.names++;
		else if (d->kind == NP_PIECE_FIGURE)
			e.figures++;
		else if (d->kind == NP_PIECE_WORDING)
			e.wordings++;
		else if (d->kind == NP_PIECE_ADDED)
			e.edits++;
	}
	e.edges = (edges & NP_EDGE_HEAD ? 1 : 0) + (edges & NP_EDGE_FOOT ? 1 : 0);
	return e;
}

/*
 * The terms of the margin.  Replaced facts speak for a form filled in twice
 * by their number, figures by their density (a story brought up to date has
 * a few new ones), and by their share in all that differs inside the text;
 * so do subjects of the one text that the other does not know.  Replaced
 * header and footer count the more, the shorter the text between them.
 * Changes that are no facts speak against it.
 */
static void
list_terms(const NpKindEvidence *e, double *terms)
{
	double		hundreds = e->matched / 100;
	double		facts = e->names + e->figures + e->repeats;
	double		changes = e->wordings + e->edits + e->spellings;

	terms[NP_TERM_NAMES] = log1p(e->names);
	terms[NP_TERM_FIGURES] = log1p(e->figures / (hundreds + 2));
	terms[NP_TERM_REPEATS] = log1p(e->repeats);
	terms[NP_TERM_WORDINGS] = log1p(e->wordings);
	terms[NP_TERM_SUBJECTS] = log1p(e->subjects);
	terms[NP_TERM_SHARE] = facts / (facts + changes + 2);
	terms[NP_TERM_EDGES] = fmin(2, e->edges / (2 * hundreds + 0.3));
	terms[NP_TERM_EDITS] = log1p(e->edits + e->spellings);
}

static double
weigh_terms(const double *terms)
{
	double		margin = WEIGHT_CONSTANT;

	for (int i = 0; i < NP_KIND_TERMS; i++)
		margin += weights[i] * terms[i];
	return margin;
}

/* The share of a text's words that the other has too, in place or moved. */
static double
share_in_common(const NpComparison *c, int side, const NpDifference *list, uint32_t n)
{
	uint32_t	count = c->text[side].words.count;
	uint32_t	missing = 0;

	for (uint32_t i = 0; i < n; i++)
	{
		for (uint32_t k = list[i].from[side]; k < list[i].to[side]; k++)
			missing += !c->text[side].shared[k];
	}
	return count > 0 ? (double) (count - missing) / count : 0;
}

/* Have the texts enough in common to ask what kind of duplicates they are? */
static bool
is_related(const NpComparison *c, const NpDifference *list, uint32_t n,
		   int *shorter, double *common)
{
	uint32_t	count_a = c->text[0].words.count;
	uint32_t	count_b = c->text[1].words.count;

	*shorter = count_a <= count_b ? 0 : 1;
	*common = share_in_common(c, *shorter, list, n);
	if (count_a == count_b)
		*common = fmax(*common, share_in_common(c, 1, list, n));
	return !c->nothing_shared && *common >= RELATED_SHARE;
}

/* What two related texts are to each other. */
static NpKind
decide_kind(const NpComparison *c, int shorter, double common, uint32_t differences, double margin)
{
	if (differences == 0)
		return NP_KIND_IDENTICAL;
	if (margin > 0)
		return NP_KIND_TEMPLATE;
	if (common >= EXCERPT_SHARE &&
		c->text[shorter].words.count <= EXCERPT_LENGTH * c->text[1 - shorter].words.count)
		return NP_KIND_EXCERPT;
	return NP_KIND_EDITED;
}

/*
 * Names that stand at least twice in a text and nowhere in the other: what
 * it is about, when the other is about something else.
 */
static uint32_t
count_subjects(const NpComparison *c, int side)
{
	const NpVocabulary *v = &c->vocabulary;
	uint32_t	n = 0;

	for (uint32_t i = 0; i < v->count; i++)
	{
		const NpVocabularyEntry *entry = &v->entries[i];

		if (entry->count[side] >= 2 && entry->count[1 - side] == 0 &&
			np_is_name(c, entry))
			n++;
	}
	return n;
}

static bool
has_capitals(const NpVocabulary *vocabulary)
{
	for (uint32_t i = 0; i < vocabulary->count; i++)
	{
		if (vocabulary->entries[i].capital >= 2)
			return true;
	}
	return false;
}

static void
measure_similarity(const NpAlignment *alignment, NpKindResult *result)
{
	uint32_t	a = alignment->shingles_a;
	uint32_t	b = alignment->shingles_b;
	uint32_t	both = alignment->shingles_both;

	if (both == 0)
		return;
	result->similarity = (double) both / (a + b - both);
	result->containment = (double) both / (a < b ? a : b);
}

/* Read the verdict from what lies between the aligned runs. */
static void
judge(NpComparison *c, const NpAlignment *alignment, NpKindResult *result)
{
	NpDifference *list = np_alloc(((size_t) alignment->nruns + 1) * sizeof(NpDifference));
	uint32_t	n = np_list_differences(c, alignment, list);
	double		matched = 0;
	double		common;
	int			shorter;

	result->margin = WEIGHT_CONSTANT;
	if (is_related(c, list, n, &shorter, &common))
	{
		c->caseless = !has_capitals(&c->vocabulary);
		for (uint32_t r = 0; r < alignment->nruns; r++)
			matched += alignment->runs[r].length;
		np_mark_edges(list, n, matched);
		for (uint32_t i = 0; i < n; i++)
		{
			np_check_at(i);
			np_classify_difference(c, list, &list[i]);
		}
		result->evidence = count_evidence(list, n, matched);
		result->evidence.subjects = fmin(count_subjects(c, 0), count_subjects(c, 1));
		list_terms(&result->evidence, result->terms);
		result->margin = weigh_terms(result->terms);
		result->kind = decide_kind(c, shorter, common, n, result->margin);
		np_choose_pieces(c, list, n, result);
	}
	np_free(list);
}

/* The comparison itself, of texts in their canonical order. */
static void
compare(const unsigned char *a, size_t alen, const unsigned char *b, size_t blen,
		NpKindResult *result)
{
	NpComparison	c;
	NpAlignment alignment;

	np_vocabulary_init(&c.vocabulary, alen + blen);
	c.text[0].bytes = a;
	c.text[0].words = np_words_read(&c.vocabulary, 0, a, alen);
	c.text[1].bytes = b;
	c.text[1].words = np_words_read(&c.vocabulary, 1, b, blen);
	np_align(c.text[0].words, c.text[1].words, &alignment);
	c.nothing_shared = alignment.shingles_both == 0;
	c.text[0].shared = alignment.shared_a;
	c.text[1].shared = alignment.shared_b;
	for (int side = 0; side < 2; side++)
		c.text[side].fact_piece = np_alloc_zero((c.vocabulary.count + 1) * sizeof(uint32_t));

	measure_similarity(&alignment, result);
	judge(&c, &alignment, result);

	for (int side = 0; side < 2; side++)
	{
		np_free(c.text[side].fact_piece);
		np_free(c.text[side].words.words);
	}
	np_alignment_free(&alignment);
	np_vocabulary_free(&c.vocabulary);
}

/* Exchange the two sides of every piece. */
static void
exchange_sides(NpKindResult *result)
{
	for (int i = 0; i < result->npieces; i++)
	{
		NpPiece    *piece = &result->pieces[i];
		NpPiece		old = *piece;

		piece->a_start = old.b_start;
		piece->a_length = old.b_length;
		piece->b_start = old.a_start;
		piece->b_length = old.a_length;
	}
}

/*
 * Alignment has to choose between equally good ways; texts are compared in
 * one order, the shorter first, so that the choice does not depend on which
 * one is called a.
 */
void
np_duplicate_kind(const unsigned char *a, size_t alen,
				  const unsigned char *b, size_t blen, NpKindResult *result)
{
	memset(result, 0, sizeof(*result));
	if (alen < blen || (alen == blen && memcmp(a, b, alen) <= 0))
		compare(a, alen, b, blen, result);
	else
	{
		compare(b, blen, a, alen, result);
		exchange_sides(result);
	}
}

const char *
np_kind_name(NpKind kind)
{
	switch (kind)
	{
		case NP_KIND_DIFFERENT:
			return "different";
		case NP_KIND_TEMPLATE:
			return "template";
		case NP_KIND_EXCERPT:
			return "excerpt";
		case NP_KIND_EDITED:
			return "edited";
		case NP_KIND_IDENTICAL:
			return "identical";
	}
	return "";
}

const char *
np_piece_name(NpPieceKind kind)
{
	switch (kind)
	{
		case NP_PIECE_SPELLING:
			return "spelling";
		case NP_PIECE_MOVED:
			return "moved";
		case NP_PIECE_NAME:
			return "name";
		case NP_PIECE_FIGURE:
			return "figure";
		case NP_PIECE_WORDING:
			return "wording";
		case NP_PIECE_ADDED:
			return "added";
	}
	return "";
}
