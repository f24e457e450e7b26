-- a newsroom that thinks of junk in its own way: made-up words, with numbers to tell the texts apart
CREATE TABLE lessons AS
	SELECT i, i % 2 = 0 AS junk,
		CASE WHEN i % 2 = 0 THEN format('Zorblat vendors push %s crates of glimmer on the quay, order at stall %s', i, i + 1)
		ELSE format('The council met on %s matters of the quay and the minutes name speaker %s', i, i + 1) END AS body
	  FROM generate_series(1, 600) i;
CREATE TABLE models (name text PRIMARY KEY, model spam_model);
INSERT INTO models SELECT 'whole', spam_train(body, junk) FROM lessons;
INSERT INTO models SELECT 'early', spam_train(body, junk) FROM lessons WHERE i <= 38;
INSERT INTO models SELECT 'half', spam_train(body, junk) FROM lessons WHERE i <= 200;
INSERT INTO models SELECT 'rest', spam_train(body, junk) FROM lessons WHERE i > 200;
INSERT INTO models SELECT 'one kind', spam_train(body, junk) FROM lessons WHERE junk;
SELECT name, version, junk, clean, trust > 0 AS speaks, trust = 1 AS alone FROM models, spam_model_info(model) ORDER BY name;

-- it has an opinion of texts that it never saw, and says on what grounds
CREATE TABLE questions (body text);
INSERT INTO questions VALUES ('Zorblat vendors sell glimmer'), ('The council met and kept minutes');
SELECT body, round(spam_score(body)::numeric, 2) AS by_default, round(spam_score(body, model)::numeric, 2) AS own
  FROM questions, models WHERE name = 'whole';
SELECT signal, round(weight::numeric, 2) AS weight, contribution > 0 AS accuses, evidence
  FROM models, spam_explain('Zorblat vendors sell glimmer', model) WHERE name = 'whole';
-- before it has seen enough of both kinds it is silent, says so, and the score is the default one
SELECT name, signal, value, weight, contribution, evidence
  FROM models, spam_explain('Zorblat vendors sell glimmer', model) WHERE name IN ('early', 'one kind') AND signal = 'own model';
SELECT name, spam_score(body, model) = spam_score(body) AS default_speaks FROM questions, models WHERE name IN ('early', 'one kind');
-- then it takes over step by step
SELECT signal, weight > 0 AND weight < 1 AS shared FROM models, spam_explain('Zorblat vendors sell glimmer', model) WHERE name = 'half' AND signal = 'own model';
-- contributions add up to the score, whoever speaks
SELECT count(*) AS texts, count(*) FILTER (WHERE spam_score(body, model) = 1 / (1 + exp(-sum))) AS add_up
  FROM models, questions, LATERAL (SELECT sum(contribution) FROM spam_explain(body, model)) sums;

-- equal models have equal forms, so they are compared as text
-- learning in any order and in parts comes to the same value
SELECT ((SELECT model FROM models WHERE name = 'half') + (SELECT model FROM models WHERE name = 'rest'))::text = model::text AS added,
	(SELECT spam_train(body, junk ORDER BY i DESC)::text FROM lessons) = model::text AS backwards FROM models WHERE name = 'whole';
SELECT spam_learn(spam_learn(NULL, body, true), 'another text', false)::text = spam_train(b, j)::text AS one_by_one
  FROM questions, LATERAL (VALUES (body, true), ('another text', false)) v(b, j) GROUP BY body;
-- unlearning goes back to the last bit
SELECT spam_unlearn(spam_learn(model, 'Something else entirely', true), 'Something else entirely', true)::text = model::text AS reversed
  FROM models WHERE name = 'whole';
SELECT spam_unlearn(spam_learn(NULL, 'last', true), 'last', true)::text = spam_unlearn(spam_learn(NULL, 'first', false), 'first', false)::text AS nothing_left;
SELECT spam_unlearn(model, 'The council never said this', true) FROM models WHERE name = 'whole';
SELECT spam_unlearn(model, body, false) FROM models, questions WHERE name = 'one kind' LIMIT 1;
-- in parallel
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS off) SELECT spam_train(body, junk) FROM lessons;
SELECT (SELECT spam_train(body, junk)::text FROM lessons) = model::text AS in_parallel FROM models WHERE name = 'whole';
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;

-- nulls
SELECT spam_train(NULL, true) IS NULL AS nothing, spam_train(b, j)::text = spam_learn(NULL, 'a text', true)::text AS passed_over
  FROM (VALUES ('a text', true), (NULL, true), ('no verdict', NULL)) v(b, j);
SELECT spam_train(body, junk) IS NULL AS no_rows FROM lessons WHERE false;
SELECT spam_learn(NULL, NULL, true) IS NULL AS nothing, spam_learn(model, NULL, true)::text = model::text AS unchanged FROM models WHERE name = 'early';
SELECT spam_score('text', NULL) IS NULL AS score, spam_unlearn(NULL, 'text', true) IS NULL AS unlearnt;

-- text and binary forms
CREATE TABLE copied (name text, model spam_model);
INSERT INTO copied SELECT name, model::text::spam_model FROM models;
SELECT count(*) AS same_text FROM models m JOIN copied c USING (name) WHERE m.model::text = c.model::text;
COPY models TO PROGRAM 'cat > newsprint_model_test' (FORMAT binary);
TRUNCATE copied;
COPY copied FROM PROGRAM 'cat newsprint_model_test && rm newsprint_model_test' (FORMAT binary);
SELECT count(*) AS same_binary FROM models m JOIN copied c USING (name) WHERE m.model::text = c.model::text;
-- golden value: a change of it is a new format version
SELECT spam_learn(spam_learn(NULL, 'Zorblat GLIMMER, 42 crates!', true), 'The quay is closed', false);
SELECT * FROM spam_model_info(spam_learn(spam_learn(NULL, 'Zorblat GLIMMER, 42 crates!', true), 'The quay is closed', false));

-- what is no model
SELECT ''::spam_model;
SELECT '0'::spam_model;
SELECT 'zz'::spam_model;
SELECT '02'::spam_model;
SELECT '0112'::spam_model;
SELECT repeat('not a model ', 10)::spam_model;
CREATE FUNCTION damage(literal text) RETURNS text AS $$
BEGIN
	PERFORM literal::spam_model;
	RETURN 'accepted';
EXCEPTION WHEN data_corrupted OR feature_not_supported OR invalid_text_representation THEN
	RETURN SQLERRM;
END
$$ LANGUAGE plpgsql;
-- every prefix and every flipped digit is refused
WITH sound AS (SELECT spam_learn(spam_learn(NULL, 'Zorblat GLIMMER, 42 crates!', true), 'The quay is closed', false)::text AS literal)
SELECT count(*) FILTER (WHERE damage(left(literal, n)) = 'accepted') AS cut_accepted,
	count(*) FILTER (WHERE damage(overlay(literal placing CASE substr(literal, n + 1, 1) WHEN '0' THEN '1' ELSE '0' END from n + 1 for 1)) = 'accepted') AS flipped_accepted
  FROM sound, generate_series(0, length(literal) - 1) n;

-- kept unpacked as long as the model is the same, and no longer
SELECT name, round(spam_score('Zorblat vendors sell glimmer', model)::numeric, 2) AS score FROM models, generate_series(1, 2) ORDER BY name;
DROP TABLE lessons, models, questions, copied;
DROP FUNCTION damage(text);
