# Parallel builds of an lsh index: when there are workers, what others see of
# them, that they stop when told to, and that what they have written is there
# for writers at the same time, for a replica, and after a crash.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $rows = 60_000;
my $make = qq{
	CREATE TABLE wire AS SELECT i AS id, to_minhash(concat_ws(' ', 'story', i / 3, md5((i / 3)::text), 'and', i % 7, 'more')) AS sig
		FROM generate_series(1, $rows) i};

my $node = PostgreSQL::Test::Cluster->new('primary');
$node->init(allows_streaming => 1);
$node->append_conf('postgresql.conf', "autovacuum = off\njit = off\nrestart_after_crash = on\nmax_parallel_maintenance_workers = 2\n");
$node->start;
$node->safe_psql('postgres', "CREATE EXTENSION newsprint; $make");
$node->backup('base');
my $replica = PostgreSQL::Test::Cluster->new('replica');
$replica->init_from_backup($node, 'base', has_streaming => 1);
$replica->start;

# How many workers a statement has
sub workers
{
	my ($sql) = @_;
	my $err = '';

	$node->psql('postgres', "SET client_min_messages = debug1; $sql", stderr => \$err, on_error_die => 1);
	return $err =~ /building index "\w+" with (\d+) parallel workers/ ? $1 : 0;
}

# The index on a table is sound and has all of its rows.
sub is_sound
{
	my ($server, $index, $what) = @_;

	is($server->safe_psql('postgres', "SELECT * FROM newsprint_lsh_check('$index')"), '', "$what: sound");
	is($server->safe_psql('postgres', "SELECT rows FROM newsprint_lsh_stats('$index')"),
		$server->safe_psql('postgres', "SELECT count(*) FROM wire"), "$what: complete");
	return;
}

# By size of table and memory, as for the server's own indexes
my $create = 'CREATE INDEX wire_sig ON wire USING lsh (sig)';
my $drop = 'DROP INDEX wire_sig';
is(workers("SET maintenance_work_mem = '128MB'; $create; $drop"), 1, 'ten megabytes are for one worker');
is(workers("SET maintenance_work_mem = '128MB'; SET min_parallel_table_scan_size = '1MB'; $create; $drop"), 2, 'or for more');
is(workers("SET maintenance_work_mem = '63MB'; $create; $drop"), 0, 'none without memory for it');
is(workers("SET max_parallel_maintenance_workers = 0; $create; $drop"), 0, 'none if there shall be none');
is(workers("ALTER TABLE wire SET (parallel_workers = 2); SET max_parallel_workers = 0; $create"), 0, 'nor if all are busy');
is_sound($node, 'wire_sig', 'alone after all');
is(workers("$drop; $create"), 2, 'as many as the table says');

is_sound($node, 'wire_sig', 'primary');
$node->wait_for_catchup($replica);
is_sound($replica, 'wire_sig', 'replica');

# Others see how far a build is, and who works.  Workers, or the leader, wait
# for who holds the lock.
$node->safe_psql('postgres', q{
	CREATE FUNCTION stalled(sig minhash, who text) RETURNS minhash LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
	BEGIN
		IF (SELECT backend_type FROM pg_stat_activity WHERE pid = pg_backend_pid()) = who THEN
			PERFORM pg_advisory_xact_lock_shared(1);
		END IF;
		RETURN sig;
	END $$;
	DELETE FROM wire WHERE id > 6000; VACUUM wire});
my ($holder_in, $holder_out) = ("SELECT pg_advisory_lock(1), 'held';\n", '');
my $holder = IPC::Run::start([ 'psql', '-XAtq', $node->connstr('postgres') ], '<', \$holder_in, '>', \$holder_out,
	IPC::Run::timeout(180));
$holder->pump until $holder_out =~ /held/;

my $workers = q{SELECT pid FROM pg_stat_activity WHERE backend_type = 'parallel worker' AND query LIKE 'CREATE INDEX stalled%'};
my $cancel = sub { $node->safe_psql('postgres', 'SELECT pg_cancel_backend(pid) FROM pg_stat_progress_create_index') };

# Begin a build that stalls, do something to it, and say how it ends and when.
sub stall
{
	my ($who, $wait, $deed) = @_;
	my $err = '';
	my $build = IPC::Run::start([ 'psql', '-Xq', $node->connstr('postgres'), '-c',
		"CREATE INDEX stalled ON wire USING lsh (stalled(sig, '$who'))" ], '>', \my $out, '2>', \$err, IPC::Run::timeout(60));

	ok($node->poll_query_until('postgres', $wait), "a build that waits for $who");
	my $start = time();
	my $result = $deed->();
	$build->finish;
	return ($result, $err, time() - $start);
}

my $leader_waits = q{SELECT count(*) = 1 FROM pg_stat_progress_create_index p JOIN pg_stat_activity USING (pid)
	WHERE p.phase = 'building index: loading signatures' AND p.blocks_done = p.blocks_total AND wait_event_type = 'Extension'};
my ($result, $err, $seconds) = stall('parallel worker', $leader_waits, $cancel);
like($err, qr/canceling statement due to user request/, 'a leader that waits for workers is cancelled');
cmp_ok($seconds, '<', 5, 'at once');
($result, $err, $seconds) = stall('parallel worker', $leader_waits,
	sub { $node->safe_psql('postgres', "SELECT count(pg_terminate_backend(pid)) FROM ($workers) x") });
is($result, 2, 'the query of workers is seen');
like($err, qr/due to administrator command/, 'workers that are terminated end the build');
($result, $err, $seconds) = stall('client backend',
	qq{SELECT count(*) = 2 FROM pg_stat_activity WHERE pid IN ($workers) AND wait_event_type = 'Extension'},
	$cancel);
like($err, qr/canceling statement due to user request/, 'a leader that workers wait for is cancelled');
cmp_ok($seconds, '<', 5, 'at once');
ok($node->poll_query_until('postgres', "SELECT count(*) = 0 FROM ($workers) x"), 'no worker is left of these');
($result, $err, $seconds) = stall('parallel worker', $leader_waits,
	sub { kill 'KILL', split /\n/, $node->safe_psql('postgres', $workers) });
is($result, 2, 'workers are killed');
like($err, qr/server closed the connection unexpectedly/, 'which is a crash of the server');
$holder->finish;
ok($node->poll_query_until('postgres', q{SELECT count(*) = 0 FROM pg_class WHERE relname = 'stalled'}), 'no index is left of these');
is_sound($node, 'wire_sig', 'after the crash');

# Others write while an index is built.
my $writes = $node->basedir . '/writes.sql';
append_to_file($writes, q{
\set id random(1, 6000)
INSERT INTO wire SELECT id + 100000, sig FROM wire WHERE id = :id LIMIT 1;
UPDATE wire SET id = id + 1000000 WHERE id = :id;
DELETE FROM wire WHERE id = :id + 1;
});
$node->safe_psql('postgres', 'ALTER TABLE wire SET (autovacuum_enabled = off); CREATE INDEX wire_id ON wire (id)');
my $pgbench = IPC::Run::start([ 'pgbench', '-n', '-c', '4', '-T', '4', '-f', $writes, $node->connstr('postgres') ],
	'>', \my $out, '2>', \$err);
is(workers('CREATE INDEX CONCURRENTLY wire_meanwhile ON wire USING lsh (sig)'), 2, 'CREATE INDEX CONCURRENTLY has workers');
is(workers('REINDEX INDEX CONCURRENTLY wire_meanwhile'), 2, 'REINDEX INDEX CONCURRENTLY has workers');
ok($pgbench->finish, 'others have written meanwhile');
$node->safe_psql('postgres', 'VACUUM wire');
is_sound($node, $_, "$_, others have written meanwhile") for 'wire_sig', 'wire_meanwhile';
$node->wait_for_catchup($replica);
is_sound($replica, 'wire_meanwhile', 'the same on the replica');
$replica->stop;
$node->stop;

# Without WAL there are the files themselves.
my $minimal = PostgreSQL::Test::Cluster->new('minimal');
$minimal->init;
$minimal->append_conf('postgresql.conf',
	"autovacuum = off\nwal_level = minimal\nmax_wal_senders = 0\nwal_skip_threshold = 0\nmax_parallel_maintenance_workers = 2\n");
$minimal->start;
$minimal->safe_psql('postgres', qq{
	CREATE EXTENSION newsprint;
	BEGIN; $make; ALTER TABLE wire SET (parallel_workers = 2); CREATE INDEX wire_sig ON wire USING lsh (sig); COMMIT});
$minimal->stop('immediate');
$minimal->start;
is_sound($minimal, 'wire_sig', 'wal_level minimal, after a crash');
$minimal->stop;

done_testing();
