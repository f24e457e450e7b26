/*-------------------------------------------------------------------------
 *
 * differences.c
 *	  What lies between the aligned runs of two texts, and of which kind it is.
 *
 * Facts are names and figures that the other text lacks.  Facts in the place
 * of facts are what makes a form filled in twice; other words in the place of
 * words, and whole blocks, are what makes an edit.
 *
 *-------------------------------------------------------------------------
 */
#include <math.h>
#include <string.h>

#include "reuse/differences.h"
#include "text/token.h"

/*
 * The text proper lies between the first and the last run of so many aligned
 * words; what differs outside is header and footer.  In short texts a tenth
 * of what is aligned is enough.
 */
#define CORE_RUN			6.0
#define CORE_RUN_LEAST		4.0
#define CORE_RUN_SHARE		0.1

/* A replaced piece of more words than this must consist of facts to count. */
#define PIECE_WORDS			14

/* The share of a piece's words that must be facts then. */
#define FACT_SHARE			0.4

/* What one side of a piece holds. */
typedef struct Side
{
	uint32_t	words;			/* that do not stand elsewhere in the other text as well */
	uint32_t	names;			/* of those, names that the other text lacks */
	uint32_t	figures;
	uint32_t	others;			/* other words that the other text lacks */
	bool		strict;			/* a fact that the other text has nowhere */
} Side;

typedef enum WordKind
{
	WORD_COMMON,				/* the other text has it as well */
	WORD_OTHER,
	WORD_NAME,
	WORD_FIGURE
} WordKind;

/*
 * Names have a capital inside a sentence, or at the beginning of two, and
 * are nowhere written without.  Where nothing has capitals any word may be
 * one.
 */
bool
np_is_name(const NpComparison *c, const NpVocabularyEntry *entry)
{
	return c->caseless || (entry->capital >= 2 && entry->lower == 0);
}

/*
 * What a word of one text is to the other.  A word that the other text has
 * too counts when it stands here at least twice more, so that a town called
 * Lincoln is seen beside a senator Lincoln.
 */
static WordKind
classify_word(const NpComparison *c, int side, const NpTextWord *word)
{
	const NpVocabularyEntry *entry = &c->vocabulary.entries[word->id];

	if (entry->count[1 - side] > 0 && entry->count[side] < entry->count[1 - side] + 2)
		return WORD_COMMON;
	if (entry->quantity)
		return WORD_FIGURE;
	if (np_is_name(c, entry))
		return WORD_NAME;
	return WORD_OTHER;
}

static Side
survey_side(const NpComparison *c, int side, uint32_t from, uint32_t to)
{
	const NpComparedText *text = &c->text[side];
	Side		result = { 0, 0, 0, 0, false };

	for (uint32_t i = from; i < to; i++)
	{
		const NpTextWord *word = &text->words.words[i];
		WordKind	kind;

		if (text->shared[i])
			continue;
		result.words++;
		kind = classify_word(c, side, word);
		if (kind == WORD_NAME)
			result.names++;
		else if (kind == WORD_FIGURE)
			result.figures++;
		else if (kind == WORD_OTHER)
			result.others++;
		if ((kind == WORD_NAME || kind == WORD_FIGURE) &&
			c->vocabulary.entries[word->id].count[1 - side] == 0)
			result.strict = true;
	}
	return result;
}

/* Whether enough of this side is facts. */
static bool
is_factual(const Side *side)
{
	return side->names + side->figures > 0 &&
		side->names + side->figures >= FACT_SHARE * side->words;
}

/* Nothing but figures on this side? */
static bool
is_all_figures(const NpComparison *c, int side, const NpDifference *d)
{
	const NpTextWord *words = c->text[side].words.words;

	if (d->to[side] == d->from[side] || d->to[side] - d->from[side] > PIECE_WORDS)
		return false;
	for (uint32_t i = d->from[side]; i < d->to[side]; i++)
		if (!c->vocabulary.entries[words[i].id].quantity)
			return false;
	return true;
}

/*
 * Figures in the place of figures are facts even if the other text has them
 * elsewhere: this week's bulletin tells last week's figure, too.
 */
static bool
replaces_figures(const NpComparison *c, const NpDifference *d)
{
	return is_all_figures(c, 0, d) && is_all_figures(c, 1, d);
}

/*
 * The piece that replaced a fact of this side first, or NULL.  Facts not seen
 * before are entered for this piece.
 */
static NpDifference *
look_up_facts(NpComparison *c, int side, NpDifference *all, NpDifference *d, bool figures)
{
	NpComparedText	   *text = &c->text[side];
	NpDifference *first = NULL;

	for (uint32_t i = d->from[side]; i < d->to[side]; i++)
	{
		const NpTextWord *word = &text->words.words[i];
		WordKind	kind;

		if (text->shared[i] && !figures)
			continue;
		kind = figures ? WORD_FIGURE : classify_word(c, side, word);
		if (kind != WORD_NAME && kind != WORD_FIGURE)
			continue;
		if (text->fact_piece[word->id] != 0)
			first = &all[text->fact_piece[word->id] - 1];
		else
			text->fact_piece[word->id] = (uint32_t) (d - all) + 1;
	}
	return first;
}

/* List what lies between the aligned runs. */
uint32_t
np_list_differences(const NpComparison *c, const NpAlignment *alignment, NpDifference *out)
{
	uint32_t	n = 0;
	uint32_t	a = 0;
	uint32_t	b = 0;
	uint32_t	before = 0;

	for (uint32_t r = 0; r <= alignment->nruns; r++)
	{
		NpRun		run = { c->text[0].words.count, c->text[1].words.count, 0 };

		if (r < alignment->nruns)
			run = alignment->runs[r];
		if (run.a > a || run.b > b)
		{
			NpDifference *d = &out[n++];

			memset(d, 0, sizeof(*d));
			d->from[0] = a;
			d->to[0] = run.a;
			d->from[1] = b;
			d->to[1] = run.b;
			d->run_before = before;
			d->run_after = run.length;
			d->times = 1;
		}
		a = run.a + run.length;
		b = run.b + run.length;
		before = run.length;
	}
	return n;
}

/* Mark the pieces of header and footer (see CORE_RUN). */
void
np_mark_edges(NpDifference *list, uint32_t n, double matched)
{
	double		least = fmin(CORE_RUN, fmax(CORE_RUN_LEAST, matched * CORE_RUN_SHARE));

	for (uint32_t i = 0; i < n && list[i].run_before < least; i++)
		list[i].edge |= NP_EDGE_HEAD;
	for (uint32_t i = n; i > 0 && list[i - 1].run_after < least; i--)
		list[i - 1].edge |= NP_EDGE_FOOT;
}

void
np_classify_difference(NpComparison *c, NpDifference *all, NpDifference *d)
{
	Side		a = survey_side(c, 0, d->from[0], d->to[0]);
	Side		b = survey_side(c, 1, d->from[1], d->to[1]);
	bool		short_piece = a.words <= PIECE_WORDS && b.words <= PIECE_WORDS;
	bool		strict = a.strict || b.strict;
	bool		figures = replaces_figures(c, d);
	bool		factual = figures || (is_factual(&a) && is_factual(&b) && strict);

	if (np_is_spelling(c, d))
		d->kind = NP_PIECE_SPELLING;
	else if (a.words == 0 && b.words == 0 && !figures)
		d->kind = NP_PIECE_MOVED;
	else if (d->edge)
	{
		d->facts = factual;
		d->kind = factual ? NP_PIECE_NAME : NP_PIECE_ADDED;
	}
	else if (!short_piece && !factual)
		d->kind = NP_PIECE_ADDED;
	else if (figures || (strict && a.names + a.figures > 0 && b.names + b.figures > 0))
	{
		NpDifference *first_a = look_up_facts(c, 0, all, d, figures);
		NpDifference *first_b = look_up_facts(c, 1, all, d, figures);

		d->facts = true;
		d->kind = a.names > 0 && b.names > 0 ? NP_PIECE_NAME : NP_PIECE_FIGURE;
		if (first_a != NULL && first_b != NULL)
		{
			first_a->times++;
			d->times = 0;
		}
	}
	else if (a.names + a.figures + a.others > 0 && b.names + b.figures + b.others > 0)
		d->kind = NP_PIECE_WORDING;
	else
		d->kind = NP_PIECE_ADDED;
}
