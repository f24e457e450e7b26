
-- watch: triggers of the watched tables

CREATE FUNCTION newsprint_screen() RETURNS trigger
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON FUNCTION newsprint_screen() IS
	'trigger BEFORE INSERT OR UPDATE: signs and scores the text, finds the article that it copies, and does what the settings of the table say';

CREATE FUNCTION newsprint_settle() RETURNS trigger
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON FUNCTION newsprint_settle() IS
	'constraint trigger, deferred: in strict mode, finds copies that other sessions have committed meanwhile';

CREATE FUNCTION newsprint_forget() RETURNS trigger
	AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON FUNCTION newsprint_forget() IS
	'trigger AFTER DELETE: tells newsprint_sweep() that a row is gone';
