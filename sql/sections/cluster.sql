
-- cluster: all pairs, all clusters of a table

CREATE FUNCTION near_duplicates(relation regclass, key name, sig name,
		threshold float8 DEFAULT NULL, recall float8 DEFAULT 0.99, body name DEFAULT NULL,
		tenant name DEFAULT NULL, published name DEFAULT NULL, horizon interval DEFAULT NULL)
	RETURNS TABLE (a text, b text, similarity float8)
	-- stable because threshold falls back to newsprint.similarity_threshold
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED COST 100000 ROWS 1000;

COMMENT ON FUNCTION near_duplicates(regclass, name, name, float8, float8, name, name, name, interval) IS
	'pairs of rows whose signatures resemble each other: the keys a and b as text, a before b in the order of their own type, and the similarity, at least threshold (newsprint.similarity_threshold if null); recall is the share of the pairs at the threshold that is found; with body, the similarity is the exact one of the texts in that column; with tenant, only rows where that column is equal; with published and horizon, only rows so near in time; memory stays within maintenance_work_mem, and large tables are searched by max_parallel_maintenance_workers as well, if the signatures that they share have room in it';

CREATE TYPE duplicate_cluster AS (key text, cluster text, size bigint, similarity_to_canonical float8);

COMMENT ON TYPE duplicate_cluster IS
	'a row of duplicate_clusters(): key of a row, key of the canonical row of its cluster, rows in the cluster, similarity to the canonical row (1 for itself)';

CREATE FUNCTION duplicate_clusters(relation regclass, key name, sig name,
		threshold float8 DEFAULT NULL, recall float8 DEFAULT 0.99, body name DEFAULT NULL,
		tenant name DEFAULT NULL, published name DEFAULT NULL, horizon interval DEFAULT NULL,
		canonical_order name DEFAULT NULL, descending boolean DEFAULT false)
	RETURNS SETOF duplicate_cluster
	-- stable because threshold falls back to newsprint.similarity_threshold
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL RESTRICTED COST 100000 ROWS 1000;

COMMENT ON FUNCTION duplicate_clusters(regclass, name, name, float8, float8, name, name, name, interval, name, boolean) IS
	'rows that have near-duplicates, in clusters of two and more, the canonical row first; rows are taken in the order of the column canonical_order (descending if so asked, nulls last) and then of the key, and one that resembles no canonical row so far is canonical itself, so that every row of a cluster resembles its canonical row; the other arguments, memory and workers as in near_duplicates()';

CREATE FUNCTION newsprint_clustering(OUT pid int, OUT relation regclass, OUT task text, OUT done bigint,
		OUT expected bigint, OUT since timestamptz)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL RESTRICTED;

COMMENT ON FUNCTION newsprint_clustering() IS
	'near_duplicates() and duplicate_clusters() at work in this database, as far as the current user may see these sessions: task and phase, articles done and expected in the phase (when comparing, each article once a band; null if not known), and when the phase began';
