# Another role plants operators, functions and types wherever a query that is
# not qualified would find them: in the schema that the extension goes to, and
# in one that is searched before pg_catalog.  Nothing of it may ever be used:
# not by the install script, not by a function of the extension.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('security');
my $sprung = 'planted object was used';

$node->init;
$node->append_conf('postgresql.conf', "jit = off\nmax_locks_per_transaction = 4096");
$node->start;

# The roles: an owner of the database who is no superuser, and an attacker who
# may create objects in the schema of the extension, as in any database up to
# release 14.
$node->safe_psql(
	'postgres', q{
CREATE ROLE chief LOGIN;
CREATE ROLE mallory LOGIN;
CREATE DATABASE paper OWNER chief;
\c paper
GRANT CREATE, USAGE ON SCHEMA public TO PUBLIC;
CREATE SCHEMA trap AUTHORIZATION mallory;
GRANT USAGE ON SCHEMA trap TO PUBLIC;
});

my @types = qw(int2 int4 int8 float4 float8 numeric text varchar bpchar name "char" oid regclass regtype bool
  timestamptz timestamp date interval tid jsonb text[] name[] int2[] uuid);
my @operators = qw(= <> < > <= >= || + - * / % ~ ~~ !~~ @> <@ && -> ->> <->);

# Every operator on every two types that has no exact match in pg_catalog, so
# that it would be taken before the ones that need a cast.
sub plant_operators
{
	my ($schema, $even_exact) = @_;
	my $types = join ',', map { "('$_')" } @types;
	my $operators = join ',', map { "('$_')" } @operators;

	return qq{
SET search_path = pg_catalog;
CREATE FUNCTION $schema.spring() RETURNS text LANGUAGE plpgsql AS \$f\$ BEGIN RAISE '$sprung'; END \$f\$;
DO \$do\$
DECLARE
	l text;
	r text;
	op text;
BEGIN
	FOR l, r IN SELECT l.t, r.t FROM (VALUES $types) l (t), (VALUES $types) r (t) LOOP
		EXECUTE format('CREATE FUNCTION $schema.spring(%s, %s) RETURNS bool LANGUAGE plpgsql AS ''BEGIN RAISE ''''$sprung: %s, %s''''; END''',
			l, r, l, r);
		FOR op IN VALUES $operators LOOP
			CONTINUE WHEN NOT $even_exact AND to_regoperator(format('pg_catalog.%s(%s,%s)', op, l, r)) IS NOT NULL;
			EXECUTE format('CREATE OPERATOR $schema.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = $schema.spring)', op, l, r);
		END LOOP;
	END LOOP;
END
\$do\$;
};
}

# Functions of the names that the extension's bodies call, with arguments that
# fit better than those of the real ones; and all of its own.
sub plant_functions
{
	my ($schema, $source) = @_;

	return qq{
SET search_path = pg_catalog;
DO \$do\$
DECLARE
	f record;
	wrong text;
BEGIN
	FOR f IN
		SELECT DISTINCT p.proname, a.args
		FROM pg_catalog.pg_proc p,
			LATERAL (
				-- as it is, and with each type by one that is cast to it without being asked
				SELECT pg_catalog.string_agg(t.name, ', ' ORDER BY t.i) AS args
				FROM (SELECT v, i, CASE WHEN v = 0 OR v <> i AND v <= p.pronargs THEN pg_catalog.format_type(o, NULL)
						ELSE CASE o WHEN 'text'::regtype THEN 'varchar' WHEN 'regclass'::regtype THEN 'oid'
							WHEN 'float8'::regtype THEN 'int' WHEN 'int8'::regtype THEN 'int' WHEN 'int4'::regtype THEN 'int2'
							WHEN 'name'::regtype THEN 'text' WHEN 'oid'::regtype THEN 'regclass'
							ELSE pg_catalog.format_type(o, NULL) END END AS name
					FROM pg_catalog.unnest(p.proargtypes::oid[]) WITH ORDINALITY u (o, i),
						pg_catalog.generate_series(0, p.pronargs + 1) v) t
				GROUP BY t.v) a
		WHERE $source AND p.pronargs > 0 AND p.prokind IN ('f', 'p')
			AND NOT p.proargtypes::oid[] && ARRAY['internal', 'cstring', '"any"', 'anyelement', 'anyarray', 'anyenum',
				'anyrange', 'anymultirange', 'anynonarray', 'anycompatible', 'anycompatiblearray', 'anycompatiblerange',
				'anycompatiblenonarray', 'anycompatiblemultirange']::regtype[]::oid[]
	LOOP
		BEGIN
			EXECUTE pg_catalog.format('CREATE FUNCTION $schema.%I(%s) RETURNS text LANGUAGE plpgsql AS ''BEGIN RAISE ''''$sprung: %s(%s)''''; END''',
				f.proname, f.args, f.proname, f.args);
		EXCEPTION WHEN duplicate_function THEN NULL;
		END;
	END LOOP;
END
\$do\$;
};
}

# What a role does with the extension, whatever its search path; each statement
# is qualified itself.  Its answer is what it leaves in the tables.
my $text = "pg_catalog.concat('the council of town ', n OPERATOR(pg_catalog./) 2,"
  . " ' has decided that the bridge over the river near ', pg_catalog.md5((n OPERATOR(pg_catalog./) 2)::pg_catalog.text),"
  . " ' will be closed from ', pg_catalog.md5((n OPERATOR(pg_catalog./) 2 OPERATOR(pg_catalog.+) 1000)::pg_catalog.text), ' on')";
my $work = qq{
CREATE SCHEMA "my ""news";
CREATE TABLE "my ""news"."ar'ti""cles; --" ("k '"" ey" VARCHAR(20) PRIMARY KEY, "bo\$\$dy" VARCHAR, "T i" VARCHAR,
	ranked INT, "when" TIMESTAMP);
INSERT INTO "my ""news"."ar'ti""cles; --" SELECT n, $text, 'title', n, pg_catalog.now() FROM pg_catalog.generate_series(1, 40) n;
SELECT S.newsprint_watch('"my ""news"."ar''ti""cles; --"'::pg_catalog.regclass, body => 'bo\$\$dy', title => 'T i', published => 'when', rank => 'ranked',
	horizon => '10 days', strict => true, sweep_duplicates => 'archive', indexes => false, templates => 'duplicate');
CALL S.newsprint_build_indexes('"my ""news"."ar''ti""cles; --"'::pg_catalog.regclass);
CALL S.newsprint_backfill('"my ""news"."ar''ti""cles; --"'::pg_catalog.regclass, 7);
CALL S.newsprint_sweep('"my ""news"."ar''ti""cles; --"'::pg_catalog.regclass, batch => 9);
INSERT INTO "my ""news"."ar'ti""cles; --" SELECT n, $text, 'title', n, pg_catalog.now() FROM pg_catalog.generate_series(41, 50) n;
UPDATE "my ""news"."ar'ti""cles; --" SET "bo\$\$dy" = 'Something quite different that nobody else has' WHERE "k '"" ey" OPERATOR(pg_catalog.=) '41';
CALL S.newsprint_sweep('"my ""news"."ar''ti""cles; --"'::pg_catalog.regclass, everything => true, dry_run => true);
CALL S.newsprint_sweep('"my ""news"."ar''ti""cles; --"'::pg_catalog.regclass, everything => true, junk => 'delete');
SELECT S.newsprint_restore('"my ""news"."ar''ti""cles; --"'::pg_catalog.regclass, run => (SELECT pg_catalog.max(run) FROM S.newsprint_runs WHERE archived OPERATOR(pg_catalog.>) 0));
SELECT S.newsprint_watch('"my ""news"."ar''ti""cles; --"'::pg_catalog.regclass, on_duplicate => 'skip', index_method => 'gin', threshold => 0.5);
INSERT INTO "my ""news"."ar'ti""cles; --" SELECT n, $text, 'title', n, pg_catalog.now() FROM pg_catalog.generate_series(61, 66) n;
SELECT * FROM S.near_duplicates('"my ""news"."ar''ti""cles; --"'::pg_catalog.regclass, 'k ''" ey', 'sig', body => 'bo\$\$dy', tenant => 'T i',
	published => 'when', horizon => '1 day');
SELECT * FROM S.duplicate_clusters('"my ""news"."ar''ti""cles; --"'::pg_catalog.regclass, 'k ''" ey', 'sig', body => 'bo\$\$dy', canonical_order => 'ranked');
SELECT key, canonical, template, similarity, spam_score, rivals FROM S.newsprint_judge('"my ""news"."ar''ti""cles; --"'::pg_catalog.regclass, '{1,2,3}');
DELETE FROM S.newsprint_kept;
SELECT "k '"" ey", duplicate_of, similarity FROM "my ""news"."ar'ti""cles; --" ORDER BY ranked;
SELECT key, canonical FROM "my ""news"."ar'ti""cles; --_archive" ORDER BY key;
SELECT S.newsprint_unwatch('"my ""news"."ar''ti""cles; --"'::pg_catalog.regclass, true);
DROP TABLE "my ""news"."ar'ti""cles; --", "my ""news"."ar'ti""cles; --_archive";
DROP SCHEMA "my ""news";
};

# Ask something that no planted object can answer.
sub ask
{
	return $node->safe_psql('paper', "SET search_path = pg_catalog; $_[0]");
}

# Run it as a role with a search path; the lines that depend on time are left out.
sub run_work
{
	my ($what, $role, $search_path, $schema) = @_;
	my ($sql, $out, $err) = ($work =~ s/\bS\./$schema./gr, '', '');
	my $status = $node->psql('paper', "SET search_path = $search_path;\n$sql",
		extra_params => [ '-U', $role ], stdout => \$out, stderr => \$err, on_error_stop => 1);

	unlike($err, qr/$sprung/, "$what: no planted object is used");
	is($status, 0, "$what: all is done") or diag($err);
	return $out =~ s/\b$schema\.//gr;
}

# A database owner can install it, use all of it, and take it away again.
$node->safe_psql('paper', 'CREATE SCHEMA desk AUTHORIZATION chief');
$node->safe_psql('paper', 'CREATE EXTENSION newsprint SCHEMA desk', extra_params => [ '-U', 'chief' ]);
is($node->safe_psql('paper', q{SELECT extowner::regrole FROM pg_extension WHERE extname = 'newsprint'}),
	'chief', 'trusted: it belongs to who installed it');
$node->safe_psql('paper', 'GRANT USAGE ON SCHEMA desk TO PUBLIC');
isnt($node->psql('paper', 'DROP EXTENSION newsprint', extra_params => [ '-U', 'mallory' ]), 0,
	'trusted: nobody else can drop it');
my $expected = run_work('trusted', 'chief', 'pg_catalog, desk', 'desk');
like($expected, qr/closed|40|duplicate/, 'trusted: there is an answer');
my $called = $node->safe_psql('paper', q{
SELECT pg_catalog.string_agg(DISTINCT pg_catalog.quote_literal(m[1]::text), ', ')
FROM pg_proc p, regexp_matches(p.prosrc, '\m([a-z_]+)\(', 'g') m
WHERE p.pronamespace = 'desk'::regnamespace AND p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql')});
$node->safe_psql('paper', 'DROP EXTENSION newsprint', extra_params => [ '-U', 'chief' ]);

# Mallory plants; the superuser installs into the very schema.
$node->safe_psql('paper', $_, extra_params => [ '-U', 'mallory' ])
  for plant_operators('public', 'false'), plant_operators('trap', 'true'),
  plant_functions('trap', "p.pronamespace = 'pg_catalog'::regnamespace AND p.proname IN ($called)"),
  join('', map { "CREATE DOMAIN trap.$_ AS pg_catalog.$_ CHECK (trap.spring() IS NULL);" }
	grep { /^\w+$/ && !/^(trap)$/ } @types),
  'CREATE TYPE trap.record AS (sprung int)';
$node->safe_psql('paper', 'CREATE EXTENSION newsprint SCHEMA public');
# functions beside those of the extension, a little different
$node->safe_psql('paper', plant_functions('public', q{p.oid IN (SELECT objid FROM pg_catalog.pg_depend
	WHERE deptype = 'e' AND classid = 'pg_catalog.pg_proc'::pg_catalog.regclass)}), extra_params => [ '-U', 'mallory' ]);
my $planted = ask(q{SELECT (SELECT count(*) FROM pg_operator WHERE oprowner = 'mallory'::regrole)
	+ (SELECT count(*) FROM pg_proc WHERE proowner = 'mallory'::regrole)});
cmp_ok($planted, '>', 10000, "$planted operators and functions are planted");
like(($node->psql('paper', 'SET search_path = trap, pg_catalog; SELECT 1 + 1'))[2], qr/$sprung/,
	'a query that is not qualified does use them');

is(ask(q{
WITH RECURSIVE own AS (
	SELECT classid, objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
	UNION
	SELECT d.classid, d.objid FROM own o JOIN pg_depend d ON (d.refclassid, d.refobjid) = (o.classid, o.objid) AND d.deptype IN ('a', 'i')),
planted AS (
	SELECT 'pg_proc'::regclass AS classid, oid AS objid FROM pg_proc WHERE proowner = 'mallory'::regrole
	UNION ALL SELECT 'pg_operator', oid FROM pg_operator WHERE oprowner = 'mallory'::regrole
	UNION ALL SELECT 'pg_type', oid FROM pg_type WHERE typowner = 'mallory'::regrole)
SELECT pg_describe_object(d.classid, d.objid, d.objsubid), pg_describe_object(p.classid, p.objid, 0)
FROM own o JOIN pg_depend d USING (classid, objid) JOIN planted p ON (p.classid, p.objid) = (d.refclassid, d.refobjid)}),
	'', 'nothing of the extension depends on what was planted');

for my $path ('public', 'public, pg_catalog', 'trap, public, pg_catalog', 'pg_catalog, trap')
{
	is(run_work("search_path = $path", 'postgres', $path, 'public'), $expected, "search_path = $path: the same answers");
}

# What no test run reaches: every body has its own search path, or, if it is a
# procedure that commits, sets it before anything else and after each COMMIT.
is(ask(q{
SELECT p.oid::regprocedure FROM pg_proc p
JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'newsprint'
JOIN pg_language l ON l.oid = p.prolang
WHERE l.lanname <> 'c' AND p.prokind <> 'a'
	AND NOT coalesce(p.proconfig @> '{"search_path=pg_catalog, pg_temp"}', false)
	AND NOT (p.prokind = 'p'
		AND p.prosrc ~ 'BEGIN\n(\s*--[^\n]*\n)*\s*PERFORM pg_catalog.set_config\(''search_path'', ''pg_catalog, pg_temp'', true\);'
		AND p.prosrc !~ 'COMMIT;(?!\s*PERFORM pg_catalog.set_config\(''search_path'', ''pg_catalog, pg_temp'', true\);)'
		AND split_part(p.prosrc, 'BEGIN', 1) !~ '\n\s*\w+ (?!bigint;|int;|pg_catalog\.|public\.)')}),
	'', 'every body is qualified or has a search path');
is(ask(q{
SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'newsprint'
WHERE p.prosecdef OR p.proacl IS NOT NULL}), '', 'everything runs as the caller');

$node->stop;
done_testing();
