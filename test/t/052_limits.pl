# What newsprint does when it gets no more memory, no more disk or no more
# time: a clear error, the server lives, nothing is half applied, and with
# enough of everything the next call goes on.
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

use constant ARTICLES => 600;
use constant MEMORY => (2, 12, 40);        # megabytes
use constant LONG_ROUNDS => 20;
use constant DISK => 24 * 1024 * 1024;    # bytes

my $node = PostgreSQL::Test::Cluster->new('limits');
my $seed = newsroom_seed();
my $rounds = $ENV{NEWSPRINT_LONG} ? LONG_ROUNDS : 1;

srand($seed);
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\njit = off\nautovacuum = off\nshared_buffers = 16MB\nrestart_after_crash = off\nshared_preload_libraries = 'newsprint,plpgsql'");

# A tablespace on a file system of its own, if this kernel lets us have one
my $disk = PostgreSQL::Test::Utils::tempdir() . '/disk';
mkdir $disk;
my @alone = ('unshare', '--map-current-user', '--mount', '--keep-caps', 'sh', '-c', 'mount -t tmpfs -o size="$0" none "$1" && shift && exec "$@"');
my $small_disk = eval { IPC::Run::run([ @alone, DISK, $disk, 'true' ], '>&', \my $why) };

if ($small_disk)
{
	system_or_bail(@alone, DISK, $disk, 'pg_ctl', '-w', '-D', $node->data_dir, '-l', $node->logfile, 'start');
	$node->_update_pid(1);
}
else
{
	$node->start;
}
load_newsroom($node, ARTICLES, $seed, '--words 60');
watch_wire($node);
my $postmaster = (split /\n/, slurp_file($node->data_dir . '/postmaster.pid'))[0];

my $fill = q{TRUNCATE wire, wire_archive, newsprint_queue, newsprint_verdicts, newsprint_runs;
ALTER TABLE wire DISABLE TRIGGER newsprint_screen;
INSERT INTO wire (id, source, body) SELECT a.id + 10000 * n, a.id, a.body FROM articles a, generate_series(0, 3) n;
ALTER TABLE wire ENABLE TRIGGER newsprint_screen;};
my $signed = $fill . q{UPDATE wire SET sig = to_minhash(body), spam_score = spam_score(body); TRUNCATE newsprint_queue;};
my $nothing_lost = sprintf q{SELECT 'lost', n FROM (SELECT (SELECT count(*) FROM wire) + (SELECT count(*) FROM wire_archive)) l (n) WHERE n <> %d;}, 4 * ARTICLES;

# Run SQL: the SQLSTATE of its error, or '' if there is none; fails if the session is lost.
sub state_of
{
	my ($what, $sql) = @_;
	my $status = $node->psql('postgres', "\\set VERBOSITY sqlstate\n$sql", stderr => \my $err, on_error_stop => 1);

	isnt($status, 2, "$what: the server lives") or diag($err);
	return $err =~ /(?:ERROR|FATAL): +(\w{5})$/m ? $1 : '';
}

#
# Memory
#

# Backends that start from now on have so much address space more than one needs that does nothing.
sub leave_memory
{
	my ($megabytes) = @_;
	my $needed = $node->safe_psql('postgres', q{SELECT jaccard(to_minhash('a'), to_minhash('a')) \gset
		SELECT pg_read_file('/proc/' || pg_backend_pid() || '/status')}) =~ /VmPeak:\s+(\d+)/ ? $1 * 1024 : die;

	system_or_bail('prlimit', '--pid', $postmaster, '--as=' . ($needed + $megabytes * 1024 * 1024) . ':');
	return;
}

sub leave_all_memory
{
	system_or_bail('prlimit', '--pid', $postmaster, '--as=unlimited:');
	return;
}

my %on_text = (
	fold_text => 'length(fold_text(body))',
	obfuscation => '(SELECT count(*) FROM obfuscation(body))',
	to_minhash => 'to_minhash(body)',
	to_fingerprint => 'length(to_fingerprint(body)::text)',
	shared_passages => '(SELECT count(*) FROM shared_passages(body, body))',
	duplicate_kind => q{duplicate_kind(body, body || ' and more')},
	article_body => 'length(article_body(body))',
	related_posts => '(SELECT count(*) FROM related_posts(body))',
	spam_explain => '(SELECT count(*) FROM spam_explain(body))',
);
my %on_table = (
	spam_train => 'SELECT length(spam_train(body, id % 2 = 0)::text) FROM articles',
	'insert, watched' => "DELETE FROM wire WHERE id > 900000; INSERT INTO wire (id, source, body) SELECT 900000 + n, n, body FROM huge, generate_series(1, 3) n",
	'GIN build' => 'BEGIN; CREATE INDEX ON articles USING gin (to_fingerprint(body)); ROLLBACK',
	'lsh build' => 'BEGIN; CREATE INDEX ON wire USING lsh (sig); ROLLBACK',
	backfill => q{CALL newsprint_backfill('wire', batch => 500)},
	sweep => q{CALL newsprint_sweep('wire', everything => true, batch => 500)},
	near_duplicates => q{SELECT count(*) FROM near_duplicates('wire', 'id', 'sig', 0.5)},
	duplicate_clusters => q{SELECT count(*) FROM duplicate_clusters('wire', 'id', 'sig', 0.5, body => 'body')},
);
my ($starved, $tried) = (0, 0);

$node->safe_psql('postgres', $signed . q{
CREATE UNLOGGED TABLE huge (body text);
ALTER TABLE huge ALTER body SET STORAGE EXTERNAL;
INSERT INTO huge SELECT string_agg(md5(i::text), CASE WHEN i % 9 = 0 THEN E'.\n' ELSE ' ' END) FROM generate_series(1, 300000) i;});
my %statement = (%on_table, map { $_ => "SELECT $on_text{$_} FROM huge" } keys %on_text);

for my $megabytes (MEMORY)
{
	leave_memory($megabytes);
	for my $what (sort keys %statement)
	{
		# what may take much, so that the system says no, and not the setting
		my $state = state_of("$what, $megabytes MB", "SET maintenance_work_mem = '1GB'; SET work_mem = '1GB'; $statement{$what};");

		# no memory; none for a worker's shared memory
		like($state, qr/^(|53200|53000|53100)$/, "$what, $megabytes MB: out of memory, or done");
		$tried++;
		$starved++ if $state ne '';
	}
	leave_all_memory();
	nothing_half($node, "$megabytes MB");
}
cmp_ok($starved, '>', $tried / 4, "$tried statements with little memory, $starved of them had too little");
$node->safe_psql('postgres', 'DELETE FROM wire WHERE id > 900000');
is_sound($node, 'after all that');
readme_says('of memory left', MEMORY, $tried);

#
# Disk
#
SKIP:
{
	skip 'no file system of its own without user namespaces', 1 unless $small_disk;
	my $full = 0;
	my $disk_state = sub {
		my ($what, $sql, @holds) = @_;

		is(state_of($what, $sql), '53100', "$what: the disk is full");
		is_sound($node, "$what, disk full", @holds);
		$full++;
		return;
	};

	$node->safe_psql('postgres', "$signed CREATE TABLESPACE small LOCATION '$disk'");
	# ballast leaves about twenty pages
	my $fill_disk = sub {
		my $used = $node->safe_psql('postgres', q{SELECT coalesce(sum(pg_relation_size(c.oid, f)), 0)::int / 8192
			FROM pg_class c JOIN pg_tablespace t ON t.oid = c.reltablespace, unnest('{main,fsm,vm}'::text[]) f WHERE spcname = 'small'});
		my $rows = DISK / 8192 - $used - 20;

		$node->safe_psql('postgres', "CHECKPOINT; CREATE TABLE ballast (filling text) TABLESPACE small;
			ALTER TABLE ballast ALTER filling SET STORAGE PLAIN;
			INSERT INTO ballast SELECT repeat('x', 8000) FROM generate_series(1, $rows); CHECKPOINT");
		return;
	};
	$fill_disk->();
	$disk_state->('GIN build', 'CREATE INDEX full_gin ON wire USING gin (sig gin_minhash_ops (bands = 64, rows = 2)) TABLESPACE small');
	$disk_state->('lsh build', 'CREATE INDEX full_lsh ON wire USING lsh (sig) TABLESPACE small');
	$node->safe_psql('postgres', 'CREATE VIEW ten_wires AS SELECT 10 * id::bigint + n AS id, sig FROM wire, generate_series(0, 9) n');
	$disk_state->('temporary files of duplicate_clusters',
		q{SET temp_tablespaces = small; SET maintenance_work_mem = '1MB'; SELECT count(*) FROM duplicate_clusters('ten_wires', 'id', 'sig')});
	$node->safe_psql('postgres', 'DROP VIEW ten_wires');
	is($node->safe_psql('postgres', q{SELECT count(*) FROM pg_class WHERE relname ~ '^full_'}), '0', 'no index is left');

	$node->safe_psql('postgres', 'DROP TABLE ballast; ALTER TABLE wire SET TABLESPACE small; ALTER INDEX wire_lsh SET TABLESPACE small; ALTER INDEX wire_gin SET TABLESPACE small');
	$fill_disk->();
	$disk_state->('insert', q{INSERT INTO wire (id, source, body) SELECT 500000 + 1000 * n + id, id, body || n FROM articles, generate_series(0, 9) n}, $nothing_lost);
	$disk_state->('sweep', q{CALL newsprint_sweep('wire', everything => true, batch => 100)}, $nothing_lost);
	$node->safe_psql('postgres', 'DROP TABLE ballast; CHECKPOINT');
	is(state_of('sweep with room', q{CALL newsprint_sweep('wire', everything => true)}), '', 'with room, the next sweep goes on');
	is_sound($node, 'with room', $nothing_lost);
	readme_says('disk full', $full);
	$node->safe_psql('postgres', 'ALTER TABLE wire SET TABLESPACE pg_default; ALTER INDEX wire_lsh SET TABLESPACE pg_default; ALTER INDEX wire_gin SET TABLESPACE pg_default');
}

#
# Time
#
my %timed = (
	backfill => { setup => $fill, call => q{CALL newsprint_backfill('wire', batch => 50)}, holds => $queued . $nothing_lost },
	sweep => { setup => $signed, call => q{CALL newsprint_sweep('wire', everything => true, batch => 50)}, holds => $nothing_lost },
	duplicate_clusters => { setup => $signed, call => q{CREATE TABLE cluster AS SELECT * FROM duplicate_clusters('wire', 'id', 'sig', 0.3, body => 'body')}, holds => $nothing_lost },
);
my ($runs, $stopped) = (0, 0);

for my $what (sort keys %timed)
{
	for my $timeout (map { (5, 20 + int(rand(60)), 80 + int(rand(150))) } 1 .. $rounds)
	{
		$node->safe_psql('postgres', "DROP TABLE IF EXISTS cluster; $timed{$what}{setup}");
		my $state = state_of($what, "SET statement_timeout = $timeout; $timed{$what}{call};");

		like($state, qr/^(|57014)$/, "$what: stopped after $timeout ms, or done");
		$runs++;
		$stopped++ if $state ne '';
		nothing_half($node, "$what, $timeout ms", $timed{$what}{holds});
	}
	is_sound($node, "$what, statement timeout", $timed{$what}{holds});
	$node->safe_psql('postgres', 'DROP TABLE IF EXISTS cluster');
	is(state_of($what, $timed{$what}{call}), '', "$what: with time enough the next one goes on");
	is_sound($node, "$what, at the end", $nothing_lost);
}
cmp_ok($stopped, '>=', $runs / 3, "$stopped of $runs runs were stopped by a timeout");
readme_says('statement timeout', $runs / $rounds, LONG_ROUNDS * $runs / $rounds);

# Strict mode makes the second of two equal stories wait for the first.
$node->safe_psql('postgres', q{TRUNCATE wire, wire_archive, newsprint_queue, newsprint_runs; SELECT newsprint_watch('wire', strict => true);
CREATE TABLE released (); CREATE TABLE story AS SELECT s AS id, string_agg(md5(s || ' ' || i), ' ') AS body FROM generate_series(1, 2) s, generate_series(1, 100) i GROUP BY s});
my $insert = sub { "INSERT INTO wire (id, source, body) SELECT $_[0], id, body FROM story WHERE id = $_[1]" };
my $script = PostgreSQL::Test::Utils::tempdir() . '/first.sql';
append_to_file($script, "SET application_name = 'first'; BEGIN; " . $insert->(1, 1) . "; SET CONSTRAINTS ALL IMMEDIATE;
DO 'BEGIN WHILE NOT EXISTS (SELECT FROM released) LOOP PERFORM pg_sleep(0.02); END LOOP; END'; COMMIT;\n");
my $first = IPC::Run::start([ psql($node, 1, $script) ], '<', '/dev/null', '>', '/dev/null', '2>', '/dev/null');
$node->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'first' AND query LIKE 'DO %'});
is(state_of('lock_timeout', "SET lock_timeout = '200ms'; " . $insert->(2, 1)), '55P03', 'lock_timeout: an equal story does not wait for ever');
is(state_of('lock_timeout', "SET lock_timeout = '200ms'; " . $insert->(3, 2)), '', 'lock_timeout: another story does not wait at all');
$node->safe_psql('postgres', 'INSERT INTO released DEFAULT VALUES');
$first->finish;
is($node->safe_psql('postgres', q{SELECT string_agg(id::text, ' ' ORDER BY id) FROM wire}), '1 3', 'lock_timeout: nothing of it is left');
is(state_of('lock_timeout', "SET lock_timeout = '200ms'; " . $insert->(2, 1)), '', 'lock_timeout: later it comes in');
is($node->safe_psql('postgres', q{SELECT duplicate_of FROM wire WHERE id = 2}), '1', 'lock_timeout: as a copy of the first');
is_sound($node, 'lock_timeout', $queued);

unlike(slurp_file($node->logfile), qr/terminated by signal|PANIC/, 'nothing crashed');
$node->stop;
done_testing();
