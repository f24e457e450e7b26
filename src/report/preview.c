/*-------------------------------------------------------------------------
 *
 * preview.c
 *	  How similar the articles of a table are to each other.
 *
 * Signatures are compared without an index, so that what an index would
 * miss is counted as well.
 *
 *-------------------------------------------------------------------------
 */
#include "report/preview.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "compat.h"
#include "host.h"
#include "minhash/minhash.h"
#include "report/query.h"

/* What a preview may cost: seconds rather than minutes */
#define MOST_COMPARISONS	1e8
#define MOST_ROWS			1e6
#define FEWEST_ASKED		200

/* Characters of an example's text */
#define EXAMPLE_LENGTH		90

/* A row that all others are compared with */
typedef struct AskedRow
{
	const char *key;
	const Minhash *sig;
} AskedRow;

/* Pairs with the same number of equal lanes */
typedef struct Tally
{
	int64		pairs;
	const char *a;				/* keys of one of them */
	const char *b;
} Tally;

typedef struct Comparison
{
	AskedRow   *asked;
	int64		nasked;
	int64		capacity;
	int64		rows;			/* read and compared */
	Tally	   *tallies;		/* by number of equal lanes */
} Comparison;

static const char *
select_signatures(const NpSubject *subject, const char *source)
{
	return psprintf("SELECT %s::pg_catalog.text, %s FROM %s WHERE %s IS NOT NULL",
					subject->key, subject->sig, source, subject->sig);
}

/* A key may be null if it is no key: then it does for an example no more than an empty one */
static char *
key_of(NpRows rows, uint64 row)
{
	char	   *key = np_row_string(rows, row, 1);

	return key != NULL ? key : "";
}

static void
read_asked(Comparison *c, const char *sql)
{
	Portal		portal = np_query_open(sql);
	NpRows		rows;

	c->capacity = 1024;
	c->asked = palloc(c->capacity * sizeof(AskedRow));
	while (np_query_fetch(portal, &rows))
	{
		for (uint64 i = 0; i < rows.count; i++)
		{
			Minhash    *sig = np_minhash_from_datum(np_row_datum(rows, i, 2));
			AskedRow   *asked;

			if (MINHASH_IS_EMPTY(sig))
				continue;
			if (c->nasked == c->capacity)
			{
				c->capacity *= 2;
				c->asked = repalloc_huge(c->asked, c->capacity * sizeof(AskedRow));
			}
			asked = &c->asked[c->nasked++];
			asked->key = key_of(rows, i);
			asked->sig = memcpy(palloc(VARSIZE(sig)), sig, VARSIZE(sig));
			np_minhash_check_comparable(c->asked[0].sig, sig);
		}
		np_query_free(&rows);
	}
}

static void
compare_row(Comparison *c, const Minhash *sig, const char *key)
{
	int			nlanes = sig->nlanes;

	np_minhash_check_comparable(c->asked[0].sig, sig);
	for (int64 i = 0; i < c->nasked; i++)
	{
		int			equal = np_lanes_equal(c->asked[i].sig->lanes, sig->lanes, nlanes);
		Tally	   *tally = &c->tallies[equal];

		/* a row is no copy of itself */
		if (equal == nlanes && strcmp(c->asked[i].key, key) == 0)
			continue;
		if (tally->pairs++ == 0)
		{
			tally->a = c->asked[i].key;
			tally->b = pstrdup(key);
		}
	}
}

static void
compare_rows(Comparison *c, const char *sql)
{
	Portal		portal = np_query_open(sql);
	NpRows		rows;

	while (np_query_fetch(portal, &rows))
	{
		for (uint64 i = 0; i < rows.count; i++)
		{
			Minhash    *sig = np_minhash_from_datum(np_row_datum(rows, i, 2));
			char	   *key = key_of(rows, i);

			np_check_interrupts();
			if (!MINHASH_IS_EMPTY(sig))
			{
				c->rows++;
				compare_row(c, sig, key);
			}
			if (*key != '\0')
				pfree(key);
		}
		np_query_free(&rows);
	}
}

/*
 * Of n rows m were compared with a share f of all: every pair had the chance
 * 2 m f / n to be met, once from either end.
 */
static void
fill_levels(NpPreview *preview, const Comparison *c, int nlanes, double share)
{
	double		scale;

	preview->rows = c->rows / share;
	preview->asked = c->nasked;
	scale = preview->rows / (2 * preview->asked * share);
	for (int equal = 0; equal <= nlanes; equal++)
	{
		const Tally *tally = &c->tallies[equal];
		double		similarity = np_jaccard_estimate(equal, nlanes);
		/* a step more than nothing: 0.3 is not always at least 0.3 */
		int			place = Min((int) (similarity * NP_LEVELS + 1e-9), NP_LEVELS - 1);
		NpLevel    *level = &preview->levels[place];

		if (tally->pairs == 0)
			continue;
		level->pairs += tally->pairs * scale;
		/* the middle of a level speaks for it */
		if (level->example.a == NULL ||
			fabs(similarity - level->similarity - 0.5 / NP_LEVELS) <
			fabs(level->example.similarity - level->similarity - 0.5 / NP_LEVELS))
		{
			level->example.a = tally->a;
			level->example.b = tally->b;
			level->example.similarity = similarity;
		}
	}
	for (int i = NP_LEVELS - 1; i >= 0; i--)
		preview->levels[i].at_least = preview->levels[i].pairs +
			(i + 1 < NP_LEVELS ? preview->levels[i + 1].at_least : 0);
}

static void
compare(NpPreview *preview, const NpSubject *subject)
{
	Comparison	c = { 0 };
	double		share;
	double		asked_share;
	const char *others = np_subject_sample(subject, "SYSTEM", MOST_ROWS, &share);
	double		read = Max(subject->rows * share, 1);
	const char *asked = np_subject_sample(subject, "BERNOULLI",
										  Max(MOST_COMPARISONS / read, FEWEST_ASKED),
										  &asked_share);
	int			nlanes;

	preview->finder = np_finder(subject, NP_DEFAULT_LANES);
	read_asked(&c, select_signatures(subject, asked));
	if (c.nasked == 0)
		return;
	nlanes = c.asked[0].sig->nlanes;
	preview->finder = np_finder(subject, nlanes);
	c.tallies = palloc0((nlanes + 1) * sizeof(Tally));
	compare_rows(&c, select_signatures(subject, others));
	fill_levels(preview, &c, nlanes, share);
	preview->sampled = asked_share < 1;
}

static void
append_key(StringInfo keys, const char *key)
{
	appendStringInfo(keys, "%s%s", keys->len > 0 ? ", " : "", quote_literal_cstr(key));
}

static void
tell_text(NpPreview *preview, const char *key, const char *text)
{
	for (int i = 0; i < NP_LEVELS; i++)
	{
		NpExample  *example = &preview->levels[i].example;

		if (example->a == NULL)
			continue;
		if (strcmp(example->a, key) == 0)
			example->a_text = text;
		if (strcmp(example->b, key) == 0)
			example->b_text = text;
	}
}

static void
read_examples(NpPreview *preview, const NpSubject *subject)
{
	StringInfoData keys;
	NpRows		rows;
	const char *text;

	initStringInfo(&keys);
	for (int i = 0; i < NP_LEVELS; i++)
		if (preview->levels[i].example.a != NULL)
		{
			append_key(&keys, preview->levels[i].example.a);
			append_key(&keys, preview->levels[i].example.b);
		}
	if (keys.len == 0 || subject->body == NULL)
		return;
	text = subject->title == NULL ? subject->body :
		psprintf("coalesce(nullif(%s, ''), %s)", subject->title, subject->body);
	rows = np_query("SELECT %s::pg_catalog.text, pg_catalog.left(%s, %d) FROM %s "
					"WHERE %s %s ANY (ARRAY[%s]::%s[])",
					subject->key, text, EXAMPLE_LENGTH, subject->table,
					subject->key, subject->equal, keys.data, subject->key_type);
	for (uint64 i = 0; i < rows.count; i++)
		tell_text(preview, key_of(rows, i), np_row_string(rows, i, 2));
}

NpPreview *
np_preview(const NpSubject *subject)
{
	NpPreview  *preview = palloc0(sizeof(NpPreview));

	for (int i = 0; i < NP_LEVELS; i++)
		preview->levels[i].similarity = (double) i / NP_LEVELS;
	compare(preview, subject);
	read_examples(preview, subject);
	return preview;
}
