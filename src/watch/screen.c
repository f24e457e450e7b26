/*-------------------------------------------------------------------------
 *
 * screen.c
 *	  newsprint_screen(): the trigger that looks at every article.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "commands/trigger.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "watch/article.h"
#include "watch/conflict.h"
#include "watch/journal.h"
#include "watch/judge.h"
#include "watch/screen.h"
#include "watch/settings.h"
#include "watch/strict.h"
#include "watch/targets.h"
#include "watch/visible.h"

/* Columns that the trigger sets */
#define MAX_CHANGES 5

/* The article that the trigger is called for. */
typedef struct Screening
{
	Watched    *watched;
	WatchTarget *target;
	Relation	rel;
	Oid			function;		/* the trigger function */
	bool		updated;		/* not inserted */
	bool		moved;			/* inserted, but it was in another partition before */
	bool		conflicts;		/* inserted, but a unique index says that it is there: */
	bool		searched;		/* once that has been asked */
	HeapTuple	before;			/* the row as it was, or as it is there; NULL if it is new */
	HeapTuple	tuple;			/* as it stands now */

	int			nchanges;
	int			columns[MAX_CHANGES];
	Datum		values[MAX_CHANGES];
	bool		nulls[MAX_CHANGES];
} Screening;

static void
change(Screening *s, AttrNumber column, bool isnull, Datum value)
{
	if (column == InvalidAttrNumber)
		return;
	s->columns[s->nchanges] = column;
	s->values[s->nchanges] = value;
	s->nulls[s->nchanges] = isnull;
	s->nchanges++;
}

static HeapTuple
changed_tuple(Screening *s)
{
	return heap_modify_tuple_by_cols(s->tuple, RelationGetDescr(s->rel), s->nchanges,
									 s->columns, s->values, s->nulls);
}

static Datum
get_column(HeapTuple tuple, Relation rel, AttrNumber column, bool *isnull)
{
	*isnull = true;
	if (column == InvalidAttrNumber)
		return (Datum) 0;
	return heap_getattr(tuple, column, RelationGetDescr(rel), isnull);
}

static void
CheckTriggerCall(FunctionCallInfo fcinfo)
{
	TriggerData *data = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_FOR_ROW(data->tg_event) ||
		!TRIGGER_FIRED_BEFORE(data->tg_event) ||
		!(TRIGGER_FIRED_BY_INSERT(data->tg_event) || TRIGGER_FIRED_BY_UPDATE(data->tg_event)))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("newsprint_screen must be a trigger BEFORE INSERT OR UPDATE FOR EACH ROW"),
				 errhint("newsprint_watch() makes it.")));
}

/*
 * An article is never lost because its watch is broken: it passes as it is,
 * and the server's log and the client are told once.
 */
Watched *
np_usable_watch(Relation rel, Oid function)
{
	static Oid	told = InvalidOid;
	Watched    *watched = np_watched(RelationGetRelid(rel), function);

	if (watched != NULL && watched->usable &&
		np_find_target(watched, RelationGetRelid(rel)) != NULL)
		return watched;
	if (told != RelationGetRelid(rel))
		ereport(WARNING,
				(errmsg("articles of table \"%s\" are not screened",
						RelationGetRelationName(rel)),
				 watched == NULL ?
				 errdetail("It has the trigger, but newsprint_watched has no row about it.") :
				 watched->usable ?
				 errdetail("It is a foreign table, at which only newsprint_sweep() looks.") :
				 errdetail("A column that its row of newsprint_watched names is lost, "
						   "or of another type than it was."),
				 watched != NULL && watched->usable ? 0 :
				 errhint("Call newsprint_watch() again, or newsprint_unwatch().")));
	told = RelationGetRelid(rel);
	return NULL;
}

/* The article as the lookup sees it, in whatever tuple it stands */
void
np_subject_from_tuple(const Watched *watched, const WatchTarget *target, Relation rel,
					  HeapTuple tuple, Subject *subject)
{
	const WatchColumns *columns = &target->columns;
	Datum		published;
	bool		isnull;

	memset(subject, 0, sizeof(*subject));
	subject->key = get_column(tuple, rel, columns->key, &subject->key_isnull);
	subject->tenant = get_column(tuple, rel, columns->tenant, &subject->tenant_isnull);
	published = get_column(tuple, rel, columns->published, &isnull);
	subject->dated = !isnull;
	if (!isnull)
		subject->published = np_published_time(watched->published_type, published);
}

/* Did the update leave alone everything that a verdict depends on? */
static bool
is_unchanged(const Screening *s)
{
	const WatchColumns *columns = &s->target->columns;
	TupleDesc	desc = RelationGetDescr(s->rel);
	AttrNumber	relevant[] = {columns->body, columns->title, columns->published, columns->tenant};
	bool		isnull;

	(void) get_column(s->tuple, s->rel, columns->sig, &isnull);
	if (isnull)
		return false;
	for (int i = 0; i < lengthof(relevant); i++)
	{
		bool		old_isnull;
		bool		new_isnull;
		Datum		old_value = get_column(s->before, s->rel, relevant[i], &old_isnull);
		Datum		new_value = get_column(s->tuple, s->rel, relevant[i], &new_isnull);
		Form_pg_attribute attribute;

		if (relevant[i] == InvalidAttrNumber || (old_isnull && new_isnull))
			continue;
		attribute = TupleDescAttr(desc, relevant[i] - 1);
		if (old_isnull || new_isnull ||
			!datumIsEqual(old_value, new_value, attribute->attbyval, attribute->attlen))
			return false;
	}
	return true;
}

/*
 * A row with another key is another row to those that name it: its copies
 * have to look for their original anew.
 */
static void
note_former_key(const Screening *s, Subject *subject)
{
	const WatchColumns *columns = &s->target->columns;
	bool		is_original;
	bool		isnull;

	(void) get_column(s->before, s->rel, columns->duplicate, &is_original);
	subject->former_key = get_column(s->before, s->rel, columns->key, &isnull);
	subject->has_former_key = !isnull &&
		(subject->key_isnull || !np_keys_equal(s->watched, subject->former_key, subject->key));
	if (subject->has_former_key && is_original)
		np_journal_event(s->watched, s->function, np_key_text(s->watched, subject->former_key),
						 EVENT_DELETED);
}

/*
 * Does the row come from another partition?  An UPDATE moves it by DELETE
 * and INSERT, and nothing tells the trigger so, except that the row brings
 * along the signature of its text.
 */
static bool
is_moved(const Screening *s, const Minhash *sig)
{
	bool		isnull;
	Datum		had = get_column(s->tuple, s->rel, s->target->columns.sig, &isnull);

	return !s->updated && s->rel->rd_rel->relispartition && !isnull &&
		datumIsEqual(PointerGetDatum(np_minhash_from_datum(had)), PointerGetDatum(sig), false, -1);
}

/*
 * Those who may not read the table learn as little as from a unique
 * constraint.  Row-level security needs no test: the other article is one
 * that the user sees.
 */
void
np_reject_duplicate(const Watched *watched, Relation rel, const Verdict *verdict)
{
	ereport(ERROR,
			(errcode(ERRCODE_EXCLUSION_VIOLATION),
			 errmsg("article duplicates another one of table \"%s\"",
					get_rel_name(watched->relid)),
			 np_may_read_key(watched) ?
			 errdetail("The article with key (%s)=(%s) has similarity %.4f.",
					   get_attname(watched->relid, watched->columns.key, false),
					   np_key_text(watched, verdict->other), verdict->similarity) : 0,
			 errtable(rel)));
}

static void
reject_junk(const Screening *s, double score)
{
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("article for table \"%s\" is junk", get_rel_name(s->watched->relid)),
			 errdetail("Its spam score is %.4f, the cut-off %g.", score,
					   s->watched->spam_cutoff),
			 errhint("spam_explain() tells why."),
			 errtable(s->rel)));
}

/*
 * Would a unique index keep the new row out?  Then it is another version of
 * the row that it meets there: the same page fetched again, where the key is
 * a number and the address is unique.
 */
static bool
is_version(Screening *s)
{
	if (!s->searched && !s->updated && !s->moved)
	{
		s->before = np_conflicting_row(s->rel, s->tuple);
		s->conflicts = s->before != NULL;
	}
	s->searched = true;
	return s->conflicts;
}

/*
 * A row that is there already is never thrown away: then skip is mark; and
 * it may always go to the partition where it belongs.  One that a unique
 * index keeps out is left to that: an ON CONFLICT may make an update of it,
 * for which the trigger is called again.
 */
static WatchPolicy
effective_policy(Screening *s, WatchPolicy policy)
{
	if ((policy == POLICY_SKIP && (s->updated || s->moved || is_version(s))) ||
		(policy == POLICY_REJECT && (s->moved || is_version(s))))
		return POLICY_MARK;
	return policy;
}

/*
 * Does the row bear the word of an editor, junk or not?  It stands until
 * another takes its place, however the text is edited.  A row that is new
 * under the key of another bears a score of its own.
 */
static bool
bears_lesson(const Screening *s, const char *key, double *score)
{
	Datum		value;
	double		word;
	bool		isnull;

	if (s->before == NULL || key == NULL)
		return false;
	value = get_column(s->before, s->rel, s->target->columns.score, &isnull);
	if (isnull)
		return false;
	word = DatumGetFloat8(value);
	if ((word != 0 && word != 1) || !np_is_lesson(s->watched, s->function, key))
		return false;
	*score = word;
	return true;
}

/* Write the score; false if the row is to be skipped. */
static bool
apply_score(Screening *s, const char *key, double score)
{
	static const Verdict junk = {.kind = VERDICT_ORIGINAL};
	bool		is_junk = score >= s->watched->spam_cutoff;
	WatchPolicy policy = s->watched->on_spam;

	if (bears_lesson(s, key, &score))
	{
		change(s, s->target->columns.score, false, Float8GetDatum(score));
		return true;
	}
	if (is_junk && policy != POLICY_MARK && key != NULL &&
		np_is_kept(s->watched, s->function, key))
		is_junk = false;
	if (is_junk)
		policy = effective_policy(s, policy);
	if (is_junk && policy == POLICY_REJECT)
		reject_junk(s, score);
	if (is_junk && policy == POLICY_SKIP)
	{
		np_journal_verdict(s->watched, s->function, key, &junk, "skipped", score);
		return false;
	}
	if (is_junk && policy == POLICY_LOG)
		np_journal_verdict(s->watched, s->function, key, &junk, "logged", score);
	change(s, s->target->columns.score, isnan(score) || (is_junk && policy == POLICY_LOG),
		   Float8GetDatum(score));
	return true;
}

/* Write the verdict; false if the row is to be skipped. */
static bool
apply_verdict(Screening *s, const char *key, Verdict *verdict, double score)
{
	const WatchColumns *columns = &s->target->columns;
	bool		duplicate = verdict->kind == VERDICT_DUPLICATE;
	WatchPolicy policy = duplicate ? effective_policy(s, s->watched->on_duplicate) :
		s->watched->on_duplicate;
	bool		template = verdict->kind == VERDICT_TEMPLATE &&
		columns->template != InvalidAttrNumber;

	if (duplicate && policy == POLICY_REJECT)
		np_reject_duplicate(s->watched, s->rel, verdict);
	if (duplicate && policy == POLICY_SKIP)
	{
		np_journal_verdict(s->watched, s->function, key, verdict, "skipped", score);
		return false;
	}
	if ((duplicate || template) && policy == POLICY_LOG)
	{
		np_journal_verdict(s->watched, s->function, key, verdict, "logged", score);
		duplicate = template = false;
	}
	change(s, columns->duplicate, !duplicate, verdict->other);
	change(s, columns->similarity, !duplicate && !template, Float8GetDatum(verdict->similarity));
	change(s, columns->template, !template, verdict->other);
	return true;
}

/*
 * Is the article a copy, as far as this transaction can see?  With the
 * latest snapshot, also under REPEATABLE READ, and with what the command has
 * inserted so far, as a unique constraint would check.
 */
Verdict
np_judge_now(Watched *watched, const Subject *subject, NpText text)
{
	Snapshot	snapshot;
	Verdict		verdict;

	CommandCounterIncrement();
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	verdict = np_judge(watched, subject, text, snapshot);
	/* others name the article as their original: let newsprint_sweep() decide */
	if (verdict.kind == VERDICT_DUPLICATE && subject->may_have_copies &&
		!(subject->key_isnull && !subject->has_former_key) &&
		np_has_copies(watched, subject->has_former_key ? subject->former_key : subject->key,
					  snapshot))
		verdict.kind = VERDICT_ORIGINAL;
	UnregisterSnapshot(snapshot);
	return verdict;
}

/* What others may know the row by, as it was before */
static void
note_history(const Screening *s, Subject *subject)
{
	bool		isnull;

	subject->may_have_copies = true;
	subject->template = get_column(s->before, s->rel, s->target->columns.template, &isnull);
	subject->has_template = !isnull;
}

/* A new version is judged as what the row that is there would become. */
static void
judge_as_version(Screening *s, Subject *subject, NpText text, Verdict *verdict)
{
	bool		isnull;

	note_history(s, subject);
	subject->former_key = get_column(s->before, s->rel, s->target->columns.key, &isnull);
	subject->has_former_key = !isnull;
	*verdict = np_judge_now(s->watched, subject, text);
}

/*
 * An article without a text is none: no signature, no score, no verdict; and
 * to its copies it is as if it were gone.
 */
static HeapTuple
clear_article(Screening *s, const Subject *subject)
{
	const WatchColumns *columns = &s->target->columns;
	bool		was_original = false;

	if (s->updated)
		(void) get_column(s->before, s->rel, columns->duplicate, &was_original);
	if (was_original && !subject->key_isnull)
		np_journal_event(s->watched, s->function, np_key_text(s->watched, subject->key),
						 EVENT_DELETED);
	change(s, columns->sig, true, (Datum) 0);
	change(s, columns->score, true, (Datum) 0);
	change(s, columns->duplicate, true, (Datum) 0);
	change(s, columns->similarity, true, (Datum) 0);
	change(s, columns->template, true, (Datum) 0);
	return changed_tuple(s);
}

static HeapTuple
screen_article(Screening *s, Subject *subject, Datum body)
{
	Watched    *watched = s->watched;
	const WatchColumns *columns = &s->target->columns;
	bool		is_scored = columns->score != InvalidAttrNumber;
	Verdict		verdict = {.kind = VERDICT_ORIGINAL};
	Datum		title;
	bool		title_isnull;
	NpText		text;
	Minhash    *sig;
	double		score = NAN;
	char	   *key;

	title = get_column(s->tuple, s->rel, columns->title, &title_isnull);
	text = np_article_text(watched, title_isnull, title, body);
	key = subject->key_isnull ? NULL : np_key_text(watched, subject->key);
	sig = np_article_sign(watched, text, is_scored ? &score : NULL);
	s->moved = is_moved(s, sig);
	if (s->moved)
		s->before = s->tuple;
	if (is_scored && !apply_score(s, key, score))
		return NULL;

	subject->sig = sig;
	if (s->updated || s->moved)
		note_history(s, subject);
	change(s, columns->sig, false, PointerGetDatum(sig));
	if (!MINHASH_IS_EMPTY(sig))
	{
		verdict = np_judge_now(watched, subject, text);
		if (verdict.kind != VERDICT_ORIGINAL && is_version(s))
			judge_as_version(s, subject, text, &verdict);
		if (watched->strict)
			np_strict_remember(watched, sig);
	}
	if (verdict.kind != VERDICT_ORIGINAL && key != NULL &&
		np_is_kept(watched, s->function, key))
		verdict.kind = VERDICT_ORIGINAL;
	if (!apply_verdict(s, key, &verdict, score))
		return NULL;
	if (key != NULL)
		np_journal_event(watched, s->function, key, s->updated ? EVENT_UPDATED : EVENT_INSERTED);
	return changed_tuple(s);
}

/* Sign, score and judge an article before it is written */
PG_FUNCTION_INFO_V1(newsprint_screen);
Datum
newsprint_screen(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	Screening	s = {0};
	Subject		subject;
	Datum		body;
	bool		isnull;

	CheckTriggerCall(fcinfo);
	s.rel = data->tg_relation;
	s.function = fcinfo->flinfo->fn_oid;
	s.updated = TRIGGER_FIRED_BY_UPDATE(data->tg_event);
	s.before = s.updated ? data->tg_trigtuple : NULL;
	s.tuple = s.updated ? data->tg_newtuple : data->tg_trigtuple;
	s.watched = np_usable_watch(s.rel, s.function);
	if (s.watched == NULL)
		return PointerGetDatum(s.tuple);
	s.target = np_watch_target(s.watched, RelationGetRelid(s.rel));
	np_subject_from_tuple(s.watched, s.target, s.rel, s.tuple, &subject);
	if (s.updated)
		note_former_key(&s, &subject);
	if (s.updated && is_unchanged(&s))
	{
		if (subject.has_former_key && !subject.key_isnull)
			np_journal_event(s.watched, s.function, np_key_text(s.watched, subject.key),
							 EVENT_UPDATED);
		return PointerGetDatum(s.tuple);
	}

	body = get_column(s.tuple, s.rel, s.target->columns.body, &isnull);
	return PointerGetDatum(isnull ? clear_article(&s, &subject) :
							 screen_article(&s, &subject, body));
}
