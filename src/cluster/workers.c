/*-------------------------------------------------------------------------
 *
 * workers.c
 *	  The search for pairs in several processes.
 *
 * Bands are independent, so each process takes the next band that nobody
 * has begun.  The articles lie in shared memory.  What a worker finds in a
 * band it writes to a file; the leader, who alone gives pairs out, reads it
 * before it takes its own next band.  So while it is busy with pairs, the
 * workers do more of the bands.
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
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "cluster/file.h"
#include "compat.h"

#define KEY_SHARED	UINT64CONST(1)

/* In dynamic shared memory */
typedef struct SharedSearch
{
	PairTask	task;
	dsm_handle	articles;
	uint64		count;			/* articles */
	int			nlanes;
	bool		limited;		/* as in Articles */
	pg_atomic_uint32 next_band;
	SharedFileSet files;
	pg_atomic_uint64 found[FLEXIBLE_ARRAY_MEMBER];	/* by workers in each band, or BAND_OPEN */
} SharedSearch;

/* Nobody has searched the band to its end, or the leader has. */
#define BAND_OPEN	PG_UINT64_MAX

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

/* The file of what a worker has found in a band */
static char *
file_name(uint32 band)
{
	return psprintf("band%u", band);
}

/* The next band that nobody has begun; false: there is none. */
static bool
take_band(SharedSearch *shared, uint32 *band)
{
	*band = pg_atomic_fetch_add_u32(&shared->next_band, 1);
	return *band < (uint32) shared->task.bands;
}

/* What a worker does */
void
np_search_worker(dsm_segment *segment, shm_toc *toc)
{
	SharedSearch *shared = shm_toc_lookup(toc, KEY_SHARED, false);
	dsm_segment *place = dsm_attach(shared->articles);
	PairFile	pairs;
	PairSearch *search;
	uint32		band;

	if (place == NULL)
		elog(ERROR, "the articles are not in shared memory any more");
	SharedFileSetAttach(&shared->files, segment);
	search = np_pair_search_begin(&shared->task,
								  np_articles_attach(dsm_segment_address(place), shared->count,
													 shared->nlanes, shared->limited),
								  write_pair, &pairs);
	while (take_band(shared, &band))
	{
		pairs.count = 0;
		pairs.file = np_shared_file_create(&shared->files, file_name(band));
		np_pair_search_band(search, (int) band);
		np_shared_file_export(pairs.file);
		BufFileClose(pairs.file);
		pg_write_barrier();
		pg_atomic_write_u64(&shared->found[band], pairs.count);
	}
	dsm_detach(place);
}

/* Give the leader's sink what workers have found in bands that they are done with. */
static void
read_pairs(SharedSearch *shared, PairSink sink, void *state)
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
			sink(state, pair.i, pair.j, (int) pair.equal);
		}
		BufFileClose(file);
	}
}

/*
 * Shared memory for the articles, or NULL if there is not enough of it: that
 * is an error of dsm_create(), which a subtransaction makes good.  (So small
 * a /dev/shm is what containers begin with.)
 */
static dsm_segment *
make_shared_place(Size size)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	dsm_segment *volatile place = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		place = dsm_create(size, DSM_CREATE_NULL_IF_MAXSEGMENTS);
		if (place != NULL)
			dsm_pin_mapping(place);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		/* whoever catches another error relies on finding his own subtransaction */
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		if (ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_INSUFFICIENT_RESOURCES)
			ReThrowError(error);
		FreeErrorData(error);
		place = NULL;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	if (place != NULL)
		dsm_unpin_mapping(place);
	return place;
}

static void
search_alone(const PairTask *task, Articles *articles, PairSink sink, void *state)
{
	PairSearch *search = np_pair_search_begin(task, articles, sink, state);

	for (int band = 0; band < task->bands; band++)
		np_pair_search_band(search, band);
}

static void
search_with_workers(const PairTask *task, Articles *articles, dsm_segment *place, int workers,
					PairSink sink, void *state)
{
	ParallelContext *context;
	SharedSearch *shared;
	PairSearch *search;
	Size		size = offsetof(SharedSearch, found) + sizeof(pg_atomic_uint64) * task->bands;
	uint32		band;

	EnterParallelMode();
	context = CreateParallelContext("newsprint", "np_search_worker", workers);
	shm_toc_estimate_chunk(&context->estimator, size);
	shm_toc_estimate_keys(&context->estimator, 1);
	InitializeParallelDSM(context);
	shared = shm_toc_allocate(context->toc, size);
	shared->task = *task;
	shared->articles = dsm_segment_handle(place);
	shared->count = articles->count;
	shared->nlanes = articles->nlanes;
	shared->limited = articles->limited;
	pg_atomic_init_u32(&shared->next_band, 0);
	for (int i = 0; i < task->bands; i++)
		pg_atomic_init_u64(&shared->found[i], BAND_OPEN);
	if (context->seg != NULL)
	{
		SharedFileSetInit(&shared->files, context->seg);
		shm_toc_insert(context->toc, KEY_SHARED, shared);
		LaunchParallelWorkers(context);
	}
	elog(DEBUG1, "looking for pairs with %d parallel workers", context->nworkers_launched);

	/* with as many workers as there are, which may be none */
	search = np_pair_search_begin(task, articles, sink, state);
	while (take_band(shared, &band))
	{
		np_pair_search_band(search, (int) band);
		read_pairs(shared, sink, state);
	}
	WaitForParallelWorkersToFinish(context);
	read_pairs(shared, sink, state);
	DestroyParallelContext(context);
	ExitParallelMode();
}

void
np_search_pairs(const PairTask *task, Articles *articles, int workers,
				PairSink sink, void *state)
{
	dsm_segment *place = NULL;

	/* there are no subtransactions in parallel mode, where the cores are busy anyway */
	if (workers > 0 && !IsInParallelMode())
		place = make_shared_place(np_articles_size(articles));
	if (place == NULL)
	{
		search_alone(task, articles, sink, state);
		return;
	}
	np_articles_share(articles, dsm_segment_address(place));
	search_with_workers(task, articles, place, workers, sink, state);
	dsm_detach(place);
}
