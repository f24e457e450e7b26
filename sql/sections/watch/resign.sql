
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
	number := @extschema@.newsprint_begin_run(relation, 'resign', false, batch);
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
