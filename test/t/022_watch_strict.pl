# Fifty clients insert near-identical texts of a few stories, several in a
# transaction and in any order: strict mode leaves one original of each story,
# nothing is lost, and nobody is a victim of a deadlock.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('strict');
my ($clients, $transactions, $stories) = (50, $ENV{NEWSPRINT_LONG} ? 200 : 20, 40);

$node->init;
$node->append_conf('postgresql.conf', "max_connections = 80\ndeadlock_timeout = 100ms\njit = off");
$node->start;
$node->safe_psql(
	'postgres', qq{
CREATE EXTENSION newsprint;
CREATE FUNCTION prose(story bigint, words int) RETURNS text LANGUAGE sql IMMUTABLE AS
\$\$ SELECT string_agg('w' || (hashint8(story * 100000 + n) & 4095), ' ' ORDER BY n) FROM generate_series(1, words) n \$\$;
CREATE TABLE variants (n int PRIMARY KEY, story int, body text);
INSERT INTO variants SELECT s * 10 + v, s, prose(s, 190) || ' ' || prose(-10 * s - v, 5)
FROM generate_series(0, $stories - 1) s, generate_series(0, 9) v;
CREATE TABLE wire (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, story int, body text);
});

my $last = $stories * 10 - 1;
my $insert = 'INSERT INTO wire (story, body) SELECT story, body FROM variants WHERE n =';
my %scripts = (
	'one row' => "\\set a random(0, $last)\n$insert :a;\n",
	'three statements' => "\\set a random(0, $last)\n\\set b random(0, $last)\n\\set c random(0, $last)\n"
	  . "BEGIN;\n$insert :a;\n$insert :b;\n$insert :c;\nCOMMIT;\n",
	'four rows in a statement' => "\\set a random(0, $last)\n\\set b random(0, $last)\n\\set c random(0, $last)\n\\set d random(0, $last)\n"
	  . "INSERT INTO wire (story, body) SELECT story, body FROM unnest(ARRAY[:a, :b, :c, :d]) WITH ORDINALITY u (n, place) JOIN variants USING (n) ORDER BY place;\n");
my %rows = ('one row' => 1, 'three statements' => 3, 'four rows in a statement' => 4);

# Originals, stories, copies that do not name an original of their own story
my $outcome = q{
SELECT count(*), count(*) FILTER (WHERE w.duplicate_of IS NULL), count(DISTINCT w.story),
	count(*) FILTER (WHERE w.duplicate_of IS NOT NULL AND (o.id IS NULL OR o.duplicate_of IS NOT NULL OR o.story <> w.story))
FROM wire w LEFT JOIN wire o ON o.id = w.duplicate_of};

sub run_clients
{
	my ($what) = @_;
	my $file = PostgreSQL::Test::Utils::tempdir() . '/insert.sql';

	open my $script, '>', $file or die $!;
	print $script $scripts{$what};
	close $script;
	$node->safe_psql('postgres', 'TRUNCATE wire');
	$node->command_like(
		[ 'pgbench', '-n', '-c', $clients, '-j', 2, '-t', $transactions, '-f', $file, $node->connstr('postgres') ],
		qr/number of failed transactions: 0|processed: (\d+)\/\1/, "$what: no transaction fails");
	return split /\|/, $node->safe_psql('postgres', $outcome);
}

# Not strict: this load does make several originals, so the test can fail.
$node->safe_psql('postgres', q{SELECT newsprint_watch('wire', body => 'body')});
my (undef, $originals) = run_clients('three statements');
cmp_ok($originals, '>', $stories, "not strict: $originals originals of $stories stories");

$node->safe_psql('postgres', q{SELECT newsprint_watch('wire', strict => true)});
foreach my $what (sort keys %scripts)
{
	my ($count, $strict_originals, $seen, $wrong) = run_clients($what);

	is($count, $clients * $transactions * $rows{$what}, "$what: no row is lost");
	is($strict_originals, $seen, "$what: one original for each of $seen stories");
	is($wrong, 0, "$what: each copy names the original of its story");
}

# What is skipped is not in the table, and is in the log.
$node->safe_psql('postgres', q{SELECT newsprint_watch('wire', on_duplicate => 'skip')});
my ($count, $left, $seen) = run_clients('three statements');
is("$count $left", "$seen $seen", 'skip: only the originals are left');
is( $node->safe_psql('postgres', q{SELECT count(*) FROM newsprint_verdicts WHERE action = 'skipped'}),
	$clients * $transactions * 3 - $seen, 'skip: every other one is in the log');
unlike(slurp_file($node->logfile), qr/deadlock detected/, 'no deadlock at all');

done_testing();
