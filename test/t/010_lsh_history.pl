# Random histories of an lsh index: inserts, updates, deletes and vacuums,
# by one session and by sixteen, with crashes in between and a replica
# alongside.  After each stretch the index must be sound and give, on the
# primary and on the replica, what a sequential scan gives.
#
# The history follows from a seed, which is printed; NEWSPRINT_SEED=n plays
# one again (what sixteen sessions do at once is as random as ever).

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Newsroom;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $seed = newsroom_seed();
my $stretches = $ENV{NEWSPRINT_LONG} ? 40 : 6;
srand($seed);

my $node = PostgreSQL::Test::Cluster->new('primary');
$node->init(allows_streaming => 1);
$node->append_conf('postgresql.conf', "autovacuum = off\nmax_connections = 40\nwal_consistency_checking = 'generic'\nwal_keep_size = '4GB'\n");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION newsprint;
	-- story decides the words, edition replaces some of them
	CREATE FUNCTION article(story int, edition int) RETURNS text LANGUAGE sql IMMUTABLE AS
	$$ SELECT string_agg(CASE WHEN i % 23 < edition THEN 'e' || story || 'x' || edition || 'x' || i
							  ELSE 'w' || story || 'x' || i END, ' ')
		 FROM generate_series(1, 60) i $$;
	CREATE TABLE article (id serial PRIMARY KEY, story int, sig minhash);
	INSERT INTO article (story, sig)
		SELECT i % 400, to_minhash(article(i % 400, i % 7)) FROM generate_series(1, 1500) i;
	CREATE INDEX article_lsh ON article USING lsh (sig);
	CREATE UNLOGGED TABLE fleeting (id int, sig minhash);
	CREATE INDEX fleeting_lsh ON fleeting USING lsh (sig);
	INSERT INTO fleeting SELECT id, sig FROM article;
});
$node->backup('base');
my $replica = PostgreSQL::Test::Cluster->new('replica');
$replica->init_from_backup($node, 'base', has_streaming => 1);
$replica->start;

my ($expected, $found) = (0, 0);

# The ids that a query finds, by the index or without it.
sub ids
{
	my ($server, $by_index, $recall, $query) = @_;
	my ($on, $off) = $by_index ? ('on', 'off') : ('off', 'on');

	return split /\n/, $server->safe_psql('postgres', qq{
		SET newsprint.recall = $recall; SET enable_seqscan = $off; SET enable_sort = $off;
		SET enable_indexscan = $on; SET enable_bitmapscan = $on; $query});
}

# Compare what the index finds with what there is.
sub compare
{
	my ($server) = @_;
	my $name = $server->name;

	is($server->safe_psql('postgres', q{SELECT * FROM newsprint_lsh_check('article_lsh')}),
		'', "$name: the index is sound");

	for (1 .. 4)
	{
		my $sig = sprintf 'to_minhash(article(%d, %d))', rand(420), rand(7);
		my $threshold = sprintf '%.2f', 0.3 + rand(0.7);
		my $query = "SELECT id FROM article WHERE sig % at_least($sig, $threshold)";
		my @exact = sort { $a <=> $b } ids($server, 0, 1, $query);
		my @all = sort { $a <=> $b } ids($server, 1, 1, $query);
		my @most = ids($server, 1, 0.95, $query);
		my %exact = map { $_ => 1 } @exact;

		is("@all", "@exact", "$name: all rows like $sig by $threshold at recall 1");
		is(scalar(grep { !$exact{$_} } @most), 0, "$name: no others at recall 0.95");
		$expected += @exact;
		$found += @most;

		$query = "SELECT round((sig <-> $sig)::numeric, 6) FROM article ORDER BY sig <-> $sig LIMIT 20";
		is(join(' ', ids($server, 1, 1, $query)),
			join(' ', ids($server, 0, 1, $query)), "$name: the nearest to $sig");
	}
}

# One change by one session
sub change
{
	my $from = int(rand(400));
	my $n = 1 + int(rand(300));
	my @changes = (
		# many stories, or many copies of one
		"INSERT INTO article (story, sig) SELECT ($from + i) % 400, to_minhash(article(($from + i) % 400, i % 7))
			FROM generate_series(1, $n) i",
		"INSERT INTO article (story, sig) SELECT $from, to_minhash(article($from, 0)) FROM generate_series(1, $n * 5)",
		"DELETE FROM article WHERE story BETWEEN $from AND $from + 60",
		"DELETE FROM article WHERE id % 3 = 0 AND story < $from",
		"UPDATE article SET sig = to_minhash(article(story, 6)) WHERE story BETWEEN $from AND $from + 9",
		"UPDATE article SET story = story WHERE story = $from",
		"BEGIN; INSERT INTO article (story, sig) SELECT $from, to_minhash(article($from, 3))
			FROM generate_series(1, $n); ROLLBACK",
		"VACUUM article",
		"VACUUM article");

	$node->safe_psql('postgres', $changes[ rand(@changes) ]);
}

# Sixteen sessions at once, and vacuum while they run
sub concurrent_changes
{
	my $script = $node->basedir . '/changes.sql';

	append_to_file($script, q{
\set story random(0, 399)
\set edition random(0, 6)
\set other random(0, 399)
INSERT INTO article (story, sig) SELECT :story, to_minhash(article(:story, :edition)) FROM generate_series(1, 5);
DELETE FROM article WHERE id IN (SELECT id FROM article WHERE story = :other ORDER BY id LIMIT 4);
SELECT count(*) FROM article WHERE sig % to_minhash(article(:other, :edition));
SELECT id FROM article ORDER BY sig <-> to_minhash(article(:story, :edition)) LIMIT 3;
}) unless -e $script;

	my $bench = IPC::Run::start(
		[ 'pgbench', '-n', '-c', 16, '-j', 2, '-t', 15, '-f', $script,
			'-h', $node->host, '-p', $node->port, 'postgres' ],
		'>', \my $out, '2>', \my $err);
	$node->safe_psql('postgres', 'VACUUM article; SELECT pg_sleep(0.2)') for 1 .. 4;
	ok($bench->finish, 'sixteen sessions and vacuum') or diag $err;
}

for my $stretch (1 .. $stretches)
{
	change() for 1 .. 4 + int(rand(4));
	concurrent_changes() if $stretch % 3 == 1;
	if ($stretch % 2 == 0)
	{
		$node->safe_psql('postgres', 'CHECKPOINT') if rand() < 0.5;
		change();
		$node->stop('immediate');
		$node->start;
		is($node->safe_psql('postgres', 'SELECT count(*) FROM fleeting'), 0, 'unlogged rows are gone');
		is($node->safe_psql('postgres', q{SELECT rows FROM newsprint_lsh_stats('fleeting_lsh')}),
			0, 'and the unlogged index is empty');
		$node->safe_psql('postgres', 'INSERT INTO fleeting SELECT id, sig FROM article');
	}
	$node->safe_psql('postgres', 'REINDEX INDEX CONCURRENTLY article_lsh') if $stretch == 4;
	compare($node);
	$node->wait_for_catchup($replica);
	compare($replica);
}

cmp_ok($found, '>=', 0.95 * $expected, "recall of $found among $expected rows");

# What a vacuum frees is used again.
$node->safe_psql('postgres', 'DELETE FROM article; VACUUM article');
my $fill = q{INSERT INTO article (story, sig)
	SELECT i % 400, to_minhash(article(i % 400, i % 7)) FROM generate_series(1, 4000) i;};
my $size = q{SELECT pg_relation_size('article_lsh')};
$node->safe_psql('postgres', $fill);
my $before = $node->safe_psql('postgres', $size);
$node->safe_psql('postgres', "DELETE FROM article; VACUUM article; $fill") for 1 .. 3;
my $after = $node->safe_psql('postgres', $size);
cmp_ok($after, '<=', 1.02 * $before, "size $after after $before");

$replica->stop;
$node->stop;
done_testing();
