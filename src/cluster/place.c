/*-------------------------------------------------------------------------
 *
 * place.c
 *	  The articles that several processes have read, in one place that all of
 *	  them see.
 *
 * Each kind of what is kept of them is by itself, as in one process, and in
 * it the articles of one process follow those of another.  So they are
 * numbered throughout, and where a process' articles go is known from how
 * many the processes before it have.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/place.h"

#include "utils/resowner.h"

void
np_part_measure(ArticlesPart *part, const Articles *articles, bool with_keys)
{
	memset(part, 0, sizeof(*part));
	part->count = articles->count;
	part->nlanes = articles->nlanes;
	part->shingle = articles->shingle;
	for (int i = 0; i < NP_SPOOLS; i++)
		if (with_keys || i == NP_LANES || i == NP_LIMITS)
			part->sizes[i] = articles->spools[i].size;
}

void
np_part_add(ArticlesPart *sum, const ArticlesPart *part)
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
	for (int i = 0; i < NP_SPOOLS; i++)
		sum->sizes[i] += part->sizes[i];
}

/* Where one kind begins */
static Size
kind_start(const ArticlesPart *all, int kind)
{
	Size		start = 0;

	for (int i = 0; i < kind; i++)
		start += TYPEALIGN(NP_CACHE_LINE, all->sizes[i]);
	return start;
}

Size
np_part_size(const ArticlesPart *part)
{
	return kind_start(part, NP_SPOOLS);
}

/*
 * That there is too little shared memory is an error of dsm_create(), and
 * after an error resources are to be given back.  A subtransaction would do
 * that, but there are none in parallel mode; what dsm_create() takes belongs
 * to a resource owner, which suffices.  (So small a /dev/shm is what
 * containers begin with.)
 */
dsm_segment *
np_place_create(Size size)
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

/* Keys begin behind those of the processes before. */
static void
shift_key_starts(NpSpool *starts, uint64 by)
{
	uint64	   *held = (uint64 *) starts->held;

	for (uint64 i = 0; i < starts->size / sizeof(*held); i++)
		held[i] += by;
}

void
np_place_put(char *place, const ArticlesPart *all, const ArticlesPart *before,
			 const ArticlesPart *part, Articles *articles)
{
	if (part->sizes[NP_KEY_STARTS] > 0)
		shift_key_starts(&articles->spools[NP_KEY_STARTS], before->sizes[NP_KEYS]);
	for (int i = 0; i < NP_SPOOLS; i++)
		if (part->sizes[i] > 0)
			np_spool_copy(&articles->spools[i], place + kind_start(all, i) + before->sizes[i]);
}

void
np_place_use(char *place, const ArticlesPart *all, Articles *articles)
{
	articles->count = all->count;
	articles->nlanes = all->nlanes;
	articles->shingle = all->shingle;
	for (int i = 0; i < NP_SPOOLS; i++)
		if (all->sizes[i] > 0)
			np_spool_hold(&articles->spools[i], place + kind_start(all, i), all->sizes[i]);
}
