/*-------------------------------------------------------------------------
 *
 * kind.c
 *	  The verdict on two texts that share words: copy or template?
 *
 * The words are aligned (align.c); each differing piece between two aligned
 * runs is put into one of a few kinds; the counts of the kinds give the
 * margin, a logistic regression in which every term can be named.
 *
 *-------------------------------------------------------------------------
 */
#include <math.h>
#include <string.h>

#include "host.h"
#include "reuse/align.h"
#include "reuse/kind.h"
#include "reuse/words.h"
#include "text/token.h"

/*
 * Weights of the margin, fitted by script/fit-kind on the sets that it
 * names.  test/bench/reuse measures what they decide.
 */
#define WEIGHT_CONSTANT		(-7.5)
static const double weights[NP_KIND_TERMS] = {
	[NP_TERM_NAMES] = 3.5,
	[NP_TERM_FIGURES] = 6.9,
	[NP_TERM_REPEATS] = 0.7,
	[NP_TERM_WORDINGS] = 1.9,
	[NP_TERM_SUBJECTS] = 2.4,
	[NP_TERM_SHARE] = 8.1,
	[NP_TERM_EDGES] = 5.9,
	[NP_TERM_EDITS] = -0.7,
};

/* Less of the shorter text in common than this, and the texts are different. */
#define RELATED_SHARE		0.4

/* An excerpt has this much of its words in the other text ... */
#define EXCERPT_SHARE		0.9

/* ... and at most this many of the other text's words. */
#define EXCERPT_LENGTH		0.75

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

/* Letters and digits of a piece that are looked at for a change of spelling. */
#define SPELLING_BYTES		96

/* A word as short as this may stand for one that begins with the same letter. */
#define ABBREVIATION_BYTES	6

/* The share of letters at both ends that two spellings of a word agree in. */
#define SPELLING_SHARE		0.6

/* Where a piece lies when it is not part of the text proper. */
#define EDGE_HEAD			1
#define EDGE_FOOT			2

typedef struct Text
{
	const unsigned char *bytes;
	NpTextWords words;
	bool	   *shared;			/* by word: inside a shingle that both texts have */
	uint32_t   *fact_piece;		/* by word number: the piece + 1 that replaced it first */
} Text;

typedef struct Comparison
{
	Text		text[2];
	NpVocabulary vocabulary;
	bool		caseless;		/* neither text has capitals: any word may be a name */
	bool		nothing_shared; /* not one shingle in common */
} Comparison;

/* One differing piece, in words: from (inclusive) and to (exclusive). */
typedef struct Difference
{
	uint32_t	from[2];
	uint32_t	to[2];
	uint32_t	run_before;		/* aligned words before it */
	uint32_t	run_after;
	uint32_t	times;
	NpPieceKind kind;
	int			edge;			/* EDGE_...: outside the text proper */
	bool		facts;			/* facts stand for facts */
} Difference;

/* What one side of a piece holds. */
typedef struct Side
{
	uint32_t	words;			/* that do not stand elsewhere in the other text as well */
	uint32_t	names;			/* of those, names that the other text lacks */
	uint32_t	figures;
	uint32_t	others;			/* other words that the other text lacks */
	bool		strict;			/* a fact that the other text has nowhere */
} Side;

/* ------------------------------------------------------------------------
 * Spelling
 * ------------------------------------------------------------------------ */

/*
 * The letters and digits of a piece, ASCII letters in lower case, without
 * anything between them.  Returns their number, or -1 when they do not fit.
 */
static int
squeeze_piece(const Text *text, uint32_t from, uint32_t to, unsigned char *out)
{
	int			n = 0;

	for (uint32_t i = from; i < to; i++)
	{
		const NpTextWord *word = &text->words.words[i];

		if (word->length > (uint32_t) (SPELLING_BYTES - n))
			return -1;
		for (uint32_t k = 0; k < word->length; k++)
		{
			unsigned char c = text->bytes[word->start + k];

			if (c >= 'A' && c <= 'Z')
				out[n++] = c + ('a' - 'A');
			else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80)
				out[n++] = c;
		}
	}
	return n;
}

static bool
has_digit(const unsigned char *s, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (s[i] >= '0' && s[i] <= '9')
			return true;
	}
	return false;
}

/* Whether all letters of s stand in t in the same order, the first one first. */
static bool
is_abbreviation(const unsigned char *s, int ns, const unsigned char *t, int nt)
{
	int			i = 0;

	if (ns > ABBREVIATION_BYTES || s[0] != t[0])
		return false;
	for (int k = 0; k < nt && i < ns; k++)
	{
		if (t[k] == s[i])
			i++;
	}
	return i == ns;
}

/*
 * Two ways to write the same: "co-sponsor" and "cosponsor", "Ariz." and
 * "Arizona", "penalise" and "penalize".  Figures must agree exactly.
 */
static bool
is_spelling(const Comparison *c, const Difference *d)
{
	unsigned char s[SPELLING_BYTES];
	unsigned char t[SPELLING_BYTES];
	int			ns = squeeze_piece(&c->text[0], d->from[0], d->to[0], s);
	int			nt = squeeze_piece(&c->text[1], d->from[1], d->to[1], t);
	int			shorter = ns < nt ? ns : nt;
	int			longer = ns < nt ? nt : ns;
	int			head = 0;
	int			tail = 0;

	if (shorter <= 0)
		return false;
	if (ns == nt && memcmp(s, t, ns) == 0)
		return true;
	if (has_digit(s, ns) || has_digit(t, nt))
		return false;
	if (ns < nt ? is_abbreviation(s, ns, t, nt) : is_abbreviation(t, nt, s, ns))
		return true;
	while (head < shorter && s[head] == t[head])
		head++;
	while (tail < shorter - head && s[ns - 1 - tail] == t[nt - 1 - tail])
		tail++;
	return head + tail >= SPELLING_SHARE * longer;
}

/* ------------------------------------------------------------------------
 * Facts
 * ------------------------------------------------------------------------ */

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
static bool
is_name(const Comparison *c, const NpVocabularyEntry *entry)
{
	return c->caseless || (entry->capital >= 2 && entry->lower == 0);
}

/*
 * What a word of one text is to the other.  A word that the other text has
 * too counts when it stands here at least twice more, so that a town called
 * Lincoln is seen beside a senator Lincoln.
 */
static WordKind
classify_word(const Comparison *c, int side, const NpTextWord *word)
{
	const NpVocabularyEntry *entry = &c->vocabulary.entries[word->id];

	if (entry->count[1 - side] > 0 && entry->count[side] < entry->count[1 - side] + 2)
		return WORD_COMMON;
	if (word->flags & NP_WORD_DIGIT)
		return WORD_FIGURE;
	if (is_name(c, entry))
		return WORD_NAME;
	return WORD_OTHER;
}

static Side
survey_side(const Comparison *c, int side, uint32_t from, uint32_t to)
{
	const Text *text = &c->text[side];
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

/*
 * The piece that replaced a fact of this side first, or NULL.  Facts not seen
 * before are entered for this piece.
 */
static Difference *
look_up_facts(Comparison *c, int side, Difference *all, Difference *d)
{
	Text	   *text = &c->text[side];
	Difference *first = NULL;

	for (uint32_t i = d->from[side]; i < d->to[side]; i++)
	{
		const NpTextWord *word = &text->words.words[i];
		WordKind	kind;

		if (text->shared[i])
			continue;
		kind = classify_word(c, side, word);
		if (kind != WORD_NAME && kind != WORD_FIGURE)
			continue;
		if (text->fact_piece[word->id] != 0)
			first = &all[text->fact_piece[word->id] - 1];
		else
			text->fact_piece[word->id] = (uint32_t) (d - all) + 1;
	}
	return first;
}

/* ------------------------------------------------------------------------
 * Differing pieces
 * ------------------------------------------------------------------------ */

/* List what lies between the aligned runs. */
static uint32_t
list_differences(const Comparison *c, const NpAlignment *alignment, Difference *out)
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
			Difference *d = &out[n++];

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
static void
mark_edges(Difference *list, uint32_t n, double matched)
{
	double		least = fmin(CORE_RUN, fmax(CORE_RUN_LEAST, matched * CORE_RUN_SHARE));

	for (uint32_t i = 0; i < n && list[i].run_before < least; i++)
		list[i].edge |= EDGE_HEAD;
	for (uint32_t i = n; i > 0 && list[i - 1].run_after < least; i--)
		list[i - 1].edge |= EDGE_FOOT;
}

static void
classify_difference(Comparison *c, Difference *all, Difference *d)
{
	Side		a = survey_side(c, 0, d->from[0], d->to[0]);
	Side		b = survey_side(c, 1, d->from[1], d->to[1]);
	bool		short_piece = a.words <= PIECE_WORDS && b.words <= PIECE_WORDS;
	bool		strict = a.strict || b.strict;
	bool		factual = is_factual(&a) && is_factual(&b) && strict;

	if (is_spelling(c, d))
		d->kind = NP_PIECE_SPELLING;
	else if (a.words == 0 && b.words == 0)
		d->kind = NP_PIECE_MOVED;
	else if (d->edge)
	{
		d->facts = factual;
		d->kind = factual ? NP_PIECE_NAME : NP_PIECE_ADDED;
	}
	else if (!short_piece && !factual)
		d->kind = NP_PIECE_ADDED;
	else if (strict && a.names + a.figures > 0 && b.names + b.figures > 0)
	{
		Difference *first_a = look_up_facts(c, 0, all, d);
		Difference *first_b = look_up_facts(c, 1, all, d);

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

static NpKindEvidence
count_evidence(const Difference *list, uint32_t n, double matched)
{
	NpKindEvidence e = { 0 };
	int			edges = 0;

	e.matched = matched;
	for (uint32_t i = 0; i < n; i++)
	{
		const Difference *d = &list[i];

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
	e.edges = (edges & EDGE_HEAD ? 1 : 0) + (edges & EDGE_FOOT ? 1 : 0);
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
	terms[NP_TERM_SHARE] = facts / (facts + changes + 1);
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

/* ------------------------------------------------------------------------
 * Verdict
 * ------------------------------------------------------------------------ */

/* The share of a text's words that the other has too, in place or moved. */
static double
share_in_common(const Comparison *c, int side, const Difference *list, uint32_t n)
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
is_related(const Comparison *c, const Difference *list, uint32_t n, int *shorter, double *common)
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
decide_kind(const Comparison *c, int shorter, double common, uint32_t differences, double margin)
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
 * How much an editor wants to see this piece.  Changes of spelling are shown
 * only where there is nothing else.
 */
static double
rate_piece(const Difference *d, const NpKindResult *result, bool only_spelling)
{
	double		words = d->to[0] - d->from[0] + d->to[1] - d->from[1];

	if (d->times == 0)
		return 0;
	if (d->kind == NP_PIECE_SPELLING)
		return only_spelling ? words : 0;
	if (d->kind == NP_PIECE_MOVED)
		return words / 4;
	if (result->kind == NP_KIND_TEMPLATE &&
		(d->kind == NP_PIECE_NAME || d->kind == NP_PIECE_FIGURE))
		return 1000 * d->times + words;
	return words;
}

/* Whether word i of a text and the one after it are parts of one figure, as in 54,480. */
static bool
is_joined_figure(const Text *text, uint32_t i)
{
	const NpTextWord *word = &text->words.words[i];

	return i + 1 < text->words.count && (word[0].flags & word[1].flags & NP_WORD_DIGIT) &&
		word[0].start + word[0].length + 1 == word[1].start &&
		text->bytes[word[1].start - 1] != ' ' && text->bytes[word[1].start - 1] != '\n';
}

/* Where one side of a piece stands in its text; figures are shown as a whole. */
static void
locate_side(const Text *text, const Difference *d, int side, uint32_t *start, uint32_t *length)
{
	const NpTextWord *words = text->words.words;
	uint32_t	from = d->from[side];
	uint32_t	to = d->to[side];

	*start = 0;
	*length = 0;
	if (from == to)
		return;
	while (d->kind == NP_PIECE_FIGURE && from > 0 && is_joined_figure(text, from - 1))
		from--;
	while (d->kind == NP_PIECE_FIGURE && is_joined_figure(text, to - 1))
		to++;
	*start = words[from].start;
	*length = words[to - 1].start + words[to - 1].length - *start;
}

static bool
same_side(const Text *text, const Difference *d, const Difference *e, int side)
{
	uint32_t	n = d->to[side] - d->from[side];

	if (n != e->to[side] - e->from[side])
		return false;
	for (uint32_t i = 0; i < n; i++)
	{
		if (text->words.words[d->from[side] + i].id != text->words.words[e->from[side] + i].id)
			return false;
	}
	return true;
}

/* Copy the chosen pieces out; those that replace the same words make one. */
static void
show_pieces(const Comparison *c, const Difference *list, const uint32_t *chosen, int n,
			NpKindResult *result)
{
	const Difference *shown[NP_KIND_PIECES];

	result->npieces = 0;
	for (int k = 0; k < n; k++)
	{
		const Difference *d = &list[chosen[k]];
		NpPiece    *piece = &result->pieces[result->npieces];
		int			i = 0;

		while (i < result->npieces &&
			   !(d->facts && shown[i]->facts && same_side(&c->text[0], d, shown[i], 0) &&
				 same_side(&c->text[1], d, shown[i], 1)))
			i++;
		if (i < result->npieces)
		{
			result->pieces[i].times += d->times;
			continue;
		}
		shown[result->npieces++] = d;
		piece->kind = d->kind;
		piece->times = d->times;
		locate_side(&c->text[0], d, 0, &piece->a_start, &piece->a_length);
		locate_side(&c->text[1], d, 1, &piece->b_start, &piece->b_length);
	}
}

/* The best rated pieces, in text order. */
static void
choose_pieces(const Comparison *c, const Difference *list, uint32_t n, NpKindResult *result)
{
	bool		only_spelling = result->evidence.spellings == n;
	uint32_t	chosen[NP_KIND_PIECES];
	double		rates[NP_KIND_PIECES];
	int			nchosen = 0;

	for (uint32_t i = 0; i < n; i++)
	{
		double		rate = rate_piece(&list[i], result, only_spelling);
		int			worst = 0;

		np_check_at(i);
		if (rate <= 0)
			continue;
		if (nchosen == NP_KIND_PIECES)
		{
			for (int k = 1; k < nchosen; k++)
			{
				if (rates[k] < rates[worst])
					worst = k;
			}
			if (rate <= rates[worst])
				continue;
			nchosen--;
			memmove(&chosen[worst], &chosen[worst + 1], (nchosen - worst) * sizeof(uint32_t));
			memmove(&rates[worst], &rates[worst + 1], (nchosen - worst) * sizeof(double));
		}
		chosen[nchosen] = i;
		rates[nchosen++] = rate;
	}
	show_pieces(c, list, chosen, nchosen, result);
}

/*
 * Names that stand at least twice in a text and nowhere in the other: what
 * it is about, when the other is about something else.
 */
static uint32_t
count_subjects(const Comparison *c, int side)
{
	const NpVocabulary *v = &c->vocabulary;
	uint32_t	n = 0;

	for (uint32_t i = 0; i < v->count; i++)
	{
		const NpVocabularyEntry *entry = &v->entries[i];

		if (entry->count[side] >= 2 && entry->count[1 - side] == 0 &&
			is_name(c, entry))
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
judge(Comparison *c, const NpAlignment *alignment, NpKindResult *result)
{
	Difference *list = np_alloc(((size_t) alignment->nruns + 1) * sizeof(Difference));
	uint32_t	n = list_differences(c, alignment, list);
	double		matched = 0;
	double		common;
	int			shorter;

	result->margin = WEIGHT_CONSTANT;
	if (is_related(c, list, n, &shorter, &common))
	{
		c->caseless = !has_capitals(&c->vocabulary);
		for (uint32_t r = 0; r < alignment->nruns; r++)
			matched += alignment->runs[r].length;
		mark_edges(list, n, matched);
		for (uint32_t i = 0; i < n; i++)
		{
			np_check_at(i);
			classify_difference(c, list, &list[i]);
		}
		result->evidence = count_evidence(list, n, matched);
		result->evidence.subjects = fmin(count_subjects(c, 0), count_subjects(c, 1));
		list_terms(&result->evidence, result->terms);
		result->margin = weigh_terms(result->terms);
		result->kind = decide_kind(c, shorter, common, n, result->margin);
		choose_pieces(c, list, n, result);
	}
	np_free(list);
}

/* The comparison itself, of texts in their canonical order. */
static void
compare(const unsigned char *a, size_t alen, const unsigned char *b, size_t blen,
		NpKindResult *result)
{
	Comparison	c;
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
