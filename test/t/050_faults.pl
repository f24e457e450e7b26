# A backend is killed, or the whole server stopped at once, at any moment of
# whatever newsprint does for long: inserts under each policy, index builds,
# vacuum, backfill, sweep, clustering.  After the restart the indexes of both
# kinds answer what a sequential scan answers, newsprint_lsh_check() and
# amcheck find nothing, and nothing is half applied.
#
# (011_lsh_crash.pl has the build of an lsh index, 002_crash.pl and
# 020_watch_crash.pl have pgbench's load at that moment.)
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use IPC::Run ();
use List::Util qw(max);
use Newsroom;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep);
use Wire;

use constant ARTICLES => 600;
use constant INSERTS => 700;
use constant LONG_ROUNDS => 20;

my $rounds = $ENV{NEWSPRINT_LONG} ? LONG_ROUNDS : 1;
my $node = PostgreSQL::Test::Cluster->new('faults');
my $seed = newsroom_seed();
my ($faults, $halfway) = (0, 0);

srand($seed);
$node->init;
# no fsync: what the server has written, the system has, whoever is killed
$node->append_conf('postgresql.conf',
	"fsync = off\njit = off\nautovacuum = off\nrestart_after_crash = on\nmaintenance_work_mem = '4MB'");
$node->start;
load_newsroom($node, ARTICLES, $seed, '--words 60');
watch_wire($node);
my $original = original_index($node);

# What the client's own statement in the transaction says, the table says.
my $booked = q{
SELECT 'booked', l.id, w.id, v.key FROM ledger l FULL JOIN wire w USING (id)
FULL JOIN (SELECT key::bigint AS id, key FROM newsprint_verdicts WHERE action = 'skipped') v USING (id)
WHERE l.id IS NULL OR (w.id IS NULL) = (v.id IS NULL);
};
my $one_original = q{
SELECT 'originals', source, count(*) FROM wire WHERE duplicate_of IS NULL GROUP BY source HAVING count(*) > 1;
};

#
# The faults
#

# Wait until the server is through with its recovery.
sub await_recovery
{
	my ($log_start) = @_;

	for (1 .. 1200)
	{
		return 1 if slurp_file($node->logfile, $log_start) =~ /automatic recovery in progress.*ready to accept connections/s;
		sleep 0.05;
	}
	return 0;
}

my %fault = (
	'SIGKILL of a backend' => sub {
		my ($backend) = @_;

		kill 'KILL', $backend;
	},
	'immediate stop' => sub {
		$node->stop('immediate');
		$node->start;
	});

# Run each script in a session of its own, which says when it is through, and
# then waits.  All by files: a pipe would have to be emptied meanwhile.
sub start_sessions
{
	my $place = PostgreSQL::Test::Utils::tempdir();

	return map {
		my $session = { script => "$place/$_.sql", output => "$place/$_.out" };

		unlink $session->{script};
		append_to_file($session->{script}, <<"SQL");
SET application_name = 'victim';
SELECT extract(epoch FROM clock_timestamp()) AS begun \\gset
$_[$_]
SELECT 'through', extract(epoch FROM clock_timestamp()) - :begun;
SELECT pg_sleep(600);
SQL
		$session->{run} = IPC::Run::start(
			[ psql($node, 0, $session->{script}) ], '<', '/dev/null', '>', $session->{output}, '2>', '/dev/null');
		$session;
	} 0 .. $#_;
}

# Wait until as many sessions as there are have begun; their process numbers
sub backends
{
	my ($sessions, $condition) = @_;
	my @pids;

	for (1 .. 1000)
	{
		@pids = split /\n/, $node->safe_psql('postgres', "SELECT pid FROM pg_stat_activity WHERE application_name = 'victim' $condition");
		return @pids if @pids == $sessions;
		sleep 0.01;
	}
	die "the sessions do not get there";
}

# What an activity takes when nothing happens to it
sub seconds_undisturbed
{
	my @sessions = start_sessions(@_);
	my $seconds = 0;

	$node->safe_psql('postgres', "SELECT pg_terminate_backend($_)") for backends(scalar @sessions, q{AND query LIKE 'SELECT pg_sleep%'});
	for my $session (@sessions)
	{
		$session->{run}->finish;
		slurp_file($session->{output}) =~ /through\|(.*)/ or die 'the session did not get through';
		$seconds = max($seconds, $1);
	}
	return $seconds;
}

# A moment of an activity, chosen anew each time: setup, a fault, what must hold
sub disturb
{
	my ($what, %activity) = @_;
	my $scripts = sub { ref $activity{work} ? $activity{work}->() : $activity{work} };

	$node->safe_psql('postgres', $activity{setup});
	my $seconds = seconds_undisturbed($scripts->());
	is_sound($node, "$what, undisturbed", $activity{holds} // '');
	for my $round (1 .. $rounds)
	{
		for my $how (sort keys %fault)
		{
			my $log_start;
			my $moment = rand(0.8 * $seconds);

			$node->safe_psql('postgres', "$activity{setup}; CHECKPOINT");
			$log_start = -s $node->logfile;
			my @sessions = start_sessions($scripts->());
			my @pids = backends(scalar @sessions, '');
			sleep $moment;
			$fault{$how}->($pids[ rand(@pids) ]);
			# its server is gone, and so may be the pipe
			eval { $_->{run}->finish } for @sessions;
			ok(await_recovery($log_start), "$what, $how: the server recovers");
			$faults++;
			$halfway++ if grep { slurp_file($_->{output}) !~ /through/ } @sessions;
			$activity{mend}->("$what, $how") if $activity{mend};
			is_sound($node, "$what, $how", $activity{holds} // '');
			$activity{then}->("$what, $how") if $activity{then};
		}
	}
	return;
}

#
# Inserts: transactions of two or three articles and the client's own note of
# them, in two sessions, under each policy
#
sub inserts
{
	my ($sessions) = @_;
	my @scripts;

	for my $id (1 .. INSERTS)
	{
		my $source = int(rand(ARTICLES / 4));

		$scripts[ $id % $sessions ] .= "BEGIN; INSERT INTO ledger VALUES ($id, $source);"
		  . " INSERT INTO wire (id, source, body) SELECT $id, id, body FROM articles WHERE id = $source; COMMIT;\n";
	}
	return @scripts;
}

my $empty = 'TRUNCATE wire, ledger, wire_archive, newsprint_queue, newsprint_verdicts, newsprint_runs;';
my $watch = q{SELECT newsprint_watch('wire', strict => %s, on_duplicate => '%s');};

disturb(
	'insert, mark',
	setup => $empty . sprintf($watch, 'false', 'mark'),
	work => sub { inserts(2) },
	holds => $queued . $booked);
for my $policy ('mark', 'skip', 'reject')
{
	disturb(
		"insert, strict, $policy",
		setup => $empty . sprintf($watch, 'true', $policy),
		work => sub { inserts(2) },
		holds => $queued . $booked . $one_original);
}
disturb(
	'insert, log',
	setup => $empty . sprintf($watch, 'false', 'log'),
	work => sub { inserts(1) },
	holds => $queued . $booked . q{
SELECT 'verdict without row', v.key FROM newsprint_verdicts v WHERE NOT EXISTS (SELECT FROM wire w WHERE w.id::text = v.key);
SELECT 'row without verdict', w.id FROM wire w WHERE EXISTS (SELECT FROM wire e WHERE e.id < w.id AND e.source = w.source)
	AND NOT EXISTS (SELECT FROM newsprint_verdicts v WHERE v.key = w.id::text AND v.verdict = 'duplicate');
});

#
# Everything else is done to a table that is full
#
my $unseen = $empty . sprintf($watch, 'false', 'mark') . sprintf(q{
ALTER TABLE wire DISABLE TRIGGER newsprint_screen;
INSERT INTO wire (id, source, body) SELECT a.id + 10000 * n, a.id, a.body FROM articles a, generate_series(0, 3) n;
ALTER TABLE wire ENABLE TRIGGER newsprint_screen;});
my $all = 4 * ARTICLES;
my $nothing_lost = qq{SELECT 'lost', n FROM (SELECT (SELECT count(*) FROM wire) + (SELECT count(*) FROM wire_archive)) l (n) WHERE n <> $all;};
my $signed = $unseen . q{UPDATE wire SET sig = to_minhash(body), spam_score = spam_score(body); TRUNCATE newsprint_queue;};

disturb(
	'backfill',
	setup => $unseen,
	work => q{CALL newsprint_backfill('wire', batch => 50);},
	holds => $queued . $nothing_lost,
	then => sub {
		my ($what) = @_;

		is(output_of($node, q{CALL newsprint_backfill('wire'); SELECT count(*) - count(sig) FROM wire;
			SELECT DISTINCT state FROM newsprint_runs WHERE state <> 'interrupted';}) =~ s/^.*NOTICE.*\n//mgr,
			"0\ndone\n", "$what: the next one goes on to the end");
	});

disturb(
	'sweep',
	setup => $signed,
	work => q{CALL newsprint_sweep('wire', everything => true, batch => 50);},
	holds => $nothing_lost,
	then => sub {
		my ($what) = @_;

		is(output_of($node, q{CALL newsprint_sweep('wire', everything => true); SELECT count(*) FROM newsprint_queue WHERE event <> 'd';}
			. $one_original . $nothing_lost) =~ s/^.*NOTICE.*\n//mgr,
			"0\n", "$what: the next one goes on to the end");
	});

disturb(
	'GIN build',
	setup => "DROP INDEX IF EXISTS wire_gin; $signed",
	work => $wide_gin,
	holds => $nothing_lost,
	mend => sub {
		is(output_of($node, 'SET client_min_messages = warning;' . $wide_gin =~ s/INDEX/INDEX IF NOT EXISTS/r),
			'', "$_[0]: it can be built");
	});

# Both without locking out writers, as on a busy table
disturb(
	'build of the indexes of a watch',
	setup => "DROP INDEX IF EXISTS $original; $signed",
	work => q{CALL newsprint_build_indexes('wire');},
	holds => $nothing_lost,
	mend => sub {
		is(output_of($node, q{SET client_min_messages = warning; CALL newsprint_build_indexes('wire');}), '', "$_[0]: the next one goes on to the end");
	});

disturb(
	'vacuum',
	setup => $signed . 'DELETE FROM wire WHERE id % 3 = 0;',
	work => 'VACUUM (INDEX_CLEANUP on) wire;');

disturb(
	'duplicate_clusters',
	setup => "DROP TABLE IF EXISTS cluster; $signed",
	work => q{CREATE TABLE cluster AS SELECT * FROM duplicate_clusters('wire', 'id', 'sig');},
	then => sub {
		my ($what) = @_;

		is(output_of($node, q{SELECT 'clusters', count(*) FROM pg_class WHERE relname = 'cluster' HAVING count(*) > 1;
			SELECT 'file left', * FROM pg_ls_tmpdir();
			SET client_min_messages = warning; CREATE TABLE IF NOT EXISTS cluster AS SELECT * FROM duplicate_clusters('wire', 'id', 'sig');
			SELECT 'other cluster', * FROM (TABLE cluster EXCEPT ALL SELECT * FROM duplicate_clusters('wire', 'id', 'sig')) d;}),
			'', "$what: it is all there or not at all, and no file is left");
	});

cmp_ok($halfway, '>=', $faults / 8, "$faults faults, $halfway of them in the middle of the work");
readme_says('killed', $faults / $rounds, LONG_ROUNDS * $faults / $rounds);
unlike(slurp_file($node->logfile), qr/terminated by signal (?!9|3)|PANIC/, 'nothing else crashed');
$node->stop;
done_testing();
