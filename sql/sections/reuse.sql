-- fingerprint: what remains of a text for tracing reuse

CREATE TYPE fingerprint;

CREATE FUNCTION fingerprint_in(cstring) RETURNS fingerprint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION fingerprint_out(fingerprint) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION fingerprint_recv(internal) RETURNS fingerprint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION fingerprint_send(fingerprint) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

-- external: hashes do not compress; in the category of minhash, which is preferred in it
CREATE TYPE fingerprint (
	INPUT     = fingerprint_in,
	OUTPUT    = fingerprint_out,
	RECEIVE   = fingerprint_recv,
	SEND      = fingerprint_send,
	CATEGORY  = 'm',
	STORAGE   = external
);

COMMENT ON TYPE fingerprint IS
	'fingerprint of a text: 4 bytes for each chosen shingle hash, rising; made by to_fingerprint()';

-- fingerprint: making and asking

CREATE FUNCTION to_fingerprint(body text, shingle int DEFAULT 5, "window" int DEFAULT 4) RETURNS fingerprint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;

COMMENT ON FUNCTION to_fingerprint(text, int, int) IS
	'fingerprint of a text over its shingles of so many words (1 to 16), the smallest hash of every so many consecutive shingles (window, 1 to 256): texts that share a run of shingle + window - 1 words share a hash, for certain; winnowing (Schleimer, Wilkerson, Aiken 2003)';

CREATE FUNCTION fingerprint_version(fingerprint) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION fingerprint_version(fingerprint) IS
	'format version of a fingerprint, also of one that this release cannot read';

CREATE FUNCTION fingerprint_hashes(fingerprint) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION fingerprint_hashes(fingerprint) IS
	'number of hashes of a fingerprint; 0 for a text without words';

CREATE FUNCTION containment(a fingerprint, b fingerprint) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION containment(fingerprint, fingerprint) IS
	'share of a''s hashes that are in b, 0 to 1: how much of text a stands in text b; 0 if a has no words; error if shingle or window differ';

CREATE FUNCTION fingerprint_contained_distance(fingerprint, fingerprint) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION fingerprint_contained_distance(fingerprint, fingerprint) IS
	'1 - containment(a, b); implementation of the <<-> operator';

CREATE FUNCTION fingerprint_contains_distance(fingerprint, fingerprint) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION fingerprint_contains_distance(fingerprint, fingerprint) IS
	'1 - containment(b, a); implementation of the <->> operator';

-- stable because they read newsprint.containment_threshold
CREATE FUNCTION fingerprint_contained(fingerprint, fingerprint) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION fingerprint_contained(fingerprint, fingerprint) IS
	'containment(a, b) >= newsprint.containment_threshold, and more than 0; implementation of the <% operator';

CREATE FUNCTION fingerprint_contains(fingerprint, fingerprint) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION fingerprint_contains(fingerprint, fingerprint) IS
	'containment(b, a) >= newsprint.containment_threshold, and more than 0; implementation of the %> operator';

-- fingerprint_query: a fingerprint and the containment asked for

CREATE TYPE fingerprint_query;

CREATE FUNCTION fingerprint_query_in(cstring) RETURNS fingerprint_query
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION fingerprint_query_out(fingerprint_query) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION fingerprint_query_recv(internal) RETURNS fingerprint_query
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION fingerprint_query_send(fingerprint_query) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE fingerprint_query (
	INPUT     = fingerprint_query_in,
	OUTPUT    = fingerprint_query_out,
	RECEIVE   = fingerprint_query_recv,
	SEND      = fingerprint_query_send,
	ALIGNMENT = double,
	STORAGE   = external
);

COMMENT ON TYPE fingerprint_query IS
	'a fingerprint to search for and the containment to be reached; made by at_least()';

CREATE FUNCTION at_least(fp fingerprint, containment float8) RETURNS fingerprint_query
	AS 'MODULE_PATHNAME', 'fingerprint_at_least' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION at_least(fingerprint, float8) IS
	'what to look for with <% and %> when the query itself shall carry the threshold (0 to 1)';

CREATE FUNCTION fingerprint_contained_query(fingerprint, fingerprint_query) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION fingerprint_contained_query(fingerprint, fingerprint_query) IS
	'containment of the fingerprint in the query''s >= that of the query, and more than 0; implementation of the <% operator';

CREATE FUNCTION fingerprint_contains_query(fingerprint, fingerprint_query) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION fingerprint_contains_query(fingerprint, fingerprint_query) IS
	'containment of the query''s fingerprint in this one >= that of the query, and more than 0; implementation of the %> operator';

CREATE FUNCTION fingerprint_query_contained(fingerprint_query, fingerprint) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION fingerprint_query_contained(fingerprint_query, fingerprint) IS
	'containment of the query''s fingerprint in this one >= that of the query, and more than 0; implementation of the <% operator';

CREATE FUNCTION fingerprint_query_contains(fingerprint_query, fingerprint) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;

COMMENT ON FUNCTION fingerprint_query_contains(fingerprint_query, fingerprint) IS
	'containment of the fingerprint in the query''s >= that of the query, and more than 0; implementation of the %> operator';

-- fingerprint: operators; planned as % of minhash is, a handful of rows however large the table

CREATE OPERATOR <% (
	LEFTARG = fingerprint, RIGHTARG = fingerprint, PROCEDURE = fingerprint_contained,
	COMMUTATOR = %>, RESTRICT = minhash_similarsel, JOIN = minhash_similarjoinsel
);

COMMENT ON OPERATOR <%(fingerprint, fingerprint) IS 'the left one stands in the right one: containment() >= newsprint.containment_threshold';

CREATE OPERATOR %> (
	LEFTARG = fingerprint, RIGHTARG = fingerprint, PROCEDURE = fingerprint_contains,
	COMMUTATOR = <%, RESTRICT = minhash_similarsel, JOIN = minhash_similarjoinsel
);

COMMENT ON OPERATOR %>(fingerprint, fingerprint) IS 'the right one stands in the left one: containment() >= newsprint.containment_threshold';

CREATE OPERATOR <% (
	LEFTARG = fingerprint, RIGHTARG = fingerprint_query, PROCEDURE = fingerprint_contained_query,
	COMMUTATOR = %>, RESTRICT = minhash_similarsel, JOIN = minhash_similarjoinsel
);

COMMENT ON OPERATOR <%(fingerprint, fingerprint_query) IS 'the left one stands in the right one: containment() >= the containment of the query';

CREATE OPERATOR %> (
	LEFTARG = fingerprint, RIGHTARG = fingerprint_query, PROCEDURE = fingerprint_contains_query,
	COMMUTATOR = <%, RESTRICT = minhash_similarsel, JOIN = minhash_similarjoinsel
);

COMMENT ON OPERATOR %>(fingerprint, fingerprint_query) IS 'the right one stands in the left one: containment() >= the containment of the query';

CREATE OPERATOR <% (
	LEFTARG = fingerprint_query, RIGHTARG = fingerprint, PROCEDURE = fingerprint_query_contained,
	COMMUTATOR = %>, RESTRICT = minhash_similarsel, JOIN = minhash_similarjoinsel
);

COMMENT ON OPERATOR <%(fingerprint_query, fingerprint) IS 'the left one stands in the right one: containment() >= the containment of the query';

CREATE OPERATOR %> (
	LEFTARG = fingerprint_query, RIGHTARG = fingerprint, PROCEDURE = fingerprint_query_contains,
	COMMUTATOR = <%, RESTRICT = minhash_similarsel, JOIN = minhash_similarjoinsel
);

COMMENT ON OPERATOR %>(fingerprint_query, fingerprint) IS 'the right one stands in the left one: containment() >= the containment of the query';

CREATE OPERATOR <<-> (
	LEFTARG = fingerprint, RIGHTARG = fingerprint, PROCEDURE = fingerprint_contained_distance,
	COMMUTATOR = <->>
);

COMMENT ON OPERATOR <<->(fingerprint, fingerprint) IS 'distance: 1 - containment(left, right)';

CREATE OPERATOR <->> (
	LEFTARG = fingerprint, RIGHTARG = fingerprint, PROCEDURE = fingerprint_contains_distance,
	COMMUTATOR = <<->
);

COMMENT ON OPERATOR <->>(fingerprint, fingerprint) IS 'distance: 1 - containment(right, left)';

-- fingerprint: order and hashing, so that GROUP BY and DISTINCT work

CREATE FUNCTION fingerprint_lt(fingerprint, fingerprint) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION fingerprint_lt(fingerprint, fingerprint) IS 'implementation of the < operator';

CREATE FUNCTION fingerprint_le(fingerprint, fingerprint) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION fingerprint_le(fingerprint, fingerprint) IS 'implementation of the <= operator';

CREATE FUNCTION fingerprint_eq(fingerprint, fingerprint) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION fingerprint_eq(fingerprint, fingerprint) IS 'implementation of the = operator';

CREATE FUNCTION fingerprint_ne(fingerprint, fingerprint) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION fingerprint_ne(fingerprint, fingerprint) IS 'implementation of the <> operator';

CREATE FUNCTION fingerprint_ge(fingerprint, fingerprint) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION fingerprint_ge(fingerprint, fingerprint) IS 'implementation of the >= operator';

CREATE FUNCTION fingerprint_gt(fingerprint, fingerprint) RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION fingerprint_gt(fingerprint, fingerprint) IS 'implementation of the > operator';

CREATE FUNCTION fingerprint_cmp(fingerprint, fingerprint) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION fingerprint_hash(fingerprint) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION fingerprint_hash_extended(fingerprint, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE OPERATOR < (
	LEFTARG = fingerprint, RIGHTARG = fingerprint, PROCEDURE = fingerprint_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);

COMMENT ON OPERATOR <(fingerprint, fingerprint) IS 'before, in an order that serves sorting only';

CREATE OPERATOR <= (
	LEFTARG = fingerprint, RIGHTARG = fingerprint, PROCEDURE = fingerprint_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);

COMMENT ON OPERATOR <=(fingerprint, fingerprint) IS 'before or equal';

CREATE OPERATOR = (
	LEFTARG = fingerprint, RIGHTARG = fingerprint, PROCEDURE = fingerprint_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);

COMMENT ON OPERATOR =(fingerprint, fingerprint) IS 'equal in every byte';

CREATE OPERATOR <> (
	LEFTARG = fingerprint, RIGHTARG = fingerprint, PROCEDURE = fingerprint_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);

COMMENT ON OPERATOR <>(fingerprint, fingerprint) IS 'not equal';

CREATE OPERATOR >= (
	LEFTARG = fingerprint, RIGHTARG = fingerprint, PROCEDURE = fingerprint_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);

COMMENT ON OPERATOR >=(fingerprint, fingerprint) IS 'after or equal';

CREATE OPERATOR > (
	LEFTARG = fingerprint, RIGHTARG = fingerprint, PROCEDURE = fingerprint_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);

COMMENT ON OPERATOR >(fingerprint, fingerprint) IS 'after';

CREATE OPERATOR CLASS fingerprint_ops DEFAULT FOR TYPE fingerprint USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 fingerprint_cmp(fingerprint, fingerprint);

COMMENT ON OPERATOR CLASS fingerprint_ops USING btree IS 'identical fingerprints; the order means nothing else';

CREATE OPERATOR CLASS fingerprint_ops DEFAULT FOR TYPE fingerprint USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 fingerprint_hash(fingerprint),
	FUNCTION 2 fingerprint_hash_extended(fingerprint, bigint);

COMMENT ON OPERATOR CLASS fingerprint_ops USING hash IS 'identical fingerprints';

-- fingerprint: GIN

CREATE FUNCTION gin_fingerprint_options(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION gin_extract_value_fingerprint(fingerprint, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

-- stable because it reads newsprint.containment_threshold
CREATE FUNCTION gin_extract_query_fingerprint(fingerprint, internal, int2, internal, internal, internal, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;

CREATE FUNCTION gin_fingerprint_consistent(internal, int2, fingerprint, int, internal, internal, internal, internal)
	RETURNS bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION gin_fingerprint_triconsistent(internal, int2, fingerprint, int, internal, internal, internal)
	RETURNS "char"
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE OPERATOR CLASS gin_fingerprint_ops DEFAULT FOR TYPE fingerprint USING gin AS
	OPERATOR 1 %>(fingerprint, fingerprint),
	OPERATOR 2 %>(fingerprint, fingerprint_query),
	OPERATOR 3 <%(fingerprint, fingerprint),
	OPERATOR 4 <%(fingerprint, fingerprint_query),
	FUNCTION 1 btint4cmp(int, int),
	FUNCTION 2 gin_extract_value_fingerprint(fingerprint, internal),
	FUNCTION 3 gin_extract_query_fingerprint(fingerprint, internal, int2, internal, internal, internal, internal),
	FUNCTION 4 gin_fingerprint_consistent(internal, int2, fingerprint, int, internal, internal, internal, internal),
	FUNCTION 6 gin_fingerprint_triconsistent(internal, int2, fingerprint, int, internal, internal, internal),
	FUNCTION 7 gin_fingerprint_options(internal),
	STORAGE int;

COMMENT ON OPERATOR CLASS gin_fingerprint_ops USING gin IS
	'%> and <% through hash entries; option bits (18): how much of a hash an entry keeps, 8 to 30';

-- passages and verdict

CREATE FUNCTION shared_passages(a text, b text, min_words int DEFAULT 8,
	OUT a_start int, OUT a_length int, OUT b_start int, OUT b_length int, OUT words int, OUT passage text)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2000 ROWS 10;

COMMENT ON FUNCTION shared_passages(text, text, int) IS
	'maximal runs of at least min_words folded words that stand in both texts, in the order of a; starts count from 1 in characters, as in substr(); passage as it stands in a; of repeats each place in either text is listed once';

CREATE FUNCTION duplicate_kind(a text, b text,
	OUT kind text, OUT similarity float8, OUT containment float8, OUT evidence text[])
	RETURNS record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2000;

COMMENT ON FUNCTION duplicate_kind(text, text) IS
	'identical (the same folded words), edited, excerpt (one in the other), template (same form, other facts) or different; similarity: exact Jaccard of 3-word shingles; containment: share of the smaller shingle set; evidence: up to 12 pieces that differ; symmetric; put the title before a short body';

CREATE FUNCTION template_margin(a text, b text) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2000;

COMMENT ON FUNCTION template_margin(text, text) IS
	'log odds that two texts are one form filled in twice, as duplicate_kind() sees it: above 0 it says template, if the texts are related at all';
