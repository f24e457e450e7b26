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
#include "minhash/sieve.h"

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

/* What tells which article is best, before its key does */
typedef struct ArticleBest
{
	Datum		value;
	bool		isnull;
} ArticleBest;

/* What is kept of the articles, each kind by itself */
enum
{
	NP_LANES,
	NP_SIEVES,					/* made of the lanes (minhash/sieve.h), while these are in memory */
	NP_LIMITS,					/* if limited */
	NP_BEST,					/* if they are to be put in order here, and not by key alone */
	NP_KEYS,
	NP_KEY_STARTS,				/* where each key's length is, if it varies, and then the key */
	NP_SPOOLS
};

/* Articles whose lanes and limits lie side by side */
typedef struct ArticleChunk
{
	const char *lanes;
	const uint64 *sieves;
	const ArticleLimits *limits;
	uint64		count;
} ArticleChunk;

typedef struct Articles
{
	const ArticleQuery *query;	/* unknown to workers */
	char	   *relname;		/* qualified and quoted */
	char	   *sql;			/* the query, without an order */
	List	   *parts;			/* the table and its partitions, if they are read block by block */
	Size		memory;			/* bytes that they may be held in */
	uint64		count;
	uint64		elsewhere;		/* read by other processes so far, to say so */
	int			nlanes;			/* 0 while there is no article */
	int			shingle;
	int64		horizon;		/* microseconds; negative: no limit */
	bool		limited;		/* by tenant or horizon: not all are compared */
	bool		by_best;		/* a column tells which is best */
	bool		descending;

	Oid			key_type;		/* of the column; invalid until the query is prepared */
	int16		key_length;
	bool		key_byval;
	Oid			key_collation;
	FmgrInfo	key_output;
	Oid			best_type;		/* if by_best */
	bool		best_byval;
	Oid			best_collation;
	FmgrInfo   *key_compare;	/* NULL if the type has no order */

	NpSpool		spools[NP_SPOOLS];
	struct Place *place;		/* that they share with other processes (place.h), or NULL */

	/* once all are read, and held */
	ArticleChunk *chunks;		/* one, or several of which all but some have room for as many */
	int			nchunks;
	int			chunk_bits;		/* of a number tell which of its chunk's articles it is */
	uint64		numbers;		/* all numbers are below that; some may be nobody's */
	uint32	   *order;			/* numbers, the best article's first; NULL: as they are numbered */

	SPIPlanPtr	body_plan;		/* NULL: verify by signature */
} Articles;

/* read.c */

/*
 * Its length with days of 24 hours and months of 30 days; negative, which means no
 * limit, if that is more than can be counted.
 */
extern int64 np_interval_microseconds(const Interval *interval);

/* Connect, or say why that cannot be. */
extern void np_spi_connect(void);

/*
 * Articles as the caller sees them, with the caller's snapshot, none of which
 * is read yet.  SPI must be connected.
 */
extern Articles *np_articles_prepare(const ArticleQuery *query);

/*
 * Read them.  Rows without key, without signature or with the empty signature
 * are left out.
 */
extern void np_articles_read(Articles *articles);

/*
 * Can some blocks of the table be read without a look at the others?  Then it
 * has so many blocks, or its largest partition has, and about so many rows.
 */
extern bool np_articles_are_divisible(Articles *articles, BlockNumber *blocks, double *rows);

/*
 * Has a partition been attached since?  Those who have read some blocks before and
 * some after have read only a part of it.
 */
extern bool np_articles_have_more_parts(const Articles *articles);

/* May a worker read them?  Not a temporary table, say. */
extern bool np_articles_are_for_workers(const Articles *articles);

/*
 * May there be workers?  Not if pairs are verified by text that a view or a
 * policy has a function for which forbids that: then the leader could not read it.
 */
extern bool np_articles_allow_workers(Articles *articles);

/* What a process reads of articles of that SQL: those in the blocks from one to before another. */
extern void np_articles_read_blocks(Articles *articles, const char *sql,
									BlockNumber from, BlockNumber to);

/* articles.c */

/* None yet, in the current memory context; they may be held in so many bytes. */
extern Articles *np_articles_begin(Size memory, bool limited);

/* Bytes of each key; 0: their length varies. */
extern Size np_articles_key_width(const Articles *articles);

/* One more.  The type of the key must be known, and the signature comparable with the others. */
extern void np_articles_add(Articles *articles, Datum key, const ArticleBest *best,
							const ArticleLimits *limits, const Minhash *sig);

/* There will be no more: number them, if they are held. */
extern void np_articles_number(Articles *articles);
extern void np_articles_close(Articles *articles);

/* Be as if none had been read; they may be held in so many bytes. */
extern void np_articles_forget(Articles *articles, Size memory);

/* Are lanes, sieves and limits in memory?  Else they are in files. */
static inline bool
np_articles_are_held(const Articles *articles)
{
	return articles->spools[NP_LANES].file == NULL &&
		articles->spools[NP_SIEVES].file == NULL &&
		articles->spools[NP_LIMITS].file == NULL;
}

/* Is all of them in memory, their keys too? */
extern bool np_articles_are_in_memory(const Articles *articles);

static inline const ArticleChunk *
np_article_chunk(const Articles *articles, uint64 number)
{
	return &articles->chunks[number >> articles->chunk_bits];
}

/* Which of its chunk's articles it is */
static inline uint64
np_article_in_chunk(const Articles *articles, uint64 number)
{
	return number & ((UINT64CONST(1) << articles->chunk_bits) - 1);
}

/* The articles of its chunk end before that number. */
static inline uint64
np_article_chunk_end(const Articles *articles, uint64 number)
{
	return number - np_article_in_chunk(articles, number) +
		np_article_chunk(articles, number)->count;
}

/* Its lanes, if the articles are held */
static inline const uint8 *
np_article_lanes(const Articles *articles, uint64 number)
{
	return (const uint8 *) np_article_chunk(articles, number)->lanes +
		np_article_in_chunk(articles, number) * articles->nlanes;
}

static inline const uint64 *
np_article_sieve(const Articles *articles, uint64 number)
{
	return np_article_chunk(articles, number)->sieves +
		np_article_in_chunk(articles, number) * np_sieve_words(articles->nlanes);
}

static inline const ArticleLimits *
np_article_limits(const Articles *articles, uint64 number)
{
	return np_article_chunk(articles, number)->limits + np_article_in_chunk(articles, number);
}

/* One article by its number, if they are held */
static inline void
np_article_get(const Articles *articles, uint64 number, NpArticle *article)
{
	ArticleLimits none = {0, 0};
	const ArticleLimits *limits = &none;

	if (articles->limited)
		limits = np_article_limits(articles, number);
	article->group = limits->group;
	article->time = limits->time;
	article->lanes = np_article_lanes(articles, number);
}

/* An article that is held will soon be compared. */
static inline void
np_article_prefetch(const Articles *articles, uint64 number)
{
	if (articles->limited)
		np_prefetch(np_article_limits(articles, number), 1);
	np_prefetch(np_article_lanes(articles, number), articles->nlanes);
}

/* Bytes of the articles' lanes, sieves and limits */
extern Size np_articles_size(const Articles *articles);

/* One article by its number.  If they are not held, its lanes are copied to *lanes. */
extern void np_articles_fetch(Articles *articles, uint64 number,
							  NpArticle *article, uint8 *lanes);

/* Its key, in the current memory context. */
extern Datum np_articles_key(Articles *articles, uint64 number);

/* What it is compared by, if that is in memory: the key is not copied. */
extern Datum np_articles_peek_key(const Articles *articles, uint64 number);
extern const ArticleBest *np_articles_best(const Articles *articles, uint64 number);

/* The number of the article of that rank: 0 is the best. */
static inline uint64
np_article_ranked(const Articles *articles, uint64 rank)
{
	return articles->order == NULL ? rank : articles->order[rank];
}

/* A key as text. */
extern Datum np_articles_show_key(Articles *articles, Datum key);

/* The query for the text of the article whose key is its parameter */
extern char *np_articles_text_sql(const Articles *articles);

/* From now on pairs are verified by their text. */
extern void np_articles_prepare_text(Articles *articles);

/* Are they? */
extern bool np_articles_have_text(const Articles *articles);

/* The shingles of its text; the caller frees the set. */
extern void np_articles_shingles(Articles *articles, uint64 number, NpShingleSet *set);

/* What signatures of so many lanes must reach, so that the pair may be one. */
extern double np_articles_sieve(const Articles *articles, int nlanes);

#endif							/* NP_ARTICLES_H */
