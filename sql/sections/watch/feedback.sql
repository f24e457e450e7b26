
-- watch: what editors say

CREATE FUNCTION newsprint_model(relation regclass) RETURNS spam_model
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT;

COMMENT ON FUNCTION newsprint_model(regclass) IS
	'the own model of a watched table; null if it has none, or if the current user may not read all of the table';

CREATE FUNCTION newsprint_taught(relation regclass, OUT key text, OUT is_spam boolean) RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT;

COMMENT ON FUNCTION newsprint_taught(regclass) IS
	'the rows by which editors taught the model of a watched table, and what they said; none if the current user may not read all of the table';

CREATE FUNCTION newsprint_put_model(relation regclass, model spam_model) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON FUNCTION newsprint_put_model(regclass, spam_model) IS
	'gives a watched table a model, of spam_train() for instance, in place of its own; null takes model and lessons away; for the owner of the table';

CREATE FUNCTION newsprint_replace_model(relation regclass, model spam_model) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	rest @extschema@.spam_model := model;
	lesson @extschema@.spam_model;
BEGIN
	IF model IS NULL THEN
		DELETE FROM @extschema@.newsprint_lessons l WHERE l.relation = newsprint_replace_model.relation;
		DELETE FROM @extschema@.newsprint_models m WHERE m.relation = newsprint_replace_model.relation;
	ELSE
		INSERT INTO @extschema@.newsprint_models VALUES (relation, model)
		ON CONFLICT ON CONSTRAINT newsprint_models_pkey DO UPDATE SET model = excluded.model;
		-- the editors' words stand; but what is not in the new model cannot be taken back from it
		BEGIN
			FOR lesson IN SELECT l.lesson FROM @extschema@.newsprint_lessons l WHERE l.relation = newsprint_replace_model.relation LOOP
				rest := rest OPERATOR(@extschema@.-) lesson;
			END LOOP;
		EXCEPTION WHEN data_exception THEN
			UPDATE @extschema@.newsprint_lessons l SET lesson = l.lesson OPERATOR(@extschema@.-) l.lesson
			WHERE l.relation = newsprint_replace_model.relation;
		END;
	END IF;
END
$$;

COMMENT ON FUNCTION newsprint_replace_model(regclass, spam_model) IS
	'what newsprint_put_model() does, as the owner of the tables';

CREATE FUNCTION newsprint_learn(relation regclass, key text, is_spam boolean, article text, teacher name) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	had @extschema@.spam_model;
	lesson @extschema@.spam_model := @extschema@.spam_learn(NULL, article, is_spam);
BEGIN
	DELETE FROM @extschema@.newsprint_lessons l
	WHERE l.relation = newsprint_learn.relation AND l.key = newsprint_learn.key
	RETURNING l.lesson INTO had;
	IF lesson IS NOT NULL THEN
		INSERT INTO @extschema@.newsprint_lessons (relation, key, is_spam, lesson, given_by)
		VALUES (relation, key, is_spam, lesson, teacher);
		INSERT INTO @extschema@.newsprint_models AS m VALUES (relation, lesson)
		ON CONFLICT ON CONSTRAINT newsprint_models_pkey DO UPDATE SET model = m.model OPERATOR(@extschema@.+) excluded.model;
	END IF;
	IF had IS NOT NULL THEN
		UPDATE @extschema@.newsprint_models m SET model = m.model OPERATOR(@extschema@.-) had
		WHERE m.relation = newsprint_learn.relation;
	END IF;
END
$$;

COMMENT ON FUNCTION newsprint_learn(regclass, text, boolean, text, name) IS
	'what newsprint_teach() does, as the owner of the tables: adds the lesson to the model, and takes back the one that the row gave before';

CREATE FUNCTION newsprint_teach(relation regclass, key text, is_spam boolean) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON FUNCTION newsprint_teach(regclass, text, boolean) IS
	'teaches the model of a watched table by one of its rows, which is locked; null takes the lesson back; for those who may update the spam scores of all rows';

CREATE FUNCTION newsprint_feedback(relation regclass, key text, is_spam boolean) RETURNS float8
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	part record := @extschema@.newsprint_parts(relation);
	score float8;
BEGIN
	IF part.score IS NULL THEN
		RAISE undefined_column USING MESSAGE = format('table %s has no column for spam scores', relation),
			HINT = format('SELECT newsprint_watch(%L, spam_score => ''spam_score'');', relation);
	END IF;
	-- it locks the row, which makes editors of one row wait for each other
	PERFORM @extschema@.newsprint_teach(relation, key, is_spam);
	EXECUTE format('UPDATE %1$s t SET %2$s = coalesce($2::int, (@extschema@.newsprint_sign($3, %3$s, t.%4$s)).spam_score)
			WHERE t.%5$s %6$s $1::%7$s RETURNING t.%2$s',
		part.target, part.score, coalesce('t.' || part.title, 'NULL'), part.body, part.key, part.equal, part.key_type)
	INTO score USING key, is_spam, relation;
	INSERT INTO @extschema@.newsprint_queue VALUES (relation, key, 'u');
	RETURN score;
END
$$;

COMMENT ON FUNCTION newsprint_feedback(regclass, text, boolean) IS
	'an editor''s word on a row of a watched table: junk or not; the row has the score 1 or 0 from then on, the table''s own model learns from its text, and the next newsprint_sweep() heeds it; another word takes the place of the first, null takes it back, and the model is then as if it had never been given; returns the score of the row';

CREATE FUNCTION newsprint_feedback(relation regclass, key bigint, is_spam boolean) RETURNS float8
	LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
	SELECT @extschema@.newsprint_feedback(relation, key::text, is_spam)
$$;

COMMENT ON FUNCTION newsprint_feedback(regclass, bigint, boolean) IS
	'the same for a key that is a number';
