
-- watch: signing what no trigger saw

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
			RETURNING t.%8$s::text AS key),
		queued AS (
			INSERT INTO @extschema@.newsprint_queue SELECT $1, key, ''i'' FROM signed WHERE key IS NOT NULL)
		SELECT count(*) FROM signed',
		part.target, concat_ws(', ', part.sig, part.score),
		's.sig' || CASE WHEN part.score IS NULL THEN '' ELSE ', s.spam_score' END,
		coalesce('t.' || part.title, 'NULL') || '::text', part.body, part.sig, condition, part.key)
	INTO n USING relation;
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
	number := @extschema@.newsprint_begin_run(relation, 'backfill', false, batch);
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
