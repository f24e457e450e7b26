/*-------------------------------------------------------------------------
 *
 * judge.c
 *	  Is an article a copy of one that is there already?
 *
 * The signatures say who is alike; the texts say whether that is because
 * one copies the other, or because both fill in the same form.
 *
 *-------------------------------------------------------------------------
 */
#include "watch/judge.h"

#include "access/detoast.h"

#include "compat.h"

char *
np_key_text(const Watched *watched, Datum key)
{
	return OutputFunctionCall(unconstify(FmgrInfo *, &watched->key.output), key);
}

/* Which is it, going by the texts? */
static VerdictKind
confirm(const Watched *watched, NpText text, const Candidate *candidate)
{
	return VERDICT_DUPLICATE;
}

static int
compare_values(const WatchType *type, Datum a, Datum b)
{
	if (!OidIsValid(type->compare.fn_oid))
		return 0;
	return DatumGetInt32(FunctionCall2Coll(unconstify(FmgrInfo *, &type->compare),
										   type->collation, a, b));
}

/* Greater is better; a null is worse than any value. */
static int
compare_ranks(const Watched *watched, const Standing *a, const Standing *b)
{
	if (a->rank_isnull || b->rank_isnull)
		return (int) b->rank_isnull - (int) a->rank_isnull;
	return compare_values(&watched->rank, a->rank, b->rank);
}

/* Has a the better claim to be the original? */
static bool
outranks(const Watched *watched, const Standing *a, const Standing *b)
{
	int			order = 0;

	if (watched->canonical == CANONICAL_RANK)
		order = compare_ranks(watched, a, b);
	else if (watched->canonical == CANONICAL_LONGEST)
		order = a->length > b->length ? 1 : a->length < b->length ? -1 : 0;
	if (order != 0)
		return order > 0;
	if (a->dated != b->dated)
		return a->dated;
	if (a->dated && a->published != b->published)
		return a->published < b->published;
	return compare_values(&watched->key, a->key, b->key) < 0;
}

static Standing
candidate_standing(const Watched *watched, const Candidate *candidate)
{
	Standing	standing = {
		.key = candidate->key,
		.rank = candidate->rank,
		.rank_isnull = candidate->rank_isnull,
		.dated = !candidate->published_isnull,
	};

	if (standing.dated)
		standing.published = np_published_time(watched->published_type, candidate->published);
	if (!candidate->body_isnull)
		standing.length = (int64) toast_raw_datum_size(candidate->body);
	return standing;
}

Verdict
np_judge(Watched *watched, const Subject *subject, NpText text, const Standing *standing,
		 Snapshot snapshot)
{
	Verdict		verdict = {.kind = VERDICT_ORIGINAL};
	Candidate	candidates[NP_MAX_CANDIDATES];
	int			n = np_lookup(watched, subject, snapshot, candidates);

	for (int i = 0; i < n && verdict.kind != VERDICT_DUPLICATE; i++)
	{
		const Candidate *candidate = &candidates[i];
		VerdictKind kind = confirm(watched, text, candidate);
		bool		first = true;

		if (kind == VERDICT_ORIGINAL)
			continue;
		if (kind == VERDICT_TEMPLATE && watched->templates_count)
			kind = VERDICT_DUPLICATE;
		if (standing != NULL)
		{
			Standing	other = candidate_standing(watched, candidate);

			first = outranks(watched, &other, standing);
		}
		if (kind == VERDICT_DUPLICATE && !first)
			verdict.rivals[verdict.nrivals++] = candidate->key;
		/* the most similar article whose form it is counts */
		if (!first || verdict.kind == kind)
			continue;
		verdict.kind = kind;
		verdict.similarity = candidate->similarity;
		verdict.other = kind == VERDICT_TEMPLATE && !candidate->template_isnull ?
			candidate->template : candidate->key;
	}
	return verdict;
}
