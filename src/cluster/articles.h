/*-------------------------------------------------------------------------
 *
 * articles.h
 *	  The signatures and keys of a table's articles, numbered.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_ARTICLES_H
#define NP_ARTICLES_H

#include "postgres.h"

#include "executor/spi.h"
#include "utils/timestamp.h"

#include "cluster/canon.h"
#include "cluster/file.h"
#include "cluster/prefetch.h"
#include "minhash/minhash.h"
#include "minhash/shingleset.h"

/* What to read.  A column that is NULL is not asked for. */
typedef struct ArticleQuery
{
	Oid			relation;
	const char *key;
	const char *sig;
	const char *body;			/* to verify by exact text */
	const char *tenant;			/* compare only where this is equal */
	const char *published;
	Interval   *horizon;		/* compare only within this distance of published */
	bool		ordered;		/* number the articles best first: */
	const char *best;			/* by this column and then by key */
	bool		descending;
	double		threshold;
	double		recall;
	Size		memory;			/* bytes that articles may be held in */
	Oid			minhash_type;
} ArticleQuery;

/* By what an article is compared with some of the others only */
typedef struct ArticleLimits
{
	uint64		group;
	int64		time;			/* microseconds */
} ArticleLimits;

typedef struct Articles
{
	const ArticleQuery *query;
	char	   *relname;		/* qualified and quoted */
	uint64		count;
	int			nlanes;			/* 0 while there is no article */
	int			shingle;
	int64		horizon;		/* microseconds; negative: no limit */
	bool		limited;		/* by tenant or horizon: not all are compared */

	Oid			key_type;		/* of the column */
	int16		key_length;
	bool		key_byval;
	Oid			key_collation;
	FmgrInfo	key_output;
	FmgrInfo   *key_compare;	/* NULL if the type has no order */

	NpSpool		lanes;
	NpSpool		limits;			/* if limited */
	NpSpool		keys;
	NpSpool		key_starts;		/* where each key begins, if their length varies */
	SPIPlanPtr	body_plan;		/* NULL: verify by signature */
} Articles;

/* read.c */

/* Its length with days of 24 hours and months of 30 days. */
extern int64 np_interval_microseconds(const Interval *interval);

/* Connect, or say why that cannot be. */
extern void np_spi_connect(void);

/*
 * Read the table, as the caller and with the caller's snapshot.  SPI must be
 * connected.  Rows without key, without signature or with the empty
 * signature are left out.
 */
extern Articles *np_articles_read(const ArticleQuery *query);

/* articles.c */

/* None yet, in the current memory context */
extern Articles *np_articles_begin(const ArticleQuery *query);

/* One more.  The type of the key must be known, and the signature comparable with the others. */
extern void np_articles_add(Articles *articles, Datum key, const ArticleLimits *limits,
							const Minhash *sig);
extern void np_articles_close(Articles *articles);

/* Are lanes and limits in memory?  Else they are in files. */
static inline bool
np_articles_are_held(const Articles *articles)
{
	return articles->lanes.file == NULL && articles->limits.file == NULL;
}

/* Its lanes, if the articles are held */
static inline const uint8 *
np_article_lanes(const Articles *articles, uint64 number)
{
	return (const uint8 *) articles->lanes.held + number * articles->nlanes;
}

/* One article by its number, if they are held */
static inline void
np_article_get(const Articles *articles, uint64 number, NpArticle *article)
{
	ArticleLimits none = {0, 0};
	const ArticleLimits *limits = &none;

	if (articles->limited)
		limits = (const ArticleLimits *) articles->limits.held + number;
	article->group = limits->group;
	article->time = limits->time;
	article->lanes = np_article_lanes(articles, number);
}

/* An article that is held will soon be compared, for which half of its lanes often suffice. */
static inline void
np_article_prefetch(const Articles *articles, uint64 number)
{
	if (articles->limited)
		np_prefetch((const ArticleLimits *) articles->limits.held + number, 1);
	np_prefetch(np_article_lanes(articles, number), articles->nlanes / 2);
}

/* Bytes of the articles' lanes and limits */
extern Size np_articles_size(const Articles *articles);

/* Articles that are held are from now on at that place, in shared memory. */
extern void np_articles_share(Articles *articles, char *place);

/* Those of another process: they can be compared, and no more. */
extern Articles *np_articles_attach(char *place, uint64 count, int nlanes, bool limited);

/* One article by its number.  If they are not held, its lanes are copied to *lanes. */
extern void np_articles_fetch(Articles *articles, uint64 number,
							  NpArticle *article, uint8 *lanes);

/* Its key, in the current memory context. */
extern Datum np_articles_key(Articles *articles, uint64 number);

/* A key as text. */
extern Datum np_articles_show_key(Articles *articles, Datum key);

/* From now on pairs are verified by their text. */
extern void np_articles_prepare_text(Articles *articles);

/* Are they? */
extern bool np_articles_have_text(const Articles *articles);

/* The shingles of its text; the caller frees the set. */
extern void np_articles_shingles(Articles *articles, uint64 number, NpShingleSet *set);

/* What the signatures must reach, so that the pair may be one. */
extern double np_articles_sieve(const Articles *articles);

#endif							/* NP_ARTICLES_H */
