# A backend is killed while it builds, splits pages of or vacuums an lsh
# index; and pages of one are damaged.  The index must be sound after the
# restart, and damage must be met with an error, never a crash or a hang.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Newsroom;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep);

my $seed = newsroom_seed();
my $rounds = $ENV{NEWSPRINT_LONG} ? 20 : 3;
srand($seed);

my $node = PostgreSQL::Test::Cluster->new('crash');
$node->init;
$node->append_conf('postgresql.conf',
	"autovacuum = off\nrestart_after_crash = on\nlog_min_messages = warning\n");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION newsprint;
	CREATE TABLE pool (id int, sig minhash);
	INSERT INTO pool SELECT i, to_minhash('story ' || i / 3 || ' ' || md5((i / 3)::text) || ' and no more')
		FROM generate_series(1, 20000) i;
	CREATE TABLE article (LIKE pool) WITH (parallel_workers = 2);
});

# Run SQL in a session of its own and kill that after a while.
sub run_and_kill
{
	my ($delay, $sql) = @_;
	my $session = IPC::Run::start(
		[ 'psql', '-X', '-q', '-h', $node->host, '-p', $node->port, 'postgres' ],
		'<', \"SET application_name = 'victim'; SELECT pg_sleep(0.1); $sql", '>', \my $out, '2>', \my $err);
	my $pid = '';

	for (1 .. 200)
	{
		$pid = $node->safe_psql('postgres',
			q{SELECT pid FROM pg_stat_activity WHERE application_name = 'victim'});
		last if $pid ne '';
		sleep 0.01;
	}
	sleep 0.1 + $delay;
	my $killed = $pid eq '' ? 0 : kill 'KILL', $pid;
	$session->finish;
	$node->poll_query_until('postgres', 'SELECT true');
	return $killed;
}

# The index has what the table has.
sub check_index
{
	my ($what) = @_;

	is($node->safe_psql('postgres', q{SELECT * FROM newsprint_lsh_check('article_lsh')}),
		'', "sound after a kill in mid-$what");
	is($node->safe_psql('postgres', q{
			SET newsprint.recall = 1; SET enable_seqscan = off; SET enable_sort = off;
			SELECT count(*) FROM (SELECT id FROM article ORDER BY sig <-> (SELECT sig FROM pool LIMIT 1) OFFSET 0) x}),
		$node->safe_psql('postgres', 'SELECT count(*) FROM article'),
		"complete after a kill in mid-$what");
}

for my $round (1 .. $rounds)
{
	$node->safe_psql('postgres', q{
		DROP INDEX IF EXISTS article_lsh; TRUNCATE article;
		INSERT INTO article SELECT pool.* FROM pool, generate_series(1, 4); CHECKPOINT});
	run_and_kill(rand(0.15), 'CREATE INDEX article_lsh ON article USING lsh (sig)');
	$node->safe_psql('postgres', 'CREATE INDEX IF NOT EXISTS article_lsh ON article USING lsh (sig)');
	check_index('build');

	$node->safe_psql('postgres', 'TRUNCATE article');
	run_and_kill(rand(1.0), q{
		INSERT INTO article SELECT * FROM pool WHERE id <= 2000;
		INSERT INTO article SELECT i, (SELECT sig FROM pool LIMIT 1) FROM generate_series(1, 3000) i;
		INSERT INTO article SELECT * FROM pool});
	check_index('split');
	$node->safe_psql('postgres', 'INSERT INTO article SELECT * FROM pool WHERE id <= 9000');
	check_index('split, with more rows since');

	$node->safe_psql('postgres', 'DELETE FROM article WHERE id % 4 <> 0');
	run_and_kill(rand(0.1), 'VACUUM article');
	check_index('vacuum');
	$node->safe_psql('postgres', 'VACUUM article');
	is($node->safe_psql('postgres', q{SELECT rows FROM newsprint_lsh_stats('article_lsh')}),
		$node->safe_psql('postgres', 'SELECT count(*) FROM article'),
		'nothing is left of the dead rows');
}

# Damage: every kind of page, header and contents.
$node->safe_psql('postgres', q{
	DROP INDEX article_lsh; TRUNCATE article; INSERT INTO article SELECT * FROM pool;
	CREATE INDEX article_lsh ON article USING lsh (sig); CHECKPOINT});
my $file = $node->data_dir . '/'
  . $node->safe_psql('postgres', q{SELECT pg_relation_filepath('article_lsh')});
my $pages = (-s $file) / 8192;
my $sound = slurp_file($file);

# Two that nothing can miss, the magic number of the metapage and a page header
# that points beyond its page, and then some at random: the metapage, a root, a
# row page, any page; the beginning, the end, anywhere.  Chance may hit a byte
# that nobody reads, so only the first two must be met with an error.
my @damages = ([ 0, 24 ], [ 1, 17 ]);

for my $round (1 .. 2 * $rounds)
{
	push @damages,
	  [
		(0, 1 + int(rand(16)), 17 + int(rand(100)), int(rand($pages)))[ $round % 4 ],
		(int(rand(24)), 24 + int(rand(32)), 8192 - 32 + int(rand(32)), int(rand(8192)))[ rand(4) ]
	  ];
}

for my $damage (@damages)
{
	my ($page, $at) = @$damage;
	my $certain = $damage == $damages[0] || $damage == $damages[1];
	my $damaged = $sound;
	my ($errors, $reports) = (0, 0);

	$node->stop;
	substr($damaged, $page * 8192 + $at, 1) ^= chr($certain ? 0xff : 1 + int(rand(255)));
	open(my $handle, '>:raw', $file) or die "$file: $!";
	print $handle $damaged;
	close $handle;
	$node->start;

	for my $sql (
		'SELECT * FROM pool p, article a WHERE p.id % 400 = 1 AND a.sig % p.sig',
		'SELECT id FROM article ORDER BY sig <-> (SELECT sig FROM pool LIMIT 1) LIMIT 30',
		'INSERT INTO article SELECT * FROM pool WHERE id % 100 = 1',
		q{SELECT * FROM newsprint_lsh_stats('article_lsh')},
		q{SELECT * FROM newsprint_lsh_check('article_lsh')},
		'DELETE FROM article WHERE id % 5 = 1',
		'VACUUM article')
	{
		my ($out, $err, $timed_out);
		my $status = $node->psql('postgres', "SET enable_seqscan = off; SET enable_sort = off; $sql",
			stdout => \$out, stderr => \$err, timeout => 60, timed_out => \$timed_out);

		if ($timed_out || $status == 2)
		{
			fail("byte $at of page $page, then $sql: $err");
		}
		$errors++ if $status == 3 || $err =~ /ERROR/;
		$reports++ if $sql =~ /check/ && $out ne '';
	}
	note "byte $at of page $page: $errors errors, $reports reports";
	cmp_ok($errors, '>', 0, "damage of byte $at of page $page is met with an error") if $certain;
}
is($node->safe_psql('postgres', 'SELECT 1'), 1, 'the server lives');
unlike(slurp_file($node->logfile), qr/terminated by signal (?!9)/, 'nothing crashed');

$node->stop;
done_testing();
