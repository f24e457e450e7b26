
-- watch: bringing archived rows back

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
		RAISE undefined_table USING MESSAGE = format('table %s has no archive', relation),
			HINT = 'A watch with sweep_duplicates or sweep_junk => ''archive'' makes one; what was deleted is gone.';
	END IF;
	IF (key IS NULL) = (run IS NULL) THEN
		RAISE invalid_parameter_value USING MESSAGE = 'name either a key or a run',
			HINT = format('SELECT newsprint_restore(%L, ''key'') or newsprint_restore(%1$L, run => 1); newsprint_runs has the runs.', relation);
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
		RAISE no_data_found USING MESSAGE = CASE WHEN key IS NULL
			THEN format('nothing of run %s is in %s', run, archive)
			ELSE format('no row with key %s is in %s', key, archive) END,
			HINT = format('SELECT key, run, reason FROM %s lists what can be brought back.', archive);
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
