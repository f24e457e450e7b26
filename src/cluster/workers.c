/*-------------------------------------------------------------------------
 *
 * workers.c
 *	  The search for pairs in several processes.
 *
 * Bands are independent, so each process takes the next band that nobody
 * has begun.  The leader puts the articles' records into a shared temporary
 * file, from which each worker makes a copy of its own: unlike shared
 * memory, that cannot fail where /dev/shm is small.  What a worker finds it
 * writes to a file, which the leader reads at the end.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/search.h"

#include <fcntl.h>

#include "access/parallel.h"
#include "access/xact.h"
#include "miscadmin.h"
#include "port/atomics.h"
#include "storage/sharedfileset.h"

#include "cluster/file.h"
#include "compat.h"

#define KEY_SHARED	UINT64CONST(1)
#define RECORDS		"articles"

/* In dynamic shared memory */
typedef struct SharedSearch
{
	PairTask	task;
	uint64		count;			/* articles */
	int			nlanes;
	bool		limited;		/* as in Articles */
	pg_atomic_uint32 next_band;
	SharedFileSet files;
	uint64		found[FLEXIBLE_ARRAY_MEMBER];	/* pairs in each worker's file */
} SharedSearch;

typedef struct FoundPair
{
	uint64		i;
	uint64		j;
	int64		equal;
} FoundPair;

/* A worker's sink */
typedef struct PairFile
{
	BufFile    *file;
	uint64		count;
} PairFile;

extern PGDLLEXPORT void np_search_worker(dsm_segment *segment, shm_toc *toc);

static void
write_pair(void *state, uint64 i, uint64 j, int equal)
{
	PairFile   *pairs = state;
	FoundPair	pair = {i, j, equal};

	np_file_write(pairs->file, &pair, sizeof(pair));
	pairs->count++;
}

/* The file of a worker's pairs */
static char *
file_name(int worker)
{
	return psprintf("pairs%d", worker);
}

static void
search_bands(SharedSearch *shared, PairSearch *search)
{
	uint32		band;

	while ((band = pg_atomic_fetch_add_u32(&shared->next_band, 1)) < (uint32) shared->task.bands)
		np_pair_search_band(search, (int) band);
}

/* What a worker does */
void
np_search_worker(dsm_segment *segment, shm_toc *toc)
{
	SharedSearch *shared = shm_toc_lookup(toc, KEY_SHARED, false);
	Size		size = shared->count * np_article_size(shared->nlanes);
	char	   *records = palloc_extended(size, MCXT_ALLOC_HUGE);
	BufFile    *file;
	PairFile	pairs = {NULL, 0};
	Articles   *articles;

	SharedFileSetAttach(&shared->files, segment);
	file = np_shared_file_open(&shared->files, RECORDS);
	np_file_read(file, records, size);
	BufFileClose(file);
	articles = np_articles_import(records, shared->count, shared->nlanes, shared->limited);

	pairs.file = np_shared_file_create(&shared->files, file_name(ParallelWorkerNumber));
	search_bands(shared, np_pair_search_begin(&shared->task, articles, write_pair, &pairs));
	np_shared_file_export(pairs.file);
	BufFileClose(pairs.file);
	shared->found[ParallelWorkerNumber] = pairs.count;
}

/* Give the leader's sink what a worker has found. */
static void
read_pairs(SharedSearch *shared, int worker, PairSink sink, void *state)
{
	BufFile    *file = np_shared_file_open(&shared->files, file_name(worker));

	for (uint64 n = 0; n < shared->found[worker]; n++)
	{
		FoundPair	pair;

		CHECK_FOR_INTERRUPTS();
		np_file_read(file, &pair, sizeof(pair));
		sink(state, pair.i, pair.j, (int) pair.equal);
	}
	BufFileClose(file);
}

static void
share_records(SharedSearch *shared, Articles *articles)
{
	BufFile    *file = np_shared_file_create(&shared->files, RECORDS);

	np_articles_export(articles, file);
	np_shared_file_export(file);
	BufFileClose(file);
}

static void
search_with_workers(const PairTask *task, Articles *articles, int workers,
					PairSink sink, void *state)
{
	ParallelContext *context;
	SharedSearch *shared;
	Size		size = offsetof(SharedSearch, found) + sizeof(uint64) * workers;

	EnterParallelMode();
	context = CreateParallelContext("newsprint", "np_search_worker", workers);
	shm_toc_estimate_chunk(&context->estimator, size);
	shm_toc_estimate_keys(&context->estimator, 1);
	InitializeParallelDSM(context);
	shared = shm_toc_allocate(context->toc, size);
	shared->task = *task;
	shared->count = articles->count;
	shared->nlanes = articles->nlanes;
	shared->limited = articles->limited;
	pg_atomic_init_u32(&shared->next_band, 0);
	if (context->seg != NULL)
	{
		SharedFileSetInit(&shared->files, context->seg);
		share_records(shared, articles);
		shm_toc_insert(context->toc, KEY_SHARED, shared);
		LaunchParallelWorkers(context);
	}
	elog(DEBUG1, "looking for pairs with %d parallel workers", context->nworkers_launched);

	/* with as many workers as there are, which may be none */
	search_bands(shared, np_pair_search_begin(task, articles, sink, state));
	WaitForParallelWorkersToFinish(context);
	for (int worker = 0; worker < context->nworkers_launched; worker++)
		read_pairs(shared, worker, sink, state);
	DestroyParallelContext(context);
	ExitParallelMode();
}

void
np_search_pairs(const PairTask *task, Articles *articles, int workers,
				PairSink sink, void *state)
{
	PairSearch *search;

	if (workers > 0 && !IsParallelWorker())
	{
		search_with_workers(task, articles, workers, sink, state);
		return;
	}
	search = np_pair_search_begin(task, articles, sink, state);
	for (int band = 0; band < task->bands; band++)
		np_pair_search_band(search, band);
}
