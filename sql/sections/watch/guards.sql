
-- watch: guards of the settings

CREATE FUNCTION newsprint_may_watch(relation regclass) RETURNS boolean
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
	AS $$ SELECT coalesce((SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = relation), true) $$;

COMMENT ON FUNCTION newsprint_may_watch(regclass) IS
	'may the current user change the settings of the table? its owner may, and anyone if it is gone';

CREATE FUNCTION newsprint_guard() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	touched regclass;
BEGIN
	FOREACH touched IN ARRAY CASE TG_OP
		WHEN 'INSERT' THEN ARRAY[NEW.relation]
		WHEN 'DELETE' THEN ARRAY[OLD.relation]
		ELSE ARRAY[OLD.relation, NEW.relation] END
	LOOP
		IF TG_NARGS > 0 AND EXISTS (SELECT FROM pg_class c WHERE c.oid = touched) THEN
			IF NOT has_table_privilege(touched, TG_ARGV[0]) THEN
				RAISE insufficient_privilege USING MESSAGE = format('permission denied for table %s', touched),
					DETAIL = format('This needs the privilege %s.', TG_ARGV[0]);
			END IF;
		ELSIF NOT @extschema@.newsprint_may_watch(touched) THEN
			RAISE insufficient_privilege USING MESSAGE = format('must be owner of table %s', touched);
		END IF;
	END LOOP;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	RETURN NEW;
END
$$;

COMMENT ON FUNCTION newsprint_guard() IS
	'trigger: only the owner of a table, or who has the privilege that is its argument, may change what newsprint knows about it';

-- pg_restore turns row security off, which refuses those to whom a policy of the queue applies
CREATE FUNCTION newsprint_resolve() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET row_security = on
AS $$
DECLARE
	names name[] := ARRAY[NEW.key_column, NEW.body_column, NEW.title_column, NEW.published_column,
		NEW.tenant_column, NEW.rank_column, NEW.sig_column, NEW.score_column, NEW.duplicate_column,
		NEW.similarity_column, NEW.template_column];
	missing text;
BEGIN
	-- a dump carries the numbers of another time: the names count; and what waited for a sweep there is not in it
	IF TG_OP = 'INSERT' AND NEW.attnums IS NOT NULL THEN
		INSERT INTO @extschema@.newsprint_queue VALUES (NEW.relation, '', 'a');
	END IF;
	SELECT array_agg(coalesce(a.attnum, 0) ORDER BY n.place),
		string_agg(quote_ident(n.name), ', ' ORDER BY n.place) FILTER (WHERE n.name IS NOT NULL AND a.attnum IS NULL)
	INTO NEW.attnums, missing
	FROM unnest(names) WITH ORDINALITY n (name, place)
	LEFT JOIN pg_attribute a ON a.attrelid = NEW.relation AND a.attname = n.name AND a.attnum > 0 AND NOT a.attisdropped;
	IF missing IS NOT NULL THEN
		RAISE WARNING USING MESSAGE = format('table %s has no column %s', NEW.relation, missing),
			HINT = 'If it was renamed, name it again with newsprint_watch().';
	END IF;
	RETURN NEW;
END
$$;

COMMENT ON FUNCTION newsprint_resolve() IS
	'trigger: finds the numbers of the columns that the settings name; after a restore, puts all rows of the table into the queue';

CREATE FUNCTION newsprint_settings_changed() RETURNS trigger
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON FUNCTION newsprint_settings_changed() IS
	'trigger: makes all sessions read the settings of the table anew';

CREATE TRIGGER newsprint_guard BEFORE INSERT OR UPDATE OR DELETE ON newsprint_watched
	FOR EACH ROW EXECUTE FUNCTION newsprint_guard();
CREATE TRIGGER newsprint_resolve BEFORE INSERT OR UPDATE ON newsprint_watched
	FOR EACH ROW EXECUTE FUNCTION newsprint_resolve();
CREATE TRIGGER newsprint_settings_changed AFTER INSERT OR UPDATE OR DELETE ON newsprint_watched
	FOR EACH ROW EXECUTE FUNCTION newsprint_settings_changed();
CREATE TRIGGER newsprint_guard BEFORE INSERT OR UPDATE OR DELETE ON newsprint_kept
	FOR EACH ROW EXECUTE FUNCTION newsprint_guard();
CREATE TRIGGER newsprint_guard BEFORE INSERT OR UPDATE OR DELETE ON newsprint_models
	FOR EACH ROW EXECUTE FUNCTION newsprint_guard('UPDATE');
CREATE TRIGGER newsprint_settings_changed AFTER INSERT OR UPDATE OR DELETE ON newsprint_models
	FOR EACH ROW EXECUTE FUNCTION newsprint_settings_changed();
CREATE TRIGGER newsprint_guard BEFORE INSERT OR UPDATE OR DELETE ON newsprint_lessons
	FOR EACH ROW EXECUTE FUNCTION newsprint_guard('UPDATE');
ALTER TABLE newsprint_watched ENABLE ALWAYS TRIGGER newsprint_guard;
ALTER TABLE newsprint_watched ENABLE ALWAYS TRIGGER newsprint_resolve;
ALTER TABLE newsprint_watched ENABLE ALWAYS TRIGGER newsprint_settings_changed;
ALTER TABLE newsprint_kept ENABLE ALWAYS TRIGGER newsprint_guard;
ALTER TABLE newsprint_models ENABLE ALWAYS TRIGGER newsprint_guard;
ALTER TABLE newsprint_models ENABLE ALWAYS TRIGGER newsprint_settings_changed;
ALTER TABLE newsprint_lessons ENABLE ALWAYS TRIGGER newsprint_guard;
