-- What parallel workers and the shards of a distributed table take for
-- granted of functions, operators and aggregates

CREATE VIEW member AS
SELECT p.* FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid
WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
	AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'newsprint');

-- every aggregate can be split: its state is combined, and can travel
SELECT a.aggfnoid::regprocedure AS cannot_be_split
FROM pg_aggregate a JOIN member p ON p.oid = a.aggfnoid
WHERE a.aggcombinefn = 0 OR p.proparallel <> 's'
	OR (a.aggtranstype = 'internal'::regtype AND (a.aggserialfn = 0 OR a.aggdeserialfn = 0));
SELECT count(*) >= 2 AS aggregates FROM pg_aggregate a JOIN member p ON p.oid = a.aggfnoid;

-- what stands behind an operator, an operator class or a type runs in workers
SELECT p.oid::regprocedure AS not_safe
FROM member p
WHERE p.proparallel <> 's' AND (
	EXISTS (SELECT FROM pg_operator o WHERE p.oid IN (o.oprcode, o.oprrest, o.oprjoin))
	OR EXISTS (SELECT FROM pg_amproc a WHERE a.amproc = p.oid)
	OR EXISTS (SELECT FROM pg_type t WHERE p.oid IN (t.typinput, t.typoutput, t.typreceive, t.typsend)));

-- operators are immutable, and so shippable, unless they read a setting
SELECT o.oid::regoperator AS reads_a_setting
FROM pg_operator o JOIN member p ON p.oid = o.oprcode
WHERE p.provolatile <> 'i' ORDER BY o.oid::regoperator::text COLLATE "C";

-- what makes something of a text is good for generated columns, indexes and
-- workers, and the planner knows that it is worth a worker
SELECT p.oid::regprocedure AS wrong_label, p.provolatile, p.proparallel, p.procost
FROM member p
WHERE (p.provolatile <> 'i' OR p.proparallel <> 's' OR p.procost < 100) AND p.proname IN (
	'to_minhash', 'to_fingerprint', 'fold_text', 'obfuscation', 'duplicate_kind', 'template_margin',
	'shared_passages', 'article_body', 'related_posts', 'article_split', 'spam_score', 'spam_explain',
	'minhash_agg_transfn', 'spam_train_transfn');

-- functions of a row read no table: on a shard it would be another node's
CREATE TABLE probe AS SELECT 'The harbor bridge will close on Monday for repairs, the council said.'::text AS body;
CREATE INDEX ON probe USING gin (to_minhash(body));
CREATE INDEX ON probe USING lsh (to_minhash(body));
CREATE INDEX ON probe USING gin (to_fingerprint(body));
BEGIN;
SELECT count(*) AS rows, count(DISTINCT minhash_bands(v.sig, 13, 3)) AS bands, minhash_agg(a.body) IS NULL AS no_agg
FROM probe a, probe b, LATERAL (SELECT to_minhash(a.body) AS sig, to_fingerprint(a.body) AS fp) v
WHERE v.sig % to_minhash(b.body) AND v.sig % at_least(v.sig, 0.5) AND v.sig <-> v.sig = 0
	AND v.fp <% to_fingerprint(b.body) AND containment(v.fp, v.fp) = 1
	AND (duplicate_kind(a.body, b.body)).kind = 'identical';
INSERT INTO probe SELECT body FROM probe;
SELECT relname AS read FROM pg_stat_xact_user_tables
WHERE relname <> 'probe' AND (seq_scan > 0 OR idx_scan > 0 OR n_tup_ins + n_tup_upd + n_tup_del > 0);
ROLLBACK;

DROP TABLE probe;
DROP VIEW member;
