
-- report: what to look at

CREATE FUNCTION newsprint_threshold_preview(relation regclass,
		sig name DEFAULT NULL, key name DEFAULT NULL, body name DEFAULT NULL,
		OUT similarity float8, OUT pairs bigint, OUT at_least bigint, OUT found float8,
		OUT example float8, OUT a text, OUT b text, OUT a_text text, OUT b_text text)
	RETURNS SETOF record
	-- stable because it reads the table and newsprint.similarity_threshold
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED COST 100000 ROWS 20
	SET search_path = pg_catalog, pg_temp;

COMMENT ON FUNCTION newsprint_threshold_preview(regclass, name, name, name) IS
	'how similar a table''s articles are to each other, in levels of 0.05 from the highest: where the level begins, pairs in it, pairs from there up (what a threshold there would call similar), share of rows at its beginning that the index finds in a search for the threshold (null without an index), and one pair for an example: its similarity, keys and beginnings of title or text; columns as in the settings of the watch, else the only minhash column and the primary key unless named; a large table is sampled and the pairs are estimates; tenant and horizon are not regarded';

CREATE FUNCTION newsprint_threshold_plot(relation regclass,
		sig name DEFAULT NULL, key name DEFAULT NULL, body name DEFAULT NULL)
	RETURNS text
	-- stable because it reads the table and newsprint.similarity_threshold
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED COST 100000
	SET search_path = pg_catalog, pg_temp;

COMMENT ON FUNCTION newsprint_threshold_plot(regclass, name, name, name) IS
	'newsprint_threshold_preview() as a drawing (SVG): bars for the pairs, a curve for the share that the index finds, a line for the threshold';

CREATE FUNCTION newsprint_report(relation regclass) RETURNS text
	-- stable because it reads the table
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED COST 100000
	SET search_path = pg_catalog, pg_temp;

COMMENT ON FUNCTION newsprint_report(regclass) IS
	'one HTML page about a table under watch, to be written to a file and opened in a browser: articles, copies and junk over time, the stories with the most copies, similarities and scores with their thresholds, signals, posts that many pages advertise, last runs; plain ASCII without any outside resource; a large table is sampled, and the page says so; error if the table is not under watch';
