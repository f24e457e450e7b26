
-- watch: why a row is called what it is called

CREATE TYPE newsprint_reason AS (verdict text, other text, reason text, value float8, evidence text);

COMMENT ON TYPE newsprint_reason IS
	'a row of newsprint_explain(): what it is a reason of, the row that is copied or whose form is filled in, what was found and how much of it, and the words themselves';

CREATE FUNCTION newsprint_explain_pair(verdict text, other text, article text, original text, similarity float8)
	RETURNS SETOF newsprint_reason
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	compared record;
BEGIN
	RETURN NEXT ROW(verdict, other, 'similarity'::text, similarity,
		CASE WHEN original IS NULL THEN 'the other row is not in the table, or not yours to read' END);
	IF original IS NULL OR article IS NULL THEN
		RETURN;
	END IF;
	SELECT * INTO compared FROM @extschema@.duplicate_kind(original, article);
	RETURN NEXT ROW(verdict, other, compared.kind, compared.containment,
		replace(replace(array_to_string(compared.evidence, '; '), 'only in a: ', 'left out: '), 'only in b: ', 'new: '));
	RETURN QUERY SELECT verdict, other, 'passage', p.words::float8, p.passage
		FROM @extschema@.shared_passages(article, original) p ORDER BY p.words DESC, p.a_start LIMIT 3;
END
$$;

COMMENT ON FUNCTION newsprint_explain_pair(text, text, text, text, float8) IS
	'the reasons of newsprint_explain() that two texts give: similarity; duplicate_kind() with containment and what differs; the longest passages that both have, in words';

CREATE FUNCTION newsprint_explain(relation regclass, key text) RETURNS SETOF newsprint_reason
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	part record := @extschema@.newsprint_parts(relation);
	model @extschema@.spam_model := @extschema@.newsprint_model(relation);
	read text := format('SELECT @extschema@.newsprint_text($2, %s::text, t.%s::text) AS article, t.%s::text AS copied, t.%s AS similarity, %s AS template FROM %s t WHERE t.%s %s $1::%s',
		coalesce('t.' || part.title, 'NULL'), part.body, part.duplicate, part.similarity,
		coalesce('t.' || part.template, 'NULL') || '::text', part.target, part.key, part.equal, part.key_type);
	found record;
	original record;
	n bigint;
	said boolean;
BEGIN
	EXECUTE read INTO found USING key, relation;
	GET DIAGNOSTICS n = ROW_COUNT;
	IF n = 0 THEN
		RAISE no_data_found USING MESSAGE = format('table %s has no row with key %s', relation, key),
				HINT = 'Why a row was deleted or left out stands in newsprint_verdicts, why it was archived in the archive.';
	END IF;
	IF coalesce(found.copied, found.template) IS NOT NULL THEN
		EXECUTE read INTO original USING coalesce(found.copied, found.template), relation;
		RETURN QUERY SELECT * FROM @extschema@.newsprint_explain_pair(
			CASE WHEN found.copied IS NULL THEN 'template' ELSE 'duplicate' END,
			coalesce(found.copied, found.template), found.article, original.article, found.similarity);
	END IF;
	IF part.score IS NULL OR found.article IS NULL THEN
		RETURN;
	END IF;
	SELECT t.is_spam INTO said FROM @extschema@.newsprint_taught(relation) t WHERE t.key = newsprint_explain.key;
	IF said IS NOT NULL THEN
		RETURN NEXT ROW('junk'::text, NULL::text, 'editor'::text, said::int::float8,
			CASE WHEN said THEN 'an editor called it junk' ELSE 'an editor called it clean' END);
	END IF;
	RETURN QUERY SELECT 'junk', NULL::text, e.signal, e.contribution, e.evidence
		FROM @extschema@.spam_explain(found.article) e WHERE model IS NULL
		UNION ALL
		SELECT 'junk', NULL, e.signal, e.contribution, e.evidence
		FROM @extschema@.spam_explain(found.article, model) e;
END
$$;

COMMENT ON FUNCTION newsprint_explain(regclass, text) IS
	'why a row of a watched table is called what it is called, the loudest reason first: what it shares with the row that it copies or whose template it fills in, and where they differ; then what speaks for junk (value above 0, in log odds) and against, by the text, title and own model that the watch scores it by; for those who may read the columns';

CREATE FUNCTION newsprint_explain(relation regclass, key bigint) RETURNS SETOF newsprint_reason
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
	SELECT * FROM @extschema@.newsprint_explain(relation, key::text)
$$;

COMMENT ON FUNCTION newsprint_explain(regclass, bigint) IS
	'the same for a key that is a number';
