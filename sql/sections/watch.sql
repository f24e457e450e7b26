
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
	lanes int NOT NULL DEFAULT 128,
	shingle int NOT NULL DEFAULT 3,
	threshold float8 NOT NULL DEFAULT 0.6 CHECK (threshold > '0' AND threshold <= '1'),
	horizon interval CHECK (horizon >= '0'),
	on_duplicate text NOT NULL DEFAULT 'mark' CHECK (on_duplicate IN ('mark', 'log', 'skip', 'reject')),
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
	index_method name NOT NULL DEFAULT 'gin',
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
	'rows that came (i), whose text changed (u) or that went (d) since the last newsprint_sweep()';

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
	'what the policies log and skip found, what a sweep deleted, and what a dry run would remove: key of the row, verdict (duplicate, template or junk), action (logged, skipped, deleted, would be archived, would be deleted), key of the canonical row and similarity to it, spam score, run of newsprint_sweep()';

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

SELECT pg_catalog.pg_extension_config_dump('newsprint_watched', '');
SELECT pg_catalog.pg_extension_config_dump('newsprint_kept', '');
SELECT pg_catalog.pg_extension_config_dump('newsprint_models', '');
SELECT pg_catalog.pg_extension_config_dump('newsprint_lessons', '');

-- Models tell of the texts they learnt from: newsprint_model(),
-- newsprint_teach() and newsprint_put_model() see to who may do what.  Beside
-- them only who installed the extension comes near, to dump and to restore.
DO $$
BEGIN
	EXECUTE pg_catalog.format('GRANT SELECT, INSERT ON @extschema@.newsprint_models, @extschema@.newsprint_lessons TO %I',
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

-- watch: guards of the settings

CREATE FUNCTION newsprint_may_watch(relation regclass) RETURNS boolean
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
	AS $$ SELECT coalesce((SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = relation), true) $$;

COMMENT ON FUNCTION newsprint_may_watch(regclass) IS
	'may the current user change the settings of the table? its owner may, and anyone if it is gone';

CREATE FUNCTION newsprint_guard() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	touched regclass;
BEGIN
	FOREACH touched IN ARRAY CASE TG_OP
		WHEN 'INSERT' THEN ARRAY[NEW.relation]
		WHEN 'DELETE' THEN ARRAY[OLD.relation]
		ELSE ARRAY[OLD.relation, NEW.relation] END
	LOOP
		IF TG_NARGS > 0 AND EXISTS (SELECT FROM pg_class c WHERE c.oid = touched) THEN
			IF NOT has_table_privilege(touched, TG_ARGV[0]) THEN
				RAISE insufficient_privilege USING MESSAGE = format('permission denied for table %s', touched),
					DETAIL = format('This needs the privilege %s.', TG_ARGV[0]);
			END IF;
		ELSIF NOT @extschema@.newsprint_may_watch(touched) THEN
			RAISE insufficient_privilege USING MESSAGE = format('must be owner of table %s', touched);
		END IF;
	END LOOP;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	RETURN NEW;
END
$$;

COMMENT ON FUNCTION newsprint_guard() IS
	'trigger: only the owner of a table, or who has the privilege that is its argument, may change what newsprint knows about it';

CREATE FUNCTION newsprint_resolve() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	names name[] := ARRAY[NEW.key_column, NEW.body_column, NEW.title_column, NEW.published_column,
		NEW.tenant_column, NEW.rank_column, NEW.sig_column, NEW.score_column, NEW.duplicate_column,
		NEW.similarity_column, NEW.template_column];
	missing text;
BEGIN
	-- a dump carries the numbers of another time: the names count
	SELECT array_agg(coalesce(a.attnum, 0) ORDER BY n.place),
		string_agg(quote_ident(n.name), ', ' ORDER BY n.place) FILTER (WHERE n.name IS NOT NULL AND a.attnum IS NULL)
	INTO NEW.attnums, missing
	FROM unnest(names) WITH ORDINALITY n (name, place)
	LEFT JOIN pg_attribute a ON a.attrelid = NEW.relation AND a.attname = n.name AND a.attnum > 0 AND NOT a.attisdropped;
	IF missing IS NOT NULL THEN
		RAISE WARNING USING MESSAGE = format('table %s has no column %s', NEW.relation, missing),
			HINT = 'If it was renamed, name it again with newsprint_watch().';
	END IF;
	RETURN NEW;
END
$$;

COMMENT ON FUNCTION newsprint_resolve() IS
	'trigger: finds the numbers of the columns that the settings name';

CREATE FUNCTION newsprint_settings_changed() RETURNS trigger
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON FUNCTION newsprint_settings_changed() IS
	'trigger: makes all sessions read the settings of the table anew';

CREATE TRIGGER newsprint_guard BEFORE INSERT OR UPDATE OR DELETE ON newsprint_watched
	FOR EACH ROW EXECUTE FUNCTION newsprint_guard();
CREATE TRIGGER newsprint_resolve BEFORE INSERT OR UPDATE ON newsprint_watched
	FOR EACH ROW EXECUTE FUNCTION newsprint_resolve();
CREATE TRIGGER newsprint_settings_changed AFTER INSERT OR UPDATE OR DELETE ON newsprint_watched
	FOR EACH ROW EXECUTE FUNCTION newsprint_settings_changed();
CREATE TRIGGER newsprint_guard BEFORE INSERT OR UPDATE OR DELETE ON newsprint_kept
	FOR EACH ROW EXECUTE FUNCTION newsprint_guard();
CREATE TRIGGER newsprint_guard BEFORE INSERT OR UPDATE OR DELETE ON newsprint_models
	FOR EACH ROW EXECUTE FUNCTION newsprint_guard('UPDATE');
CREATE TRIGGER newsprint_settings_changed AFTER INSERT OR UPDATE OR DELETE ON newsprint_models
	FOR EACH ROW EXECUTE FUNCTION newsprint_settings_changed();
CREATE TRIGGER newsprint_guard BEFORE INSERT OR UPDATE OR DELETE ON newsprint_lessons
	FOR EACH ROW EXECUTE FUNCTION newsprint_guard('UPDATE');
ALTER TABLE newsprint_watched ENABLE ALWAYS TRIGGER newsprint_guard;
ALTER TABLE newsprint_watched ENABLE ALWAYS TRIGGER newsprint_resolve;
ALTER TABLE newsprint_watched ENABLE ALWAYS TRIGGER newsprint_settings_changed;
ALTER TABLE newsprint_kept ENABLE ALWAYS TRIGGER newsprint_guard;
ALTER TABLE newsprint_models ENABLE ALWAYS TRIGGER newsprint_guard;
ALTER TABLE newsprint_models ENABLE ALWAYS TRIGGER newsprint_settings_changed;
ALTER TABLE newsprint_lessons ENABLE ALWAYS TRIGGER newsprint_guard;

-- watch: triggers of the watched tables

CREATE FUNCTION newsprint_screen() RETURNS trigger
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON FUNCTION newsprint_screen() IS
	'trigger BEFORE INSERT OR UPDATE: signs and scores the text, finds the article that it copies, and does what the settings of the table say';

CREATE FUNCTION newsprint_settle() RETURNS trigger
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON FUNCTION newsprint_settle() IS
	'constraint trigger, deferred: in strict mode, finds copies that other sessions have committed meanwhile';

CREATE FUNCTION newsprint_forget() RETURNS trigger
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON FUNCTION newsprint_forget() IS
	'trigger AFTER DELETE: tells newsprint_sweep() that a row is gone';

-- watch: what the procedures are made of

CREATE FUNCTION newsprint_sign(relation regclass, title text, body text, OUT sig minhash, OUT spam_score float8)
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 1000;

COMMENT ON FUNCTION newsprint_sign(regclass, text, text) IS
	'signature and spam score of a text as the settings of the watched table say; null if body is null';

CREATE FUNCTION newsprint_text(relation regclass, title text, body text) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 100;

COMMENT ON FUNCTION newsprint_text(regclass, text, text) IS
	'the text that signature and score of a watched table are of: title and body, or what the settings take of them; null if body is null';

CREATE TYPE newsprint_verdict AS (key text, canonical text, template text, similarity float8, spam_score float8,
	had_canonical text, had_template text, had_similarity float8, had_spam_score float8, rivals text[]);

COMMENT ON TYPE newsprint_verdict IS
	'a row of newsprint_judge(): key of the row, of the row that it copies or of the one whose template it shares, similarity to that, spam score; these four as they stand in the table; rows to be judged after this one, as they copy it';

CREATE FUNCTION newsprint_judge(relation regclass, keys text[]) RETURNS SETOF newsprint_verdict
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE COST 100000;

COMMENT ON FUNCTION newsprint_judge(regclass, text[]) IS
	'verdict on rows of a watched table as they stand now, one for each key that exists';

CREATE FUNCTION newsprint_hold(relation regclass) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C STRICT;

COMMENT ON FUNCTION newsprint_hold(regclass) IS
	'takes the lock of which one run at a time needs, without waiting; it outlasts COMMIT and ends with newsprint_release(), an error or the session';

CREATE FUNCTION newsprint_release(relation regclass) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C STRICT;

COMMENT ON FUNCTION newsprint_release(regclass) IS 'gives back what newsprint_hold() took';

CREATE FUNCTION newsprint_equality(type regtype) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION newsprint_equality(regtype) IS
	'equality operator of a type as it is written in a query, whatever the search path';

CREATE FUNCTION newsprint_parts(relation regclass,
		OUT target text, OUT key text, OUT key_type text, OUT equal text, OUT body text, OUT title text,
		OUT sig text, OUT score text, OUT duplicate text, OUT similarity text, OUT template text)
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	settings @extschema@.newsprint_watched;
	key_oid oid;
	names text[];
BEGIN
	SELECT * INTO settings FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_parts.relation;
	IF NOT FOUND THEN
		RAISE undefined_object USING MESSAGE = format('table %s is not under watch', relation),
			HINT = format('SELECT newsprint_watch(%L, body => ...);', relation);
	END IF;
	SELECT array_agg(CASE WHEN a.attnum IS NOT NULL THEN quote_ident(a.attname) END ORDER BY n.place)
	INTO names
	FROM unnest(settings.attnums) WITH ORDINALITY n (attnum, place)
	LEFT JOIN pg_attribute a ON a.attrelid = settings.relation AND a.attnum = n.attnum AND a.attnum > 0 AND NOT a.attisdropped;
	target := relation::text;
	key := names[1];
	body := names[2];
	title := names[3];
	sig := names[7];
	score := names[8];
	duplicate := names[9];
	similarity := names[10];
	template := names[11];
	IF key IS NULL OR body IS NULL OR sig IS NULL OR duplicate IS NULL OR similarity IS NULL THEN
		RAISE undefined_column USING MESSAGE = format('table %s has lost the column %s of its watch', relation,
				quote_ident(CASE WHEN key IS NULL THEN settings.key_column WHEN body IS NULL THEN settings.body_column
					WHEN sig IS NULL THEN settings.sig_column WHEN duplicate IS NULL THEN settings.duplicate_column
					ELSE settings.similarity_column END)),
			HINT = 'Call newsprint_watch() again: it adds its own columns anew, and takes another name for key and body.';
	END IF;
	SELECT a.atttypid INTO key_oid FROM pg_attribute a WHERE a.attrelid = relation AND a.attnum = settings.attnums[1];
	key_type := format_type(key_oid, -1);
	equal := @extschema@.newsprint_equality(key_oid::regtype);
END
$$;

COMMENT ON FUNCTION newsprint_parts(regclass) IS
	'names of a watched table and its columns as they are now, quoted for use in a query; null for a column that the watch does without';

CREATE FUNCTION newsprint_heal(relation regclass) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	settings @extschema@.newsprint_watched;
	names name[];
	present name;
BEGIN
	SELECT * INTO settings FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_heal.relation;
	names := ARRAY[settings.key_column, settings.body_column, settings.title_column, settings.published_column,
		settings.tenant_column, settings.rank_column, settings.sig_column, settings.score_column,
		settings.duplicate_column, settings.similarity_column, settings.template_column];
	FOR place IN 1 .. 11 LOOP
		SELECT a.attname INTO present FROM pg_attribute a
		WHERE a.attrelid = settings.relation AND a.attnum = settings.attnums[place] AND a.attnum > 0 AND NOT a.attisdropped;
		IF FOUND AND present <> names[place] THEN
			RAISE NOTICE 'column % of table % is now called %', quote_ident(names[place]), settings.relation, quote_ident(present);
			names[place] := present;
		END IF;
	END LOOP;
	UPDATE @extschema@.newsprint_watched w SET
		key_column = names[1], body_column = names[2], title_column = names[3], published_column = names[4],
		tenant_column = names[5], rank_column = names[6], sig_column = names[7], score_column = names[8],
		duplicate_column = names[9], similarity_column = names[10], template_column = names[11]
	WHERE w.relation = settings.relation
		AND ROW(w.key_column, w.body_column, w.title_column, w.published_column, w.tenant_column, w.rank_column,
			w.sig_column, w.score_column, w.duplicate_column, w.similarity_column, w.template_column)
		IS DISTINCT FROM ROW(names[1], names[2], names[3], names[4], names[5], names[6], names[7], names[8],
			names[9], names[10], names[11]);
END
$$;

COMMENT ON FUNCTION newsprint_heal(regclass) IS
	'writes the present names of renamed columns into the settings, so that a dump has them';

-- watch: putting a table under watch

CREATE FUNCTION newsprint_wanted_indexes(relation regclass,
		OUT column_name text, OUT method name, OUT definition text, OUT predicate text)
	RETURNS SETOF record
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	settings @extschema@.newsprint_watched;
	part record := @extschema@.newsprint_parts(relation);
BEGIN
	SELECT * INTO settings FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_wanted_indexes.relation;
	-- originals by likeness
	column_name := part.sig;
	method := settings.index_method;
	predicate := format('((%s IS NOT NULL) AND (%s IS NULL))', part.sig, part.duplicate);
	definition := CASE method
		WHEN 'lsh' THEN format('USING lsh (%s)', part.sig)
		-- a pending list would make every lookup read it
		ELSE format('USING gin (%s @extschema@.gin_minhash_ops (threshold = %s, lanes = %s, shingle = %s)) WITH (fastupdate = off)',
			part.sig, settings.threshold, settings.lanes, settings.shingle) END;
	RETURN NEXT;
	-- the copies of an original
	column_name := part.duplicate;
	method := 'btree';
	predicate := format('(%s IS NOT NULL)', part.duplicate);
	definition := format('(%s)', part.duplicate);
	RETURN NEXT;
	-- rows without a signature
	column_name := part.key;
	predicate := format('((%s IS NULL) AND (%s IS NOT NULL))', part.sig, part.body);
	definition := format('(%s)', part.key);
	RETURN NEXT;
END
$$;

COMMENT ON FUNCTION newsprint_wanted_indexes(regclass) IS
	'the indexes that a watched table needs: their column, access method, definition and condition';

CREATE FUNCTION newsprint_find_index(relation regclass, column_name text, method name, predicate text,
		OUT name text, OUT valid boolean, OUT attached boolean)
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
	SELECT i.indexrelid::regclass::text, i.indisvalid, h.inhparent IS NOT NULL
	FROM pg_index i
	JOIN pg_class c ON c.oid = i.indexrelid
	JOIN pg_am m ON m.oid = c.relam
	JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
	LEFT JOIN pg_inherits h ON h.inhrelid = i.indexrelid
	WHERE i.indrelid = relation AND m.amname = method AND quote_ident(a.attname) = column_name
		AND pg_get_expr(i.indpred, i.indrelid) = predicate
	ORDER BY i.indisvalid DESC, i.indexrelid
	LIMIT 1
$$;

COMMENT ON FUNCTION newsprint_find_index(regclass, text, name, text) IS
	'an index of the table on that column, of that access method and under that condition';

CREATE FUNCTION newsprint_index_statement(relation regclass, concurrent boolean) RETURNS text
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	wanted record;
	node record;
	index record;
	parent record;
	statement text;
BEGIN
	FOR wanted IN SELECT * FROM @extschema@.newsprint_wanted_indexes(relation) LOOP
		-- a partition's index is attached to its parent's, which must be there first
		FOR node IN
			SELECT t.relid, t.parentrelid, t.isleaf FROM pg_partition_tree(relation) t
			WHERE concurrent OR t.level = 0
			UNION ALL
			SELECT relation, NULL, true WHERE NOT EXISTS (SELECT FROM pg_partition_tree(relation))
		LOOP
			CONTINUE WHEN (SELECT relkind FROM pg_class WHERE oid = node.relid) = 'f';
			SELECT * INTO index
			FROM @extschema@.newsprint_find_index(node.relid, wanted.column_name, wanted.method, wanted.predicate);
			statement := CASE
				WHEN index.name IS NULL THEN
					concat_ws(' ', 'CREATE INDEX', CASE WHEN concurrent AND node.isleaf THEN 'CONCURRENTLY' END,
						'ON', CASE WHEN concurrent AND NOT node.isleaf THEN 'ONLY' END,
						node.relid, wanted.definition, 'WHERE', wanted.predicate)
				-- what an interrupted build left behind
				WHEN NOT index.valid AND node.isleaf THEN
					concat_ws(' ', 'DROP INDEX', CASE WHEN concurrent THEN 'CONCURRENTLY' END, index.name)
				WHEN node.parentrelid IS NOT NULL AND NOT index.attached AND index.valid THEN
					concat_ws(' ', 'ALTER INDEX', (@extschema@.newsprint_find_index(node.parentrelid,
						wanted.column_name, wanted.method, wanted.predicate)).name, 'ATTACH PARTITION', index.name)
				END;
			IF statement IS NOT NULL THEN
				RETURN statement;
			END IF;
		END LOOP;
	END LOOP;
	RETURN NULL;
END
$$;

COMMENT ON FUNCTION newsprint_index_statement(regclass, boolean) IS
	'the next statement on the way to the indexes that a watched table needs; null when they are all there';

CREATE FUNCTION newsprint_check_column(relation regclass, role text, column_name name, types regtype[]) RETURNS void
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	actual record;
BEGIN
	SELECT a.atttypid, a.attgenerated INTO actual
	FROM pg_attribute a
	WHERE a.attrelid = relation AND a.attname = column_name AND a.attnum > 0 AND NOT a.attisdropped;
	IF NOT FOUND THEN
		RAISE undefined_column USING MESSAGE = format('table %s has no column %s', relation, quote_ident(column_name)),
			HINT = format('Name the column with %s => ''...''.', role);
	END IF;
	-- citext and its like are text underneath
	IF actual.atttypid <> ALL (types) AND NOT EXISTS (
		SELECT FROM pg_cast WHERE castsource = actual.atttypid AND casttarget = ANY (types) AND castmethod = 'b')
	THEN
		RAISE datatype_mismatch USING MESSAGE = format('column %s of table %s is of type %s',
				quote_ident(column_name), relation, format_type(actual.atttypid, NULL)),
			DETAIL = format('As %s it must be of type %s.', role, array_to_string(types, ' or '));
	END IF;
	IF actual.attgenerated <> '' AND role <> 'rank' THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('column %s of table %s is generated', quote_ident(column_name), relation),
			DETAIL = 'A generated column has no value yet when the trigger looks at the row, and cannot be set by it.',
			HINT = format('Name another column with %s => ''...''.', role);
	END IF;
END
$$;

COMMENT ON FUNCTION newsprint_check_column(regclass, text, name, regtype[]) IS
	'raises an error that says what is wrong with a column, if it cannot have that role in a watched table; types null: any type will do';

CREATE FUNCTION newsprint_trigger_statements(relation regclass, columns text, strict boolean) RETURNS SETOF text
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	wanted record;
	existing record;
BEGIN
	FOR wanted IN
		SELECT * FROM (VALUES
			('newsprint_screen', '@extschema@.newsprint_screen()'::regprocedure, true,
				format('BEFORE INSERT OR UPDATE OF %s ON %s', columns, relation),
				'TRIGGER', 'FOR EACH ROW'),
			('newsprint_settle', '@extschema@.newsprint_settle()'::regprocedure, strict,
				format('AFTER INSERT OR UPDATE OF %s ON %s', columns, relation),
				'CONSTRAINT TRIGGER', 'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW'),
			('newsprint_forget', '@extschema@.newsprint_forget()'::regprocedure, true,
				format('AFTER DELETE ON %s', relation),
				'TRIGGER', 'FOR EACH ROW')) v (name, function, needed, event, kind, manner)
	LOOP
		SELECT t.tgname, t.tgenabled, strpos(pg_get_triggerdef(t.oid), wanted.event) > 0 AS fits INTO existing
		FROM pg_trigger t WHERE t.tgrelid = relation AND t.tgfoid = wanted.function AND t.tgparentid = 0;
		CONTINUE WHEN CASE WHEN wanted.needed THEN coalesce(existing.fits, false) ELSE existing.tgname IS NULL END;
		IF existing.tgname IS NOT NULL THEN
			RETURN NEXT format('DROP TRIGGER %I ON %s', existing.tgname, relation);
		END IF;
		CONTINUE WHEN NOT wanted.needed;
		RETURN NEXT format('CREATE %s %I %s %s EXECUTE FUNCTION %s', wanted.kind,
			coalesce(existing.tgname, wanted.name), wanted.event, wanted.manner, wanted.function);
		IF existing.tgenabled <> 'O' THEN
			RETURN NEXT format('ALTER TABLE %s %s TRIGGER %I', relation,
				CASE existing.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'DISABLE' END,
				existing.tgname);
		END IF;
	END LOOP;
END
$$;

COMMENT ON FUNCTION newsprint_trigger_statements(regclass, text, boolean) IS
	'statements that give a table the triggers it needs, where it has not got them';

CREATE FUNCTION newsprint_make_archive(relation regclass) RETURNS regclass
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	place record;
	base text;
	name text;
	n int := 0;
BEGIN
	SELECT c.relname, c.relowner::regrole AS owner, c.relnamespace::regnamespace AS namespace INTO place
	FROM pg_class c WHERE c.oid = relation;
	base := place.relname;
	WHILE octet_length(base) > 50 LOOP
		base := left(base, -1);
	END LOOP;
	LOOP
		name := base || '_archive' || coalesce(nullif(n, 0)::text, '');
		EXIT WHEN to_regclass(format('%s.%I', place.namespace, name)) IS NULL;
		n := n + 1;
	END LOOP;
	name := format('%s.%I', place.namespace, name);
	EXECUTE format('CREATE TABLE %s (
		archived_at timestamptz NOT NULL DEFAULT now(),
		run bigint,
		reason text NOT NULL,
		key text NOT NULL,
		canonical text,
		similarity float8,
		spam_score float8,
		article jsonb NOT NULL)', name);
	EXECUTE format('CREATE INDEX ON %s (key)', name);
	EXECUTE format('COMMENT ON TABLE %s IS %L', name,
		format('rows that newsprint_sweep() took out of %s; newsprint_restore() brings them back', relation));
	EXECUTE format('ALTER TABLE %s OWNER TO %s', name, place.owner);
	RETURN name::regclass;
END
$$;

COMMENT ON FUNCTION newsprint_make_archive(regclass) IS
	'makes the table that newsprint_sweep() moves rows of a watched table to, beside it and of the same owner';

CREATE FUNCTION newsprint_watch(relation regclass,
		body name DEFAULT NULL, key name DEFAULT NULL, title name DEFAULT NULL,
		published name DEFAULT NULL, tenant name DEFAULT NULL, rank name DEFAULT NULL,
		threshold float8 DEFAULT NULL, horizon interval DEFAULT NULL,
		on_duplicate text DEFAULT NULL, on_spam text DEFAULT NULL, spam_cutoff float8 DEFAULT NULL,
		templates text DEFAULT NULL, story_only boolean DEFAULT NULL, strict boolean DEFAULT NULL,
		canonical text DEFAULT NULL,
		sweep_duplicates text DEFAULT NULL, sweep_similarity float8 DEFAULT NULL,
		sweep_junk text DEFAULT NULL, sweep_score float8 DEFAULT NULL,
		sig name DEFAULT NULL, spam_score name DEFAULT NULL, duplicate_of name DEFAULT NULL,
		similarity name DEFAULT NULL, template_of name DEFAULT NULL,
		lanes int DEFAULT NULL, shingle int DEFAULT NULL,
		index_method name DEFAULT NULL, indexes boolean DEFAULT true)
	RETURNS SETOF text
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	old @extschema@.newsprint_watched;
	new @extschema@.newsprint_watched;
	known boolean;
	kind "char";
	above regclass;
	text_types CONSTANT regtype[] := '{text,varchar,bpchar}';
	key_type regtype;
	wanted record;
	statement text;
	columns text;
	part record;
	unsigned boolean;
BEGIN
	SELECT c.relkind INTO kind FROM pg_class c WHERE c.oid = relation;
	IF kind IS NULL OR kind NOT IN ('r', 'p') THEN
		RAISE wrong_object_type USING MESSAGE = format('%s is not a table', coalesce(relation::text, 'null'));
	END IF;
	IF NOT @extschema@.newsprint_may_watch(relation) THEN
		RAISE insufficient_privilege USING MESSAGE = format('must be owner of table %s', relation);
	END IF;
	IF kind = 'r' AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = relation) THEN
		RAISE wrong_object_type USING MESSAGE = format('other tables inherit from %s', relation),
			DETAIL = 'What is inserted into them would pass unseen: triggers are not inherited.',
			HINT = 'Use partitions, or watch each of these tables by itself.';
	END IF;
	SELECT a.relid INTO above FROM pg_partition_ancestors(relation) a
	WHERE a.relid <> relation AND EXISTS (SELECT FROM @extschema@.newsprint_watched w WHERE w.relation = a.relid);
	IF FOUND THEN
		RAISE object_in_use USING MESSAGE = format('table %s is a partition of %s, which is under watch', relation, above),
			HINT = 'Change the settings of the root: they hold for all partitions.';
	END IF;

	SELECT t.relid INTO above FROM pg_partition_tree(relation) t
	WHERE t.relid <> relation AND EXISTS (SELECT FROM @extschema@.newsprint_watched w WHERE w.relation = t.relid);
	IF FOUND THEN
		RAISE object_in_use USING MESSAGE = format('partition %s of table %s is under watch by itself', above, relation),
			HINT = format('SELECT newsprint_unwatch(%L);', above);
	END IF;

	-- settings: what is given, else what was, else the default
	DELETE FROM @extschema@.newsprint_watched w
	WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = w.relation);
	IF EXISTS (SELECT FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_watch.relation) THEN
		PERFORM @extschema@.newsprint_heal(relation);
	END IF;
	SELECT * INTO old FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_watch.relation;
	known := FOUND;
	new := old;
	new.relation := relation;
	new.key_column := coalesce(key, old.key_column, (
		SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
		WHERE i.indrelid = relation AND i.indisprimary AND i.indnkeyatts = 1));
	new.body_column := coalesce(body, old.body_column);
	new.title_column := nullif(coalesce(title, old.title_column), '');
	new.published_column := nullif(coalesce(published, old.published_column), '');
	new.tenant_column := nullif(coalesce(tenant, old.tenant_column), '');
	new.rank_column := nullif(coalesce(rank, old.rank_column), '');
	new.sig_column := coalesce(sig, old.sig_column, 'sig');
	new.score_column := nullif(coalesce(spam_score, CASE WHEN known THEN coalesce(old.score_column, '') ELSE 'spam_score' END), '');
	new.duplicate_column := coalesce(duplicate_of, old.duplicate_column, 'duplicate_of');
	new.similarity_column := coalesce(similarity, old.similarity_column, 'similarity');
	new.template_column := nullif(coalesce(template_of, CASE WHEN known THEN coalesce(old.template_column, '') ELSE 'template_of' END), '');
	new.lanes := coalesce(lanes, old.lanes, 128);
	new.shingle := coalesce(shingle, old.shingle, 3);
	new.threshold := coalesce(threshold, old.threshold, 0.6);
	new.horizon := nullif(coalesce(horizon, old.horizon), '0');
	new.on_duplicate := coalesce(on_duplicate, old.on_duplicate, 'mark');
	new.on_spam := coalesce(on_spam, old.on_spam, 'mark');
	new.spam_cutoff := coalesce(spam_cutoff, old.spam_cutoff, 0.5);
	new.templates := coalesce(templates, old.templates, 'apart');
	new.story_only := coalesce(story_only, old.story_only, false);
	new.is_strict := coalesce(strict, old.is_strict, false);
	new.canonical := coalesce(canonical, CASE WHEN rank <> '' THEN 'rank' END, old.canonical, 'oldest');
	new.sweep_duplicates := coalesce(sweep_duplicates, old.sweep_duplicates, 'mark');
	new.sweep_similarity := coalesce(sweep_similarity, old.sweep_similarity, 0);
	new.sweep_junk := coalesce(sweep_junk, old.sweep_junk, 'mark');
	new.sweep_score := coalesce(sweep_score, old.sweep_score, 0.95);
	new.index_method := coalesce(index_method, old.index_method,
		CASE WHEN EXISTS (SELECT FROM pg_am WHERE amname = 'lsh') THEN 'lsh' ELSE 'gin' END);
	new.added := coalesce(old.added, '{}');

	FOR wanted IN
		SELECT * FROM (VALUES
			('on_duplicate', new.on_duplicate, ARRAY['mark', 'log', 'skip', 'reject']),
			('on_spam', new.on_spam, ARRAY['mark', 'log', 'skip', 'reject']),
			('templates', new.templates, ARRAY['apart', 'duplicate']),
			('canonical', new.canonical, ARRAY['oldest', 'longest', 'rank']),
			('sweep_duplicates', new.sweep_duplicates, ARRAY['mark', 'archive', 'delete']),
			('sweep_junk', new.sweep_junk, ARRAY['mark', 'archive', 'delete']),
			('index_method', new.index_method, ARRAY(SELECT amname::text FROM pg_am WHERE amname IN ('lsh', 'gin') ORDER BY 1))) v (role, choice, choices)
		WHERE choice <> ALL (choices)
	LOOP
		RAISE invalid_parameter_value USING MESSAGE = format('%s cannot be "%s"', wanted.role, wanted.choice),
			HINT = format('Use one of %s.', array_to_string(wanted.choices, ', '));
	END LOOP;
	FOR wanted IN
		SELECT * FROM (VALUES
			('threshold', new.threshold, 0.05), ('spam_cutoff', new.spam_cutoff, 0),
			('sweep_similarity', new.sweep_similarity, 0), ('sweep_score', new.sweep_score, 0)) v (role, number, least)
		WHERE number < least OR number > 1
	LOOP
		RAISE invalid_parameter_value USING MESSAGE = format('%s %s is out of range', wanted.role, wanted.number),
			DETAIL = format('It must be between %s and 1.', wanted.least);
	END LOOP;
	PERFORM @extschema@.to_minhash('', new.lanes, new.shingle);
	IF new.horizon < '0' THEN
		RAISE invalid_parameter_value USING MESSAGE = format('horizon %s is negative', new.horizon);
	END IF;
	IF new.horizon IS NOT NULL AND new.published_column IS NULL THEN
		RAISE invalid_parameter_value USING MESSAGE = 'a horizon needs a column with the time of publication',
			HINT = 'Name it with published => ''...''.';
	END IF;
	IF new.canonical = 'rank' AND new.rank_column IS NULL THEN
		RAISE invalid_parameter_value USING MESSAGE = 'canonical => ''rank'' needs a column to rank by',
			HINT = 'Name it with rank => ''...''.';
	END IF;

	-- the table's own columns
	IF new.body_column IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'no column is named that holds the text',
			HINT = format('SELECT newsprint_watch(%L, body => ''...'');', relation);
	END IF;
	IF new.key_column IS NULL THEN
		RAISE undefined_object USING MESSAGE = format('table %s has no primary key of one column', relation),
			HINT = 'Name a unique column with key => ''...''.';
	END IF;
	FOR wanted IN
		SELECT * FROM (VALUES
			('key', new.key_column, NULL),
			('body', new.body_column, text_types),
			('title', new.title_column, text_types),
			('published', new.published_column, '{timestamptz,timestamp,date}'),
			('tenant', new.tenant_column, NULL),
			('rank', new.rank_column, NULL)) v (role, name, types)
		WHERE name IS NOT NULL
	LOOP
		PERFORM @extschema@.newsprint_check_column(relation, wanted.role, wanted.name, wanted.types);
	END LOOP;
	SELECT a.atttypid INTO key_type FROM pg_attribute a WHERE a.attrelid = relation AND a.attname = new.key_column;
	IF known AND (new.lanes, new.shingle) IS DISTINCT FROM (old.lanes, old.shingle) THEN
		RAISE object_in_use USING MESSAGE = format('table %s has signatures of %s lanes and shingle size %s',
				relation, old.lanes, old.shingle),
			HINT = 'Take it off watch with newsprint_unwatch(..., drop_columns => true) first.';
	END IF;

	-- columns that the trigger fills
	FOR wanted IN
		SELECT * FROM (VALUES
			('sig', new.sig_column, '@extschema@.minhash'::regtype, 'sig'),
			('score', new.score_column, 'float8', 'spam_score'),
			('duplicate', new.duplicate_column, key_type, 'duplicate_of'),
			('similarity', new.similarity_column, 'float8', 'similarity'),
			('template', new.template_column, key_type, 'template_of')) v (role, name, data_type, parameter)
		WHERE name IS NOT NULL
	LOOP
		IF EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = relation AND a.attname = wanted.name) THEN
			PERFORM @extschema@.newsprint_check_column(relation, wanted.parameter, wanted.name, ARRAY[wanted.data_type]);
		ELSE
			statement := format('ALTER TABLE %s ADD COLUMN %I %s', relation, wanted.name, format_type(wanted.data_type, -1));
			EXECUTE statement;
			RETURN NEXT statement;
			new.added := array_append(array_remove(new.added, wanted.role), wanted.role);
		END IF;
	END LOOP;

	-- settings
	IF (new.sweep_duplicates = 'archive' OR new.sweep_junk = 'archive')
		AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = new.archive)
	THEN
		new.archive := @extschema@.newsprint_make_archive(relation);
		RETURN NEXT format('created table %s', new.archive);
	END IF;
	IF NOT known THEN
		INSERT INTO @extschema@.newsprint_watched SELECT (new).*;
		RETURN NEXT 'saved settings';
	ELSIF new IS DISTINCT FROM old THEN
		DELETE FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_watch.relation;
		INSERT INTO @extschema@.newsprint_watched SELECT (new).*;
		RETURN NEXT 'changed settings';
	END IF;

	-- an index of another method, or for a higher threshold, serves no more
	IF known AND indexes AND (new.index_method <> old.index_method OR new.threshold < old.threshold) THEN
		FOR statement IN
			SELECT format('DROP INDEX %s', f.name)
			FROM @extschema@.newsprint_wanted_indexes(relation) x,
				@extschema@.newsprint_find_index(relation, x.column_name,
					CASE new.index_method WHEN old.index_method THEN 'gin' ELSE old.index_method END, x.predicate) f
			WHERE x.method = new.index_method AND f.name IS NOT NULL
		LOOP
			EXECUTE statement;
			RETURN NEXT statement;
		END LOOP;
	END IF;
	IF indexes THEN
		LOOP
			statement := @extschema@.newsprint_index_statement(relation, false);
			EXIT WHEN statement IS NULL;
			EXECUTE statement;
			RETURN NEXT statement;
		END LOOP;
	END IF;

	-- triggers
	SELECT string_agg(quote_ident(c.name), ', ' ORDER BY c.place) INTO columns
	FROM (SELECT name, min(place) AS place
		FROM unnest(ARRAY[new.key_column, new.body_column, new.title_column, new.published_column, new.tenant_column])
			WITH ORDINALITY u (name, place)
		WHERE name IS NOT NULL GROUP BY name) c;
	FOR statement IN
		SELECT * FROM @extschema@.newsprint_trigger_statements(relation, columns, new.is_strict)
	LOOP
		EXECUTE statement;
		RETURN NEXT statement;
	END LOOP;

	part := @extschema@.newsprint_parts(relation);
	EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s WHERE %s IS NULL AND %s IS NOT NULL)', part.target, part.sig, part.body)
	INTO unsigned;
	IF unsigned THEN
		RETURN NEXT format('rows already there are signed, scored and compared by CALL newsprint_sweep(%L)', relation);
	END IF;
	IF NOT indexes AND @extschema@.newsprint_index_statement(relation, false) IS NOT NULL THEN
		RETURN NEXT format('indexes wait for CALL newsprint_build_indexes(%L)', relation);
	END IF;
END
$$;

COMMENT ON FUNCTION newsprint_watch(regclass, name, name, name, name, name, name, float8, interval, text, text, float8, text, boolean, boolean, text, text, float8, text, float8, name, name, name, name, name, int, int, name, boolean) IS
	'puts a table under watch, or changes how it is watched, and tells what it did; what is not given stays as it is; an empty name does without that column, a horizon of 0 without limit';

CREATE FUNCTION newsprint_unwatch(relation regclass, drop_columns boolean DEFAULT false) RETURNS SETOF text
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	settings @extschema@.newsprint_watched;
	statement text;
BEGIN
	SELECT * INTO settings FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_unwatch.relation;
	IF NOT FOUND THEN
		RAISE undefined_object USING MESSAGE = format('table %s is not under watch', relation);
	END IF;
	IF NOT @extschema@.newsprint_may_watch(relation) THEN
		RAISE insufficient_privilege USING MESSAGE = format('must be owner of table %s', relation);
	END IF;
	FOR statement IN
		(SELECT format('DROP TRIGGER %I ON %s', t.tgname, relation) FROM pg_trigger t
		WHERE t.tgrelid = relation AND t.tgparentid = 0 AND t.tgfoid = ANY (ARRAY[
			'@extschema@.newsprint_screen()', '@extschema@.newsprint_settle()', '@extschema@.newsprint_forget()']::regprocedure[])
		ORDER BY t.tgname COLLATE "C")
		UNION ALL
		SELECT format('ALTER TABLE %s DROP COLUMN %I', relation, a.attname)
		FROM unnest(ARRAY['key', 'body', 'title', 'published', 'tenant', 'rank', 'sig', 'score', 'duplicate', 'similarity', 'template'],
			settings.attnums) c (role, attnum)
		JOIN pg_attribute a ON a.attrelid = relation AND a.attnum = c.attnum AND a.attnum > 0 AND NOT a.attisdropped
		WHERE drop_columns AND c.role = ANY (settings.added)
	LOOP
		EXECUTE statement;
		RETURN NEXT statement;
	END LOOP;
	DELETE FROM @extschema@.newsprint_queue q WHERE q.relation = newsprint_unwatch.relation;
	DELETE FROM @extschema@.newsprint_kept k WHERE k.relation = newsprint_unwatch.relation;
	PERFORM @extschema@.newsprint_put_model(relation, NULL);
	DELETE FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_unwatch.relation;
	RETURN NEXT 'removed settings';
	IF settings.archive IS NOT NULL AND EXISTS (SELECT FROM pg_class c WHERE c.oid = settings.archive) THEN
		RETURN NEXT format('table %s keeps the archived rows', settings.archive);
	END IF;
END
$$;

COMMENT ON FUNCTION newsprint_unwatch(regclass, boolean) IS
	'takes a table off watch: triggers and settings go, columns and their indexes stay unless drop_columns, and then only those that newsprint_watch() added; tells what it did';

CREATE PROCEDURE newsprint_build_indexes(relation regclass)
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON PROCEDURE newsprint_build_indexes(regclass) IS
	'builds the indexes of a watched table with CREATE INDEX CONCURRENTLY, which lets others write meanwhile; call it outside of a transaction; an interrupted call can be repeated';

-- watch: runs

CREATE FUNCTION newsprint_begin_run(relation regclass, task text, dry_run boolean) RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	number bigint;
BEGIN
	IF task <> 'resign' THEN
		PERFORM @extschema@.newsprint_parts(relation);
	END IF;
	IF NOT has_table_privilege(relation, 'SELECT') OR NOT has_table_privilege(relation, 'UPDATE') THEN
		RAISE insufficient_privilege USING MESSAGE = format('permission denied for table %s', relation),
			DETAIL = format('A %s needs the privileges SELECT and UPDATE.', task);
	END IF;
	IF row_security_active(relation) THEN
		RAISE insufficient_privilege USING MESSAGE = format('row-level security hides rows of table %s', relation),
			DETAIL = format('A %s needs to see all of them.', task),
			HINT = 'Run it as the owner of the table, or as a role with BYPASSRLS.';
	END IF;
	IF NOT @extschema@.newsprint_hold(relation) THEN
		RAISE object_in_use USING MESSAGE = format('another run works on table %s', relation),
			DETAIL = coalesce((SELECT format('%s number %s by %s has been running since %s.', initcap(r.task), r.run, r.run_by, r.started)
				FROM @extschema@.newsprint_runs r WHERE r.relation = newsprint_begin_run.relation AND r.state = 'running'
				ORDER BY r.run DESC LIMIT 1), '');
	END IF;
	-- the lock is ours, so whatever else claims to be running was cut off
	UPDATE @extschema@.newsprint_runs r SET state = 'interrupted'
	WHERE r.relation = newsprint_begin_run.relation AND r.state = 'running';
	IF @extschema@.newsprint_may_watch(relation) THEN
		PERFORM @extschema@.newsprint_heal(relation);
	END IF;
	INSERT INTO @extschema@.newsprint_runs (relation, task, dry_run) VALUES (relation, task, dry_run)
	RETURNING run INTO number;
	RETURN number;
END
$$;

COMMENT ON FUNCTION newsprint_begin_run(regclass, text, boolean) IS
	'takes the lock of a watched table and opens a row in newsprint_runs';

CREATE FUNCTION newsprint_end_run(relation regclass, number bigint) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	r @extschema@.newsprint_runs;
	summary text;
BEGIN
	UPDATE @extschema@.newsprint_runs SET state = 'done', finished = clock_timestamp()
	WHERE run = number RETURNING * INTO r;
	PERFORM @extschema@.newsprint_release(relation);
	SELECT string_agg(format('%s %s', n, what), ', ' ORDER BY place) INTO summary
	FROM unnest(ARRAY[r.signed, r.screened, r.duplicates, r.templates, r.originals, r.junk, r.archived, r.deleted],
		ARRAY['signed', 'screened', 'became duplicates', 'became templates', 'became originals', 'junk', 'archived', 'deleted'])
		WITH ORDINALITY u (n, what, place)
	WHERE n > 0;
	RAISE NOTICE '% of %: %', r.task, relation,
		concat(coalesce(summary, 'nothing to do'), CASE WHEN r.dry_run THEN ' (dry run: nothing changed)' END,
			CASE WHEN r.task = 'backfill' AND r.signed > 0
				THEN format('; CALL newsprint_sweep(%L) looks for copies among them', relation) END);
END
$$;

COMMENT ON FUNCTION newsprint_end_run(regclass, bigint) IS
	'closes the row in newsprint_runs, says what was done, and gives the lock back';

CREATE FUNCTION newsprint_tell_progress(number bigint, told timestamptz) RETURNS timestamptz
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	r @extschema@.newsprint_runs;
	done bigint;
	rate float8;
BEGIN
	IF clock_timestamp() < told + interval '10 seconds' THEN
		RETURN told;
	END IF;
	SELECT * INTO r FROM @extschema@.newsprint_runs WHERE run = number;
	done := greatest(r.signed, r.screened);
	rate := done / extract(epoch FROM clock_timestamp() - r.started);
	RAISE NOTICE '% of %: % of % rows, % a second, % left', r.task, r.relation, done, r.expected, round(rate),
		coalesce(date_trunc('second', make_interval(secs => greatest(r.expected - done, 0) / nullif(rate, 0)))::text, 'unknown');
	RETURN clock_timestamp();
END
$$;

COMMENT ON FUNCTION newsprint_tell_progress(bigint, timestamptz) IS
	'a NOTICE about a run, if the last one is ten seconds old; returns when it last spoke';

CREATE FUNCTION newsprint_sign_rows(relation regclass, number bigint, condition text) RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	part record := @extschema@.newsprint_parts(relation);
	n bigint;
BEGIN
	EXECUTE format('WITH signed AS (
			UPDATE %1$s t SET (%2$s) = (SELECT %3$s FROM @extschema@.newsprint_sign($1, %4$s, t.%5$s::text) s)
			WHERE t.%6$s IS NULL AND t.%5$s IS NOT NULL AND %7$s
			RETURNING t.%8$s::text AS key)
		INSERT INTO @extschema@.newsprint_queue SELECT $1, key, ''i'' FROM signed',
		part.target, concat_ws(', ', part.sig, part.score),
		's.sig' || CASE WHEN part.score IS NULL THEN '' ELSE ', s.spam_score' END,
		coalesce('t.' || part.title, 'NULL') || '::text', part.body, part.sig, condition, part.key)
	USING relation;
	GET DIAGNOSTICS n = ROW_COUNT;
	UPDATE @extschema@.newsprint_runs SET signed = signed + n WHERE run = number;
	RETURN n;
END
$$;

COMMENT ON FUNCTION newsprint_sign_rows(regclass, bigint, text) IS
	'signs and scores the rows (t) without signature that meet an SQL condition, and queues them for newsprint_sweep(); returns how many';

CREATE PROCEDURE newsprint_backfill(relation regclass, batch int DEFAULT 1000)
	LANGUAGE plpgsql
AS $$
DECLARE
	number bigint;
	part pg_catalog.record;
	block bigint;
	step bigint;
	blocks bigint;
	unsigned bigint;
	told pg_catalog.timestamptz;
BEGIN
	-- a procedure that commits cannot have a SET clause, and each commit ends this one; until then, and in the
	-- declarations, every name is qualified
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	number := @extschema@.newsprint_begin_run(relation, 'backfill', false);
	COMMIT;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	part := @extschema@.newsprint_parts(relation);
	told := clock_timestamp();
	LOOP
		EXECUTE format('SELECT count(*) FROM %s WHERE %s IS NULL AND %s IS NOT NULL', part.target, part.sig, part.body)
		INTO unsigned;
		EXIT WHEN unsigned = 0;
		-- a step is so many blocks of every partition at once
		SELECT max(pg_relation_size(oid)) / current_setting('block_size')::bigint,
			greatest(1, batch * greatest(1, max(relpages)) / greatest(1, batch, sum(reltuples)))
		INTO blocks, step
		FROM pg_class
		WHERE oid = relation OR oid IN (SELECT relid FROM pg_partition_tree(relation) WHERE isleaf);
		UPDATE @extschema@.newsprint_runs SET expected = signed + unsigned WHERE run = number;
		COMMIT;
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
		block := 0;
		WHILE block <= blocks LOOP
			PERFORM @extschema@.newsprint_sign_rows(relation, number,
				format('t.ctid >= ''(%s,0)'' AND t.ctid < ''(%s,0)''', block, block + step));
			block := block + step;
			told := @extschema@.newsprint_tell_progress(number, told);
			COMMIT;
			PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
		END LOOP;
	END LOOP;
	PERFORM @extschema@.newsprint_end_run(relation, number);
END
$$;

COMMENT ON PROCEDURE newsprint_backfill(regclass, int) IS
	'signs and scores the rows of a watched table that have no signature, about batch rows to a transaction; what is committed stays, so it can be stopped and called again';

-- watch: values of an older format version

CREATE FUNCTION newsprint_outdated(relation regclass, OUT name text, OUT condition text, OUT assignment text)
	RETURNS SETOF record
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	watched record;
	signature CONSTANT regtype := '@extschema@.minhash';
	fingerprint CONSTANT regtype := '@extschema@.fingerprint';
BEGIN
	SELECT p.* INTO watched FROM @extschema@.newsprint_watched w, @extschema@.newsprint_parts(w.relation) p
	WHERE w.relation = newsprint_outdated.relation;
	FOR name, condition, assignment IN
		SELECT quote_ident(a.attname),
			format('@extschema@.%1$s_version(t.%2$I) < @extschema@.%1$s_version(@extschema@.to_%1$s(''''))',
				CASE a.atttypid WHEN signature THEN 'minhash' ELSE 'fingerprint' END, a.attname),
			-- a generated column is made again when one that it depends on is set, if only to what it is
			(SELECT format('%1$I = t.%1$I', b.attname)
			FROM pg_depend d JOIN pg_attribute b ON b.attrelid = d.refobjid AND b.attnum = d.refobjsubid
			LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
			WHERE a.attgenerated = 's' AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
				AND b.attnum > 0 AND b.attnum <> a.attnum
				AND (f.adnum = a.attnum
					OR d.classid = 'pg_class'::regclass AND d.objid = a.attrelid AND d.objsubid = a.attnum)
			ORDER BY b.attnum LIMIT 1)
		FROM pg_attribute a
		WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid IN (signature, fingerprint)
		ORDER BY a.attnum
	LOOP
		IF name = watched.sig THEN
			assignment := format('%s = (@extschema@.newsprint_sign(%L, %s::text, t.%s::text)).sig', name, relation::oid,
				coalesce('t.' || watched.title, 'NULL'), watched.body);
		END IF;
		RETURN NEXT;
	END LOOP;
END
$$;

COMMENT ON FUNCTION newsprint_outdated(regclass) IS
	'columns of a table (t) with signatures or fingerprints, the condition that a row has one of an older format version, and what to set to make it again: null if only the owner knows what it was made of';

CREATE FUNCTION newsprint_outdated_indexes(relation regclass) RETURNS SETOF regclass
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	index record;
BEGIN
	FOR index IN
		SELECT i.indexrelid::regclass AS name, m.amname = 'lsh' AS is_lsh
		FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
		WHERE (i.indrelid = relation OR i.indrelid IN (SELECT relid FROM pg_partition_tree(relation)))
			AND c.relkind = 'i'
			AND (m.amname = 'lsh' OR 0 = ANY (i.indkey::smallint[]) AND EXISTS (
				SELECT FROM pg_opclass o WHERE o.oid = ANY (i.indclass::oid[])
					AND o.opcintype IN ('@extschema@.minhash'::regtype, '@extschema@.fingerprint'::regtype)))
		ORDER BY i.indexrelid
	LOOP
		-- an lsh index tells, other indexes of an expression do not
		IF index.is_lsh THEN
			BEGIN
				PERFORM @extschema@.newsprint_lsh_stats(index.name);
				CONTINUE;
			EXCEPTION WHEN feature_not_supported THEN
				NULL;
			END;
		END IF;
		RETURN NEXT index.name;
	END LOOP;
END
$$;

COMMENT ON FUNCTION newsprint_outdated_indexes(regclass) IS
	'indexes of a table to build again after a change of format: lsh indexes of an older one, and all others of an expression, which do not tell';

CREATE FUNCTION newsprint_relearn(relation regclass) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	part record;
	keys text[];
	verdicts boolean[];
BEGIN
	IF coalesce(@extschema@.spam_model_version(@extschema@.newsprint_model(relation))
		>= @extschema@.spam_model_version(@extschema@.spam_learn(NULL, '', true)), true)
	THEN
		RETURN;
	END IF;
	part := @extschema@.newsprint_parts(relation);
	-- what a text taught that is gone cannot be had again
	EXECUTE format('SELECT array_agg(l.key), array_agg(l.is_spam) FROM %1$s t, @extschema@.newsprint_taught($1) l
		WHERE t.%2$s::text = l.key AND t.%3$s IS NOT NULL', part.target, part.key, part.body)
	INTO keys, verdicts USING relation;
	PERFORM @extschema@.newsprint_put_model(relation, NULL);
	FOR place IN 1 .. coalesce(cardinality(keys), 0) LOOP
		PERFORM @extschema@.newsprint_teach(relation, keys[place], verdicts[place]);
	END LOOP;
	RAISE WARNING USING
		MESSAGE = format('the model of table %s was of an older format version', relation),
		DETAIL = format('The new one has learnt from %s rows that editors had judged.', coalesce(cardinality(keys), 0)),
		HINT = 'If spam_train() had made it, train it again.';
END
$$;

COMMENT ON FUNCTION newsprint_relearn(regclass) IS
	'makes the model of a watched table again, if it is of an older format version, from the texts that editors have judged';

CREATE PROCEDURE newsprint_resign(relation regclass, batch int DEFAULT 1000)
	LANGUAGE plpgsql
AS $$
DECLARE
	number bigint;
	index pg_catalog.record;
	column_name pg_catalog.text;
	outdated pg_catalog.text;
	assignments pg_catalog.text;
	block bigint;
	step bigint;
	blocks bigint;
	n bigint;
	told pg_catalog.timestamptz;
BEGIN
	-- a procedure that commits cannot have a SET clause, and each commit ends this one; until then, and in the
	-- declarations, every name is qualified
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	number := @extschema@.newsprint_begin_run(relation, 'resign', false);
	PERFORM @extschema@.newsprint_relearn(relation);
	COMMIT;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	told := clock_timestamp();

	-- new signatures need an index that takes them
	FOR index IN SELECT i.name FROM @extschema@.newsprint_outdated_indexes(relation) i (name) LOOP
		EXECUTE format('REINDEX INDEX %s', index.name);
		COMMIT;
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	END LOOP;

	SELECT string_agg(o.condition, ' OR '), string_agg(DISTINCT o.assignment, ', ') INTO outdated, assignments
	FROM @extschema@.newsprint_outdated(relation) o WHERE o.assignment IS NOT NULL;
	IF assignments IS NOT NULL THEN
		EXECUTE format('SELECT count(*) FROM %s t WHERE %s', relation, outdated) INTO n;
		UPDATE @extschema@.newsprint_runs SET expected = n WHERE run = number;
		-- a step is so many blocks of every partition at once
		SELECT max(pg_relation_size(oid)) / current_setting('block_size')::bigint,
			greatest(1, batch * greatest(1, max(relpages)) / greatest(1, batch, sum(reltuples)))
		INTO blocks, step
		FROM pg_class
		WHERE n > 0 AND (oid = relation OR oid IN (SELECT relid FROM pg_partition_tree(relation) WHERE isleaf));
		block := 0;
		WHILE block <= blocks LOOP
			EXECUTE format('UPDATE %s t SET %s WHERE (%s) AND t.ctid >= ''(%s,0)'' AND t.ctid < ''(%s,0)''',
				relation, assignments, outdated, block, block + step);
			GET DIAGNOSTICS n = ROW_COUNT;
			UPDATE @extschema@.newsprint_runs SET signed = signed + n WHERE run = number;
			block := block + step;
			told := @extschema@.newsprint_tell_progress(number, told);
			COMMIT;
			PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
		END LOOP;
	END IF;

	FOR column_name, outdated IN
		SELECT o.name, o.condition FROM @extschema@.newsprint_outdated(relation) o WHERE o.assignment IS NULL
	LOOP
		EXECUTE format('SELECT count(*) FROM %s t WHERE %s', relation, outdated) INTO n;
		CONTINUE WHEN n = 0;
		RAISE WARNING USING
			MESSAGE = format('column %s of table %s has %s values of an older format version', column_name, relation, n),
			DETAIL = 'It is neither generated nor filled by newsprint_watch(), so only you know what they were made of.',
			HINT = 'Update it yourself.';
	END LOOP;
	PERFORM @extschema@.newsprint_end_run(relation, number);
END
$$;

COMMENT ON PROCEDURE newsprint_resign(regclass, int) IS
	'after a release that has changed a format: makes the signatures and fingerprints of older format versions in a table again, those of generated columns and those of newsprint_watch(), about batch rows to a transaction; before that the indexes and the model that are of an older one; what is committed stays, so it can be stopped and called again; verdicts and scores stay as they are';

CREATE FUNCTION newsprint_check_actions(relation regclass, duplicates text, junk text) RETURNS void
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	action text;
	referring text;
BEGIN
	FOREACH action IN ARRAY ARRAY[duplicates, junk] LOOP
		IF action NOT IN ('mark', 'archive', 'delete') THEN
			RAISE invalid_parameter_value USING MESSAGE = format('unknown action "%s"', action),
				HINT = 'Use mark, archive or delete.';
		END IF;
		CONTINUE WHEN action = 'mark';
		IF NOT has_table_privilege(relation, 'DELETE') THEN
			RAISE insufficient_privilege USING MESSAGE = format('permission denied for table %s', relation),
				DETAIL = format('The action %s needs the privilege DELETE.', action);
		END IF;
	END LOOP;
	IF 'archive' NOT IN (duplicates, junk) THEN
		RETURN;
	END IF;
	IF NOT EXISTS (SELECT FROM @extschema@.newsprint_watched w JOIN pg_class c ON c.oid = w.archive
		WHERE w.relation = newsprint_check_actions.relation)
	THEN
		RAISE undefined_table USING MESSAGE = format('table %s has no archive', relation),
			HINT = format('SELECT newsprint_watch(%L, sweep_duplicates => ''archive'') or sweep_junk => ''archive'' makes one.', relation);
	END IF;
	SELECT string_agg(DISTINCT conrelid::regclass::text, ', ') INTO referring FROM pg_constraint
	WHERE contype = 'f' AND confrelid = relation AND confdeltype IN ('c', 'n', 'd') AND conparentid = 0;
	IF referring IS NOT NULL THEN
		RAISE feature_not_supported USING MESSAGE = format('rows of table %s cannot be archived', relation),
			DETAIL = format('Foreign keys of %s would delete or change rows that no restore brings back.', referring),
			HINT = 'Use the action mark.';
	END IF;
END
$$;

COMMENT ON FUNCTION newsprint_check_actions(regclass, text, text) IS
	'raises an error if newsprint_sweep() could not do that to duplicates and junk';

CREATE FUNCTION newsprint_remove(relation regclass, number bigint, keys text[], reason text, action text, condition text)
	RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	part record := @extschema@.newsprint_parts(relation);
	archive regclass;
	statement text;
	one text;
	held_back bigint := 0;
	removed bigint := 0;
	n bigint;
BEGIN
	SELECT w.archive INTO archive FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_remove.relation;
	statement := format('DELETE FROM %1$s t WHERE t.%2$s %3$s ANY ($1::%4$s[]) AND %5$s
			AND NOT EXISTS (SELECT FROM @extschema@.newsprint_kept k WHERE k.relation = %6$L AND k.key = t.%2$s::text)',
		part.target, part.key, part.equal, part.key_type, condition, relation::oid);
	statement := format('WITH removed AS (%s
			RETURNING t.%s::text AS key, t.%s::text AS canonical, t.%s AS similarity, %s AS spam_score, %s)',
		statement, part.key, part.duplicate, part.similarity, coalesce('t.' || part.score, 'NULL::float8'),
		CASE action WHEN 'archive' THEN 'to_jsonb(t) AS article' ELSE 'NULL' END);
	statement := statement || CASE action
		WHEN 'archive' THEN format('
			INSERT INTO %s (run, reason, key, canonical, similarity, spam_score, article)
			SELECT %L, %L, key, canonical, similarity, spam_score, article FROM removed', archive, number, reason)
		ELSE format('
			INSERT INTO @extschema@.newsprint_verdicts (relation, key, verdict, action, canonical, similarity, spam_score, run)
			SELECT %L, key, %L, ''deleted'', canonical, similarity, spam_score, %L FROM removed', relation::oid, reason, number)
		END;
	BEGIN
		EXECUTE statement USING keys;
		GET DIAGNOSTICS removed = ROW_COUNT;
	EXCEPTION WHEN foreign_key_violation THEN
		-- some rows are referred to: take the others one by one
		removed := 0;
		FOREACH one IN ARRAY keys LOOP
			BEGIN
				EXECUTE statement USING ARRAY[one];
				GET DIAGNOSTICS n = ROW_COUNT;
				removed := removed + n;
			EXCEPTION WHEN foreign_key_violation THEN
				held_back := held_back + 1;
			END;
		END LOOP;
		RAISE NOTICE '% rows of table % stay, since other tables refer to them', held_back, relation;
	END;
	RETURN removed;
END
$$;

COMMENT ON FUNCTION newsprint_remove(regclass, bigint, text[], text, text, text) IS
	'archives or deletes those of the rows (t) that meet an SQL condition and are not kept; what is deleted is written down in newsprint_verdicts; returns how many';

CREATE FUNCTION newsprint_foretell(relation regclass, number bigint, verdicts newsprint_verdict[],
		duplicate_action text, least_similarity float8, junk_action text, least_score float8,
		OUT duplicates bigint, OUT junk bigint)
	LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
	WITH doomed AS (
		INSERT INTO @extschema@.newsprint_verdicts (relation, key, verdict, action, canonical, similarity, spam_score, run)
		SELECT relation, v.key, reason,
			CASE CASE reason WHEN 'duplicate' THEN duplicate_action ELSE junk_action END
				WHEN 'archive' THEN 'would be archived' ELSE 'would be deleted' END,
			o.canonical, o.similarity, v.spam_score, number
		FROM @extschema@.newsprint_watched w, unnest(verdicts) v,
			-- under the policy log a sweep removes what was marked before, and marks nothing itself
			LATERAL (SELECT CASE w.on_duplicate WHEN 'log' THEN v.had_canonical ELSE v.canonical END,
				CASE w.on_duplicate WHEN 'log' THEN v.had_similarity ELSE v.similarity END) o (canonical, similarity),
			LATERAL (SELECT CASE
				WHEN duplicate_action <> 'mark' AND o.canonical IS NOT NULL AND o.similarity >= least_similarity THEN 'duplicate'
				WHEN junk_action <> 'mark' AND w.on_spam <> 'log' AND v.spam_score >= least_score THEN 'junk' END) d (reason)
		WHERE w.relation = newsprint_foretell.relation AND reason IS NOT NULL
			AND NOT EXISTS (SELECT FROM @extschema@.newsprint_kept k WHERE k.relation = w.relation AND k.key = v.key)
		RETURNING verdict)
	SELECT count(*) FILTER (WHERE verdict = 'duplicate'), count(*) FILTER (WHERE verdict = 'junk') FROM doomed
$$;

COMMENT ON FUNCTION newsprint_foretell(regclass, bigint, newsprint_verdict[], text, float8, text, float8) IS
	'writes down in newsprint_verdicts which rows newsprint_sweep() would remove upon these verdicts; returns how many';

CREATE FUNCTION newsprint_sweep_batch(relation regclass, number bigint, entries tid[], keys text[], touched text[],
		dry_run boolean, duplicate_action text, least_similarity float8, junk_action text, least_score float8)
	RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	settings @extschema@.newsprint_watched;
	part record := @extschema@.newsprint_parts(relation);
	verdicts @extschema@.newsprint_verdict[];
	changed @extschema@.newsprint_verdict[];
	work text[] := keys;
	done text[] := '{}';
	judged text[] := '{}';
	followers text[];
	deferred text[];
	counts record;
	duplicates_removed bigint := 0;
	junk_removed bigint := 0;
BEGIN
	SELECT * INTO settings FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_sweep_batch.relation;
	IF NOT dry_run THEN
		DELETE FROM @extschema@.newsprint_queue q
		WHERE q.ctid = ANY (entries) AND q.relation = newsprint_sweep_batch.relation AND q.key = ANY (keys);
	END IF;

	-- A verdict can make others void: a row that has become a copy frees its
	-- own copies, one that has become an original may copy another new one.
	-- Each round settles at least the best row that is left, so this ends.
	FOR round IN 1 .. 1000 LOOP
		IF touched <> '{}' THEN
			EXECUTE format('SELECT array_agg(t.%s::text) FROM %s t WHERE t.%s %s ANY ($1::%s[])',
				part.key, part.target, part.duplicate, part.equal, part.key_type)
			INTO followers USING touched;
			work := work || followers;
		END IF;
		EXIT WHEN work = '{}';
		SELECT array_agg(v) INTO verdicts FROM @extschema@.newsprint_judge(relation, work) v;
		-- a row whose original becomes a copy in this very round waits for the next
		SELECT array_agg(v.key) INTO deferred FROM unnest(verdicts) v
		WHERE v.canonical IN (SELECT c.key FROM unnest(verdicts) c WHERE c.canonical IS NOT NULL);
		SELECT array_agg(v), array_agg(v) FILTER (WHERE
			(v.canonical, v.template, v.similarity, v.spam_score)
			IS DISTINCT FROM (v.had_canonical, v.had_template, v.had_similarity, v.had_spam_score))
		INTO verdicts, changed FROM unnest(verdicts) v WHERE v.key <> ALL (coalesce(deferred, '{}'));
		done := ARRAY(SELECT unnest(done) UNION SELECT unnest(work));

		SELECT array_agg(v.key) FILTER (WHERE v.key <> ALL (judged)) AS first_judged,
			count(*) FILTER (WHERE v.canonical IS NOT NULL AND v.had_canonical IS NULL) AS duplicates,
			count(*) FILTER (WHERE v.template IS NOT NULL AND v.had_template IS NULL) AS templates,
			count(*) FILTER (WHERE v.canonical IS NULL AND v.had_canonical IS NOT NULL) AS originals,
			count(*) FILTER (WHERE v.spam_score >= settings.spam_cutoff AND v.key <> ALL (judged)) AS junk,
			array_agg(v.key) FILTER (WHERE v.canonical IS NOT NULL AND v.had_canonical IS NULL) AS demoted,
			array_agg(v.key) FILTER (WHERE v.canonical IS NULL AND v.had_canonical IS NOT NULL) AS promoted
		INTO counts FROM unnest(verdicts) v;
		UPDATE @extschema@.newsprint_runs r SET
			screened = r.screened + coalesce(cardinality(counts.first_judged), 0), duplicates = r.duplicates + counts.duplicates,
			templates = r.templates + counts.templates, originals = r.originals + counts.originals, junk = r.junk + counts.junk
		WHERE r.run = number;
		judged := judged || counts.first_judged;

		-- nothing changes, so nothing follows
		IF dry_run OR settings.on_duplicate = 'log' THEN
			INSERT INTO @extschema@.newsprint_verdicts (relation, key, verdict, action, canonical, similarity, spam_score, run)
			SELECT newsprint_sweep_batch.relation, v.key, CASE WHEN v.canonical IS NULL THEN 'template' ELSE 'duplicate' END,
				'logged', coalesce(v.canonical, v.template), v.similarity, v.spam_score, number
			FROM unnest(changed) v WHERE NOT dry_run AND coalesce(v.canonical, v.template) IS NOT NULL;
			work := '{}';
			EXIT;
		END IF;

		EXECUTE format('UPDATE %1$s t SET %2$s = v.canonical::%3$s, %4$s = v.similarity%5$s
			FROM unnest($1) v WHERE t.%6$s %7$s v.key::%3$s',
			part.target, part.duplicate, part.key_type, part.similarity,
			concat(', ' || part.template || ' = v.template::' || part.key_type,
				CASE WHEN settings.on_spam <> 'log' THEN ', ' || part.score || ' = v.spam_score' END),
			part.key, part.equal)
		USING changed;
		touched := coalesce(counts.demoted, '{}');
		SELECT coalesce(array_agg(DISTINCT k), '{}') INTO work
		FROM (SELECT unnest(v.rivals) FROM unnest(verdicts) v
			UNION ALL SELECT unnest(counts.promoted) UNION ALL SELECT unnest(deferred)) w (k);
	END LOOP;
	-- what is not settled by now is for the next run
	INSERT INTO @extschema@.newsprint_queue SELECT newsprint_sweep_batch.relation, w, 'u' FROM unnest(work) w;

	IF dry_run THEN
		SELECT f.duplicates, f.junk INTO duplicates_removed, junk_removed
		FROM @extschema@.newsprint_foretell(relation, number, verdicts, duplicate_action, least_similarity,
			junk_action, least_score) f;
	ELSE
		IF duplicate_action <> 'mark' THEN
			duplicates_removed := @extschema@.newsprint_remove(relation, number, done, 'duplicate', duplicate_action,
				format('t.%s IS NOT NULL AND t.%s >= %L', part.duplicate, part.similarity, least_similarity));
		END IF;
		IF junk_action <> 'mark' AND settings.on_spam <> 'log' AND part.score IS NOT NULL THEN
			junk_removed := @extschema@.newsprint_remove(relation, number, done, 'junk', junk_action,
				format('t.%s >= %L', part.score, least_score));
		END IF;
	END IF;
	UPDATE @extschema@.newsprint_runs r SET
		archived = archived + CASE duplicate_action WHEN 'archive' THEN duplicates_removed ELSE 0 END
			+ CASE junk_action WHEN 'archive' THEN junk_removed ELSE 0 END,
		deleted = deleted + CASE duplicate_action WHEN 'delete' THEN duplicates_removed ELSE 0 END
			+ CASE junk_action WHEN 'delete' THEN junk_removed ELSE 0 END
	WHERE r.run = number;
END
$$;

COMMENT ON FUNCTION newsprint_sweep_batch(regclass, bigint, tid[], text[], text[], boolean, text, float8, text, float8) IS
	'one batch of newsprint_sweep(): takes entries off the queue, judges the rows again and the copies of the touched ones, writes what has changed, and removes what is to be removed';

CREATE PROCEDURE newsprint_sweep(relation regclass, dry_run boolean DEFAULT false, everything boolean DEFAULT false,
		batch int DEFAULT 1000, duplicates text DEFAULT NULL, similarity float8 DEFAULT NULL,
		junk text DEFAULT NULL, score float8 DEFAULT NULL)
	LANGUAGE plpgsql
AS $$
DECLARE
	number bigint;
	part pg_catalog.record;
	settings @extschema@.newsprint_watched;
	entry pg_catalog.record;
	told pg_catalog.timestamptz;
BEGIN
	-- a procedure that commits cannot have a SET clause, and each commit ends this one; until then, and in the
	-- declarations, every name is qualified
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	number := @extschema@.newsprint_begin_run(relation, 'sweep', dry_run);
	COMMIT;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	part := @extschema@.newsprint_parts(relation);
	SELECT * INTO settings FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_sweep.relation;
	duplicates := coalesce(duplicates, settings.sweep_duplicates);
	similarity := coalesce(similarity, settings.sweep_similarity);
	junk := coalesce(junk, settings.sweep_junk);
	score := coalesce(score, settings.sweep_score);
	PERFORM @extschema@.newsprint_check_actions(relation, duplicates, junk);
	told := clock_timestamp();

	-- rows that came while no trigger looked
	IF dry_run THEN
		EXECUTE format('UPDATE @extschema@.newsprint_runs SET signed = (SELECT count(*) FROM %s WHERE %s IS NULL AND %s IS NOT NULL) WHERE run = $1',
			part.target, part.sig, part.body)
		USING number;
	END IF;
	WHILE NOT dry_run LOOP
		EXIT WHEN 0 = @extschema@.newsprint_sign_rows(relation, number,
			format('t.%1$s IN (SELECT %1$s FROM %2$s WHERE %3$s IS NULL AND %4$s IS NOT NULL LIMIT %5$s)',
				part.key, part.target, part.sig, part.body, batch));
		told := @extschema@.newsprint_tell_progress(number, told);
		COMMIT;
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	END LOOP;
	IF everything AND NOT dry_run THEN
		EXECUTE format('INSERT INTO @extschema@.newsprint_queue SELECT $1, %s::text, ''u'' FROM %s WHERE %s IS NOT NULL',
			part.key, part.target, part.sig)
		USING relation;
	END IF;

	FOR entry IN EXECUTE format('
		SELECT sum(count(*)) OVER () AS expected, array_agg(place) AS entries, array_agg(DISTINCT key) AS keys,
			coalesce(array_agg(DISTINCT key) FILTER (WHERE event <> ''i''), ''{}'') AS touched
		FROM (SELECT *, (row_number() OVER () - 1) / $2 AS part FROM (%s) q) q
		GROUP BY part ORDER BY part',
		CASE WHEN everything AND dry_run
			THEN format('SELECT NULL::tid AS place, %s::text AS key, ''i'' AS event FROM %s WHERE %s IS NOT NULL',
				part.key, part.target, part.sig)
			ELSE 'SELECT ctid AS place, key, event FROM @extschema@.newsprint_queue WHERE relation = $1' END)
		USING relation, batch
	LOOP
		UPDATE @extschema@.newsprint_runs SET expected = entry.expected WHERE run = number;
		PERFORM @extschema@.newsprint_sweep_batch(relation, number, entry.entries, entry.keys, entry.touched,
			dry_run, duplicates, similarity, junk, score);
		told := @extschema@.newsprint_tell_progress(number, told);
		COMMIT;
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	END LOOP;
	PERFORM @extschema@.newsprint_end_run(relation, number);
END
$$;

COMMENT ON PROCEDURE newsprint_sweep(regclass, boolean, boolean, int, text, float8, text, float8) IS
	'looks after a watched table: signs rows that no trigger saw, judges again what has changed since the last run (or everything), chooses canonical rows, and marks, archives or deletes duplicates from similarity on and junk from score on; duplicates, similarity, junk and score as in the settings unless given; batch rows to a transaction; one run at a time for a table; dry_run changes nothing, counts, and lists in newsprint_verdicts what would be removed; see newsprint_runs';

CREATE FUNCTION newsprint_restore(relation regclass, key text DEFAULT NULL, run bigint DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	archive regclass;
	columns text;
	n bigint;
BEGIN
	SELECT w.archive INTO archive FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_restore.relation;
	IF archive IS NULL THEN
		RAISE undefined_table USING MESSAGE = format('table %s has no archive', relation);
	END IF;
	IF (key IS NULL) = (run IS NULL) THEN
		RAISE invalid_parameter_value USING MESSAGE = 'name either a key or a run';
	END IF;
	SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) INTO columns
	FROM pg_attribute a
	WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
	-- an editor's decision: the row is not to be taken out again
	EXECUTE format('INSERT INTO @extschema@.newsprint_kept (relation, key)
		SELECT $1, a.key FROM %s a WHERE a.key = $2 OR a.run = $3 ON CONFLICT DO NOTHING', archive)
	USING relation, key, run;
	EXECUTE format('WITH taken AS (DELETE FROM %s a WHERE a.key = $1 OR a.run = $2 RETURNING a.article)
		INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE
		SELECT %s FROM taken, jsonb_populate_record(NULL::%s, taken.article)',
		archive, relation, columns, columns, relation)
	USING key, run;
	GET DIAGNOSTICS n = ROW_COUNT;
	IF n = 0 THEN
		RAISE no_data_found USING MESSAGE = format('nothing of the kind is in %s', archive);
	END IF;
	RETURN n;
END
$$;

COMMENT ON FUNCTION newsprint_restore(regclass, text, bigint) IS
	'brings a row back from the archive of a watched table by its key, or all that a run of newsprint_sweep() took out; they are kept from then on; returns how many';

CREATE FUNCTION newsprint_restore(relation regclass, key bigint) RETURNS bigint
	LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
	SELECT @extschema@.newsprint_restore(relation, key::text)
$$;

COMMENT ON FUNCTION newsprint_restore(regclass, bigint) IS
	'the same for a key that is a number';

-- watch: how far is it?

-- A running transaction shows nothing to others, but a run commits its counts
-- with every batch, so that a table is all it takes.  A function, so that
-- row-level security is that of whoever asks.
CREATE FUNCTION newsprint_running(OUT pid int, OUT relation regclass, OUT task text, OUT done bigint,
		OUT expected bigint, OUT percent numeric, OUT rows_a_second bigint, OUT time_left interval)
	RETURNS SETOF record
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
	SELECT t.pid, t.relation, t.task, t.done, t.expected,
		CASE WHEN t.expected > 0 THEN round(least(100, 100.0 * t.done / t.expected), 1) END, t.rate::bigint,
		make_interval(secs => round(greatest(t.expected - t.done, 0) / nullif(t.rate, 0)))
	FROM (
		SELECT r.pid, r.relation, r.task, greatest(r.signed, r.screened) AS done, r.expected,
			greatest(r.signed, r.screened) / extract(epoch FROM clock_timestamp() - r.started)::float8 AS rate
		FROM @extschema@.newsprint_runs r
		-- the lock of newsprint_hold(): a run that was cut off has it no more
		WHERE r.state = 'running' AND EXISTS (
			SELECT FROM pg_locks l WHERE l.locktype = 'object' AND l.pid = r.pid AND l.granted
				AND l.classid = '@extschema@.newsprint_watched'::regclass AND l.objid = r.relation)
		UNION ALL
		SELECT p.pid, p.relid, p.phase, greatest(p.tuples_done, p.blocks_done), greatest(p.tuples_total, p.blocks_total),
			greatest(p.tuples_done, p.blocks_done) / extract(epoch FROM clock_timestamp() - a.query_start)::float8
		FROM pg_stat_progress_create_index p JOIN pg_stat_activity a ON a.pid = p.pid
		WHERE p.relid IN (SELECT w.relation FROM @extschema@.newsprint_watched w)
		UNION ALL
		SELECT c.pid, c.relation, c.task, c.done, c.expected,
			c.done / nullif(extract(epoch FROM clock_timestamp() - c.since)::float8, 0)
		FROM @extschema@.newsprint_clustering() c) t
$$;

COMMENT ON FUNCTION newsprint_running() IS 'the rows of the view newsprint_progress';

CREATE VIEW newsprint_progress AS SELECT * FROM newsprint_running();
GRANT SELECT ON newsprint_progress TO PUBLIC;

COMMENT ON VIEW newsprint_progress IS
	'what works at this moment: backfill, sweep or a phase of an index build on watched tables, a phase of near_duplicates() or duplicate_clusters() on any; rows (of an index build, rows or blocks; of pairs compared, rows once for each band) done and expected, rate, and the time left at that rate';

-- watch: what editors say

CREATE FUNCTION newsprint_model(relation regclass) RETURNS spam_model
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT;

COMMENT ON FUNCTION newsprint_model(regclass) IS
	'the own model of a watched table; null if it has none, or if the current user may not read all of the table';

CREATE FUNCTION newsprint_taught(relation regclass, OUT key text, OUT is_spam boolean) RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT;

COMMENT ON FUNCTION newsprint_taught(regclass) IS
	'the rows by which editors taught the model of a watched table, and what they said; none if the current user may not read all of the table';

CREATE FUNCTION newsprint_put_model(relation regclass, model spam_model) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON FUNCTION newsprint_put_model(regclass, spam_model) IS
	'gives a watched table a model, of spam_train() for instance, in place of its own; null takes model and lessons away; for the owner of the table';

CREATE FUNCTION newsprint_replace_model(relation regclass, model spam_model) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF model IS NULL THEN
		DELETE FROM @extschema@.newsprint_lessons l WHERE l.relation = newsprint_replace_model.relation;
		DELETE FROM @extschema@.newsprint_models m WHERE m.relation = newsprint_replace_model.relation;
	ELSE
		INSERT INTO @extschema@.newsprint_models VALUES (relation, model)
		ON CONFLICT ON CONSTRAINT newsprint_models_pkey DO UPDATE SET model = excluded.model;
	END IF;
END
$$;

COMMENT ON FUNCTION newsprint_replace_model(regclass, spam_model) IS
	'what newsprint_put_model() does, as the owner of the tables';

CREATE FUNCTION newsprint_learn(relation regclass, key text, is_spam boolean, article text, teacher name) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	had @extschema@.spam_model;
	lesson @extschema@.spam_model := @extschema@.spam_learn(NULL, article, is_spam);
BEGIN
	DELETE FROM @extschema@.newsprint_lessons l
	WHERE l.relation = newsprint_learn.relation AND l.key = newsprint_learn.key
	RETURNING l.lesson INTO had;
	IF lesson IS NOT NULL THEN
		INSERT INTO @extschema@.newsprint_lessons (relation, key, is_spam, lesson, given_by)
		VALUES (relation, key, is_spam, lesson, teacher);
		INSERT INTO @extschema@.newsprint_models AS m VALUES (relation, lesson)
		ON CONFLICT ON CONSTRAINT newsprint_models_pkey DO UPDATE SET model = m.model OPERATOR(@extschema@.+) excluded.model;
	END IF;
	IF had IS NOT NULL THEN
		UPDATE @extschema@.newsprint_models m SET model = m.model OPERATOR(@extschema@.-) had
		WHERE m.relation = newsprint_learn.relation;
	END IF;
END
$$;

COMMENT ON FUNCTION newsprint_learn(regclass, text, boolean, text, name) IS
	'what newsprint_teach() does, as the owner of the tables: adds the lesson to the model, and takes back the one that the row gave before';

CREATE FUNCTION newsprint_teach(relation regclass, key text, is_spam boolean) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON FUNCTION newsprint_teach(regclass, text, boolean) IS
	'teaches the model of a watched table by one of its rows, which is locked; null takes the lesson back; for those who may update the spam scores of all rows';

CREATE FUNCTION newsprint_feedback(relation regclass, key text, is_spam boolean) RETURNS float8
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	part record := @extschema@.newsprint_parts(relation);
	score float8;
BEGIN
	IF part.score IS NULL THEN
		RAISE undefined_column USING MESSAGE = format('table %s has no column for spam scores', relation),
			HINT = format('SELECT newsprint_watch(%L, spam_score => ''spam_score'');', relation);
	END IF;
	-- it locks the row, which makes editors of one row wait for each other
	PERFORM @extschema@.newsprint_teach(relation, key, is_spam);
	EXECUTE format('UPDATE %1$s t SET %2$s = coalesce($2::int, (@extschema@.newsprint_sign($3, %3$s, t.%4$s)).spam_score)
			WHERE t.%5$s %6$s $1::%7$s RETURNING t.%2$s',
		part.target, part.score, coalesce('t.' || part.title, 'NULL'), part.body, part.key, part.equal, part.key_type)
	INTO score USING key, is_spam, relation;
	INSERT INTO @extschema@.newsprint_queue VALUES (relation, key, 'u');
	RETURN score;
END
$$;

COMMENT ON FUNCTION newsprint_feedback(regclass, text, boolean) IS
	'an editor''s word on a row of a watched table: junk or not; the row has the score 1 or 0 from then on, the table''s own model learns from its text, and the next newsprint_sweep() heeds it; another word takes the place of the first, null takes it back, and the model is then as if it had never been given; returns the score of the row';

CREATE FUNCTION newsprint_feedback(relation regclass, key bigint, is_spam boolean) RETURNS float8
	LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
	SELECT @extschema@.newsprint_feedback(relation, key::text, is_spam)
$$;

COMMENT ON FUNCTION newsprint_feedback(regclass, bigint, boolean) IS
	'the same for a key that is a number';
