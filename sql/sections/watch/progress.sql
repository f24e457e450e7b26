
-- watch: how far is it?

-- A running transaction shows nothing to others, but a run commits its counts
-- with every batch, so that a table is all it takes.  A function, so that
-- row-level security is that of whoever asks.
CREATE FUNCTION newsprint_running(OUT pid int, OUT relation regclass, OUT task text, OUT done bigint,
		OUT expected bigint, OUT percent numeric, OUT rows_a_second bigint, OUT time_left interval)
	RETURNS SETOF record
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
	SELECT t.pid, t.relation, t.task, t.done, t.expected,
		CASE WHEN t.expected > 0 THEN round(least(100, 100.0 * t.done / t.expected), 1) END, t.rate::bigint,
		make_interval(secs => round(greatest(t.expected - t.done, 0) / nullif(t.rate, 0)))
	FROM (
		SELECT r.pid, r.relation, r.task, greatest(r.signed, r.screened) AS done, r.expected,
			greatest(r.signed, r.screened) / extract(epoch FROM clock_timestamp() - r.started)::float8 AS rate
		FROM @extschema@.newsprint_runs r
		-- the lock of newsprint_hold(): a run that was cut off has it no more
		WHERE r.state = 'running' AND EXISTS (
			SELECT FROM pg_locks l WHERE l.locktype = 'object' AND l.pid = r.pid AND l.granted
				AND l.classid = '@extschema@.newsprint_watched'::regclass AND l.objid = r.relation)
		UNION ALL
		SELECT p.pid, p.relid, p.phase, greatest(p.tuples_done, p.blocks_done), greatest(p.tuples_total, p.blocks_total),
			greatest(p.tuples_done, p.blocks_done) / extract(epoch FROM clock_timestamp() - a.query_start)::float8
		FROM pg_stat_progress_create_index p JOIN pg_stat_activity a ON a.pid = p.pid
		WHERE p.relid IN (SELECT w.relation FROM @extschema@.newsprint_watched w)
		UNION ALL
		SELECT c.pid, c.relation, c.task, c.done, c.expected,
			c.done / nullif(extract(epoch FROM clock_timestamp() - c.since)::float8, 0)
		FROM @extschema@.newsprint_clustering() c) t
$$;

COMMENT ON FUNCTION newsprint_running() IS 'the rows of the view newsprint_progress';

CREATE VIEW newsprint_progress AS SELECT * FROM newsprint_running();
GRANT SELECT ON newsprint_progress TO PUBLIC;

COMMENT ON VIEW newsprint_progress IS
	'what works at this moment: backfill, sweep or a phase of an index build on watched tables, a phase of near_duplicates() or duplicate_clusters() on any; rows (of an index build, rows or blocks; of pairs compared, rows once for each band) done and expected, rate, and the time left at that rate';
