/*-------------------------------------------------------------------------
 *
 * pieces.c
 *	  Which of the differing pieces are shown to an editor, as the evidence.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "host.h"
#include "reuse/differences.h"
#include "text/token.h"

/*
 * How much an editor wants to see this piece.  Changes of spelling are shown
 * only where there is nothing else.
 */
static double
rate_piece(const NpDifference *d, const NpKindResult *result, bool only_spelling)
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
is_joined_figure(const NpComparedText *text, uint32_t i)
{
	const NpTextWord *word = &text->words.words[i];

	return i + 1 < text->words.count && (word[0].flags & word[1].flags & NP_WORD_DIGIT) &&
		word[0].start + word[0].length + 1 == word[1].start &&
		text->bytes[word[1].start - 1] != ' ' && text->bytes[word[1].start - 1] != '\n';
}

/* Where one side of a piece stands in its text; figures are shown as a whole. */
static void
locate_side(const NpComparedText *text, const NpDifference *d, int side,
			uint32_t *start, uint32_t *length)
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
same_side(const NpComparedText *text, const NpDifference *d, const NpDifference *e, int side)
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
show_pieces(const NpComparison *c, const NpDifference *list, const uint32_t *chosen, int n,
			NpKindResult *result)
{
	const NpDifference *shown[NP_KIND_PIECES];
	int			npieces = 0;

	for (int k = 0; k < n; k++)
	{
		const NpDifference *d = &list[chosen[k]];
		NpPiece    *piece = &result->pieces[npieces];
		int			i = 0;

		while (i < npieces &&
			   !(d->facts && shown[i]->facts && same_side(&c->text[0], d, shown[i], 0) &&
				 same_side(&c->text[1], d, shown[i], 1)))
			i++;
		if (i < npieces)
		{
			result->pieces[i].times += d->times;
			continue;
		}
		shown[npieces++] = d;
		piece->kind = d->kind;
		piece->times = d->times;
		locate_side(&c->text[0], d, 0, &piece->a_start, &piece->a_length);
		locate_side(&c->text[1], d, 1, &piece->b_start, &piece->b_length);
	}
	result->npieces = npieces;
}

/* The best rated pieces, in text order. */
void
np_choose_pieces(const NpComparison *c, const NpDifference *list, uint32_t n, NpKindResult *result)
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
