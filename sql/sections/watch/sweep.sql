
-- watch: sweeping

CREATE FUNCTION newsprint_check_actions(relation regclass, duplicates text, similarity float8, junk text, score float8)
	RETURNS void
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	action text;
	referring text;
	bound pg_catalog.record;
BEGIN
	FOR bound IN SELECT * FROM (VALUES ('similarity', similarity), ('score', score)) v (role, number)
		WHERE number NOT BETWEEN 0 AND 1
	LOOP
		RAISE invalid_parameter_value USING MESSAGE = format('%s %s is out of range', bound.role, bound.number),
			DETAIL = 'It must be between 0 and 1.';
	END LOOP;
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
		RAISE undefined_table USING MESSAGE = format('table %s has no archive', coalesce(relation::text, 'null')),
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

COMMENT ON FUNCTION newsprint_check_actions(regclass, text, float8, text, float8) IS
	'raises an error if newsprint_sweep() could not do that to duplicates and junk';

-- what is archived is written as pg_dump writes: exactly, and to be read under any settings
CREATE FUNCTION newsprint_remove(relation regclass, number bigint, keys text[], reason text, action text, condition text)
	RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET extra_float_digits = 3 SET datestyle = ISO SET intervalstyle = postgres
AS $$
DECLARE
	part record := @extschema@.newsprint_parts(relation);
	article text := 'NULL';
	archive regclass;
	statement text;
	one text;
	held_back bigint := 0;
	removed bigint := 0;
	n bigint;
BEGIN
	IF action = 'archive' THEN
		-- types with a cast to json, such as hstore, are not read back from it: what they are as text is
		SELECT w.archive, 'to_jsonb(t)' || coalesce((
			SELECT format(' || jsonb_build_object(%s)', string_agg(format('%L, t.%I::text', a.attname, a.attname), ', '))
			FROM pg_attribute a JOIN pg_cast c ON c.castsource = a.atttypid AND c.casttarget = 'json'::regtype AND c.castmethod = 'f'
			WHERE a.attrelid = newsprint_remove.relation AND a.attnum > 0 AND NOT a.attisdropped
			HAVING count(*) > 0), '')
		INTO archive, article FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_remove.relation;
	END IF;
	-- in a partitioned table two rows may have the same key: the verdict is on one of them
	statement := format('DELETE FROM %1$s t WHERE t.%2$s %3$s ANY ($1::%4$s[]) AND %5$s
			AND NOT EXISTS (SELECT FROM %1$s u WHERE u.%2$s %3$s t.%2$s AND (u.tableoid, u.ctid) <> (t.tableoid, t.ctid))
			AND NOT EXISTS (SELECT FROM @extschema@.newsprint_kept k WHERE k.relation = %6$L AND k.key = t.%2$s::text)',
		part.target, part.key, part.equal, part.key_type, condition, relation::oid);
	statement := format('WITH removed AS (%s
			RETURNING t.%s::text AS key, t.%s::text AS canonical, t.%s AS similarity, %s AS spam_score, %s)',
		statement, part.key, part.duplicate, part.similarity, coalesce('t.' || part.score, 'NULL::float8'),
		article || ' AS article');
	statement := statement || CASE action
		WHEN 'archive' THEN format('
			INSERT INTO %s (run, reason, key, canonical, similarity, spam_score, article)
			SELECT %L, %L, key, canonical, similarity, spam_score, article FROM removed', archive, number, reason)
		ELSE format('
			INSERT INTO @extschema@.newsprint_verdicts (relation, key, verdict, action, canonical, similarity, spam_score, run)
			SELECT %L, key, %L, ''deleted'', canonical, similarity, spam_score, %L FROM removed', relation::oid, reason, number)
		END;
	BEGIN
		-- a deferred foreign key would speak up at the commit, too late to let the row stay
		SET CONSTRAINTS ALL IMMEDIATE;
		EXECUTE statement USING keys;
		GET DIAGNOSTICS removed = ROW_COUNT;
	EXCEPTION WHEN foreign_key_violation OR restrict_violation THEN
		-- some rows are referred to: take the others one by one
		removed := 0;
		FOREACH one IN ARRAY keys LOOP
			BEGIN
				SET CONSTRAINTS ALL IMMEDIATE;
				EXECUTE statement USING ARRAY[one];
				GET DIAGNOSTICS n = ROW_COUNT;
				removed := removed + n;
			EXCEPTION WHEN foreign_key_violation OR restrict_violation THEN
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

CREATE FUNCTION newsprint_lasting(relation regclass, keys text[], junk_action text, least_score float8) RETURNS SETOF text
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	part record := @extschema@.newsprint_parts(relation);
BEGIN
	RETURN QUERY EXECUTE format('SELECT t.%1$s::text FROM %2$s t WHERE t.%1$s %3$s ANY ($1::%4$s[])',
			part.key, part.target, part.equal, part.key_type)
		|| CASE WHEN part.score IS NOT NULL AND junk_action <> 'mark'
			AND NOT EXISTS (SELECT FROM @extschema@.newsprint_watched w
				WHERE w.relation = newsprint_lasting.relation AND w.on_spam = 'log')
		THEN format(' AND (coalesce(t.%s, 0) < %L
				OR EXISTS (SELECT FROM @extschema@.newsprint_kept k WHERE k.relation = %L AND k.key = t.%s::text))',
			part.score, least_score, relation::oid, part.key)
		ELSE '' END
	USING keys;
END
$$;

COMMENT ON FUNCTION newsprint_lasting(regclass, text[], text, float8) IS
	'those of the rows that are there and will not be removed as junk';

CREATE FUNCTION newsprint_surplus(relation regclass, keys text[], least_similarity float8, junk_action text, least_score float8)
	RETURNS text[]
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	part record := @extschema@.newsprint_parts(relation);
	copies text[];
	verdicts @extschema@.newsprint_verdict[];
BEGIN
	-- Nobody may change or delete copy or original between the verdict and the
	-- commit: the one goes because the other is there.
	EXECUTE format('WITH copies AS (SELECT t.%1$s::text AS key FROM %2$s t
			WHERE t.%1$s %3$s ANY ($1::%4$s[]) AND t.%5$s IS NOT NULL AND t.%6$s >= $2 FOR UPDATE)
		SELECT array_agg(key) FROM copies',
		part.key, part.target, part.equal, part.key_type, part.duplicate, part.similarity)
	INTO copies USING keys, least_similarity;
	IF copies IS NULL THEN
		RETURN '{}';
	END IF;
	EXECUTE format('SELECT FROM %2$s t
		WHERE t.%1$s IN (SELECT c.%5$s FROM %2$s c WHERE c.%1$s %3$s ANY ($1::%4$s[])) FOR SHARE',
		part.key, part.target, part.equal, part.key_type, part.duplicate)
	USING copies;
	-- what the column says may be of another time, or under the policy log of another policy
	SELECT array_agg(v) INTO verdicts FROM @extschema@.newsprint_judge(relation, copies) v
	WHERE v.canonical = v.had_canonical;
	RETURN ARRAY(SELECT v.key FROM unnest(verdicts) v WHERE v.canonical IN (
		SELECT @extschema@.newsprint_lasting(relation, (SELECT array_agg(o.canonical) FROM unnest(verdicts) o),
			junk_action, least_score)));
END
$$;

COMMENT ON FUNCTION newsprint_surplus(regclass, text[], float8, text, float8) IS
	'those of the rows that are copies of an original that stays, both locked until the end of the transaction';

CREATE FUNCTION newsprint_foretell(relation regclass, number bigint, verdicts newsprint_verdict[],
		duplicate_action text, least_similarity float8, junk_action text, least_score float8,
		OUT duplicates bigint, OUT junk bigint)
	LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
	WITH lasting AS (
		SELECT @extschema@.newsprint_lasting(relation, (SELECT array_agg(v.canonical) FROM unnest(verdicts) v),
			junk_action, least_score) AS key
		EXCEPT SELECT v.key FROM unnest(verdicts) v WHERE junk_action <> 'mark' AND v.spam_score >= least_score
			AND NOT EXISTS (SELECT FROM @extschema@.newsprint_kept k WHERE k.relation = newsprint_foretell.relation AND k.key = v.key)),
	doomed AS (
		INSERT INTO @extschema@.newsprint_verdicts (relation, key, verdict, action, canonical, similarity, spam_score, run)
		SELECT relation, v.key, reason,
			CASE CASE reason WHEN 'duplicate' THEN duplicate_action ELSE junk_action END
				WHEN 'archive' THEN 'would be archived' ELSE 'would be deleted' END,
			o.canonical, o.similarity, v.spam_score, number
		FROM @extschema@.newsprint_watched w, unnest(verdicts) v,
			-- under the policy log a sweep removes what was marked before, and marks nothing itself
			LATERAL (SELECT CASE WHEN w.on_duplicate <> 'log' OR v.had_canonical IS NOT NULL THEN v.canonical END, v.similarity)
				o (canonical, similarity),
			LATERAL (SELECT CASE
				WHEN junk_action <> 'mark' AND w.on_spam <> 'log' AND v.spam_score >= least_score THEN 'junk'
				WHEN duplicate_action <> 'mark' AND o.similarity >= least_similarity
					AND o.canonical IN (SELECT key FROM lasting) THEN 'duplicate' END) d (reason)
		WHERE w.relation = newsprint_foretell.relation AND reason IS NOT NULL
			AND NOT EXISTS (SELECT FROM @extschema@.newsprint_kept k WHERE k.relation = w.relation AND k.key = v.key)
		RETURNING verdict)
	SELECT count(*) FILTER (WHERE verdict = 'duplicate'), count(*) FILTER (WHERE verdict = 'junk') FROM doomed
$$;

COMMENT ON FUNCTION newsprint_foretell(regclass, bigint, newsprint_verdict[], text, float8, text, float8) IS
	'writes down in newsprint_verdicts which rows newsprint_sweep() would remove upon these verdicts; returns how many';

CREATE FUNCTION newsprint_name_forms(relation regclass, verdicts newsprint_verdict[], least_similarity float8) RETURNS newsprint_verdict[]
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	part record := @extschema@.newsprint_parts(relation);
	known jsonb;
	rewritten text[];
	name text;
BEGIN
	IF NOT EXISTS (SELECT FROM unnest(verdicts) v WHERE v.template IS NOT NULL) THEN
		RETURN verdicts;
	END IF;
	-- a row that has another text now is to those that name it as if it were gone
	EXECUTE format('SELECT coalesce(array_agg(r.name), ''{}'') FROM (
			SELECT v.template FROM unnest($1) v JOIN %1$s n ON n.%2$s %3$s v.template::%4$s JOIN %1$s t ON t.%2$s %3$s v.key::%4$s
			GROUP BY v.template HAVING max(@extschema@.jaccard(n.%5$s, t.%5$s)) < $2) r (name)',
		part.target, part.key, part.equal, part.key_type, part.sig)
	INTO rewritten USING verdicts, least_similarity;
	-- what a row goes by that is named here: the original if it is a copy, or the row that it names itself
	EXECUTE format('SELECT coalesce(jsonb_object_agg(n.key, n.name), ''{}'') FROM (
			SELECT t.%1$s::text, coalesce(t.%2$s, t.%3$s)::text FROM %4$s t
			WHERE t.%1$s %5$s ANY (ARRAY(SELECT v.template FROM unnest($1) v)::%6$s[])
				AND t.%1$s::text NOT IN (SELECT v.key FROM unnest($1) v)
			UNION ALL
			SELECT v.key, v.canonical FROM unnest($1) v) n (key, name)
		WHERE n.name IS NOT NULL',
		part.key, part.duplicate, part.template, part.target, part.equal, part.key_type)
	INTO known USING verdicts;
	-- the first pass joins, one after the other so that none ends where it began; the second goes to the end
	FOR pass IN 1 .. 2 LOOP
		FOR place IN 1 .. cardinality(verdicts) LOOP
			CONTINUE WHEN verdicts[place].template IS NULL OR verdicts[place].template = ANY (rewritten);
			name := verdicts[place].template;
			FOR step IN 1 .. 1000 LOOP
				EXIT WHEN name = verdicts[place].key OR NOT known ? name;
				name := known ->> name;
			END LOOP;
			IF name = verdicts[place].key THEN
				verdicts[place].template := NULL;
				verdicts[place].similarity := NULL;
			ELSE
				verdicts[place].template := name;
				known := known || jsonb_build_object(verdicts[place].key, name);
			END IF;
		END LOOP;
	END LOOP;
	RETURN verdicts;
END
$$;

COMMENT ON FUNCTION newsprint_name_forms(regclass, newsprint_verdict[], float8) IS
	'the verdicts, where all that fill in one form name the same row, which is no copy and names none itself';

CREATE FUNCTION newsprint_changes(settings newsprint_watched, verdicts newsprint_verdict[]) RETURNS newsprint_verdict[]
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
	SELECT array_agg(ROW(v.key, m.canonical, m.template, m.similarity, m.spam_score, v.had_canonical, v.had_template,
		v.had_similarity, v.had_spam_score, v.rivals, v.sig, v.place, v.version)::@extschema@.newsprint_verdict)
	FROM unnest(verdicts) v,
		LATERAL (SELECT CASE WHEN settings.on_duplicate <> 'log' OR v.had_canonical IS NOT NULL THEN v.canonical END,
			CASE WHEN settings.on_duplicate <> 'log' OR v.had_template IS NOT NULL THEN v.template END) n (canonical, template),
		LATERAL (SELECT n.canonical, n.template,
			CASE WHEN coalesce(n.canonical, n.template) IS NOT NULL THEN v.similarity END,
			CASE settings.on_spam WHEN 'log' THEN v.had_spam_score ELSE v.spam_score END) m (canonical, template, similarity, spam_score)
	WHERE (m.canonical, m.template, m.similarity, m.spam_score)
		IS DISTINCT FROM (v.had_canonical, v.had_template, v.had_similarity, v.had_spam_score)
$$;

COMMENT ON FUNCTION newsprint_changes(newsprint_watched, newsprint_verdict[]) IS
	'what of the verdicts is to be written into the rows: where it is another than what stands there, and as far as the policies say; log adds no mark, but keeps those right that are there';

CREATE FUNCTION newsprint_write(relation regclass, verdicts newsprint_verdict[], update text) RETURNS text[]
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	part record := @extschema@.newsprint_parts(relation);
	statement text := format('WITH written AS (%s RETURNING v.key)
		SELECT coalesce(array_agg(key), ''{}'') FROM written', update);
	written text[];
	one text[];
	refused bigint := 0;
	reason text;
BEGIN
	EXECUTE statement INTO written USING verdicts;
	RETURN written;
EXCEPTION WHEN raise_exception THEN
	-- a trigger keeps some rows as they are, those of an archive perhaps: write the others one by one
	written := '{}';
	FOR place IN 1 .. cardinality(verdicts) LOOP
		BEGIN
			EXECUTE statement INTO one USING verdicts[place:place];
			written := written || one;
		EXCEPTION WHEN raise_exception THEN
			refused := refused + 1;
			reason := SQLERRM;
		END;
	END LOOP;
	RAISE WARNING '% rows of table % stay as they are, since a trigger says: %', refused, relation, reason;
	RETURN written;
END
$$;

COMMENT ON FUNCTION newsprint_write(regclass, newsprint_verdict[], text) IS
	'executes an UPDATE FROM unnest($1) v, the verdicts, where a trigger lets it; returns the keys of the verdicts that were written';

CREATE FUNCTION newsprint_write_verdicts(relation regclass, verdicts newsprint_verdict[]) RETURNS text[]
	LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
	-- what somebody else has changed meanwhile is in the queue again
	SELECT @extschema@.newsprint_write(relation, verdicts, format('UPDATE %1$s t
			SET %2$s = v.canonical::%3$s, %4$s = v.similarity%5$s
			FROM unnest($1) v WHERE t.%6$s %7$s v.key::%3$s AND t.ctid = v.place AND t.xmin = v.version',
		part.target, part.duplicate, part.key_type, part.similarity,
		concat(', ' || part.template || ' = v.template::' || part.key_type, ', ' || part.score || ' = v.spam_score'),
		part.key, part.equal))
	FROM @extschema@.newsprint_parts(relation) part
$$;

COMMENT ON FUNCTION newsprint_write_verdicts(regclass, newsprint_verdict[]) IS
	'writes verdicts into the rows that are still as they were judged; returns their keys';

CREATE FUNCTION newsprint_write_signatures(relation regclass, verdicts newsprint_verdict[]) RETURNS text[]
	LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
	SELECT @extschema@.newsprint_write(relation, verdicts, format('UPDATE %s t SET %s = v.sig
			FROM unnest($1) v WHERE t.%s %s v.key::%s AND t.ctid = v.place AND t.xmin = v.version',
		part.target, part.sig, part.key, part.equal, part.key_type))
	FROM @extschema@.newsprint_parts(relation) part
$$;

COMMENT ON FUNCTION newsprint_write_signatures(regclass, newsprint_verdict[]) IS
	'writes the signatures that go with verdicts into the rows that are still as they were judged; returns their keys';

CREATE FUNCTION newsprint_rename_forms(relation regclass, verdicts newsprint_verdict[], least_similarity float8) RETURNS text[]
	LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
	SELECT @extschema@.newsprint_write(relation, verdicts, format('UPDATE %1$s t
			SET %2$s = CASE WHEN t.%3$s %4$s n.%3$s THEN NULL ELSE n.%3$s END,
				%5$s = CASE WHEN t.%3$s %4$s n.%3$s THEN NULL ELSE t.%5$s END
			FROM unnest($1) v JOIN %1$s n ON n.%3$s %4$s coalesce(v.canonical, v.template)::%6$s
			WHERE t.%2$s %4$s v.key::%6$s AND @extschema@.jaccard(t.%7$s, n.%7$s) >= %8$L',
		part.target, part.template, part.key, part.equal, part.similarity, part.key_type, part.sig, least_similarity))
	FROM @extschema@.newsprint_parts(relation) part
	WHERE part.template IS NOT NULL
$$;

COMMENT ON FUNCTION newsprint_rename_forms(regclass, newsprint_verdict[], float8) IS
	'rows that name one which is a copy by these verdicts, or names another, name what it does, if that is like them';

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
	resigned boolean := false;
	deferred text[];
	written text[];
	marks boolean;
	found record;
	duplicates_removed bigint := 0;
	junk_removed bigint := 0;
BEGIN
	SELECT * INTO settings FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_sweep_batch.relation;
	marks := settings.on_duplicate <> 'log';
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
		SELECT array_agg(v), array_agg(v) FILTER (WHERE v.sig IS NOT NULL)
		INTO verdicts, changed FROM @extschema@.newsprint_judge(relation, work) v;
		-- rows that were changed while no trigger looked, or signed by other settings: judge all of them once more
		IF changed IS NOT NULL AND NOT dry_run AND NOT resigned THEN
			PERFORM @extschema@.newsprint_write_signatures(relation, changed);
			resigned := true;
			touched := ARRAY(SELECT v.key FROM unnest(changed) v);
			CONTINUE;
		END IF;
		-- a row whose original becomes a copy in this very round waits for the next
		SELECT array_agg(v.key) INTO deferred FROM unnest(verdicts) v
		WHERE marks AND v.canonical IN (SELECT c.key FROM unnest(verdicts) c WHERE c.canonical IS NOT NULL);
		SELECT array_agg(v) INTO verdicts FROM unnest(verdicts) v WHERE v.key <> ALL (coalesce(deferred, '{}'));
		verdicts := @extschema@.newsprint_name_forms(relation, verdicts, settings.threshold / 2);
		changed := @extschema@.newsprint_changes(settings, verdicts);
		done := ARRAY(SELECT unnest(done) UNION SELECT unnest(work));
		IF NOT dry_run THEN
			written := @extschema@.newsprint_write_verdicts(relation, changed);
		END IF;

		SELECT array_agg(v.key) FILTER (WHERE v.key <> ALL (judged)) AS first_judged,
			count(*) FILTER (WHERE (stands OR NOT marks) AND v.canonical IS NOT NULL AND v.had_canonical IS NULL) AS duplicates,
			count(*) FILTER (WHERE (stands OR NOT marks) AND v.template IS NOT NULL AND v.had_template IS NULL) AS templates,
			count(*) FILTER (WHERE stands AND v.canonical IS NULL AND v.had_canonical IS NOT NULL) AS originals,
			count(*) FILTER (WHERE v.spam_score >= settings.spam_cutoff AND v.key <> ALL (judged)) AS junk,
			array_agg(v.key) FILTER (WHERE stands AND v.canonical IS NOT NULL AND v.had_canonical IS NULL) AS demoted,
			array_agg(v.key) FILTER (WHERE stands AND v.canonical IS NULL AND v.had_canonical IS NOT NULL) AS promoted
		INTO found FROM unnest(verdicts) v, LATERAL (SELECT dry_run OR v.key = ANY (written)) w (stands);
		UPDATE @extschema@.newsprint_runs r SET
			screened = r.screened + coalesce(cardinality(found.first_judged), 0), duplicates = r.duplicates + found.duplicates,
			templates = r.templates + found.templates, originals = r.originals + found.originals, junk = r.junk + found.junk
		WHERE r.run = number;
		judged := judged || found.first_judged;

		-- nothing changes, so nothing follows
		IF dry_run THEN
			work := '{}';
			EXIT;
		END IF;
		touched := '{}';
		work := coalesce(found.promoted, '{}');
		IF marks THEN
			PERFORM @extschema@.newsprint_rename_forms(relation, verdicts, settings.threshold / 2);
			touched := coalesce(found.demoted, '{}');
			SELECT coalesce(array_agg(DISTINCT k), '{}') INTO work
			FROM (SELECT unnest(v.rivals) FROM unnest(verdicts) v UNION ALL SELECT unnest(work) UNION ALL SELECT unnest(deferred)) w (k);
		ELSE
			INSERT INTO @extschema@.newsprint_verdicts (relation, key, verdict, action, canonical, similarity, spam_score, run)
			SELECT newsprint_sweep_batch.relation, v.key, CASE WHEN v.canonical IS NULL THEN 'template' ELSE 'duplicate' END,
				'logged', coalesce(v.canonical, v.template), v.similarity, v.spam_score, number
			FROM unnest(verdicts) v
			WHERE coalesce(v.canonical, v.template) IS NOT NULL
				AND (v.canonical, v.template, v.similarity) IS DISTINCT FROM (v.had_canonical, v.had_template, v.had_similarity);
		END IF;
	END LOOP;
	-- what is not settled by now is for the next run
	INSERT INTO @extschema@.newsprint_queue SELECT newsprint_sweep_batch.relation, w, 'u' FROM unnest(work) w;

	IF dry_run THEN
		SELECT f.duplicates, f.junk INTO duplicates_removed, junk_removed
		FROM @extschema@.newsprint_foretell(relation, number, verdicts, duplicate_action, least_similarity,
			junk_action, least_score) f;
	ELSE
		-- junk first: it is the original of nothing
		IF junk_action <> 'mark' AND settings.on_spam <> 'log' AND part.score IS NOT NULL THEN
			junk_removed := @extschema@.newsprint_remove(relation, number, done, 'junk', junk_action,
				format('t.%s >= %L', part.score, least_score));
		END IF;
		IF duplicate_action <> 'mark' THEN
			duplicates_removed := @extschema@.newsprint_remove(relation, number,
				@extschema@.newsprint_surplus(relation, done, least_similarity, junk_action, least_score),
				'duplicate', duplicate_action, 'true');
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
	number := @extschema@.newsprint_begin_run(relation, 'sweep', dry_run, batch);
	part := @extschema@.newsprint_parts(relation);
	SELECT * INTO settings FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_sweep.relation;
	duplicates := coalesce(duplicates, settings.sweep_duplicates);
	similarity := coalesce(similarity, settings.sweep_similarity);
	junk := coalesce(junk, settings.sweep_junk);
	score := coalesce(score, settings.sweep_score);
	PERFORM @extschema@.newsprint_check_actions(relation, duplicates, similarity, junk, score);
	COMMIT;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	told := clock_timestamp();

	-- rows that came while no trigger looked
	IF dry_run THEN
		EXECUTE format('UPDATE @extschema@.newsprint_runs SET signed = (SELECT count(*) FROM %s WHERE %s IS NULL AND %s IS NOT NULL) WHERE run = $1',
			part.target, part.sig, part.body)
		USING number;
	END IF;
	WHILE NOT dry_run LOOP
		EXIT WHEN 0 = @extschema@.newsprint_sign_rows(relation, number,
			format('t.ctid = ANY (ARRAY(SELECT u.ctid FROM %s u WHERE u.%s IS NULL AND u.%s IS NOT NULL LIMIT %s))',
				part.target, part.sig, part.body, batch));
		told := @extschema@.newsprint_tell_progress(number, told);
		COMMIT;
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	END LOOP;
	everything := everything OR EXISTS (
		SELECT FROM @extschema@.newsprint_queue q WHERE q.relation = newsprint_sweep.relation AND q.event = 'a');
	IF everything AND NOT dry_run THEN
		DELETE FROM @extschema@.newsprint_queue q WHERE q.relation = newsprint_sweep.relation AND q.event = 'a';
		EXECUTE format('INSERT INTO @extschema@.newsprint_queue SELECT $1, %1$s::text, ''u'' FROM %2$s
			WHERE %3$s IS NOT NULL AND %1$s IS NOT NULL',
			part.key, part.target, part.sig)
		USING relation;
	END IF;

	FOR entry IN EXECUTE format('
		SELECT sum(count(*)) OVER () AS expected, array_agg(place) AS entries, array_agg(DISTINCT key) AS keys,
			coalesce(array_agg(DISTINCT key) FILTER (WHERE event <> ''i''), ''{}'') AS touched
		FROM (SELECT *, (row_number() OVER () - 1) / $2 AS part FROM (%s) q) q
		GROUP BY part ORDER BY part',
		CASE WHEN everything AND dry_run
			THEN format('SELECT NULL::tid AS place, %1$s::text AS key, ''i'' AS event FROM %2$s
				WHERE %3$s IS NOT NULL AND %1$s IS NOT NULL',
				part.key, part.target, part.sig)
			ELSE 'SELECT ctid AS place, key, event FROM @extschema@.newsprint_queue WHERE relation = $1' END)
		USING relation, batch
	LOOP
		UPDATE @extschema@.newsprint_runs SET expected = entry.expected WHERE run = number;
		-- who changes the same rows in another order goes first
		FOR attempt IN 1 .. 10 LOOP
			BEGIN
				PERFORM @extschema@.newsprint_sweep_batch(relation, number, entry.entries, entry.keys, entry.touched,
					dry_run, duplicates, similarity, junk, score);
				EXIT;
			EXCEPTION WHEN deadlock_detected THEN
				IF attempt = 10 THEN
					RAISE;
				END IF;
			END;
		END LOOP;
		told := @extschema@.newsprint_tell_progress(number, told);
		COMMIT;
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	END LOOP;
	PERFORM @extschema@.newsprint_end_run(relation, number);
END
$$;

COMMENT ON PROCEDURE newsprint_sweep(regclass, boolean, boolean, int, text, float8, text, float8) IS
	'looks after a watched table: signs rows that no trigger saw, judges again what has changed since the last run (or everything), chooses canonical rows, and marks, archives or deletes duplicates from similarity on and junk from score on; duplicates, similarity, junk and score as in the settings unless given; batch rows to a transaction; one run at a time for a table; dry_run changes nothing, counts, and lists in newsprint_verdicts what would be removed; see newsprint_runs';
