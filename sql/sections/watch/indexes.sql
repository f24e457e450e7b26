
-- watch: indexes

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
	IF settings.on_duplicate <> 'ignore' THEN
		column_name := part.sig;
		method := settings.index_method;
		predicate := format('((%s IS NOT NULL) AND (%s IS NULL))', part.sig, part.duplicate);
		definition := CASE method
			WHEN 'lsh' THEN format('USING lsh (%s)', part.sig)
			-- a pending list would make every lookup read it
			ELSE format('USING gin (%s @extschema@.gin_minhash_ops (threshold = %s, lanes = %s, shingle = %s)) WITH (fastupdate = off)',
				part.sig, settings.threshold, settings.lanes, settings.shingle) END;
		RETURN NEXT;
	END IF;
	-- the copies of an original
	column_name := part.duplicate;
	method := 'btree';
	predicate := format('(%s IS NOT NULL)', part.duplicate);
	definition := format('(%s)', part.duplicate);
	RETURN NEXT;
	-- the rows that go by the name of one
	IF settings.on_duplicate <> 'ignore' AND part.template IS NOT NULL THEN
		column_name := part.template;
		predicate := format('(%s IS NOT NULL)', part.template);
		definition := format('(%s)', part.template);
		RETURN NEXT;
	END IF;
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

CREATE PROCEDURE newsprint_build_indexes(relation regclass)
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON PROCEDURE newsprint_build_indexes(regclass) IS
	'builds the indexes of a watched table with CREATE INDEX CONCURRENTLY, which lets others write meanwhile; call it outside of a transaction; an interrupted call can be repeated';
