
-- watch: putting a table under watch

CREATE FUNCTION newsprint_check_watchable(relation regclass) RETURNS void
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	kind "char";
	other regclass;
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
	SELECT a.relid INTO other FROM pg_partition_ancestors(relation) a
	WHERE a.relid <> relation AND EXISTS (SELECT FROM @extschema@.newsprint_watched w WHERE w.relation = a.relid);
	IF FOUND THEN
		RAISE object_in_use USING MESSAGE = format('table %s is a partition of %s, which is under watch', relation, other),
			HINT = 'Change the settings of the root: they hold for all partitions.';
	END IF;

	SELECT t.relid INTO other FROM pg_partition_tree(relation) t
	WHERE t.relid <> relation AND EXISTS (SELECT FROM @extschema@.newsprint_watched w WHERE w.relation = t.relid);
	IF FOUND THEN
		RAISE object_in_use USING MESSAGE = format('partition %s of table %s is under watch by itself', other, relation),
			HINT = format('SELECT newsprint_unwatch(%L);', other);
	END IF;
END
$$;

COMMENT ON FUNCTION newsprint_check_watchable(regclass) IS
	'raises an error if that cannot be put under watch, or not by the current user: what is no table, inherits, or has a part or whole that is watched by itself';

CREATE FUNCTION newsprint_check_settings(settings newsprint_watched) RETURNS void
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	wanted record;
BEGIN
	FOR wanted IN
		SELECT * FROM (VALUES
			('on_duplicate', settings.on_duplicate, ARRAY['mark', 'log', 'skip', 'reject', 'ignore']),
			('on_spam', settings.on_spam, ARRAY['mark', 'log', 'skip', 'reject']),
			('templates', settings.templates, ARRAY['apart', 'duplicate']),
			('canonical', settings.canonical, ARRAY['oldest', 'latest', 'longest', 'rank']),
			('sweep_duplicates', settings.sweep_duplicates, ARRAY['mark', 'archive', 'delete']),
			('sweep_junk', settings.sweep_junk, ARRAY['mark', 'archive', 'delete']),
			('index_method', settings.index_method, ARRAY['gin', 'lsh'])) v (role, choice, choices)
		WHERE choice <> ALL (choices)
	LOOP
		RAISE invalid_parameter_value USING MESSAGE = format('%s cannot be "%s"', wanted.role, wanted.choice),
			HINT = format('Use one of %s.', array_to_string(wanted.choices, ', '));
	END LOOP;
	FOR wanted IN
		SELECT * FROM (VALUES
			('threshold', settings.threshold, 0.05), ('spam_cutoff', settings.spam_cutoff, 0),
			('sweep_similarity', settings.sweep_similarity, 0), ('sweep_score', settings.sweep_score, 0)) v (role, number, least)
		WHERE number < least OR number > 1
	LOOP
		RAISE invalid_parameter_value USING MESSAGE = format('%s %s is out of range', wanted.role, wanted.number),
			DETAIL = format('It must be between %s and 1.', wanted.least);
	END LOOP;
	PERFORM @extschema@.to_minhash('', settings.lanes, settings.shingle);
	IF settings.horizon < '0' THEN
		RAISE invalid_parameter_value USING MESSAGE = format('horizon %s is negative', settings.horizon),
			HINT = 'A horizon of 0 sets no limit.';
	END IF;
	IF settings.horizon IS NOT NULL AND settings.published_column IS NULL THEN
		RAISE invalid_parameter_value USING MESSAGE = 'a horizon needs a column with the time of publication',
			HINT = 'Name it with published => ''...''.';
	END IF;
	IF settings.canonical = 'rank' AND settings.rank_column IS NULL THEN
		RAISE invalid_parameter_value USING MESSAGE = 'canonical => ''rank'' needs a column to rank by',
			HINT = 'Name it with rank => ''...''.';
	END IF;
END
$$;

COMMENT ON FUNCTION newsprint_check_settings(newsprint_watched) IS
	'raises an error that says what is wrong with a setting by itself: a word that is not known, a number out of range, or one that needs another';

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
			DETAIL = format('As %s it must be of type %s.', role, array_to_string(types, ' or ')),
			HINT = format('Name another column with %s => ''...''.', role);
	END IF;
	-- others are ranked as they are stored
	IF actual.attgenerated <> '' AND (role <> 'rank' OR actual.attgenerated = 'v') THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('column %s of table %s is generated', quote_ident(column_name), relation),
			DETAIL = CASE role WHEN 'rank' THEN 'A virtual column is not stored, so the trigger cannot see it in other rows.'
				ELSE 'A generated column has no value yet when the trigger looks at the row, and cannot be set by it.' END,
			HINT = format('Name another column with %s => ''...''.', role);
	END IF;
END
$$;

COMMENT ON FUNCTION newsprint_check_column(regclass, text, name, regtype[]) IS
	'raises an error that says what is wrong with a column, if it cannot have that role in a watched table; types null: any type will do';

CREATE FUNCTION newsprint_check_key(relation regclass, column_name name) RETURNS void
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	-- a unique index of a partitioned table has the columns of the partition key in it, so there it cannot be asked for
	IF NOT EXISTS (
		SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
		WHERE i.indrelid = relation AND a.attname = column_name
			AND i.indisunique AND i.indnkeyatts = 1 AND i.indpred IS NULL)
		AND (SELECT relkind FROM pg_class WHERE oid = relation) = 'r'
	THEN
		RAISE WARNING USING
			MESSAGE = format('column %s of table %s has no unique index', quote_ident(column_name), relation),
			DETAIL = 'Rows that share a key are not told apart: they are no copies of each other, and are never removed.',
			HINT = format('CREATE UNIQUE INDEX ON %s (%I); or name another column with key => ''...''.', relation, column_name);
	END IF;
END
$$;

COMMENT ON FUNCTION newsprint_check_key(regclass, name) IS
	'warns if two rows of a table could have the same key';

CREATE FUNCTION newsprint_check_columns(settings newsprint_watched) RETURNS void
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	text_types CONSTANT regtype[] := '{text,varchar,bpchar}';
	wanted record;
BEGIN
	IF settings.body_column IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'no column is named that holds the text',
			HINT = format('SELECT newsprint_watch(%L, body => ''...'');', settings.relation);
	END IF;
	IF settings.key_column IS NULL THEN
		RAISE undefined_object USING MESSAGE = format('table %s has no primary key of one column', settings.relation),
			HINT = 'Name a unique column with key => ''...''.';
	END IF;
	FOR wanted IN
		SELECT * FROM (VALUES
			('key', settings.key_column, NULL),
			('body', settings.body_column, text_types),
			('title', settings.title_column, text_types),
			('published', settings.published_column, '{timestamptz,timestamp,date}'),
			('tenant', settings.tenant_column, NULL),
			('rank', settings.rank_column, NULL)) v (role, name, types)
		WHERE name IS NOT NULL
	LOOP
		PERFORM @extschema@.newsprint_check_column(settings.relation, wanted.role, wanted.name, wanted.types);
		-- of any type, as long as two values can be the same
		PERFORM @extschema@.newsprint_equality(a.atttypid) FROM pg_attribute a
		WHERE wanted.types IS NULL AND a.attrelid = settings.relation AND a.attname = wanted.name;
	END LOOP;
	PERFORM @extschema@.newsprint_check_key(settings.relation, settings.key_column);
END
$$;

COMMENT ON FUNCTION newsprint_check_columns(newsprint_watched) IS
	'raises an error if a column that the settings name is missing or cannot have its role';

CREATE FUNCTION newsprint_check_signatures(settings newsprint_watched) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	sig @extschema@.minhash;
BEGIN
	EXECUTE format('SELECT t.%1$I FROM %2$s t WHERE t.%1$I IS NOT NULL LIMIT 1', settings.sig_column, settings.relation)
	INTO sig;
	IF @extschema@.minhash_version(sig) = @extschema@.minhash_version(@extschema@.to_minhash('')) THEN
		PERFORM @extschema@.jaccard(sig, @extschema@.to_minhash('', settings.lanes, settings.shingle));
	END IF;
EXCEPTION WHEN data_exception THEN
	RAISE object_in_use USING MESSAGE = format('column %s of table %s holds signatures of other lanes or shingle size',
			quote_ident(settings.sig_column), settings.relation),
		DETAIL = SQLERRM,
		HINT = 'Name lanes and shingle as they are there, drop the column, or name another one with sig => ''...''.';
END
$$;

COMMENT ON FUNCTION newsprint_check_signatures(newsprint_watched) IS
	'raises an error if the signatures that are in a table already could not be compared with those that the settings make';

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

CREATE FUNCTION newsprint_find_archive(relation regclass) RETURNS regclass
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
	SELECT a.oid FROM pg_class c JOIN pg_class a ON a.relnamespace = c.relnamespace AND a.relowner = c.relowner
	WHERE c.oid = relation AND a.relkind = 'r'
		AND obj_description(a.oid, 'pg_class') = format('rows that newsprint_sweep() took out of %s; newsprint_restore() brings them back', relation)
		AND ARRAY(SELECT attname FROM pg_attribute WHERE attrelid = a.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum)
			= '{archived_at,run,reason,key,canonical,similarity,spam_score,article}'::name[]
	ORDER BY a.oid DESC LIMIT 1
$$;

COMMENT ON FUNCTION newsprint_find_archive(regclass) IS
	'the table that newsprint_make_archive() made for a table when that was under watch before';

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
	key_type regtype;
	wanted record;
	statement text;
	columns text;
	part record;
	unsigned boolean;
	outdated boolean;
BEGIN
	PERFORM @extschema@.newsprint_check_watchable(relation);

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
	IF canonical = 'latest' THEN
		IF new.published_column IS NULL THEN
			RAISE invalid_parameter_value USING MESSAGE = 'canonical => ''latest'' needs a column with the time of publication',
				HINT = 'Name it with published => ''...''.';
		END IF;
		new.canonical := 'rank';
		new.rank_column := new.published_column;
	END IF;
	new.sweep_duplicates := coalesce(sweep_duplicates, old.sweep_duplicates, 'mark');
	new.sweep_similarity := coalesce(sweep_similarity, old.sweep_similarity, 0);
	new.sweep_junk := coalesce(sweep_junk, old.sweep_junk, 'mark');
	new.sweep_score := coalesce(sweep_score, old.sweep_score, 0.95);
	new.index_method := coalesce(index_method, old.index_method, 'lsh');
	new.added := coalesce(old.added, '{}');

	PERFORM @extschema@.newsprint_check_settings(new);
	PERFORM @extschema@.newsprint_check_columns(new);
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
			IF wanted.role = 'sig' THEN
				PERFORM @extschema@.newsprint_check_signatures(new);
			END IF;
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
		new.archive := @extschema@.newsprint_find_archive(relation);
		IF new.archive IS NOT NULL THEN
			RETURN NEXT format('found table %s', new.archive);
		ELSE
			new.archive := @extschema@.newsprint_make_archive(relation);
			RETURN NEXT format('created table %s', new.archive);
		END IF;
	END IF;
	IF NOT known THEN
		INSERT INTO @extschema@.newsprint_watched SELECT (new).*;
		RETURN NEXT 'saved settings';
	ELSIF new IS DISTINCT FROM old THEN
		new.attnums := NULL;
		DELETE FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_watch.relation;
		INSERT INTO @extschema@.newsprint_watched SELECT (new).*;
		RETURN NEXT 'changed settings';
		IF old.on_duplicate IN ('log', 'ignore') AND new.on_duplicate NOT IN ('log', 'ignore') THEN
			INSERT INTO @extschema@.newsprint_queue VALUES (relation, '', 'a');
			RETURN NEXT format('all rows are compared by CALL newsprint_sweep(%L)', relation);
		END IF;
	ELSE
		-- a column may have been dropped and another one be there by its name
		UPDATE @extschema@.newsprint_watched w SET attnums = NULL WHERE w.relation = newsprint_watch.relation;
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

	RETURN QUERY SELECT format('trigger %I fires after %I, which does not see what it changes: ALTER TRIGGER %2$I ON %s RENAME TO %I', t.tgname, s.tgname,
			relation, 'zzz_newsprint_screen')
		FROM pg_trigger s JOIN pg_trigger t ON t.tgrelid = s.tgrelid AND t.tgname > s.tgname
		WHERE s.tgrelid = relation AND s.tgfoid = '@extschema@.newsprint_screen()'::regprocedure
			-- a row trigger BEFORE INSERT or UPDATE
			AND NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgtype & 3 = 3 AND t.tgtype & 20 <> 0
		ORDER BY t.tgname;

	RETURN QUERY SELECT format('foreign key %I changes or deletes copies when their original goes, unseen by the watch: make it NO ACTION, or drop it', c.conname)
		FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
		WHERE c.conrelid = relation AND c.contype = 'f' AND c.confdeltype IN ('c', 'n', 'd')
			AND a.attname IN (new.duplicate_column, new.template_column)
		ORDER BY c.conname;

	part := @extschema@.newsprint_parts(relation);
	EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s WHERE %s IS NULL AND %s IS NOT NULL)', part.target, part.sig, part.body)
	INTO unsigned;
	-- signatures from before the watch, or of other texts than from now on
	IF NOT known AND 'sig' <> ALL (new.added)
		OR known AND (new.body_column, new.title_column, new.story_only)
			IS DISTINCT FROM (old.body_column, old.title_column, old.story_only)
	THEN
		EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s WHERE %s IS NOT NULL)', part.target, part.sig) INTO outdated;
		IF outdated THEN
			RETURN NEXT format('rows already signed are signed anew by CALL newsprint_sweep(%L, everything => true)', relation);
		END IF;
	END IF;
	IF unsigned THEN
		RETURN NEXT format('rows already there are signed, scored and compared by CALL newsprint_sweep(%L)', relation);
	END IF;
	IF NOT indexes AND @extschema@.newsprint_index_statement(relation, false) IS NOT NULL THEN
		RETURN NEXT format('indexes wait for CALL newsprint_build_indexes(%L)', relation);
	END IF;
END
$$;

COMMENT ON FUNCTION newsprint_watch(regclass, name, name, name, name, name, name, float8, interval, text, text, float8, text, boolean, boolean, text, text, float8, text, float8, name, name, name, name, name, int, int, name, boolean) IS
	'puts a table under watch, or changes how it is watched, and returns what it did, a row for each step; settings that are not given stay as they are; an empty name does without that column, a horizon of 0 without limit';

CREATE FUNCTION newsprint_unwatch(relation regclass, drop_columns boolean DEFAULT false) RETURNS SETOF text
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	settings @extschema@.newsprint_watched;
	statement text;
BEGIN
	SELECT * INTO settings FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_unwatch.relation;
	IF NOT FOUND THEN
		RAISE undefined_object USING MESSAGE = format('table %s is not under watch', coalesce(relation::text, 'null')),
			HINT = 'SELECT relation FROM newsprint_watched lists the tables that are.';
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
	'takes a table off watch: triggers and settings go, columns and their indexes stay unless drop_columns, and then only those that newsprint_watch() added; returns what it did, a row for each step';
