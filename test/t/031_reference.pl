# The reference of the README names every function, table, setting and operator
# class that a user may meet.
use strict;
use warnings;

use FindBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('reference');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION newsprint');

my $readme = slurp_file("$FindBin::RealBin/../../README.md");
my ($reference) = $readme =~ /^## Reference$(.*?)^## /ms;
ok($reference, 'README.md has a reference');

# The building blocks of the watch are not for users: whatever of it is not in
# its tables' and procedures' names is called by these only.
my @names = split /\n/, $node->safe_psql('postgres', q{
	WITH ours AS (SELECT classid, objid FROM pg_depend
		WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
			AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'newsprint'))
	SELECT p.proname FROM pg_proc p JOIN ours ON classid = 'pg_proc'::regclass AND objid = p.oid
	WHERE NOT 'internal'::regtype = ANY (p.proargtypes) AND p.prorettype <> 'trigger'::regtype
		AND obj_description(p.oid, 'pg_proc') !~ 'implementation of the'
		AND NOT EXISTS (SELECT FROM pg_amproc a WHERE a.amproc = p.oid)
		-- of the functions that procedures are made of, PL/pgSQL names those that it calls
		AND NOT (p.proname LIKE 'newsprint_%' AND EXISTS (SELECT FROM pg_proc c
			JOIN ours o ON o.classid = 'pg_proc'::regclass AND o.objid = c.oid
			WHERE c.oid <> p.oid AND strpos(c.prosrc, '.' || p.proname || '(') > 0))
	UNION SELECT c.relname FROM pg_class c JOIN ours ON classid = 'pg_class'::regclass AND objid = c.oid
	WHERE c.relkind IN ('r', 'v')
	UNION SELECT unnest(p.proargnames[1:p.pronargs]) FROM pg_proc p WHERE p.proname = 'newsprint_watch'
	UNION SELECT name FROM pg_settings WHERE name LIKE 'newsprint.%'
	UNION SELECT opcname FROM pg_opclass c JOIN ours ON classid = 'pg_opclass'::regclass AND objid = c.oid
	WHERE opcname <> 'minhash_ops' AND opcname <> 'fingerprint_ops'
	ORDER BY 1});
cmp_ok(scalar @names, '>', 60, 'there is something to look for');
foreach my $name (@names)
{
	ok($reference =~ /\b\Q$name\E\b/, "the reference has $name");
}

$node->stop;
done_testing();
