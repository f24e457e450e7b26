/*-------------------------------------------------------------------------
 *
 * progress.c
 *	  A NOTICE now and then from work that takes long.
 *
 *-------------------------------------------------------------------------
 */
#include "cluster/progress.h"

#include "access/parallel.h"
#include "utils/timestamp.h"

#define SECONDS_BETWEEN_NOTICES 10

static const char *task_name;
static TimestampTz last_notice;

void
np_progress_begin(const char *task)
{
	task_name = task;
	last_notice = GetCurrentTimestamp();
}

void
np_progress(const char *fmt,...)
{
	TimestampTz now = GetCurrentTimestamp();
	char		message[256];
	va_list		args;

	/* the leader speaks for its workers */
	if (IsParallelWorker() ||
		!TimestampDifferenceExceeds(last_notice, now, SECONDS_BETWEEN_NOTICES * 1000))
		return;
	last_notice = now;
	va_start(args, fmt);
	vsnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	ereport(NOTICE, (errmsg("%s: %s", task_name, message)));
}
