# near_duplicates() and duplicate_clusters() with workers where there is little
# shared memory, as in a container: they find the same, in one process.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use IPC::Run ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Wire;

# Enough for parallel workers, too little for the signatures of 100,000 articles
use constant SHARED_MEMORY => 8;    # megabytes

my @alone = ('unshare', '--map-current-user', '--mount', '--keep-caps', 'sh', '-c', 'mount -t tmpfs -o size="$0"m none /dev/shm && exec "$@"', SHARED_MEMORY);

plan skip_all => 'no small /dev/shm without user namespaces'
  unless eval { IPC::Run::run([ @alone, 'true' ], '>&', \my $why) };

my $node = PostgreSQL::Test::Cluster->new('shared_memory');

$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nautovacuum = off\ndynamic_shared_memory_type = posix\nmax_parallel_maintenance_workers = 2\nmaintenance_work_mem = 256MB");
system_or_bail(@alone, 'pg_ctl', '-w', '-D', $node->data_dir, '-l', $node->logfile, 'start');
$node->_update_pid(1);
$node->safe_psql('postgres', q{CREATE EXTENSION newsprint;
CREATE TABLE wire AS SELECT n AS id, to_minhash(concat_ws(' ',
	(SELECT string_agg(md5((n - (n % 5 = 0)::int)::text || w), ' ') FROM generate_series(1, 12) w),
	CASE WHEN n % 5 = 0 THEN 'corrected' END)) AS sig
  FROM generate_series(1, 100000) n;
CREATE VIEW all_wire AS TABLE wire;
ANALYZE wire;});

# Before and after, so that nothing is left of an attempt
my @tables = ('wire', 'all_wire', 'wire');

for my $table (@tables)
{
	my ($found, $debug);

	is($node->psql('postgres', "SET client_min_messages = debug1;
		SELECT count(*) FROM near_duplicates('$table', 'id', 'sig', 0.6);
		SELECT count(*) FROM duplicate_clusters('$table', 'id', 'sig', 0.6)", stdout => \$found, stderr => \$debug), 0, "$table: no error");
	is($found, "20000\n40000", "$table: all pairs and clusters are found");
	like($debug, qr/(?:the articles cannot be shared.*){2}/s, "$table: in one process");
	unlike($debug, qr/leak/, "$table: nothing leaked");
}
is($node->safe_psql('postgres', q{SELECT count(*) FROM near_duplicates('wire', 'id', 'sig', 0.6) WHERE a::int % 5 = 4}), '20000', 'in a transaction that goes on');
unlike(slurp_file($node->logfile), qr/terminated by signal|PANIC|leak/, 'nothing crashed or leaked');
readme_says('of shared memory', SHARED_MEMORY, scalar @tables);
$node->stop;
done_testing();
