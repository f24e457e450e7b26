/*-------------------------------------------------------------------------
 *
 * spam_model.h
 *	  The type spam_model: a newsroom's own model as a value.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_SPAM_MODEL_H
#define NP_SPAM_MODEL_H

#include "postgres.h"

#include "fmgr.h"

#include "spam/own.h"

/* Bytes as np_own_pack() makes them; checked whenever they are unpacked. */
typedef struct SpamModel
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	unsigned char packed[FLEXIBLE_ARRAY_MEMBER];
} SpamModel;

/* sql_model.c */
extern SpamModel *np_spam_model_pack(const NpOwnModel *model);
extern NpOwnModel *np_spam_model_unpack(Datum datum);

/*
 * The same ready for scoring, kept in fcinfo's function as long as calls come
 * with the same model.
 */
extern const NpOwnModel *np_spam_model_keep(FunctionCallInfo fcinfo, Datum datum);

#endif							/* NP_SPAM_MODEL_H */
