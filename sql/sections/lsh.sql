
-- lsh: the index access method

CREATE FUNCTION lsh_handler(internal) RETURNS index_am_handler
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON FUNCTION lsh_handler(internal) IS 'handler of the lsh index access method';

CREATE ACCESS METHOD lsh TYPE INDEX HANDLER lsh_handler;

COMMENT ON ACCESS METHOD lsh IS
	'signatures in an LSH forest (Bawa, Condie, Ganesan 2005): %, with the threshold and newsprint.recall of the moment, and ORDER BY <->; options: bands (16), fillfactor (90)';

CREATE OPERATOR CLASS minhash_lsh_ops DEFAULT FOR TYPE minhash USING lsh AS
	OPERATOR 1 %(minhash, minhash),
	OPERATOR 2 %(minhash, minhash_query),
	OPERATOR 3 <->(minhash, minhash) FOR ORDER BY float_ops;

COMMENT ON OPERATOR CLASS minhash_lsh_ops USING lsh IS '% and ORDER BY <-> for signatures';

CREATE FUNCTION newsprint_lsh_check(index regclass, OUT block bigint, OUT problem text)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C STRICT VOLATILE PARALLEL RESTRICTED COST 10000 ROWS 1;

COMMENT ON FUNCTION newsprint_lsh_check(regclass) IS
	'what is wrong with an lsh index, and in which block; no row if it is sound; for the owner of the table, whose writers wait meanwhile';

CREATE FUNCTION newsprint_lsh_stats(index regclass,
	OUT lanes int, OUT shingle int, OUT bands int, OUT levels int, OUT rows bigint,
	OUT row_pages bigint, OUT leaf_pages bigint, OUT inner_pages bigint, OUT free_pages bigint,
	OUT row_fill float8, OUT leaf_fill float8)
	RETURNS record
	AS 'MODULE_PATHNAME' LANGUAGE C STRICT VOLATILE PARALLEL RESTRICTED COST 10000;

COMMENT ON FUNCTION newsprint_lsh_stats(regclass) IS
	'what an lsh index is made of: levels of its highest tree, rows, pages of each kind, share of row slots and of leaves in use; lanes and shingle are NULL until the first row comes';
