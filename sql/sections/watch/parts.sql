
-- watch: what the procedures are made of

CREATE FUNCTION newsprint_sign(relation regclass, title text, body text, OUT sig minhash, OUT spam_score float8)
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 1000;

COMMENT ON FUNCTION newsprint_sign(regclass, text, text) IS
	'signature and spam score of a text as the settings of the watched table say; null if body is null';

CREATE FUNCTION newsprint_text(relation regclass, title text, body text) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 100;

COMMENT ON FUNCTION newsprint_text(regclass, text, text) IS
	'the text that signature and score of a watched table are of: title and body, or what the settings take of them; null if body is null';

CREATE TYPE newsprint_verdict AS (key text, canonical text, template text, similarity float8, spam_score float8,
	had_canonical text, had_template text, had_similarity float8, had_spam_score float8, rivals text[],
	sig minhash, place tid, version xid);

COMMENT ON TYPE newsprint_verdict IS
	'a row of newsprint_judge(): key of the row, of the row that it copies or of the one whose template it shares, similarity to that, spam score; these four as they stand in the table; rows to be judged after this one, as they copy it; signature of the text, if the row has another; the version of the row that was judged (its ctid and xmin)';

CREATE FUNCTION newsprint_judge(relation regclass, keys text[]) RETURNS SETOF newsprint_verdict
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE COST 100000;

COMMENT ON FUNCTION newsprint_judge(regclass, text[]) IS
	'verdict on rows of a watched table as they stand now, one for each key that exists';

CREATE FUNCTION newsprint_hold(relation regclass) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C STRICT;

COMMENT ON FUNCTION newsprint_hold(regclass) IS
	'takes the lock of which one run at a time needs, without waiting; it outlasts COMMIT and ends with newsprint_release(), an error or the session';

CREATE FUNCTION newsprint_release(relation regclass) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C STRICT;

COMMENT ON FUNCTION newsprint_release(regclass) IS 'gives back what newsprint_hold() took';

CREATE FUNCTION newsprint_equality(type regtype) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION newsprint_equality(regtype) IS
	'equality operator of a type as it is written in a query, whatever the search path';

CREATE FUNCTION newsprint_parts(relation regclass,
		OUT target text, OUT key text, OUT key_type text, OUT equal text, OUT body text, OUT title text,
		OUT sig text, OUT score text, OUT duplicate text, OUT similarity text, OUT template text)
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	settings @extschema@.newsprint_watched;
	key_oid oid;
	names text[];
BEGIN
	SELECT * INTO settings FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_parts.relation;
	IF NOT FOUND THEN
		RAISE undefined_object USING MESSAGE = format('table %s is not under watch', coalesce(relation::text, 'null')),
			HINT = format('SELECT newsprint_watch(%L, body => ...);', relation);
	END IF;
	SELECT array_agg(CASE WHEN a.attnum IS NOT NULL THEN quote_ident(a.attname) END ORDER BY n.place)
	INTO names
	FROM unnest(settings.attnums) WITH ORDINALITY n (attnum, place)
	LEFT JOIN pg_attribute a ON a.attrelid = settings.relation AND a.attnum = n.attnum AND a.attnum > 0 AND NOT a.attisdropped;
	target := relation::text;
	key := names[1];
	body := names[2];
	title := names[3];
	sig := names[7];
	score := names[8];
	duplicate := names[9];
	similarity := names[10];
	template := names[11];
	IF key IS NULL OR body IS NULL OR sig IS NULL OR duplicate IS NULL OR similarity IS NULL THEN
		RAISE undefined_column USING MESSAGE = format('table %s has lost the column %s of its watch', relation,
				quote_ident(CASE WHEN key IS NULL THEN settings.key_column WHEN body IS NULL THEN settings.body_column
					WHEN sig IS NULL THEN settings.sig_column WHEN duplicate IS NULL THEN settings.duplicate_column
					ELSE settings.similarity_column END)),
			HINT = 'Call newsprint_watch() again: it adds its own columns anew, and takes another name for key and body.';
	END IF;
	SELECT a.atttypid INTO key_oid FROM pg_attribute a WHERE a.attrelid = relation AND a.attnum = settings.attnums[1];
	key_type := format_type(key_oid, -1);
	equal := @extschema@.newsprint_equality(key_oid::regtype);
END
$$;

COMMENT ON FUNCTION newsprint_parts(regclass) IS
	'names of a watched table and its columns as they are now, quoted for use in a query; null for a column that the watch does without';

CREATE FUNCTION newsprint_heal(relation regclass) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	settings @extschema@.newsprint_watched;
	names name[];
	present name;
	former name[] := '{}';
	removals text := '';
	values text;
BEGIN
	SELECT * INTO settings FROM @extschema@.newsprint_watched w WHERE w.relation = newsprint_heal.relation;
	names := ARRAY[settings.key_column, settings.body_column, settings.title_column, settings.published_column,
		settings.tenant_column, settings.rank_column, settings.sig_column, settings.score_column,
		settings.duplicate_column, settings.similarity_column, settings.template_column];
	FOR place IN 1 .. 11 LOOP
		SELECT a.attname INTO present FROM pg_attribute a
		WHERE a.attrelid = settings.relation AND a.attnum = settings.attnums[place] AND a.attnum > 0 AND NOT a.attisdropped;
		IF FOUND AND present <> names[place] THEN
			RAISE NOTICE 'column % of table % is now called %', quote_ident(names[place]), settings.relation, quote_ident(present);
			former := former || names[place];
			removals := removals || format(' - %L', names[place]);
			values := concat_ws(', ', values, format('%L, article->%L', present, names[place]));
			names[place] := present;
		END IF;
	END LOOP;
	-- rows in the archive are restored by the names of their columns
	IF former <> '{}' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = settings.archive) THEN
		EXECUTE format('UPDATE %s SET article = article%s || jsonb_build_object(%s) WHERE article ?| %L',
			settings.archive, removals, values, former);
	END IF;
	UPDATE @extschema@.newsprint_watched w SET
		key_column = names[1], body_column = names[2], title_column = names[3], published_column = names[4],
		tenant_column = names[5], rank_column = names[6], sig_column = names[7], score_column = names[8],
		duplicate_column = names[9], similarity_column = names[10], template_column = names[11]
	WHERE w.relation = settings.relation
		AND ROW(w.key_column, w.body_column, w.title_column, w.published_column, w.tenant_column, w.rank_column,
			w.sig_column, w.score_column, w.duplicate_column, w.similarity_column, w.template_column)
		IS DISTINCT FROM ROW(names[1], names[2], names[3], names[4], names[5], names[6], names[7], names[8],
			names[9], names[10], names[11]);
END
$$;

COMMENT ON FUNCTION newsprint_heal(regclass) IS
	'writes the present names of renamed columns into the settings, so that a dump has them, and into the archive, so that a restore finds them';
