# Twenty clients insert, update, delete and look up while another sweeps and
# another vacuums: no error, no index much more bloated than the primary key,
# and in the end the indexes answer what a scan answers.  With NEWSPRINT_LONG
# for half an hour.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use IPC::Run ();
use Newsroom;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Wire;

use constant CLIENTS => 20;
use constant ROWS => 4000;
use constant RATE => 600;     # transactions a second, so that a vacuum can keep up
use constant BLOAT => 3;      # times the bloat of the primary key

my $seconds = 60 * ($ENV{NEWSPRINT_LONG} ? 30 : 2);
my $node = PostgreSQL::Test::Cluster->new('load');
my $seed = newsroom_seed();

$node->init;
$node->append_conf('postgresql.conf', "fsync = off\njit = off\nautovacuum = off\nmax_connections = 60\nlog_statement = none");
$node->start;
load_newsroom($node, 800, $seed, '--words 60');
watch_wire($node);
$node->safe_psql('postgres', sprintf(q{
CREATE SEQUENCE numbers;
INSERT INTO wire (id, source, body) SELECT nextval('numbers'), a.id, a.body FROM articles a, generate_series(0, 9) n ORDER BY n, a.id LIMIT %d;
}, ROWS));

# :source is the text that comes, :share where in the table the row is that changes
my $random = "\\set source random(0, 799)\n\\set share random(0, 999)\n";
my $some_row = q{(SELECT id FROM wire WHERE id >= (SELECT min(id) + (max(id) - min(id)) * :share / 1000 FROM wire) ORDER BY id LIMIT 1)};
my %work = (
	insert => q{INSERT INTO wire (id, source, body) SELECT nextval('numbers'), id, body FROM articles WHERE id = :source;},
	delete => "DELETE FROM wire WHERE id = $some_row;",
	update => "UPDATE wire SET source = a.id, body = a.body FROM articles a WHERE a.id = :source AND wire.id = $some_row;",
	lookup => q{SELECT id FROM wire WHERE sig % (SELECT sig FROM articles WHERE id = :source) LIMIT 10;
SELECT id FROM wire ORDER BY sig <-> (SELECT sig FROM articles WHERE id = :source) LIMIT 5;},
);
my %weight = (insert => 4, delete => 4, update => 2, lookup => 4);
my %alone = (
	sweep => "CALL newsprint_sweep('wire', duplicates => 'mark', batch => 100);\n",
	vacuum => "VACUUM wire, newsprint_queue, newsprint_runs;\n\\sleep 200 ms\n");
my $folder = PostgreSQL::Test::Utils::tempdir();
my @files;

for my $what (sort keys %work)
{
	append_to_file("$folder/$what.sql", "$random$work{$what}\n");
	push @files, '-f', "$folder/$what.sql\@$weight{$what}";
}
append_to_file("$folder/$_.sql", $alone{$_}) for keys %alone;

# A deadlock or serialisation failure is for the client to try again.
my @retry = $node->safe_psql('postgres', 'SHOW server_version_num') >= 150000 ? ('--max-tries=20') : ();
my @pgbench = ('pgbench', '-n', '-T', $seconds, "--random-seed=$seed", @retry);
my @runs = map {
	my $run = { name => $_->[0], output => '' };
	$run->{handle} = IPC::Run::start([ @pgbench, @{ $_->[1] }, $node->connstr('postgres') ], '>', \$run->{output}, '2>&1');
	$run;
} (
	[ '20 clients', [ '-c', CLIENTS, '-j', 2, '-R', RATE, @files ] ],
	map { [ $_, [ '-c', 1, '-f', "$folder/$_.sql" ] ] } sort keys %alone);

for my $run (@runs)
{
	ok($run->{handle}->finish, "$run->{name}: every session gets to the end") or diag($run->{output});
	unlike($run->{output}, qr/failed transactions: [1-9]/, "$run->{name}: no transaction fails");
	my ($transactions) = $run->{output} =~ /actually processed: (\d+)/;
	cmp_ok($transactions // 0, '>', 0, "$run->{name}: " . ($transactions // 0) . ' transactions');
}
my @errors = grep { !/deadlock detected|could not serialize/ } slurp_file($node->logfile) =~ /^.*(?:ERROR|FATAL|PANIC):.*$/mg;
is(join("\n", @errors), '', 'no error in the log');

# What changed after the last sweep is for the next.  A row that its sweep
# meets again is queued again, so it takes more than one.
$node->safe_psql('postgres', q{CALL newsprint_sweep('wire', duplicates => 'mark')}) for 1 .. 3;
is($node->safe_psql('postgres', 'SELECT count(*) FROM newsprint_queue'), '0', 'the last sweep leaves nothing in the queue');
is_sound($node, 'after the load');

# Bloat: what vacuum leaves, beside the same made anew.  How much that is
# depends on how far vacuum came, so the primary key sets the measure.
my $sizes = q{SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relname ~ '^wire($|_)' AND relname !~ 'archive' ORDER BY relname};
$node->safe_psql('postgres', 'VACUUM wire');
my %used = map { split /\|/ } split /\n/, $node->safe_psql('postgres', $sizes);
$node->safe_psql('postgres', 'VACUUM FULL wire');
my %fresh = map { split /\|/ } split /\n/, $node->safe_psql('postgres', $sizes);
my $usual = $used{wire_pkey} / $fresh{wire_pkey};

for my $relation (grep { $_ ne 'wire_pkey' } sort keys %used)
{
	# what has hardly a page cannot be compared
	cmp_ok($used{$relation}, '<=', BLOAT * $usual * $fresh{$relation} + 32 * 8192,
		sprintf('%s: %d kB, made anew %d kB, %.1f times (primary key %.1f)', $relation,
			$used{$relation} / 1024, $fresh{$relation} / 1024, $used{$relation} / $fresh{$relation}, $usual));
}

readme_says('vacuum at the same time', CLIENTS, $seconds / 60, BLOAT);
$node->stop;
done_testing();
