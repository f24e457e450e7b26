
-- watch: bringing archived rows back

CREATE FUNCTION newsprint_restore(relation regclass, key text DEFAULT NULL, run bigint DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET datestyle = ISO SET intervalstyle = postgres
AS $$
DECLARE
	-- columns of the table that the row of the archive (a) has a value for
	shape CONSTANT text := 'SELECT string_agg(quote_ident(c.attname), '', '' ORDER BY c.attnum) FROM pg_attribute c
		WHERE c.attrelid = $3 AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = '''' AND a.article ? c.attname';
	archive regclass;
	chosen text;
	columns text;
	lost text;
	expected bigint;
	restored bigint := 0;
	n bigint;
BEGIN
	SELECT w.archive INTO archive FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_restore.relation;
	IF archive IS NULL THEN
		RAISE undefined_table USING MESSAGE = format('table %s has no archive', coalesce(relation::text, 'null')),
			HINT = 'A watch with sweep_duplicates or sweep_junk => ''archive'' makes one; what was deleted is gone.';
	END IF;
	IF (key IS NULL) = (run IS NULL) THEN
		RAISE invalid_parameter_value USING MESSAGE = 'name either a key or a run',
			HINT = format('SELECT newsprint_restore(%L, ''key'') or newsprint_restore(%1$L, run => 1); newsprint_runs has the runs.', relation);
	END IF;
	IF @extschema@.newsprint_may_watch(relation) THEN
		PERFORM @extschema@.newsprint_heal(relation);
	END IF;
	-- another run of that number may be from before the extension was made anew
	chosen := format('%s a WHERE (a.key = $1 OR a.run = $2 AND a.archived_at >= coalesce(
			(SELECT r.started FROM @extschema@.newsprint_runs r WHERE r.run = $2), ''-infinity''))', archive);
	EXECUTE 'SELECT count(*) FROM ' || chosen INTO expected USING key, run;
	IF expected = 0 THEN
		RAISE no_data_found USING MESSAGE = CASE WHEN key IS NULL
			THEN format('nothing of run %s is in %s', run, archive)
			ELSE format('no row with key %s is in %s', key, archive) END,
			HINT = format('SELECT key, run, reason FROM %s lists what can be brought back.', archive);
	END IF;
	EXECUTE format('SELECT min(c.key) FROM (SELECT a.article FROM %s) a, jsonb_each(a.article) c
		WHERE c.value <> ''null'' AND c.key NOT IN (
			SELECT attname FROM pg_attribute WHERE attrelid = $3 AND attnum > 0 AND NOT attisdropped)', chosen)
	INTO lost USING key, run, relation;
	IF lost IS NOT NULL THEN
		RAISE undefined_column USING
			MESSAGE = format('table %s has no column %s any more, for which rows in %s have a value', relation, quote_ident(lost), archive),
			DETAIL = 'It would be lost.',
			HINT = format('If it was dropped: UPDATE %1$s SET article = article - %2$L; if it was renamed: UPDATE %1$s SET article = article - %2$L || jsonb_build_object(''its name now'', article->%2$L).',
				archive, lost);
	END IF;
	-- an editor's decision: the row is not to be taken out again
	EXECUTE format('INSERT INTO @extschema@.newsprint_kept (relation, key)
		SELECT $3, a.key FROM %s ON CONFLICT DO NOTHING', chosen)
	USING key, run, relation;
	-- columns that were added since get their defaults: so many statements as there are shapes of rows
	FOR columns IN EXECUTE format('SELECT DISTINCT (%s) FROM %s', shape, chosen) USING key, run, relation LOOP
		EXECUTE format('WITH taken AS (DELETE FROM %s AND (%s) = %L RETURNING a.article)
			INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE
			SELECT %5$s FROM taken, jsonb_populate_record(NULL::%4$s, taken.article)',
			chosen, shape, columns, relation, columns)
		USING key, run, relation;
		GET DIAGNOSTICS n = ROW_COUNT;
		restored := restored + n;
	END LOOP;
	IF restored < expected THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('%s of %s rows could not be put back into table %s', expected - restored, expected, relation),
			DETAIL = 'A trigger or a rule of the table keeps them out.';
	END IF;
	RETURN restored;
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
