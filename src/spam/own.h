/*-------------------------------------------------------------------------
 *
 * own.h
 *	  A newsroom's own model: what it learnt of junk from its own texts.
 *
 * The model counts texts and, for each of NP_OWN_FEATURES features, in how
 * many junk and in how many clean texts it was.  A feature is a word, a pair
 * of words, a word with its capitals, what stands between words and so on,
 * hashed.  Counts add: the order of learning does not matter, models of parts
 * can be merged, and what was learnt can be unlearnt to the last bit.
 *
 * The score is that of naive Bayes with three changes, chosen by measurement
 * (see own_score.c).
 *
 * Pure C: memory and interrupts come from host.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_OWN_H
#define NP_OWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spam/score.h"

/* Version of the features, their hash and the packed form together. */
#define NP_OWN_FORMAT		1

#define NP_OWN_FEATURE_BITS	18
#define NP_OWN_FEATURES		(1 << NP_OWN_FEATURE_BITS)

/* Texts of one kind that a model can learn. */
#define NP_OWN_MAX_TEXTS	1000000000

/*
 * The model is silent before it has seen so many texts of each kind, then
 * takes over from the default model step by step, and speaks alone from so
 * many on.
 */
#define NP_OWN_SPEAKS		20
#define NP_OWN_ALONE		200

typedef enum NpKindOfText
{
	NP_CLEAN,
	NP_JUNK,
	NP_KINDS_OF_TEXT
} NpKindOfText;

/* Counts of up to so many have their logarithm ready. */
#define NP_OWN_LOGS		1024

struct NpOwnModel
{
	uint32_t	texts[NP_KINDS_OF_TEXT];
	uint32_t	(*counts)[NP_KINDS_OF_TEXT];	/* of each feature, texts that have it */
	/* filled by np_own_prepare */
	bool		prepared;
	double		centre;			/* weight of a feature that says nothing */
	double		logs[NP_KINDS_OF_TEXT][NP_OWN_LOGS];
};

/* own.c */
extern NpOwnModel *np_own_create(void);
extern void np_own_free(NpOwnModel *model);

/* False if the model is full; it is then as it was. */
extern bool np_own_learn(NpOwnModel *model, const unsigned char *text, size_t length,
						 NpKindOfText kind);

/* False if the model cannot have learnt this text; it is then as it was. */
extern bool np_own_unlearn(NpOwnModel *model, const unsigned char *text, size_t length,
						   NpKindOfText kind);

/* Add what other learnt; false if that is too much, and model is then as it was. */
extern bool np_own_merge(NpOwnModel *model, const NpOwnModel *other);

/* Take away what other learnt; false if model cannot have learnt it, and is then as it was. */
extern bool np_own_subtract(NpOwnModel *model, const NpOwnModel *other);

/* Share of the score that is the own model's, 0 to 1. */
extern double np_own_trust(const NpOwnModel *model);

/* own_features.c */

/* A feature of a text and where it stands: for evidence. */
typedef struct NpOwnFeature
{
	uint32_t	number;			/* below NP_OWN_FEATURES */
	bool		shown;			/* words and pairs of words can be shown */
	size_t		start;
	size_t		end;
} NpOwnFeature;

/* The distinct features of a text; *features is allocated.  Returns how many. */
extern size_t np_own_features(const unsigned char *text, size_t length,
							  NpOwnFeature **features);

/* The same for a text whose words others read too: np_own_read is an NpReader's. */
typedef struct NpOwnCollector NpOwnCollector;

extern NpOwnCollector *np_own_begin(const unsigned char *text, size_t length);
extern void np_own_read(void *collector, const NpWord *words, size_t n);
extern size_t np_own_end(NpOwnCollector *collector, NpOwnFeature **features);

/* own_score.c */

/* Make ready for np_own_weight and np_own_evidence; once is enough until the model learns. */
extern void np_own_prepare(NpOwnModel *model);

/* What a feature of a prepared model says, in log-odds; 0 if the model never saw it. */
extern double np_own_weight(const NpOwnModel *model, uint32_t number);

/* What the features of a text say together, in log-odds. */
extern double np_own_evidence(const NpOwnModel *model, const NpOwnFeature *features, size_t n);

/* own_format.c */

/*
 * A model packed into bytes, the same for equal models on every machine; see
 * own_format.c.  *packed is allocated.
 */
extern size_t np_own_pack(const NpOwnModel *model, unsigned char **packed);

/* NULL, or what is wrong with the bytes; *model is then not made. */
extern const char *np_own_unpack(const unsigned char *packed, size_t length,
								 NpOwnModel **model);

/* What can be told without unpacking. */
typedef struct NpOwnHeader
{
	int			version;
	uint32_t	texts[NP_KINDS_OF_TEXT];
	uint64_t	checksum;		/* tells models apart */
} NpOwnHeader;

/* NULL, or what is wrong with the header. */
extern const char *np_own_read_header(const unsigned char *packed, size_t length,
									  NpOwnHeader *header);

#endif							/* NP_OWN_H */
