# Logical replication of a watched table: the subscriber takes verdicts over
# as they come; where it watches by itself, its own trigger judges.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $publisher = PostgreSQL::Test::Cluster->new('publisher');
my $subscriber = PostgreSQL::Test::Cluster->new('subscriber');
my $story = 'a story of some words that is told again and again by all papers of the town';

$publisher->init(allows_streaming => 'logical');
$publisher->start;
$subscriber->init;
$subscriber->start;
foreach ($publisher, $subscriber)
{
	$_->safe_psql(
		'postgres', q{
CREATE EXTENSION newsprint;
CREATE TABLE watched (id int PRIMARY KEY, body text);
CREATE TABLE plain (id int PRIMARY KEY, body text);
SELECT newsprint_watch('watched', body => 'body');
});
}
$publisher->safe_psql(
	'postgres', qq{
INSERT INTO watched VALUES (1, '$story'), (2, '$story');
INSERT INTO plain VALUES (1, '$story'), (2, '$story');
CREATE PUBLICATION everything FOR TABLE watched, plain;
});

# The subscriber watches what its publisher does not, on what comes from there.
$subscriber->safe_psql(
	'postgres', q{
SELECT newsprint_watch('plain', body => 'body', strict => true);
ALTER TABLE plain ENABLE ALWAYS TRIGGER newsprint_screen, ENABLE ALWAYS TRIGGER newsprint_settle, ENABLE ALWAYS TRIGGER newsprint_forget;
CREATE SUBSCRIPTION everything CONNECTION '} . $publisher->connstr . q{ dbname=postgres' PUBLICATION everything;
});
$subscriber->wait_for_subscription_sync;
$publisher->safe_psql('postgres', "INSERT INTO watched VALUES (3, '$story'); INSERT INTO plain VALUES (3, '$story')");
$publisher->wait_for_catchup('everything');

my $verdicts = 'SELECT id, duplicate_of, similarity, sig FROM watched ORDER BY id';
is($subscriber->safe_psql('postgres', $verdicts), $publisher->safe_psql('postgres', $verdicts), 'verdicts come over as they are');
is($subscriber->safe_psql('postgres', q{SELECT count(*) FROM newsprint_queue WHERE relation = 'watched'::regclass}),
	0, 'and no trigger has run for them');
is($subscriber->safe_psql('postgres', 'SELECT id, duplicate_of FROM plain ORDER BY id'),
	"1|\n2|1\n3|1", "the subscriber's own watch judges, the initial copy as well");

$publisher->safe_psql('postgres', "UPDATE plain SET body = 'something else that nobody has written before now' WHERE id = 3; DELETE FROM plain WHERE id = 1");
$publisher->wait_for_catchup('everything');
$subscriber->safe_psql('postgres', q{CALL newsprint_sweep('plain')});
is($subscriber->safe_psql('postgres', 'SELECT id, duplicate_of FROM plain ORDER BY id'),
	"2|\n3|", 'updates and deletes too');
$subscriber->safe_psql('postgres', 'DROP SUBSCRIPTION everything');

done_testing();
