
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

CREATE FUNCTION newsprint_references(relation regclass, key text, OUT referring regclass, OUT question text) RETURNS SETOF record
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	part record := @extschema@.newsprint_parts(relation);
	condition text;
BEGIN
	FOR referring, condition IN
		SELECT c.conrelid, string_agg(format('quote_nullable(t.%I::text) || %L', pk.attname,
			format('::%s OPERATOR(%s.%s) x.%I', format_type(pk.atttypid, -1), o.oprnamespace::regnamespace, o.oprname, fk.attname)),
			' || '' AND '' || ')
		FROM pg_constraint c CROSS JOIN unnest(c.confkey, c.conkey, c.conpfeqop) k (pk, fk, operator)
		JOIN pg_operator o ON o.oid = k.operator
		JOIN pg_attribute pk ON pk.attrelid = c.confrelid AND pk.attnum = k.pk
		JOIN pg_attribute fk ON fk.attrelid = c.conrelid AND fk.attnum = k.fk
		WHERE c.contype = 'f' AND (c.confrelid = relation OR c.confrelid IN (SELECT relid FROM pg_partition_tree(relation)))
		GROUP BY c.oid, c.conrelid
	LOOP
		-- a row that refers to itself is no other row
		EXECUTE format('SELECT %L || %s || %L FROM %s t WHERE t.%s %s $1::%s',
			format('SELECT FROM %s x WHERE ', referring), condition,
			CASE WHEN referring = relation THEN format(' AND NOT x.%s %s %L::%s', part.key, part.equal, key, part.key_type) ELSE '' END,
			part.target, part.key, part.equal, part.key_type)
		INTO question USING key;
		RETURN NEXT;
	END LOOP;
END
$$;

COMMENT ON FUNCTION newsprint_references(regclass, text) IS
	'implementation of the policy skip in strict mode: the foreign keys that could refer to a row of a watched table: from which table, and a query for rows that do, to be asked as the owner of that table';
