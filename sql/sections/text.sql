
-- text: folding

CREATE FUNCTION fold_text(text) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

COMMENT ON FUNCTION fold_text(text) IS
	'words of a text as the hashes see them: case, accents and look-alike letters folded, one blank between words';

CREATE FUNCTION obfuscation(text, OUT word text, OUT folded text, OUT kind text, OUT start int, OUT length int)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10;

COMMENT ON FUNCTION obfuscation(text) IS
	'words that hide behind look-alike letters: as written, folded, kind of disguise, place in characters (from 1, as in substr) and length';
