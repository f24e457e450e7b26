
-- watch: runs

CREATE FUNCTION newsprint_begin_run(relation regclass, task text, dry_run boolean, batch int) RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	number bigint;
BEGIN
	IF relation IS NULL OR dry_run IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = format('the %s of a %s cannot be null',
			CASE WHEN relation IS NULL THEN 'relation' ELSE 'dry_run' END, task);
	END IF;
	IF task <> 'resign' THEN
		PERFORM @extschema@.newsprint_parts(relation);
	END IF;
	IF batch IS NULL OR batch < 1 THEN
		RAISE invalid_parameter_value USING MESSAGE = format('batch of %s rows is out of range', coalesce(batch::text, 'null')),
			DETAIL = 'It must be at least 1.';
	END IF;
	IF NOT has_table_privilege(relation, 'SELECT') OR NOT has_table_privilege(relation, 'UPDATE') THEN
		RAISE insufficient_privilege USING MESSAGE = format('permission denied for table %s', relation),
			DETAIL = format('A %s needs the privileges SELECT and UPDATE.', task);
	END IF;
	IF row_security_active(relation) THEN
		RAISE insufficient_privilege USING MESSAGE = format('row-level security hides rows of table %s', relation),
			DETAIL = format('A %s needs to see all of them.', task),
			HINT = 'Run it as a role with BYPASSRLS, or as the owner, if row-level security is not forced upon the owner too.';
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

COMMENT ON FUNCTION newsprint_begin_run(regclass, text, boolean, int) IS
	'checks that the run may be, takes the lock of a watched table and opens a row in newsprint_runs';

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
