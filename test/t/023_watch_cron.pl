# pg_cron runs the sweep: a job is scheduled, duplicates come in, the job runs,
# the table is clean and the log knows.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($folder) = run_command([ 'pg_config', '--sharedir' ]);
plan skip_all => 'pg_cron is not installed (Debian package postgresql-NN-cron)'
  unless -e "$folder/extension/pg_cron.control";

my $node = PostgreSQL::Test::Cluster->new('cron');

$node->init;
$node->append_conf('postgresql.conf', q{
shared_preload_libraries = 'pg_cron'
cron.database_name = 'postgres'
cron.use_background_workers = on
max_worker_processes = 10
});
$node->start;
$node->safe_psql(
	'postgres', q{
CREATE EXTENSION pg_cron;
CREATE EXTENSION newsprint;
CREATE TABLE articles (id int PRIMARY KEY, body text);
SELECT newsprint_watch('articles', body => 'body', sweep_duplicates => 'archive');
-- the trigger marks the second one; the others came while it was away
INSERT INTO articles VALUES (1, 'a story of some words that is told again'), (2, 'a story of some words that is told again');
ALTER TABLE articles DISABLE TRIGGER newsprint_screen;
INSERT INTO articles VALUES (3, 'a story of some words that is told again'), (4, 'another story that only one paper has found');
ALTER TABLE articles ENABLE TRIGGER newsprint_screen;
SELECT cron.schedule('newsprint', '* * * * *', $$CALL newsprint_sweep('articles')$$);
});
$node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM newsprint_runs WHERE state = 'done'})
  or die 'the job does not run';
is($node->safe_psql('postgres', 'SELECT id, duplicate_of FROM articles ORDER BY id'), "1|\n4|", 'the table is clean');
is($node->safe_psql('postgres', 'SELECT key, canonical, reason FROM articles_archive ORDER BY key'),
	"2|1|duplicate\n3|1|duplicate", 'the copies are in the archive');
is($node->safe_psql('postgres', 'SELECT task, state, signed, duplicates, archived FROM newsprint_runs ORDER BY run LIMIT 1'),
	'sweep|done|2|1|2', 'the run is in the log');
# the run says so before its session has ended
ok($node->poll_query_until('postgres', q{SELECT count(*) FILTER (WHERE status = 'succeeded') > 0 AND NOT bool_or(status = 'failed')
	FROM cron.job_run_details}), 'pg_cron says so too');
$node->safe_psql('postgres', q{SELECT cron.unschedule('newsprint')});

done_testing();
