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

#include "utils/builtins.h"

#include "compat.h"
#include "reuse/kind.h"

char *
np_key_text(const Watched *watched, Datum key)
{
	FmgrInfo   *output = unconstify(FmgrInfo *, &watched->key.output);

	if (watched->key.has_text_cast)
		return TextDatumGetCString(FunctionCall1Coll(output, watched->key.collation, key));
	return OutputFunctionCall(output, key);
}

/* Which is it, going by the texts? */
static VerdictKind
confirm(const Watched *watched, NpText text, const Candidate *candidate)
{
	NpText		other;
	NpKindResult result;

	/* taken away while no trigger looked: only the signature is left */
	if (candidate->body_isnull)
		return VERDICT_ORIGINAL;
	other = np_article_text(watched, candidate->title_isnull, candidate->title, candidate->body);
	np_duplicate_kind(text.bytes, text.length, other.bytes, other.length, &result);
	switch (result.kind)
	{
		case NP_KIND_DIFFERENT:
			return VERDICT_ORIGINAL;
		case NP_KIND_TEMPLATE:
			return VERDICT_TEMPLATE;
		case NP_KIND_EXCERPT:
		case NP_KIND_EDITED:
		case NP_KIND_IDENTICAL:
			break;
	}
	return VERDICT_DUPLICATE;
}

/*
 * The article whose form this one fills in otherwise: the one that others of
 * the same form name, even after that is gone, or the candidate itself.
 */
static bool
template_of(const Watched *watched, const Subject *subject, const Candidate *candidate,
			Datum *template)
{
	*template = candidate->template_isnull ? candidate->key : candidate->template;
	if (candidate->template_isnull)
		return candidate->outranks;
	return subject->key_isnull || !np_keys_equal(watched, *template, subject->key);
}

Verdict
np_judge(Watched *watched, const Subject *subject, NpText text, Snapshot snapshot)
{
	Verdict		verdict = {.kind = VERDICT_ORIGINAL};
	Candidate	candidates[NP_MAX_CANDIDATES];
	int			n = 0;

	if (watched->on_duplicate != POLICY_IGNORE)
		n = np_lookup(watched, subject, snapshot, candidates);
	for (int i = 0; i < n && verdict.kind != VERDICT_DUPLICATE; i++)
	{
		const Candidate *candidate = &candidates[i];
		VerdictKind kind = confirm(watched, text, candidate);
		Datum		other = candidate->key;

		if (kind == VERDICT_TEMPLATE && watched->templates_count)
			kind = VERDICT_DUPLICATE;
		if (kind == VERDICT_DUPLICATE && !candidate->outranks)
		{
			verdict.rivals[verdict.nrivals++] = candidate->key;
			continue;
		}
		/* of articles with the same form, the most similar one counts */
		if (kind == VERDICT_ORIGINAL || kind == verdict.kind ||
			(kind == VERDICT_TEMPLATE && !template_of(watched, subject, candidate, &other)))
			continue;
		verdict.kind = kind;
		verdict.similarity = candidate->similarity;
		verdict.other = other;
	}
	verdict.more_rivals = n == NP_MAX_CANDIDATES && verdict.nrivals > 0;
	return verdict;
}
