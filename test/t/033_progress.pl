# Another session sees how far pairs and clusters are, for as long as they run.
use strict;
use warnings;

use IPC::Run;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('progress');
$node->init;
$node->append_conf('postgresql.conf', 'jit = off');
$node->start;

# Whoever reads the row 19,999 waits for whoever holds the lock.
$node->safe_psql('postgres', q{
	CREATE EXTENSION newsprint;
	CREATE TABLE articles AS SELECT n AS id, to_minhash('story of number ' || n) AS sig FROM generate_series(1, 20000) n;
	CREATE VIEW stalled AS SELECT id, CASE WHEN id <> 19999 OR pg_advisory_lock_shared(1) IS NOT NULL THEN sig END AS sig
		FROM articles;
	CREATE ROLE stranger});

sub progress
{
	my $as = shift // 'postgres';

	return $node->safe_psql('postgres', "SET ROLE $as;
		SELECT relation, task, done < 20000, expected, percent FROM newsprint_progress");
}

foreach my $function ('near_duplicates', 'duplicate_clusters')
{
	my ($holder_in, $out, $err) = ("SELECT pg_advisory_lock(1), 'held';\n", '', '');
	my $holder = IPC::Run::start([ 'psql', '-XAtq', $node->connstr('postgres') ], '<', \$holder_in, '>', \$out,
		'2>', \$err, IPC::Run::timeout(60));
	$holder->pump until $out =~ /held/;

	foreach my $end ('is cancelled', 'is done')
	{
		my $result = '';
		my $worker = IPC::Run::start([ 'psql', '-XAtq', $node->connstr('postgres'), '-c',
			"SELECT count(*) FROM $function('stalled', 'id', 'sig')" ], '>', \$result, '2>&1');

		ok($node->poll_query_until('postgres', 'SELECT count(*) = 1 FROM newsprint_progress'),
			"$function is seen by another session");
		is(progress(), "stalled|$function: reading|t||", "$function: what is seen");
		is(progress('stranger'), '', "$function: not seen by who may not see the session");
		if ($end eq 'is cancelled')
		{
			$node->safe_psql('postgres', 'SELECT pg_cancel_backend(pid) FROM newsprint_progress');
		}
		else
		{
			$holder_in .= "\\q\n";
			$holder->finish;
		}
		$worker->finish;
		is(progress(), '', "$function is not seen any more when it $end");
	}
}

# nothing is shown of a session that another command speaks for
is($node->safe_psql('postgres', q{COPY (SELECT count(*) >= 0 FROM near_duplicates('articles', 'id', 'sig')) TO STDOUT}),
	't', 'pairs within COPY');
is($node->safe_psql('postgres', q{SELECT near_duplicates('articles', 'id', 'sig') LIMIT 0; SELECT count(*) FROM newsprint_progress}),
	'0', 'nothing is left over in the same session');

$node->stop;
done_testing();
