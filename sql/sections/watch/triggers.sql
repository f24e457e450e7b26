
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

CREATE FUNCTION newsprint_is_referred_to(relation regclass, key text) RETURNS boolean
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	part record := @extschema@.newsprint_parts(relation);
	referring record;
	found boolean;
BEGIN
	-- what the row's owner cannot look into is taken to refer to it
	FOR referring IN
		SELECT c.conrelid::regclass AS name, c.conrelid = relation AS is_same,
			has_table_privilege(c.conrelid, 'SELECT') AND NOT row_security_active(c.conrelid) AS is_seen,
			string_agg(format('t.%I OPERATOR(%s.%s) x.%I', pk.attname, o.oprnamespace::regnamespace, o.oprname, fk.attname), ' AND ') AS condition
		FROM pg_constraint c CROSS JOIN unnest(c.confkey, c.conkey, c.conpfeqop) k (pk, fk, operator)
		JOIN pg_operator o ON o.oid = k.operator
		JOIN pg_attribute pk ON pk.attrelid = c.confrelid AND pk.attnum = k.pk
		JOIN pg_attribute fk ON fk.attrelid = c.conrelid AND fk.attnum = k.fk
		WHERE c.contype = 'f' AND (c.confrelid = relation OR c.confrelid IN (SELECT relid FROM pg_partition_tree(relation)))
		GROUP BY c.oid
	LOOP
		IF NOT referring.is_seen THEN
			RETURN true;
		END IF;
		EXECUTE format('SELECT EXISTS (SELECT FROM %s t JOIN %s x ON %s WHERE t.%s %s $1::%s %s)',
			part.target, referring.name, referring.condition, part.key, part.equal, part.key_type,
			CASE WHEN referring.is_same THEN format('AND NOT x.%1$s %2$s t.%1$s', part.key, part.equal) END)
		INTO found USING key;
		IF found THEN
			RETURN true;
		END IF;
	END LOOP;
	RETURN false;
END
$$;

COMMENT ON FUNCTION newsprint_is_referred_to(regclass, text) IS
	'does a foreign key of any other row refer to a row of the watched table? as the owner of the table sees it';
