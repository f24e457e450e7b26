/*-------------------------------------------------------------------------
 *
 * own.c
 *	  A newsroom's own model: learning.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/own.h"

#include <string.h>

#include "host.h"

NpOwnModel *
np_own_create(void)
{
	NpOwnModel *model = np_alloc_zero(sizeof(NpOwnModel));

	model->counts = np_alloc_zero(sizeof(model->counts[0]) * NP_OWN_FEATURES);
	return model;
}

void
np_own_free(NpOwnModel *model)
{
	np_free(model->counts);
	np_free(model);
}

bool
np_own_learn(NpOwnModel *model, const unsigned char *text, size_t length, NpKindOfText kind)
{
	NpOwnFeature *features;
	size_t		n;

	if (model->texts[kind] >= NP_OWN_MAX_TEXTS)
		return false;
	n = np_own_features(text, length, &features);
	/* no count is ever above the number of texts, so none overflows */
	for (size_t i = 0; i < n; i++)
		model->counts[features[i].number][kind]++;
	model->texts[kind]++;
	model->prepared = false;
	np_free(features);
	return true;
}

bool
np_own_unlearn(NpOwnModel *model, const unsigned char *text, size_t length, NpKindOfText kind)
{
	NpOwnFeature *features;
	size_t		n = np_own_features(text, length, &features);
	bool		learnt = model->texts[kind] > 0;

	for (size_t i = 0; i < n; i++)
		learnt &= model->counts[features[i].number][kind] > 0;
	if (learnt)
	{
		for (size_t i = 0; i < n; i++)
			model->counts[features[i].number][kind]--;
		model->texts[kind]--;
		model->prepared = false;
	}
	np_free(features);
	return learnt;
}

bool
np_own_merge(NpOwnModel *model, const NpOwnModel *other)
{
	for (int kind = 0; kind < NP_KINDS_OF_TEXT; kind++)
		if (other->texts[kind] > NP_OWN_MAX_TEXTS - model->texts[kind])
			return false;
	for (int kind = 0; kind < NP_KINDS_OF_TEXT; kind++)
		model->texts[kind] += other->texts[kind];
	for (size_t i = 0; i < NP_OWN_FEATURES; i++)
		for (int kind = 0; kind < NP_KINDS_OF_TEXT; kind++)
			model->counts[i][kind] += other->counts[i][kind];
	model->prepared = false;
	return true;
}

bool
np_own_subtract(NpOwnModel *model, const NpOwnModel *other)
{
	for (int kind = 0; kind < NP_KINDS_OF_TEXT; kind++)
	{
		if (other->texts[kind] > model->texts[kind])
			return false;
		for (size_t i = 0; i < NP_OWN_FEATURES; i++)
			if (other->counts[i][kind] > model->counts[i][kind])
				return false;
	}
	for (int kind = 0; kind < NP_KINDS_OF_TEXT; kind++)
		model->texts[kind] -= other->texts[kind];
	for (size_t i = 0; i < NP_OWN_FEATURES; i++)
		for (int kind = 0; kind < NP_KINDS_OF_TEXT; kind++)
			model->counts[i][kind] -= other->counts[i][kind];
	model->prepared = false;
	return true;
}

double
np_own_trust(const NpOwnModel *model)
{
	uint32_t	least = model->texts[NP_JUNK] < model->texts[NP_CLEAN] ?
		model->texts[NP_JUNK] : model->texts[NP_CLEAN];

	if (least < NP_OWN_SPEAKS)
		return 0;
	if (least >= NP_OWN_ALONE)
		return 1;
	return (double) (least - NP_OWN_SPEAKS + 1) / (NP_OWN_ALONE - NP_OWN_SPEAKS + 1);
}
