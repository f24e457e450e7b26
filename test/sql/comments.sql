-- every object that a user may meet says what it is
SELECT pg_describe_object(d.classid, d.objid, 0) AS without_comment
FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'newsprint'
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
	AND d.classid IN ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_class'::regclass, 'pg_am'::regclass,
		'pg_opclass'::regclass, 'pg_type'::regclass)
	AND obj_description(d.objid, d.classid::regclass::name) IS NULL
	-- what only the server calls: input, output and support functions, states of aggregates
	AND NOT (d.classid = 'pg_proc'::regclass AND EXISTS (SELECT FROM pg_proc p WHERE p.oid = d.objid
		AND (p.prorettype IN ('internal'::regtype, 'cstring'::regtype) OR 'internal'::regtype = ANY (p.proargtypes)
			OR 'cstring'::regtype = ANY (p.proargtypes)
			OR EXISTS (SELECT FROM pg_amproc a WHERE a.amproc = p.oid)
			OR EXISTS (SELECT FROM pg_type t WHERE p.oid IN (t.typsend, t.typreceive))
			OR EXISTS (SELECT FROM pg_aggregate a WHERE p.oid IN (a.aggtransfn, a.aggfinalfn, a.aggserialfn, a.aggdeserialfn)))))
	AND NOT (d.classid = 'pg_class'::regclass AND EXISTS (SELECT FROM pg_class c WHERE c.oid = d.objid AND c.relkind <> 'r'))
	AND NOT (d.classid = 'pg_type'::regclass AND EXISTS (SELECT FROM pg_type t WHERE t.oid = d.objid
		AND (t.typelem <> 0 OR t.typrelid <> 0 AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind <> 'c'))))
ORDER BY 1;
