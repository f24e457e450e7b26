# A physical replica answers as its primary does, through inserts, deletes and
# vacuum; promoted, it goes on where the primary has stopped.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Newsroom;
use PostgreSQL::Test::Cluster;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
my $replica = PostgreSQL::Test::Cluster->new('replica');

$primary->init(allows_streaming => 1);
$primary->append_conf('postgresql.conf', 'jit = off');
$primary->start;
$primary->backup('base');
$replica->init_from_backup($primary, 'base', has_streaming => 1);
$replica->start;

load_newsroom($primary, 2000, newsroom_seed(), '--words 100 --copies 0.4');
$primary->safe_psql(
	'postgres', q{
CREATE INDEX articles_sig ON articles USING gin (sig);
CREATE TABLE wire (id bigint PRIMARY KEY, body text);
SELECT newsprint_watch('wire', body => 'body', sweep_duplicates => 'archive', strict => true);
INSERT INTO wire SELECT id, body FROM articles WHERE id % 10 < 9 AND body IS NOT NULL;
SELECT newsprint_feedback('wire', id::text, id % 2 = 0) FROM wire WHERE id < 90;
CALL newsprint_sweep('wire');
});

my $query = 'SELECT count(*), sum(hashtext(x.id || chr(32) || y.id)::int8)'
  . ' FROM articles x JOIN articles y ON x.sig % y.sig';

foreach my $round (1 .. 5)
{
	$primary->wait_for_catchup($replica);
	my $answer = index_answer($replica, $query);

	like($answer, qr/^[1-9]/, "round $round: the replica finds rows");
	is($answer, index_answer($primary, $query), "round $round: the replica answers as the primary");
	$primary->safe_psql(
		'postgres', qq{
DELETE FROM articles WHERE id % 10 = $round;
VACUUM articles;
INSERT INTO articles (id, body) SELECT id + 1000000 * $round, body FROM articles WHERE id BETWEEN 0 AND 1999 AND id % 10 = 9;
});
}

# What the watch knows, and what it finds by its own lsh index
my $watch = q{
SET enable_seqscan = off;
SELECT count(*), count(duplicate_of), sum(hashtext(w::text)::int8) FROM wire w;
SELECT count(*), sum(hashtext(m::text)::int8) FROM newsprint_models m;
SELECT count(*) FROM newsprint_lessons;
SELECT count(*) FROM wire_archive;
SELECT sum((SELECT id FROM wire w WHERE w.duplicate_of IS NULL AND w.sig IS NOT NULL
	AND w.sig % at_least(q.sig, 0.6) ORDER BY w.sig <-> q.sig, w.id LIMIT 1)) FROM articles q WHERE q.id % 7 = 0};
my $damage = q{SELECT count(*) FROM pg_class c, newsprint_lsh_check(c.oid) WHERE c.relkind = 'i'
	AND c.relam = (SELECT oid FROM pg_am WHERE amname = 'lsh')};

$primary->wait_for_catchup($replica);
my $known = $primary->safe_psql('postgres', $watch);
like($known, qr/^[1-9]\d{2,}\n\d+$/m, 'the sweep has archived duplicates');
is($replica->safe_psql('postgres', $watch), $known, 'the replica knows what the watch knows');
isnt($replica->psql('postgres', q{CALL newsprint_sweep('wire')}), 0, 'a replica cannot sweep');

# The primary dies in the middle of its work, and the replica takes over.
$primary->safe_psql('postgres', q{INSERT INTO wire SELECT id + 5000000, body FROM articles WHERE id < 1000000 AND body IS NOT NULL LIMIT 100});
$primary->wait_for_catchup($replica);
$known = $primary->safe_psql('postgres', $watch);
$primary->stop('immediate');
$replica->promote;
is($replica->safe_psql('postgres', $watch), $known, 'promoted: nothing is lost');
is($replica->safe_psql('postgres', $damage), 0, 'promoted: the indexes are sound');
is( $replica->safe_psql('postgres', q{
	INSERT INTO wire SELECT 9000001, body FROM wire WHERE duplicate_of IS NULL AND length(body) > 500 ORDER BY id LIMIT 1
	RETURNING duplicate_of = (SELECT id FROM wire WHERE duplicate_of IS NULL AND length(body) > 500 ORDER BY id LIMIT 1), similarity}),
	't|1', 'promoted: the trigger finds the original of a new copy');
$replica->safe_psql(
	'postgres', q{
DELETE FROM wire WHERE id % 5 = 0;
DELETE FROM articles WHERE id % 5 = 0;
VACUUM wire, articles;
INSERT INTO wire SELECT id + 7000000, body FROM articles WHERE id % 3 = 0 AND id < 1000000 AND body IS NOT NULL;
CALL newsprint_sweep('wire');
});
is($replica->safe_psql('postgres', $damage), 0, 'promoted: still sound after deletes, vacuum, inserts and a sweep');
is($replica->safe_psql('postgres', q{SELECT count(*) FROM newsprint_queue}), 0, 'promoted: the sweep leaves nothing');
is($replica->safe_psql('postgres', q{SELECT state FROM newsprint_runs ORDER BY run DESC LIMIT 1}), 'done', 'promoted: the run is in the log');
same_answers($replica, 'promoted', 3);

done_testing();
