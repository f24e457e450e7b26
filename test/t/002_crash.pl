# A server that crashes while rows go into the index comes back with an index
# that agrees with its table.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use IPC::Run ();
use Newsroom;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('crash');

$node->init;
$node->append_conf('postgresql.conf', "fsync = on\nrestart_after_crash = on\njit = off");
$node->start;
load_newsroom($node, 1500, newsroom_seed(), '--words 100');
$node->safe_psql('postgres', 'CREATE INDEX articles_sig ON articles USING gin (sig)');
same_answers($node, 'before', 3);

# pgbench inserts and deletes until the server is gone.
my $script = PostgreSQL::Test::Utils::tempdir() . '/churn.sql';
append_to_file(
	$script, q{
\set source random(0, 1499)
\set victim random(1000000, 1100000)
INSERT INTO articles (id, body)
	SELECT 1000000 + nextval('numbers'), body FROM articles WHERE id = :source;
DELETE FROM articles WHERE id = :victim;
});
$node->safe_psql('postgres', 'CREATE SEQUENCE numbers');

foreach my $how ('immediate stop', 'SIGKILL of a backend')
{
	my $before = $node->safe_psql('postgres', 'SELECT count(*) FROM articles');
	my $log_start = -s $node->logfile;
	my $output;
	my $churn = IPC::Run::start(
		[ 'pgbench', '-n', '-c', 2, '-T', 60, '-f', $script, $node->connstr('postgres') ],
		'>', \$output, '2>', \$output);

	$node->poll_query_until('postgres', "SELECT count(*) > $before + 300 FROM articles")
	  or die "no rows come in: $output";
	if ($how eq 'immediate stop')
	{
		$node->stop('immediate');
		$node->start;
	}
	else
	{
		my $backend = $node->safe_psql('postgres',
			"SELECT pid FROM pg_stat_activity WHERE query LIKE '%INTO articles%' AND pid <> pg_backend_pid() LIMIT 1");

		kill 'KILL', $backend;
		sleep 1;
		$node->poll_query_until('postgres', 'SELECT true') or die 'the server does not come back';
	}
	$churn->finish;
	like(slurp_file($node->logfile, $log_start), qr/automatic recovery in progress/, "$how: the server recovered");
	same_answers($node, "after $how", 3);
	like_a_fresh_index($node, "after $how", 3);
}

done_testing();
