/*-------------------------------------------------------------------------
 *
 * progress.c
 *	  What work that takes long says of itself.
 *
 * Other sessions read it from the backend's entry in the server's own table,
 * as of the commands that the server knows.  Its views look for the numbers of
 * these only, so a number beyond them is seen by newsprint_clustering() alone.
 * The server empties the entry when a transaction fails.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/progress.h"

#include "access/parallel.h"
#include "catalog/pg_authid.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "utils/acl.h"
#include "utils/backend_progress.h"
#include "utils/backend_status.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "compat.h"

#define SECONDS_BETWEEN_NOTICES 10

#define COMMAND_NEWSPRINT	((ProgressCommandType) 0x6E70)

/* of the entry's numbers */
enum
{
	PARAM_TASK,
	PARAM_PHASE,
	PARAM_DONE,
	PARAM_EXPECTED,
	PARAM_SINCE					/* when the phase began */
};

/* of a row of newsprint_clustering() */
enum
{
	COLUMN_PID,
	COLUMN_RELATION,
	COLUMN_TASK,
	COLUMN_DONE,
	COLUMN_EXPECTED,
	COLUMN_SINCE,
	NUM_COLUMNS
};

static const char *const task_names[] = {"near_duplicates", "duplicate_clusters"};
static const char *const phase_names[] = {"reading", "comparing", "settling"};

static NpTask current_task;
static int	current_phase;
static TimestampTz last_notice;

PG_FUNCTION_INFO_V1(newsprint_clustering);

/* Is the entry ours, not that of a command around us, such as COPY? */
static bool
is_shown(void)
{
	return MyBEEntry != NULL && MyBEEntry->st_progress_command == COMMAND_NEWSPRINT;
}

static void
show_progress(NpPhase phase, uint64 done, uint64 expected, TimestampTz now)
{
	const int	counts[] = {PARAM_DONE, PARAM_EXPECTED};
	const int64 values[] = {(int64) done, (int64) expected};

	if (current_phase != (int) phase)
	{
		const int	all[] = {PARAM_TASK, PARAM_PHASE, PARAM_SINCE};
		const int64 begin[] = {current_task, phase, now};

		pgstat_progress_update_multi_param(lengthof(all), all, begin);
		current_phase = phase;
	}
	pgstat_progress_update_multi_param(lengthof(counts), counts, values);
}

void
np_progress_begin(NpTask task, Oid relation)
{
	current_task = task;
	current_phase = -1;
	last_notice = GetCurrentTimestamp();
	if (MyBEEntry != NULL && MyBEEntry->st_progress_command == PROGRESS_COMMAND_INVALID)
	{
		pgstat_progress_start_command(COMMAND_NEWSPRINT, relation);
		show_progress(NP_PHASE_READ, 0, 0, last_notice);
	}
}

void
np_progress(NpPhase phase, uint64 done, uint64 expected, const char *fmt,...)
{
	TimestampTz now;
	char		message[256];
	va_list		args;

	/* the leader speaks for its workers */
	if (IsParallelWorker())
		return;
	now = GetCurrentTimestamp();
	if (is_shown())
		show_progress(phase, done, expected, now);
	if (!TimestampDifferenceExceeds(last_notice, now, SECONDS_BETWEEN_NOTICES * 1000))
		return;
	last_notice = now;
	va_start(args, fmt);
	vsnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	ereport(NOTICE, (errmsg("%s: %s", task_names[current_task], message)));
}

void
np_progress_end(void)
{
	if (is_shown())
		pgstat_progress_end_command();
}

/* May the caller see what that session does?  As in the server's views. */
static bool
may_see(const PgBackendStatus *backend)
{
	return backend->st_databaseid == MyDatabaseId &&
		(has_privs_of_role(GetUserId(), ROLE_PG_READ_ALL_STATS) ||
		 has_privs_of_role(GetUserId(), backend->st_userid));
}

static void
put_backend(const PgBackendStatus *backend, ReturnSetInfo *rsinfo)
{
	const int64 *params = backend->st_progress_param;
	Datum		values[NUM_COLUMNS];
	bool		nulls[NUM_COLUMNS] = {false};

	if (params[PARAM_TASK] < 0 || params[PARAM_TASK] >= (int64) lengthof(task_names) ||
		params[PARAM_PHASE] < 0 || params[PARAM_PHASE] >= (int64) lengthof(phase_names))
		return;
	values[COLUMN_PID] = Int32GetDatum(backend->st_procpid);
	values[COLUMN_RELATION] = ObjectIdGetDatum(backend->st_progress_command_target);
	values[COLUMN_TASK] = CStringGetTextDatum(psprintf("%s: %s", task_names[params[PARAM_TASK]],
													   phase_names[params[PARAM_PHASE]]));
	values[COLUMN_DONE] = Int64GetDatum(params[PARAM_DONE]);
	values[COLUMN_EXPECTED] = Int64GetDatum(params[PARAM_EXPECTED]);
	nulls[COLUMN_EXPECTED] = params[PARAM_EXPECTED] == 0;
	values[COLUMN_SINCE] = TimestampTzGetDatum(params[PARAM_SINCE]);
	nulls[COLUMN_SINCE] = params[PARAM_SINCE] == 0;
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

Datum
newsprint_clustering(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	int			count = pgstat_fetch_stat_numbackends();

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 1; i <= count; i++)
	{
		LocalPgBackendStatus *local = np_local_backend(i);

		if (local != NULL &&
			local->backendStatus.st_progress_command == COMMAND_NEWSPRINT &&
			may_see(&local->backendStatus))
			put_backend(&local->backendStatus, rsinfo);
	}
	return (Datum) 0;
}
