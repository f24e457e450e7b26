/*-------------------------------------------------------------------------
 *
 * workers.c
 *	  The search for pairs in several processes.
 *
 * They go through it in step:
 *
 *	read	each reads the next blocks of the table that nobody has begun to
 *			shared memory, as long as there are such (or the leader has read all
 *			before)
 *	arrange	the leader makes room for what is kept of the articles of all
 *	place	each copies there what it has not yet put there
 *	keys	each makes the keys (sortkeys.h) of the next articles that nobody has begun
 *	search	each takes the next band that nobody has begun, as bands are
 *			independent
 *
 * What a worker finds in a band it writes to a file; the leader, who alone
 * gives pairs out, reads it before it takes its own next band.  So while it is
 * busy with pairs, the workers do more of the bands.  A worker that starts
 * late joins in with the step that it finds the others at.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/workers.h"

#include <fcntl.h>

#include "access/parallel.h"
#include "access/xact.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "port/atomics.h"
#include "storage/barrier.h"
#include "storage/sharedfileset.h"

#include "cluster/buckets.h"
#include "cluster/file.h"
#include "cluster/place.h"
#include "cluster/sortkeys.h"
#include "compat.h"

enum
{
	KEY_SHARED = 1,
	KEY_SQL
};

/* Steps */
enum
{
	STEP_READ,
	STEP_ARRANGE,
	STEP_PLACE,
	STEP_KEYS,
	STEP_SEARCH
};

/* The table is read in so many turns of each process, if it is not too small or large for that. */
#define TURNS			8
#define LEAST_BLOCKS	128
#define MOST_BLOCKS		8192

/* Articles whose keys are made in one turn */
#define KEYS_TURN		4096

/* To reckon with before it is known how many there are */
#define USUAL_BANDS		19

/* Nobody has searched the band to its end, or the leader has. */
#define BAND_OPEN	PG_UINT64_MAX

/* In dynamic shared memory */
typedef struct SharedSearch
{
	Barrier		steps;
	int			processes;

	SharedPlace place;

	/* read */
	BlockNumber blocks;
	BlockNumber turn;			/* blocks that are read at a time */
	pg_atomic_uint64 next_block;
	pg_atomic_uint64 articles_read;

	/* arrange */
	PairTask	task;

	/* keys */
	pg_atomic_uint64 next_keys;

	/* search */
	pg_atomic_uint32 next_band;
	SharedFileSet files;
	pg_atomic_uint64 found[NP_MAX_LANES];	/* by workers in each band, or BAND_OPEN */

	ArticlesPart parts[FLEXIBLE_ARRAY_MEMBER];	/* of each process */
} SharedSearch;

/* What a worker has found; a crowd's size is in i, and its numbers follow. */
typedef struct FoundPair
{
	uint64		i;
	uint64		j;
	int64		equal;			/* or CROWD */
} FoundPair;

#define CROWD	(-1)

/* A worker's sink */
typedef struct PairFile
{
	BufFile    *file;
	uint64		count;
} PairFile;

extern PGDLLEXPORT void np_search_worker(dsm_segment *segment, shm_toc *toc);

bool
np_room_for_processes(Size memory, Size held, uint64 count, int processes, bool divided)
{
	Size		shared = held + np_sort_keys_size(count, USUAL_BANDS);
	Size		searching = processes * np_buckets_size(count, true);

	return shared + Max(divided ? 0 : held, searching) <= memory;
}

/* All processes, or all that have begun, are at the next step. */
static void
next_step(SharedSearch *shared)
{
	BarrierArriveAndWait(&shared->steps, PG_WAIT_EXTENSION);
}

/* One turn; false: there is nothing left to read, or no room for it. */
static bool
read_turn(SharedSearch *shared, const char *sql, Articles *articles)
{
	uint64		from = pg_atomic_fetch_add_u64(&shared->next_block, shared->turn);
	uint64		before = articles->count;

	if (from >= shared->blocks || pg_atomic_read_u32(&shared->place.given_up))
		return false;
	np_articles_read_blocks(articles, sql, (BlockNumber) from,
							(BlockNumber) Min(from + shared->turn, MaxBlockNumber));
	articles->elsewhere = pg_atomic_add_fetch_u64(&shared->articles_read,
												  articles->count - before) - articles->count;
	if (!np_articles_are_in_memory(articles))
		np_place_give_up(articles);
	return true;
}

static void
read_part(SharedSearch *shared, const char *sql, Articles *articles, ArticlesPart *part)
{
	if (shared->blocks > 0)
		while (read_turn(shared, sql, articles))
			CHECK_FOR_INTERRUPTS();
	np_place_measure(articles, part);
}

/* Make room for the articles of all, and decide what to look for. */
static void
arrange(SharedSearch *shared, Articles *articles, bool crowds)
{
	if (shared->blocks > 0 && np_articles_have_more_parts(articles))
	{
		elog(DEBUG1, "a partition has been attached meanwhile");
		np_place_give_up(articles);
	}
	if (!np_place_add_up(articles, shared->parts, shared->processes))
		return;
	np_pair_task(&shared->task, articles, shared->place.all.nlanes, shared->processes, crowds);
	np_place_make_room(articles, shared->task.bands,
					   shared->processes * np_buckets_size(1, true));
}

static void
make_keys(SharedSearch *shared, const Articles *articles)
{
	uint64		from;

	while ((from = pg_atomic_fetch_add_u64(&shared->next_keys, KEYS_TURN)) < articles->numbers)
		np_sort_keys_make(np_place_keys(articles), articles, shared->task.rows, 0,
						  shared->task.bands, from, Min(from + KEYS_TURN, articles->numbers));
}

/* The next band that nobody has begun; false: there is none. */
static bool
take_band(SharedSearch *shared, uint32 *band)
{
	*band = pg_atomic_fetch_add_u32(&shared->next_band, 1);
	return *band < (uint32) shared->task.bands;
}

/*
 * Workers
 */

static void
write_pair(void *state, Articles *articles, uint64 i, uint64 j, int equal)
{
	PairFile   *pairs = state;
	FoundPair	pair = {i, j, equal};

	np_file_write(pairs->file, &pair, sizeof(pair));
	pairs->count++;
}

static void
write_crowd(void *state, const uint64 *numbers, uint64 count)
{
	write_pair(state, NULL, count, 0, CROWD);
	np_file_write(((PairFile *) state)->file, numbers, sizeof(*numbers) * count);
}

/* The file of what a worker has found in a band */
static char *
file_name(uint32 band)
{
	return psprintf("band%u", band);
}

static void
search_for_leader(SharedSearch *shared, Articles *articles)
{
	PairFile	pairs;
	PairSink	sink = {.pair = write_pair,.crowd = write_crowd,.state = &pairs};
	BandSearch *search = np_band_search_begin(&shared->task, articles,
											  np_place_keys(articles), &sink);
	uint32		band;

	while (take_band(shared, &band))
	{
		pairs.count = 0;
		pairs.file = np_shared_file_create(&shared->files, file_name(band));
		np_band_search(search, (int) band);
		np_shared_file_export(pairs.file);
		BufFileClose(pairs.file);
		pg_write_barrier();
		pg_atomic_write_u64(&shared->found[band], pairs.count);
	}
}

/* What a worker does, from the step on that the others are at */
static void
work(SharedSearch *shared, const char *sql, Articles *articles)
{
	int			process = ParallelWorkerNumber + 1;
	int			step = BarrierAttach(&shared->steps);
	bool		reads = step == STEP_READ;

	articles->by_best = shared->place.by_best;
	articles->descending = shared->place.descending;
	np_place_begin(&shared->place, process, articles);
	if (reads)
		read_part(shared, sql, articles, &shared->parts[process]);
	for (; step < STEP_PLACE; step++)
		next_step(shared);
	if (shared->place.handle != DSM_HANDLE_INVALID)
	{
		np_place_put(articles, shared->parts);
		for (; step < STEP_KEYS; step++)
			next_step(shared);
		np_place_use(articles);
		make_keys(shared, articles);
		for (; step < STEP_SEARCH; step++)
			next_step(shared);
		BarrierDetach(&shared->steps);
		search_for_leader(shared, articles);
	}
	np_articles_close(articles);
}

void
np_search_worker(dsm_segment *segment, shm_toc *toc)
{
	SharedSearch *shared = shm_toc_lookup(toc, KEY_SHARED, false);

	SharedFileSetAttach(&shared->files, segment);
	np_spi_connect();
	work(shared, shm_toc_lookup(toc, KEY_SQL, false),
		 np_articles_begin(shared->place.memory, shared->place.limited));
	SPI_finish();
}

/*
 * The leader
 */

static void
read_crowd(BufFile *file, uint64 count, const PairSink *sink)
{
	uint64	   *numbers = palloc_extended(sizeof(*numbers) * count, MCXT_ALLOC_HUGE);

	np_file_read(file, numbers, sizeof(*numbers) * count);
	sink->crowd(sink->state, numbers, count);
	pfree(numbers);
}

/* Give the sink what workers have found in bands that they are done with. */
static void
read_pairs(SharedSearch *shared, Articles *articles, const PairSink *sink)
{
	for (int band = 0; band < shared->task.bands; band++)
	{
		uint64		count = pg_atomic_read_u64(&shared->found[band]);
		BufFile    *file;

		if (count == BAND_OPEN)
			continue;
		pg_read_barrier();
		pg_atomic_write_u64(&shared->found[band], BAND_OPEN);
		file = np_shared_file_open(&shared->files, file_name(band));
		while (count-- > 0)
		{
			FoundPair	pair;

			CHECK_FOR_INTERRUPTS();
			np_file_read(file, &pair, sizeof(pair));
			if (pair.equal == CROWD)
				read_crowd(file, pair.i, sink);
			else
				sink->pair(sink->state, articles, pair.i, pair.j, (int) pair.equal);
		}
		BufFileClose(file);
	}
}

static ParallelContext *
begin_workers(const Articles *articles, int workers, BlockNumber blocks, uint64 expected,
			  SharedSearch **result)
{
	ParallelContext *context = CreateParallelContext("newsprint", "np_search_worker", workers);
	SharedSearch *shared;
	Size		size = offsetof(SharedSearch, parts) + sizeof(ArticlesPart) * (workers + 1);
	char	   *sql;

	shm_toc_estimate_chunk(&context->estimator, size);
	shm_toc_estimate_chunk(&context->estimator, strlen(articles->sql) + 1);
	shm_toc_estimate_keys(&context->estimator, 2);
	InitializeParallelDSM(context);
	shared = shm_toc_allocate(context->toc, size);
	memset(shared, 0, size);
	BarrierInit(&shared->steps, 0);
	shared->processes = workers + 1;
	np_place_init(&shared->place, articles, articles->query->memory, blocks > 0, expected);
	shared->blocks = blocks;
	shared->turn = Min(Max(blocks / (TURNS * shared->processes), LEAST_BLOCKS), MOST_BLOCKS);
	pg_atomic_init_u64(&shared->next_block, 0);
	pg_atomic_init_u64(&shared->articles_read, 0);
	pg_atomic_init_u64(&shared->next_keys, 0);
	pg_atomic_init_u32(&shared->next_band, 0);
	for (int i = 0; i < NP_MAX_LANES; i++)
		pg_atomic_init_u64(&shared->found[i], BAND_OPEN);
	sql = shm_toc_allocate(context->toc, strlen(articles->sql) + 1);
	memcpy(sql, articles->sql, strlen(articles->sql) + 1);
	BarrierAttach(&shared->steps);
	if (context->seg != NULL)
	{
		SharedFileSetInit(&shared->files, context->seg);
		shm_toc_insert(context->toc, KEY_SHARED, shared);
		shm_toc_insert(context->toc, KEY_SQL, sql);
		LaunchParallelWorkers(context);
	}
	elog(DEBUG1, "%s for pairs with %d parallel workers",
		 blocks > 0 ? "reading and looking" : "looking", context->nworkers_launched);
	*result = shared;
	return context;
}

/* The leader's part of the search */
static void
search(SharedSearch *shared, Articles *articles, const PairSink *sink)
{
	Size		memory = shared->place.memory;
	Size		used = np_place_size(articles) + sizeof(uint32) * articles->count +
		shared->processes * np_buckets_size(articles->numbers, true);
	BandSearch *search;
	uint32		band;

	np_place_order(articles, shared->parts, shared->processes);
	if (sink->begin != NULL)
		sink->begin(sink->state, articles, memory - Min(memory, used));
	search = np_band_search_begin(&shared->task, articles, np_place_keys(articles), sink);
	while (take_band(shared, &band))
	{
		np_band_search(search, (int) band);
		read_pairs(shared, articles, sink);
	}
	np_band_search_end(search);
}

bool
np_search_with_workers(Articles *articles, int workers, BlockNumber blocks, uint64 expected,
					   const PairSink *sink)
{
	ParallelContext *context;
	SharedSearch *shared;
	bool		found;

	EnterParallelMode();
	/* with as many workers as there are, which may be none */
	context = begin_workers(articles, workers, blocks, expected, &shared);
	np_place_begin(&shared->place, 0, articles);
	read_part(shared, articles->sql, articles, &shared->parts[0]);
	next_step(shared);
	arrange(shared, articles, sink->crowd != NULL);
	next_step(shared);
	if (shared->place.handle != DSM_HANDLE_INVALID)
	{
		np_place_put(articles, shared->parts);
		next_step(shared);
		np_place_use(articles);
		make_keys(shared, articles);
		next_step(shared);
		BarrierDetach(&shared->steps);
		search(shared, articles, sink);
	}
	WaitForParallelWorkersToFinish(context);
	read_pairs(shared, articles, sink);
	found = !pg_atomic_read_u32(&shared->place.given_up);
	if (!found)
		elog(DEBUG1, "the articles cannot be shared");
	if (shared->place.handle == DSM_HANDLE_INVALID)
		np_place_end(articles);
	DestroyParallelContext(context);
	ExitParallelMode();
	return found;
}
