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
 * The row by whose key articles of one form are known: the one that the
 * candidate names, even after that is gone, or the candidate itself.
 */
static Datum
form_of(const Candidate *candidate)
{
	return candidate->template_isnull ? candidate->key : candidate->template;
}

static bool
keeps_form(const Watched *watched, const Subject *subject, const Candidate *candidate)
{
	return subject->has_template &&
		np_keys_equal(watched, subject->template, form_of(candidate));
}

/* Only from those that outrank the subject, so that no two rows take the name of each other. */
static bool
gives_form(const Watched *watched, const Subject *subject, const Candidate *candidate)
{
	return candidate->outranks &&
		(subject->key_isnull || !np_keys_equal(watched, form_of(candidate), subject->key));
}

Verdict
np_judge(Watched *watched, const Subject *subject, NpText text, Snapshot snapshot)
{
	Verdict		verdict = {.kind = VERDICT_ORIGINAL};
	Candidate	candidates[NP_MAX_CANDIDATES];
	bool		kept = false;
	int			n = 0;

	if (watched->on_duplicate != POLICY_IGNORE)
		n = np_lookup(watched, subject, snapshot, candidates);
	for (int i = 0; i < n && verdict.kind != VERDICT_DUPLICATE; i++)
	{
		const Candidate *candidate = &candidates[i];
		VerdictKind kind = confirm(watched, text, candidate);

		if (kind == VERDICT_TEMPLATE && watched->templates_count)
			kind = VERDICT_DUPLICATE;
		if (kind == VERDICT_ORIGINAL)
			continue;
		if (kind == VERDICT_DUPLICATE && !candidate->outranks)
		{
			verdict.rivals[verdict.nrivals++] = candidate->key;
			continue;
		}
		if (kind == VERDICT_TEMPLATE)
		{
			bool		keeps = keeps_form(watched, subject, candidate);

			/* the form that the article is known by, else that of the most similar one */
			if (kept || (!keeps && (verdict.kind == VERDICT_TEMPLATE ||
									!gives_form(watched, subject, candidate))))
				continue;
			kept = keeps;
		}
		verdict.kind = kind;
		verdict.similarity = candidate->similarity;
		verdict.other = kind == VERDICT_TEMPLATE ? form_of(candidate) : candidate->key;
	}
	verdict.more_rivals = n == NP_MAX_CANDIDATES && verdict.nrivals > 0;
	return verdict;
}
