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
use Newsroom;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

use constant ARTICLES => 600;
use constant INSERTS => 600;

my $rounds = $ENV{NEWSPRINT_LONG} ? 20 : 1;
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
my $amcheck = $node->safe_psql('postgres', q{SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'});
$node->safe_psql('postgres', 'CREATE EXTENSION amcheck') if $amcheck;
$node->safe_psql(
	'postgres', q{
CREATE TABLE wire (id bigint PRIMARY KEY, source int, body text);
-- what the client has done in the same transactions
CREATE TABLE ledger (id bigint PRIMARY KEY, source int);
SELECT newsprint_watch('wire', body => 'body', sweep_duplicates => 'archive', sweep_similarity => 0.9);
-- the watch's own index knows the originals only; these two miss nothing
CREATE INDEX wire_gin ON wire USING gin (sig gin_minhash_ops (bands = 64, rows = 2));
CREATE INDEX wire_lsh ON wire USING lsh (sig);
});
my $original = $node->safe_psql('postgres',
	q{SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'wire'::regclass AND indpred IS NOT NULL AND pg_get_indexdef(indexrelid) LIKE '%gin%'});

#
# What must hold after every fault: statements that return a row for each thing that is wrong
#

# Each index alone against the scan, inside a transaction that then gives back the others.
my $pairs = q{SELECT count(*), sum(hashtext(q.id || ' ' || w.id)::int8)
	FROM (SELECT id, sig FROM wire WHERE id % 7 = 0 OFFSET 0) q JOIN wire w ON w.sig %};
my %question = (
	all => "$pairs q.sig",
	# equal signatures share every band, so this index too is bound to find them
	originals => "$pairs at_least(q.sig, 1) AND w.sig IS NOT NULL AND w.duplicate_of IS NULL",
);
my @indexes = (
	{ name => 'wire_gin', others => "wire_lsh, $original", question => 'all' },
	{ name => 'wire_lsh', others => "wire_gin, $original", question => 'all' },
	{ name => $original, others => 'wire_lsh, wire_gin', question => 'originals' });

my $by_index = 'SET enable_seqscan = off; SET newsprint.recall = 1; CREATE TEMP TABLE answer (question text, found bigint, sum numeric);';
my $by_scan = q{SET enable_seqscan = on; SET enable_indexscan = off; SET enable_bitmapscan = off;};
$by_scan .= "INSERT INTO answer SELECT '$_ by scan', x.* FROM ($question{$_}) x;" for sort keys %question;
my $compare = q{SELECT 'other answer', a.*, s.* FROM answer a JOIN answer s ON s.question = split_part(a.question, ' ', 1) || ' by scan'
	WHERE (a.found, a.sum) IS DISTINCT FROM (s.found, s.sum);};

# Answers of one index, kept beyond the transaction by psql.
sub answer_by_index
{
	my ($index) = @_;

	return "BEGIN; DROP INDEX $index->{others}; SELECT x.* FROM ($question{$index->{question}}) x \\gset\nROLLBACK;\n"
	  . "INSERT INTO answer VALUES ('$index->{question} $index->{name}', :count, nullif(:'sum', '')::numeric);\n";
}

my $damage = q{
SELECT 'lsh', * FROM newsprint_lsh_check('wire_lsh');
SELECT 'invalid index', indexrelid::regclass FROM pg_index WHERE NOT indisvalid OR NOT indisready;
};
$damage .= q{
SELECT 'btree', bt_index_check(i.indexrelid, true) IS NULL
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
WHERE m.amname = 'btree' AND c.relkind = 'i' AND i.indrelid::regclass::text ~ '^(wire|ledger|newsprint_)' AND bt_index_check(i.indexrelid, true) IS NULL;
SELECT 'heap', c.relname, v.*
FROM pg_class c, LATERAL verify_heapam(c.oid, check_toast => true) v
WHERE c.relkind = 'r' AND c.relname ~ '^(wire|ledger|newsprint_)';
} if $amcheck;

# Copies that point nowhere, to a copy, or to what they are not like; rows
# with one half of what the trigger gives.
my $half = q{
SELECT 'verdict', w.id, w.duplicate_of, o.id, o.duplicate_of, w.similarity
FROM wire w LEFT JOIN wire o ON o.id = w.duplicate_of
WHERE (w.duplicate_of IS NOT NULL AND o.id IS NULL) OR o.duplicate_of IS NOT NULL OR w.similarity <> jaccard(w.sig, o.sig)
	OR w.similarity < 0.6 OR (w.duplicate_of IS NULL) <> (w.similarity IS NULL AND true) AND w.template_of IS NULL
	OR w.sig <> to_minhash(w.body) OR (w.sig IS NULL) <> (w.spam_score IS NULL) OR (w.sig IS NULL AND w.duplicate_of IS NOT NULL);
SELECT 'archived twice', a.key FROM wire_archive a JOIN wire w ON w.id::text = a.key;
SELECT 'archived', a.key FROM wire_archive a GROUP BY a.key HAVING count(*) > 1;
SELECT 'count of the log', count(*), r.archived FROM wire_archive a RIGHT JOIN newsprint_runs r USING (run)
GROUP BY r.run HAVING count(a.key) <> r.archived;
};

# Signed and queued in one
my $queued = q{
SELECT 'queue', w.id, q.key FROM (SELECT id FROM wire WHERE sig IS NOT NULL) w
FULL JOIN newsprint_queue q ON q.key = w.id::text WHERE w.id IS NULL OR q.key IS NULL;
};
# What the client's own statement in the transaction says, the table says.
my $booked = q{
SELECT 'booked', l.id, w.id, v.key FROM ledger l FULL JOIN wire w USING (id)
FULL JOIN (SELECT key::bigint AS id, key FROM newsprint_verdicts WHERE action = 'skipped') v USING (id)
WHERE l.id IS NULL OR (w.id IS NULL) = (v.id IS NULL);
};
my $one_original = q{
SELECT 'originals', source, count(*) FROM wire WHERE duplicate_of IS NULL GROUP BY source HAVING count(*) > 1;
};

sub psql
{
	return ('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=' . ($_[0] // 1), '-d', $node->connstr('postgres'), '-f', '-');
}

# What a script prints, on both channels.
sub output_of
{
	my ($sql) = @_;

	IPC::Run::run([psql()], '<', \$sql, '>', \my $out, '2>', \my $err);
	return $out . $err;
}

sub is_sound
{
	my ($what, $more) = @_;

	is(output_of($by_index . join('', map { answer_by_index($_) } @indexes) . $by_scan . $compare), '',
		"$what: the indexes answer what a scan answers");
	is(output_of($damage), '', "$what: nothing is damaged");
	is(output_of($half . ($more // '')), '', "$what: nothing is half applied");
	return;
}

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

# Run a script in so many sessions as there are scripts; each says when it is
# through, and waits.
sub start_sessions
{
	return map {
		my $session = { input => "SET application_name = 'victim'; SELECT 'begun';\n$_\nSELECT 'through', pg_sleep(0);\nSELECT pg_sleep(600);\n", output => '', errors => '' };
		$session->{run} = IPC::Run::start([ psql(0) ], '<', \$session->{input}, '>', \$session->{output}, '2>', \$session->{errors});
		$session;
	} @_;
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
	my (@scripts) = @_;
	my $start = time();
	my @sessions = start_sessions(@scripts);

	my @pids = backends(scalar @sessions, q{AND query LIKE 'SELECT pg_sleep%'});
	my $seconds = time() - $start;

	$node->safe_psql('postgres', "SELECT pg_terminate_backend($_)") for @pids;
	$_->{run}->finish for @sessions;
	return $seconds;
}

# A moment of an activity, chosen anew each time: setup, a fault, what must hold
sub disturb
{
	my ($what, %activity) = @_;
	my $scripts = sub { ref $activity{work} ? $activity{work}->() : $activity{work} };

	$node->safe_psql('postgres', $activity{setup});
	my $seconds = seconds_undisturbed($scripts->());
	is_sound("$what, undisturbed", $activity{holds});
	for my $round (1 .. $rounds)
	{
		for my $how (sort keys %fault)
		{
			my $log_start;
			my $moment = rand(0.9 * $seconds);

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
			$halfway++ if grep { $_->{output} !~ /through/ } @sessions;
			$activity{mend}->("$what, $how") if $activity{mend};
			is_sound("$what, $how", $activity{holds});
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

		is(output_of(q{CALL newsprint_backfill('wire'); SELECT count(*) - count(sig) FROM wire;
			SELECT state, count(*) FROM newsprint_runs WHERE state <> 'interrupted' GROUP BY state;}) =~ s/^.*NOTICE.*\n//mgr,
			"0\ndone|1\n", "$what: the next one goes on to the end");
	});

disturb(
	'sweep',
	setup => $signed,
	work => q{CALL newsprint_sweep('wire', everything => true, batch => 50);},
	holds => $nothing_lost,
	then => sub {
		my ($what) = @_;

		is(output_of(q{CALL newsprint_sweep('wire', everything => true); SELECT count(*) FROM newsprint_queue WHERE event <> 'd';}
			. $one_original . $half . $nothing_lost) =~ s/^.*NOTICE.*\n//mgr,
			"0\n", "$what: the next one goes on to the end");
	});

disturb(
	'GIN build',
	setup => "DROP INDEX IF EXISTS wire_gin; $signed",
	work => 'CREATE INDEX wire_gin ON wire USING gin (sig gin_minhash_ops (bands = 64, rows = 2));',
	holds => $nothing_lost,
	mend => sub {
		is(output_of('SET client_min_messages = warning; CREATE INDEX IF NOT EXISTS wire_gin ON wire USING gin (sig gin_minhash_ops (bands = 64, rows = 2));'),
			'', "$_[0]: it can be built");
	});

# Both without locking out writers, as on a busy table
disturb(
	'build of the indexes of a watch',
	setup => "DROP INDEX IF EXISTS $original; $signed",
	work => q{CALL newsprint_build_indexes('wire');},
	holds => $nothing_lost,
	mend => sub {
		is(output_of(q{SET client_min_messages = warning; CALL newsprint_build_indexes('wire');}), '', "$_[0]: the next one goes on to the end");
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

		is(output_of(q{SELECT 'clusters', count(*) FROM pg_class WHERE relname = 'cluster' HAVING count(*) > 1;
			SELECT 'file left', * FROM pg_ls_tmpdir();
			SET client_min_messages = warning; CREATE TABLE IF NOT EXISTS cluster AS SELECT * FROM duplicate_clusters('wire', 'id', 'sig');
			SELECT 'other cluster', * FROM (TABLE cluster EXCEPT ALL SELECT * FROM duplicate_clusters('wire', 'id', 'sig')) d;}),
			'', "$what: it is all there or not at all, and no file is left");
	});

cmp_ok($halfway, '>=', $faults / 4, "$faults faults, $halfway of them in the middle of the work");
unlike(slurp_file($node->logfile), qr/terminated by signal (?!9|3)|PANIC/, 'nothing else crashed');
$node->stop;
done_testing();
