# A physical replica answers as its primary does, through inserts, deletes and vacuum.
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
$primary->safe_psql('postgres', 'CREATE INDEX articles_sig ON articles USING gin (sig)');

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

done_testing();
