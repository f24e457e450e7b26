
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
