
-- spam: is it junk, and why?

CREATE FUNCTION spam_score(body text) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 300;

COMMENT ON FUNCTION spam_score(text) IS
	'how likely a text is junk, 0 to 1, by the default model; called junk from 0.5 on; the logistic of the sum of spam_explain''s contributions; a new release may bring a new model';

CREATE FUNCTION spam_explain(body text,
	OUT signal text, OUT value float8, OUT weight float8, OUT contribution float8, OUT evidence text)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2000 ROWS 12;

COMMENT ON FUNCTION spam_explain(text) IS
	'why a text has its score, the loudest reason first: contribution (in log-odds, above 0 for junk) is value times weight in whole multiples of 2^-20, so the contributions add up to the score in any order; evidence are words and lines as they stand in the text, or a remark; signals that say nothing are left out';

-- spam_model: what a newsroom's own texts taught

CREATE TYPE spam_model;

CREATE FUNCTION spam_model_in(cstring) RETURNS spam_model
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION spam_model_out(spam_model) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION spam_model_recv(internal) RETURNS spam_model
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION spam_model_send(spam_model) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

-- external: packed already, and read whole
CREATE TYPE spam_model (
	INPUT   = spam_model_in,
	OUTPUT  = spam_model_out,
	RECEIVE = spam_model_recv,
	SEND    = spam_model_send,
	STORAGE = external
);

COMMENT ON TYPE spam_model IS
	'a newsroom''s own model of junk: in how many of its junk and clean texts each of 262144 hashed features was; made by spam_train(); equal models have equal text and binary forms';

CREATE FUNCTION spam_model_version(spam_model) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION spam_model_version(spam_model) IS
	'format version of a model, also of one that this release cannot read';

CREATE FUNCTION spam_model_info(spam_model,
	OUT version int, OUT junk int, OUT clean int, OUT features int, OUT trust float8, OUT bytes int)
	RETURNS record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;

COMMENT ON FUNCTION spam_model_info(spam_model) IS
	'format version, junk and clean texts learnt, features seen, share of the score that is the model''s (0 below 20 texts of each kind, 1 from 200 of each on, the rest is the default model''s), size';

CREATE FUNCTION spam_score(body text, model spam_model) RETURNS float8
	AS 'MODULE_PATHNAME', 'spam_score_model' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;

COMMENT ON FUNCTION spam_score(text, spam_model) IS
	'how likely a text is junk, 0 to 1, by a newsroom''s own model as far as it has learnt enough, and by the default model for the rest';

CREATE FUNCTION spam_explain(body text, model spam_model,
	OUT signal text, OUT value float8, OUT weight float8, OUT contribution float8, OUT evidence text)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'spam_explain_model' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000 ROWS 12;

COMMENT ON FUNCTION spam_explain(text, spam_model) IS
	'why a text has its score by a newsroom''s own model; the row "own model" says what the model said, or what it lacks to speak';

-- spam_model: learning

CREATE FUNCTION spam_train_accum(internal, text, boolean) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;

CREATE FUNCTION spam_train_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

CREATE FUNCTION spam_train_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION spam_train_deserialize(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION spam_train_final(internal) RETURNS spam_model
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

CREATE AGGREGATE spam_train(body text, is_spam boolean) (
	SFUNC        = spam_train_accum,
	STYPE        = internal,
	SSPACE       = 2200000,
	FINALFUNC    = spam_train_final,
	COMBINEFUNC  = spam_train_combine,
	SERIALFUNC   = spam_train_serialize,
	DESERIALFUNC = spam_train_deserialize,
	PARALLEL     = SAFE
);

COMMENT ON AGGREGATE spam_train(text, boolean) IS
	'the model that has learnt the texts as junk or clean; rows with a null are passed over; null if there is no other';

CREATE FUNCTION spam_learn(model spam_model, body text, is_spam boolean) RETURNS spam_model
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20000;

COMMENT ON FUNCTION spam_learn(spam_model, text, boolean) IS
	'the model with one text more; a null model has learnt nothing; a null text or verdict changes nothing; error beyond 1000000000 texts of a kind';

CREATE FUNCTION spam_unlearn(model spam_model, body text, is_spam boolean) RETURNS spam_model
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20000;

COMMENT ON FUNCTION spam_unlearn(spam_model, text, boolean) IS
	'the model as it was, to the last bit, before it learnt the text; error if it cannot have learnt the text with this verdict';

CREATE FUNCTION spam_model_add(spam_model, spam_model) RETURNS spam_model
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 40000;

COMMENT ON FUNCTION spam_model_add(spam_model, spam_model) IS
	'the model that has learnt what both have; implementation of the + operator';

CREATE OPERATOR + (
	LEFTARG = spam_model, RIGHTARG = spam_model, FUNCTION = spam_model_add,
	COMMUTATOR = +
);

COMMENT ON OPERATOR + (spam_model, spam_model) IS 'the model that has learnt what both have';

CREATE FUNCTION spam_model_subtract(spam_model, spam_model) RETURNS spam_model
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 40000;

COMMENT ON FUNCTION spam_model_subtract(spam_model, spam_model) IS
	'the left model as it was, to the last bit, before it learnt what the right one has; error if it cannot have learnt it; implementation of the - operator';

CREATE OPERATOR - (
	LEFTARG = spam_model, RIGHTARG = spam_model, FUNCTION = spam_model_subtract
);

COMMENT ON OPERATOR - (spam_model, spam_model) IS 'the model without what the other has learnt';
