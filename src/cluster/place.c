/*-------------------------------------------------------------------------
 *
 * place.c
 *	  The articles that several processes have read, in shared memory.
 *
 * What is read for each comparison, the lanes and limits, goes there at once:
 * each process fills chunks, and their number and an article's place in its
 * chunk are the article's number.  Keys are few bytes, and stay with the process
 * until all have been read; then there is room for all of them together, and for
 * the keys of bands.
 *
 * What one process has read by itself it copies, as one chunk.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/place.h"

#include "miscadmin.h"
#include "utils/resowner.h"

#include "cluster/order.h"
#include "cluster/sortkeys.h"

/* A process has a chunk for about so many articles of them, and room for as many at least. */
#define EXPECTED_CHUNKS		64
#define FEWEST_CHUNK_BITS	12

#define ALL_BITS	63

/* What one process knows of it */
typedef struct Place
{
	SharedPlace *shared;		/* while there are workers */
	int			process;
	dsm_segment *segment;		/* what is kept for all together */
	dsm_segment *chunks[NP_MOST_CHUNKS];
} Place;

/*
 * That there is too little shared memory is an error of dsm_create(), and
 * after an error resources are to be given back.  A subtransaction would do
 * that, but there are none in parallel mode; what dsm_create() takes belongs
 * to a resource owner, which suffices.  (So small a /dev/shm is what
 * containers begin with.)
 */
static dsm_segment *
create_segment(Size size)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ResourceOwner own = ResourceOwnerCreate(owner, "newsprint articles");
	dsm_segment *volatile place = NULL;

	CurrentResourceOwner = own;
	PG_TRY();
	{
		place = dsm_create(size, DSM_CREATE_NULL_IF_MAXSEGMENTS);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		error = CopyErrorData();
		if (ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_INSUFFICIENT_RESOURCES)
			PG_RE_THROW();
		FlushErrorState();
		FreeErrorData(error);
		place = NULL;
	}
	PG_END_TRY();
	CurrentResourceOwner = owner;
	if (place != NULL)
	{
		/* from one owner to the other */
		dsm_pin_mapping(place);
		dsm_unpin_mapping(place);
	}
	ResourceOwnerRelease(own, RESOURCE_RELEASE_BEFORE_LOCKS, false, false);
	ResourceOwnerDelete(own);
	return place;
}

/* What is kept in a chunk, one kind after the other */
static const int chunk_kinds[] = {NP_LANES, NP_SIEVES, NP_LIMITS};

/* Bytes of a kind in a chunk */
static Size
kind_size(const SharedPlace *shared, int nlanes, int kind)
{
	Size		size = shared->limited ? sizeof(ArticleLimits) : 0;

	if (kind == NP_LANES)
		size = nlanes;
	else if (kind == NP_SIEVES)
		size = sizeof(uint64) * np_sieve_words(nlanes);
	return TYPEALIGN(NP_CACHE_LINE, shared->chunk_room * size);
}

/* Where a kind begins in a chunk; with none of them, where the chunk ends */
static Size
kind_start(const SharedPlace *shared, int nlanes, int kind)
{
	Size		start = 0;

	for (int i = 0; i < lengthof(chunk_kinds) && chunk_kinds[i] != kind; i++)
		start += kind_size(shared, nlanes, chunk_kinds[i]);
	return start;
}

static Size
chunk_size(const SharedPlace *shared, int nlanes)
{
	return kind_start(shared, nlanes, -1);
}

static char *
kind_in(const SharedPlace *shared, int nlanes, dsm_segment *chunk, int kind)
{
	return (char *) dsm_segment_address(chunk) + kind_start(shared, nlanes, kind);
}

void
np_place_init(SharedPlace *shared, const Articles *articles, Size memory, bool divided,
			  uint64 expected)
{
	shared->limited = articles->limited;
	shared->divided = divided;
	shared->ordered = divided && articles->query->ordered;
	shared->by_best = articles->by_best;
	shared->descending = articles->descending;
	shared->memory = memory;
	shared->chunk_bits = divided ? FEWEST_CHUNK_BITS : ALL_BITS;
	while (expected >> shared->chunk_bits > EXPECTED_CHUNKS)
		shared->chunk_bits++;
	shared->chunk_room = divided ? UINT64CONST(1) << shared->chunk_bits : articles->count;
	pg_atomic_init_u32(&shared->nchunks, 0);
	pg_atomic_init_u32(&shared->given_up, 0);
	shared->handle = DSM_HANDLE_INVALID;
}

void
np_place_begin(SharedPlace *shared, int process, Articles *articles)
{
	articles->place = palloc0(sizeof(Place));
	articles->place->shared = shared;
	articles->place->process = process;
}

void
np_place_give_up(Articles *articles)
{
	pg_atomic_write_u32(&articles->place->shared->given_up, 1);
}

/* A new chunk, or -1 if there is no room */
static int
begin_chunk(Place *place, int nlanes)
{
	SharedPlace *shared = place->shared;
	Size		size = chunk_size(shared, nlanes);
	uint32		n = pg_atomic_fetch_add_u32(&shared->nchunks, 1);

	if (n >= NP_MOST_CHUNKS || (n + 1) * size > shared->memory)
		return -1;
	place->chunks[n] = create_segment(size);
	if (place->chunks[n] == NULL)
		return -1;
	shared->chunks[n].handle = dsm_segment_handle(place->chunks[n]);
	shared->chunks[n].process = place->process;
	return (int) n;
}

bool
np_place_has_room(Articles *articles)
{
	Place	   *place = articles->place;
	SharedPlace *shared = place->shared;
	int			n;

	if (articles->count % shared->chunk_room != 0)
		return true;
	if (pg_atomic_read_u32(&shared->given_up))
		return false;
	n = begin_chunk(place, articles->nlanes);
	if (n < 0)
	{
		np_place_give_up(articles);
		return false;
	}
	for (int i = 0; i < lengthof(chunk_kinds); i++)
		np_spool_hold(&articles->spools[chunk_kinds[i]],
					  kind_in(shared, articles->nlanes, place->chunks[n], chunk_kinds[i]), 0,
					  kind_size(shared, articles->nlanes, chunk_kinds[i]));
	return true;
}

void
np_place_measure(Articles *articles, ArticlesPart *part)
{
	Place	   *place = articles->place;
	SharedPlace *shared = place->shared;
	uint64		left = articles->count;

	part->count = articles->count;
	part->nlanes = articles->nlanes;
	part->shingle = articles->shingle;
	part->key_bytes = articles->spools[NP_KEYS].size;
	for (int n = 0; n < NP_MOST_CHUNKS && shared->divided; n++)
		if (place->chunks[n] != NULL)
		{
			shared->chunks[n].count = Min(left, shared->chunk_room);
			left -= shared->chunks[n].count;
		}
	if (shared->ordered && articles->count > 0 && !pg_atomic_read_u32(&shared->given_up))
		articles->order = np_order_sort(articles);
}

static void
add_part(ArticlesPart *sum, const ArticlesPart *part)
{
	if (part->count == 0)
		return;
	if (sum->count == 0)
	{
		sum->nlanes = part->nlanes;
		sum->shingle = part->shingle;
	}
	np_minhash_check_comparable(np_minhash_init(sum->nlanes, sum->shingle),
								np_minhash_init(part->nlanes, part->shingle));
	sum->count += part->count;
	sum->key_bytes += part->key_bytes;
}

bool
np_place_add_up(Articles *articles, const ArticlesPart *parts, int processes)
{
	SharedPlace *shared = articles->place->shared;

	for (int i = 0; i < processes; i++)
		add_part(&shared->all, &parts[i]);
	return !pg_atomic_read_u32(&shared->given_up) && shared->all.count > 1;
}

/* Where each kind is in what is kept for all together; returns its size. */
static Size
lay_out(SharedPlace *shared, Size key_width, int bands)
{
	Size		sizes[NP_PLACE_PARTS] = {0};
	Size		size = 0;

	if (shared->divided)
	{
		sizes[NP_PLACE_KEYS] = key_width > 0 ? shared->numbers * key_width :
			shared->all.key_bytes;
		sizes[NP_PLACE_KEY_STARTS] = key_width > 0 ? 0 : shared->numbers * sizeof(uint64);
	}
	if (shared->ordered)
	{
		sizes[NP_PLACE_BEST] = shared->by_best ? shared->numbers * sizeof(ArticleBest) : 0;
		sizes[NP_PLACE_ORDER] = shared->all.count * sizeof(uint32);
	}
	sizes[NP_PLACE_SORT_KEYS] = np_sort_keys_size(shared->numbers, bands);
	for (int i = 0; i < NP_PLACE_PARTS; i++)
	{
		shared->starts[i] = size;
		size = TYPEALIGN(NP_CACHE_LINE, size + sizes[i]);
	}
	return size;
}

/* Where a kind begins */
static char *
start_of(const Place *place, int kind)
{
	return (char *) dsm_segment_address(place->segment) + place->shared->starts[kind];
}

/* From now on what is kept there of a kind is the process'. */
static void
hold(Articles *articles, int spool, int kind)
{
	const Place *place = articles->place;
	Size		size = place->shared->starts[kind + 1] - place->shared->starts[kind];

	np_spool_hold(&articles->spools[spool], start_of(place, kind), size, size);
}

bool
np_place_make_room(Articles *articles, int bands, Size beside)
{
	Place	   *place = articles->place;
	SharedPlace *shared = place->shared;
	int			nchunks = shared->divided ? pg_atomic_read_u32(&shared->nchunks) : 1;
	Size		chunks = nchunks * chunk_size(shared, shared->all.nlanes);
	Size		size;

	shared->numbers = shared->divided ? (uint64) nchunks << shared->chunk_bits :
		shared->all.count;
	if (shared->numbers > PG_UINT32_MAX)
		np_place_give_up(articles);
	size = lay_out(shared, np_articles_key_width(articles), bands);
	shared->size = chunks + size;
	/* what is copied is there twice for a while */
	if (shared->size + Max(shared->divided ? 0 : chunks, beside * shared->numbers) <=
		shared->memory &&
		(shared->divided || begin_chunk(place, shared->all.nlanes) == 0))
		place->segment = create_segment(size);
	if (place->segment == NULL)
		np_place_give_up(articles);
	else
		shared->handle = dsm_segment_handle(place->segment);
	return place->segment != NULL;
}

/* Copy what there is of each article: so many bytes. */
static void
put_in_order(const Place *place, char *to, const char *from, Size width)
{
	const SharedPlace *shared = place->shared;
	uint32		nchunks = pg_atomic_read_u32(&place->shared->nchunks);

	for (uint32 n = 0; n < nchunks; n++)
		if (shared->chunks[n].process == place->process)
		{
			Size		size = shared->chunks[n].count * width;

			CHECK_FOR_INTERRUPTS();
			memcpy(to + ((uint64) n << shared->chunk_bits) * width, from, size);
			from += size;
		}
}

static void
put_keys(Articles *articles, Size before)
{
	const Place *place = articles->place;
	NpSpool    *keys = &articles->spools[NP_KEYS];
	NpSpool    *starts = &articles->spools[NP_KEY_STARTS];
	Size		width = np_articles_key_width(articles);
	uint64	   *start = (uint64 *) starts->held;

	if (width > 0)
	{
		put_in_order(place, start_of(place, NP_PLACE_KEYS), keys->held, width);
		return;
	}
	/* behind those of the processes before */
	np_spool_copy(keys, start_of(place, NP_PLACE_KEYS) + before);
	for (uint64 i = 0; i < articles->count; i++)
		start[i] += before;
	put_in_order(place, start_of(place, NP_PLACE_KEY_STARTS), starts->held, sizeof(*start));
}

/* The order of the process' articles, as numbers that are those of all */
static void
put_order(Articles *articles, uint64 before)
{
	const Place *place = articles->place;
	const SharedPlace *shared = place->shared;
	uint32	   *to = (uint32 *) start_of(place, NP_PLACE_ORDER) + before;
	uint32	   *chunks = palloc(sizeof(*chunks) * NP_MOST_CHUNKS);
	int			nchunks = 0;

	for (uint32 n = 0; n < NP_MOST_CHUNKS; n++)
		if (place->chunks[n] != NULL && shared->chunks[n].process == place->process)
			chunks[nchunks++] = n;
	for (uint64 i = 0; i < articles->count; i++)
	{
		uint32		own = articles->order[i];
		uint32		in_chunk = own & (uint32) (shared->chunk_room - 1);

		to[i] = (chunks[own >> shared->chunk_bits] << shared->chunk_bits) | in_chunk;
	}
	pfree(chunks);
	pfree(articles->order);
	articles->order = NULL;
}

static void
attach(Place *place)
{
	SharedPlace *shared = place->shared;
	uint32		nchunks = pg_atomic_read_u32(&shared->nchunks);
	bool		lost = false;

	if (place->segment == NULL)
		lost = (place->segment = dsm_attach(shared->handle)) == NULL;
	for (uint32 n = 0; n < nchunks && !lost; n++)
		if (place->chunks[n] == NULL)
			lost = (place->chunks[n] = dsm_attach(shared->chunks[n].handle)) == NULL;
	if (lost)
		elog(ERROR, "the articles are not in shared memory any more");
}

/* Put there what is kept for all together. */
static void
put_together(Articles *articles, const ArticlesPart *parts)
{
	const Place *place = articles->place;
	ArticlesPart before = {0};

	for (int i = 0; i < place->process; i++)
		add_part(&before, &parts[i]);
	put_keys(articles, before.key_bytes);
	if (place->shared->ordered && place->shared->by_best)
		put_in_order(place, start_of(place, NP_PLACE_BEST), articles->spools[NP_BEST].held,
					 sizeof(ArticleBest));
	if (place->shared->ordered)
		put_order(articles, before.count);
}

void
np_place_put(Articles *articles, const ArticlesPart *parts)
{
	Place	   *place = articles->place;
	SharedPlace *shared = place->shared;

	attach(place);
	if (shared->divided && articles->count > 0)
		put_together(articles, parts);
	if (!shared->divided && place->process == 0)
	{
		shared->chunks[0].count = articles->count;
		for (int i = 0; i < lengthof(chunk_kinds); i++)
			np_spool_copy(&articles->spools[chunk_kinds[i]],
						  kind_in(shared, articles->nlanes, place->chunks[0], chunk_kinds[i]));
	}
}

static void
use_chunks(Articles *articles)
{
	const Place *place = articles->place;
	const SharedPlace *shared = place->shared;
	int			nlanes = shared->all.nlanes;

	articles->numbers = shared->numbers;
	articles->chunk_bits = shared->chunk_bits;
	articles->nchunks = pg_atomic_read_u32(&place->shared->nchunks);
	articles->chunks = palloc(sizeof(ArticleChunk) * articles->nchunks);
	for (int n = 0; n < articles->nchunks; n++)
	{
		ArticleChunk *chunk = &articles->chunks[n];

		chunk->lanes = kind_in(shared, nlanes, place->chunks[n], NP_LANES);
		chunk->sieves = (uint64 *) kind_in(shared, nlanes, place->chunks[n], NP_SIEVES);
		chunk->limits = (ArticleLimits *) kind_in(shared, nlanes, place->chunks[n], NP_LIMITS);
		chunk->count = shared->chunks[n].count;
	}
}

void
np_place_use(Articles *articles)
{
	const SharedPlace *shared = articles->place->shared;

	articles->count = shared->all.count;
	articles->nlanes = shared->all.nlanes;
	articles->shingle = shared->all.shingle;
	use_chunks(articles);
	for (int i = 0; i < lengthof(chunk_kinds); i++)
		np_spool_hold(&articles->spools[chunk_kinds[i]], NULL, 0, 0);
	if (shared->divided)
	{
		hold(articles, NP_KEYS, NP_PLACE_KEYS);
		hold(articles, NP_KEY_STARTS, NP_PLACE_KEY_STARTS);
		hold(articles, NP_BEST, NP_PLACE_BEST);
	}
}

void
np_place_order(Articles *articles, const ArticlesPart *parts, int processes)
{
	const Place *place = articles->place;
	uint64	   *counts;

	if (!place->shared->ordered)
		return;
	counts = palloc(sizeof(*counts) * processes);
	for (int i = 0; i < processes; i++)
		counts[i] = parts[i].count;
	articles->order = np_order_merge(articles,
									 (const uint32 *) start_of(place, NP_PLACE_ORDER),
									 counts, processes);
	pfree(counts);
}

uint32 *
np_place_keys(const Articles *articles)
{
	return (uint32 *) start_of(articles->place, NP_PLACE_SORT_KEYS);
}

Size
np_place_size(const Articles *articles)
{
	return articles->place->shared->size;
}

void
np_place_end(Articles *articles)
{
	Place	   *place = articles->place;

	if (place == NULL)
		return;
	if (place->segment != NULL)
		dsm_detach(place->segment);
	for (int n = 0; n < NP_MOST_CHUNKS; n++)
		if (place->chunks[n] != NULL)
			dsm_detach(place->chunks[n]);
	pfree(place);
	articles->place = NULL;
}
