
-- minhash: the signature type

CREATE TYPE minhash;

CREATE FUNCTION minhash_in(cstring) RETURNS minhash
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION minhash_out(minhash) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION minhash_recv(internal) RETURNS minhash
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION minhash_send(minhash) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

-- external: bytes of hashes do not compress; preferred in a category of its own with fingerprint, so that
-- at_least('...', 0.5) of a literal means a minhash
CREATE TYPE minhash (
	INPUT     = minhash_in,
	OUTPUT    = minhash_out,
	RECEIVE   = minhash_recv,
	SEND      = minhash_send,
	CATEGORY  = 'm',
	PREFERRED = true,
	STORAGE   = external
);

COMMENT ON TYPE minhash IS
	'signature of a text: one byte for each lane (128 by default, 140 bytes in all); made by to_minhash()';

-- minhash: making and asking

CREATE FUNCTION to_minhash(body text, lanes int DEFAULT 128, shingle int DEFAULT 3) RETURNS minhash
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;

COMMENT ON FUNCTION to_minhash(text, int, int) IS
	'signature of a text over its shingles of so many words (1 to 16); lanes: 16 to 1024, a multiple of 16, standard error of jaccard() at most sqrt(J(1-J)/lanes); Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup 2017), lanes of 8 bits (Li, König 2010)';

CREATE FUNCTION minhash_version(minhash) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION minhash_version(minhash) IS
	'format version of a signature, also of one that this release cannot read';

CREATE FUNCTION minhash_lanes(minhash) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION minhash_lanes(minhash) IS 'number of lanes of a signature';

CREATE FUNCTION minhash_shingles(minhash) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION minhash_shingles(minhash) IS
	'number of distinct shingles of the text; exact below 65536, within about 1 % beyond; 0 for a text without words';

CREATE FUNCTION jaccard(minhash, minhash) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2;

COMMENT ON FUNCTION jaccard(minhash, minhash) IS
	'estimated Jaccard similarity of two texts'' shingles, 0 to 1; 0 if one has no words; error if lanes or shingle size differ';

CREATE FUNCTION minhash_distance(minhash, minhash) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2;

COMMENT ON FUNCTION minhash_distance(minhash, minhash) IS '1 - jaccard(); implementation of the <-> operator';

-- stable because it reads newsprint.similarity_threshold
CREATE FUNCTION minhash_similar(minhash, minhash) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 2;

COMMENT ON FUNCTION minhash_similar(minhash, minhash) IS
	'jaccard() >= newsprint.similarity_threshold; implementation of the % operator';

-- minhash_query: a signature and the similarity asked for

CREATE TYPE minhash_query;

CREATE FUNCTION minhash_query_in(cstring) RETURNS minhash_query
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION minhash_query_out(minhash_query) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION minhash_query_recv(internal) RETURNS minhash_query
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION minhash_query_send(minhash_query) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE minhash_query (
	INPUT     = minhash_query_in,
	OUTPUT    = minhash_query_out,
	RECEIVE   = minhash_query_recv,
	SEND      = minhash_query_send,
	ALIGNMENT = double,
	STORAGE   = external
);

COMMENT ON TYPE minhash_query IS
	'a signature to search for and the similarity to be reached; made by at_least()';

CREATE FUNCTION at_least(sig minhash, similarity float8) RETURNS minhash_query
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION at_least(minhash, float8) IS
	'what to look for with the % operator when the query itself shall carry the threshold (0 to 1)';

CREATE FUNCTION minhash_similar_query(minhash, minhash_query) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2;

COMMENT ON FUNCTION minhash_similar_query(minhash, minhash_query) IS
	'jaccard() >= the similarity of the query; implementation of the % operator';

CREATE FUNCTION minhash_query_similar(minhash_query, minhash) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2;

COMMENT ON FUNCTION minhash_query_similar(minhash_query, minhash) IS
	'jaccard() >= the similarity of the query; implementation of the % operator';

-- minhash: operators

CREATE FUNCTION minhash_similarsel(internal, oid, internal, int) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION minhash_similarsel(internal, oid, internal, int) IS 'restriction selectivity of the % operator';

CREATE FUNCTION minhash_similarjoinsel(internal, oid, internal, int2, internal) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION minhash_similarjoinsel(internal, oid, internal, int2, internal) IS
	'join selectivity of the % operator';

CREATE OPERATOR % (
	LEFTARG = minhash, RIGHTARG = minhash, PROCEDURE = minhash_similar,
	COMMUTATOR = %, RESTRICT = minhash_similarsel, JOIN = minhash_similarjoinsel
);

COMMENT ON OPERATOR %(minhash, minhash) IS 'similar: jaccard() >= newsprint.similarity_threshold';

CREATE OPERATOR % (
	LEFTARG = minhash, RIGHTARG = minhash_query, PROCEDURE = minhash_similar_query,
	COMMUTATOR = %, RESTRICT = minhash_similarsel, JOIN = minhash_similarjoinsel
);

COMMENT ON OPERATOR %(minhash, minhash_query) IS 'similar: jaccard() >= the similarity of the query';

CREATE OPERATOR % (
	LEFTARG = minhash_query, RIGHTARG = minhash, PROCEDURE = minhash_query_similar,
	COMMUTATOR = %, RESTRICT = minhash_similarsel, JOIN = minhash_similarjoinsel
);

COMMENT ON OPERATOR %(minhash_query, minhash) IS 'similar: jaccard() >= the similarity of the query';

CREATE OPERATOR <-> (
	LEFTARG = minhash, RIGHTARG = minhash, PROCEDURE = minhash_distance,
	COMMUTATOR = <->
);

COMMENT ON OPERATOR <->(minhash, minhash) IS 'distance: 1 - jaccard()';

-- minhash: aggregate

CREATE FUNCTION minhash_agg_transfn(internal, text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 500;

CREATE FUNCTION minhash_agg_transfn(internal, text, int, int) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 500;

CREATE FUNCTION minhash_agg_finalfn(internal) RETURNS minhash
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

CREATE FUNCTION minhash_agg_combinefn(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

CREATE FUNCTION minhash_agg_serialfn(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION minhash_agg_deserialfn(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE AGGREGATE minhash_agg(text) (
	SFUNC = minhash_agg_transfn,
	STYPE = internal,
	SSPACE = 32768,
	FINALFUNC = minhash_agg_finalfn,
	COMBINEFUNC = minhash_agg_combinefn,
	SERIALFUNC = minhash_agg_serialfn,
	DESERIALFUNC = minhash_agg_deserialfn,
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE minhash_agg(text) IS
	'signature of the union of a group''s shingles, 128 lanes, shingles of 3 words; NULLs are left out';

CREATE AGGREGATE minhash_agg(body text, lanes int, shingle int) (
	SFUNC = minhash_agg_transfn,
	STYPE = internal,
	SSPACE = 32768,
	FINALFUNC = minhash_agg_finalfn,
	COMBINEFUNC = minhash_agg_combinefn,
	SERIALFUNC = minhash_agg_serialfn,
	DESERIALFUNC = minhash_agg_deserialfn,
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE minhash_agg(text, int, int) IS
	'signature of the union of a group''s shingles; lanes and shingle as in to_minhash(), the same for all rows';

-- minhash: order and hashing, so that GROUP BY and DISTINCT work

CREATE FUNCTION minhash_lt(minhash, minhash) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION minhash_lt(minhash, minhash) IS 'implementation of the < operator';

CREATE FUNCTION minhash_le(minhash, minhash) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION minhash_le(minhash, minhash) IS 'implementation of the <= operator';

CREATE FUNCTION minhash_eq(minhash, minhash) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION minhash_eq(minhash, minhash) IS 'implementation of the = operator';

CREATE FUNCTION minhash_ne(minhash, minhash) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION minhash_ne(minhash, minhash) IS 'implementation of the <> operator';

CREATE FUNCTION minhash_ge(minhash, minhash) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION minhash_ge(minhash, minhash) IS 'implementation of the >= operator';

CREATE FUNCTION minhash_gt(minhash, minhash) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION minhash_gt(minhash, minhash) IS 'implementation of the > operator';

CREATE FUNCTION minhash_cmp(minhash, minhash) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION minhash_hash(minhash) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION minhash_hash_extended(minhash, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE OPERATOR < (
	LEFTARG = minhash, RIGHTARG = minhash, PROCEDURE = minhash_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);

COMMENT ON OPERATOR <(minhash, minhash) IS 'before, in an order that serves sorting only';

CREATE OPERATOR <= (
	LEFTARG = minhash, RIGHTARG = minhash, PROCEDURE = minhash_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);

COMMENT ON OPERATOR <=(minhash, minhash) IS 'before or equal';

CREATE OPERATOR = (
	LEFTARG = minhash, RIGHTARG = minhash, PROCEDURE = minhash_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);

COMMENT ON OPERATOR =(minhash, minhash) IS 'equal in every byte';

CREATE OPERATOR <> (
	LEFTARG = minhash, RIGHTARG = minhash, PROCEDURE = minhash_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);

COMMENT ON OPERATOR <>(minhash, minhash) IS 'not equal';

CREATE OPERATOR >= (
	LEFTARG = minhash, RIGHTARG = minhash, PROCEDURE = minhash_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);

COMMENT ON OPERATOR >=(minhash, minhash) IS 'after or equal';

CREATE OPERATOR > (
	LEFTARG = minhash, RIGHTARG = minhash, PROCEDURE = minhash_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);

COMMENT ON OPERATOR >(minhash, minhash) IS 'after';

CREATE OPERATOR CLASS minhash_ops DEFAULT FOR TYPE minhash USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 minhash_cmp(minhash, minhash);

COMMENT ON OPERATOR CLASS minhash_ops USING btree IS 'identical signatures; the order means nothing else';

CREATE OPERATOR CLASS minhash_ops DEFAULT FOR TYPE minhash USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 minhash_hash(minhash),
	FUNCTION 2 minhash_hash_extended(minhash, bigint);

COMMENT ON OPERATOR CLASS minhash_ops USING hash IS 'identical signatures';

-- minhash: banding

CREATE FUNCTION minhash_bands(sig minhash, bands int, rows int) RETURNS bigint[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

COMMENT ON FUNCTION minhash_bands(minhash, int, int) IS
	'one key for each band of so many lanes; texts that share a key are candidates; none for a text without words; error if bands * rows > lanes';

CREATE FUNCTION lsh_probability(similarity float8, bands int, rows int) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION lsh_probability(float8, int, int) IS
	'probability that two texts of that similarity share a band key: 1 - (1 - p^rows)^bands, p being the probability of an equal 8-bit lane';

CREATE FUNCTION lsh_parameters(threshold float8, recall float8 DEFAULT 0.95, lanes int DEFAULT 128,
	OUT bands int, OUT rows int, OUT probability float8) RETURNS record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION lsh_parameters(float8, float8, int) IS
	'fewest bands that reach the recall at the threshold while at most one pair of unrelated texts in 10,000 shares a key; probability is what they reach, below recall if the lanes do not suffice';

-- minhash: GIN

CREATE FUNCTION gin_minhash_options(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION gin_extract_value_minhash(minhash, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

-- stable because it reads newsprint.similarity_threshold
CREATE FUNCTION gin_extract_query_minhash(minhash, internal, int2, internal, internal, internal, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;

CREATE FUNCTION gin_minhash_consistent(internal, int2, minhash, int, internal, internal, internal, internal)
	RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION gin_minhash_triconsistent(internal, int2, minhash, int, internal, internal, internal)
	RETURNS "char"
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE OPERATOR CLASS gin_minhash_ops DEFAULT FOR TYPE minhash USING gin AS
	OPERATOR 1 %(minhash, minhash),
	OPERATOR 2 %(minhash, minhash_query),
	FUNCTION 1 btint8cmp(bigint, bigint),
	FUNCTION 2 gin_extract_value_minhash(minhash, internal),
	FUNCTION 3 gin_extract_query_minhash(minhash, internal, int2, internal, internal, internal, internal),
	FUNCTION 4 gin_minhash_consistent(internal, int2, minhash, int, internal, internal, internal, internal),
	FUNCTION 6 gin_minhash_triconsistent(internal, int2, minhash, int, internal, internal, internal),
	FUNCTION 7 gin_minhash_options(internal),
	STORAGE bigint;

COMMENT ON OPERATOR CLASS gin_minhash_ops USING gin IS
	'% through band keys; options: threshold (0.6), recall (0.95), or bands and rows; lanes (128), shingle (3)';
