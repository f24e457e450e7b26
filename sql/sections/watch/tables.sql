
-- watch: tables; a quoted number has the type of its column, so that the operator is the server's own and not
-- one of (float8, int) that somebody has put into this schema

CREATE TABLE newsprint_watched (
	relation regclass PRIMARY KEY,
	key_column name NOT NULL,
	body_column name NOT NULL,
	title_column name,
	published_column name,
	tenant_column name,
	rank_column name,
	sig_column name NOT NULL,
	score_column name,
	duplicate_column name NOT NULL,
	similarity_column name NOT NULL,
	template_column name,
	attnums smallint[],
	lanes int NOT NULL DEFAULT 128 CHECK (lanes BETWEEN '16' AND '1024' AND lanes % '16' = '0'),
	shingle int NOT NULL DEFAULT 3 CHECK (shingle BETWEEN '1' AND '16'),
	threshold float8 NOT NULL DEFAULT 0.6 CHECK (threshold > '0' AND threshold <= '1'),
	horizon interval CHECK (horizon >= '0'),
	on_duplicate text NOT NULL DEFAULT 'mark' CHECK (on_duplicate IN ('mark', 'log', 'skip', 'reject', 'ignore')),
	on_spam text NOT NULL DEFAULT 'mark' CHECK (on_spam IN ('mark', 'log', 'skip', 'reject')),
	spam_cutoff float8 NOT NULL DEFAULT 0.5 CHECK (spam_cutoff BETWEEN '0' AND '1'),
	templates text NOT NULL DEFAULT 'apart' CHECK (templates IN ('apart', 'duplicate')),
	story_only boolean NOT NULL DEFAULT false,
	is_strict boolean NOT NULL DEFAULT false,
	canonical text NOT NULL DEFAULT 'oldest' CHECK (canonical IN ('oldest', 'longest', 'rank')),
	sweep_duplicates text NOT NULL DEFAULT 'mark' CHECK (sweep_duplicates IN ('mark', 'archive', 'delete')),
	sweep_similarity float8 NOT NULL DEFAULT 0 CHECK (sweep_similarity BETWEEN '0' AND '1'),
	sweep_junk text NOT NULL DEFAULT 'mark' CHECK (sweep_junk IN ('mark', 'archive', 'delete')),
	sweep_score float8 NOT NULL DEFAULT 0.95 CHECK (sweep_score BETWEEN '0' AND '1'),
	archive regclass,
	index_method name NOT NULL DEFAULT 'lsh',
	added text[] NOT NULL DEFAULT '{}',
	CHECK (canonical <> 'rank' OR rank_column IS NOT NULL),
	CHECK (horizon IS NULL OR published_column IS NOT NULL)
);

COMMENT ON TABLE newsprint_watched IS
	'settings of the tables under watch; change them with newsprint_watch()';
COMMENT ON COLUMN newsprint_watched.relation IS 'the table; of a partitioned table, its root';
COMMENT ON COLUMN newsprint_watched.attnums IS
	'numbers of the columns named before, in that order, 0 where there is none: they survive a rename, the names survive a dump';
COMMENT ON COLUMN newsprint_watched.added IS
	'which of the columns newsprint_watch() added: sig, score, duplicate, similarity, template';
COMMENT ON COLUMN newsprint_watched.index_method IS 'access method of the index on the signatures: lsh or gin';
COMMENT ON COLUMN newsprint_watched.archive IS 'where newsprint_sweep() moves rows to';

CREATE TABLE newsprint_kept (
	relation regclass,
	key text COLLATE "C",
	kept_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	kept_by name NOT NULL DEFAULT current_user,
	PRIMARY KEY (relation, key)
);

COMMENT ON TABLE newsprint_kept IS
	'rows that an editor has decided to keep: never duplicates, never junk, whatever the texts say';

CREATE TABLE newsprint_models (
	relation regclass PRIMARY KEY,
	model spam_model NOT NULL
);

COMMENT ON TABLE newsprint_models IS
	'what each watched table has learnt of junk, from newsprint_feedback() or by newsprint_put_model(); scores of the table are by it';

CREATE TABLE newsprint_lessons (
	relation regclass,
	key text COLLATE "C",
	is_spam boolean NOT NULL,
	lesson spam_model NOT NULL,
	given_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	given_by name NOT NULL DEFAULT current_user,
	PRIMARY KEY (relation, key)
);

COMMENT ON TABLE newsprint_lessons IS
	'what newsprint_feedback() was told: is the row junk, and what the model of the table learnt from it, to be taken back if the editor thinks otherwise; it holds hashes of words, not the text';

CREATE TABLE newsprint_queue (
	relation regclass NOT NULL,
	key text NOT NULL,
	event "char" NOT NULL
);

COMMENT ON TABLE newsprint_queue IS
	'rows that came (i), whose text changed (u) or that went (d) since the last newsprint_sweep(); all of them (a) after a restore, and where copies were not marked before';

CREATE TABLE newsprint_verdicts (
	decided_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	relation regclass NOT NULL,
	key text,
	verdict text NOT NULL,
	action text NOT NULL,
	canonical text,
	similarity float8,
	spam_score float8,
	run bigint
);

CREATE INDEX ON newsprint_verdicts (relation, decided_at);

COMMENT ON TABLE newsprint_verdicts IS
	'what the policies log and skip found, what a sweep deleted, and what a dry run would remove: key of the row, verdict (duplicate, template or junk), action (logged, skipped, marked where skip could not leave the row out, deleted, would be archived, would be deleted), key of the canonical row and similarity to it, spam score, run of newsprint_sweep()';

CREATE TABLE newsprint_runs (
	run bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	relation regclass NOT NULL,
	task text NOT NULL,
	dry_run boolean NOT NULL,
	state text NOT NULL DEFAULT 'running',
	started timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	finished timestamptz,
	pid int NOT NULL DEFAULT pg_catalog.pg_backend_pid(),
	run_by name NOT NULL DEFAULT current_user,
	expected bigint NOT NULL DEFAULT 0,
	signed bigint NOT NULL DEFAULT 0,
	screened bigint NOT NULL DEFAULT 0,
	duplicates bigint NOT NULL DEFAULT 0,
	templates bigint NOT NULL DEFAULT 0,
	originals bigint NOT NULL DEFAULT 0,
	junk bigint NOT NULL DEFAULT 0,
	archived bigint NOT NULL DEFAULT 0,
	deleted bigint NOT NULL DEFAULT 0
);

CREATE INDEX ON newsprint_runs (relation, run);

COMMENT ON TABLE newsprint_runs IS
	'runs of newsprint_backfill() and newsprint_sweep(): state is running, done or interrupted; expected is the number of rows to do; the counts are updated with every committed batch: rows signed and scored, rows screened (once a batch), rows that became duplicates, templates or originals, rows at or above the spam cut-off, rows archived and deleted';

-- not what is known of dropped tables: in another database their numbers may be those of others; nor of
-- temporary ones, which are not in the dump themselves
SELECT pg_catalog.pg_extension_config_dump('newsprint_watched', 'WHERE relation::oid IN (SELECT oid FROM pg_catalog.pg_class WHERE relpersistence OPERATOR(pg_catalog.<>) ''t'')');
SELECT pg_catalog.pg_extension_config_dump('newsprint_kept', 'WHERE relation::oid IN (SELECT oid FROM pg_catalog.pg_class WHERE relpersistence OPERATOR(pg_catalog.<>) ''t'')');
SELECT pg_catalog.pg_extension_config_dump('newsprint_models', 'WHERE relation::oid IN (SELECT oid FROM pg_catalog.pg_class WHERE relpersistence OPERATOR(pg_catalog.<>) ''t'')');
SELECT pg_catalog.pg_extension_config_dump('newsprint_lessons', 'WHERE relation::oid IN (SELECT oid FROM pg_catalog.pg_class WHERE relpersistence OPERATOR(pg_catalog.<>) ''t'')');
-- an archive names runs of before the dump: new ones need other numbers
SELECT pg_catalog.pg_extension_config_dump('newsprint_runs_run_seq', '');
GRANT SELECT ON SEQUENCE newsprint_runs_run_seq TO PUBLIC;

-- Models tell of the texts they learnt from: newsprint_model(),
-- newsprint_teach() and newsprint_put_model() see to who may do what.  Beside
-- them only who installed the extension comes near, to dump and to restore.
DO $$
BEGIN
	EXECUTE pg_catalog.format('GRANT SELECT, INSERT ON @extschema@.newsprint_models, @extschema@.newsprint_lessons TO %1$I;
			GRANT UPDATE ON SEQUENCE @extschema@.newsprint_runs_run_seq TO %1$I',
		(SELECT pg_catalog.pg_get_userbyid(e.extowner) FROM pg_catalog.pg_extension e
		WHERE e.extname OPERATOR(pg_catalog.=) 'newsprint'));
END
$$;

-- Settings are no secret, and pg_dump must read them whoever runs it.  Who
-- may write is decided by triggers, which row-level security cannot replace:
-- pg_dump refuses tables under it.
GRANT SELECT, INSERT, UPDATE, DELETE ON newsprint_watched, newsprint_kept TO PUBLIC;

-- Keys of rows are for those who may work on the table, and on all of it.
GRANT SELECT, INSERT, DELETE ON newsprint_queue, newsprint_verdicts TO PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON newsprint_runs TO PUBLIC;
ALTER TABLE newsprint_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE newsprint_verdicts ENABLE ROW LEVEL SECURITY;
ALTER TABLE newsprint_runs ENABLE ROW LEVEL SECURITY;
CREATE POLICY newsprint_queue_policy ON newsprint_queue
	USING (pg_catalog.has_table_privilege(relation::oid, 'UPDATE') AND NOT pg_catalog.row_security_active(relation::oid));
CREATE POLICY newsprint_queue_insert ON newsprint_queue FOR INSERT
	WITH CHECK (pg_catalog.has_any_column_privilege(relation::oid, 'UPDATE') AND NOT pg_catalog.row_security_active(relation::oid));
CREATE POLICY newsprint_verdicts_read ON newsprint_verdicts FOR SELECT
	USING (pg_catalog.has_table_privilege(relation::oid, 'SELECT') AND NOT pg_catalog.row_security_active(relation::oid));
CREATE POLICY newsprint_verdicts_write ON newsprint_verdicts
	USING (pg_catalog.has_table_privilege(relation::oid, 'UPDATE') AND NOT pg_catalog.row_security_active(relation::oid));
CREATE POLICY newsprint_runs_read ON newsprint_runs FOR SELECT
	USING (pg_catalog.has_table_privilege(relation::oid, 'SELECT'));
CREATE POLICY newsprint_runs_write ON newsprint_runs
	USING (pg_catalog.has_table_privilege(relation::oid, 'UPDATE'));
