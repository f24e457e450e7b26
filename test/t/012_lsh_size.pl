# An index of more blocks than a reference to a row can tell apart: rows stay in
# the blocks before, tree pages behind them are left alone by vacuum.  The file
# has a hole of 64 GB, so this takes a minute or two and little disk.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use constant SEGMENT => 1024 * 1024 * 1024;    # bytes
use constant SEGMENTS => 64;    # with 16 lanes a page has 370 rows: 9 bits, and 23 for the block

plan skip_all => 'takes minutes: set NEWSPRINT_LONG' unless $ENV{NEWSPRINT_LONG};

my $node = PostgreSQL::Test::Cluster->new('size');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nautovacuum = off\n");
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION newsprint;
CREATE FUNCTION story(id int) RETURNS minhash LANGUAGE sql IMMUTABLE AS
$$ SELECT to_minhash('story ' || id || ' of a long day, told again as ' || md5(id::text), 16) $$;
CREATE TABLE article AS SELECT id, story(id) AS sig FROM generate_series(1, 1000) id;
CREATE INDEX article_lsh ON article USING lsh (sig) WITH (bands = 4, fillfactor = 100);
CHECKPOINT;
SQL

my $file = $node->data_dir . '/' . $node->safe_psql('postgres', "SELECT pg_relation_filepath('article_lsh')");
for my $segment (0 .. SEGMENTS - 1)
{
	my $name = $segment == 0 ? $file : "$file.$segment";

	open(my $handle, '>>', $name) or die "$name: $!";
	truncate($handle, SEGMENT) or die "$name: $!";
	close $handle;
}

# each leaf is full: the new ones come to the end of the file, the new rows to the last row page
$node->safe_psql('postgres', 'INSERT INTO article SELECT id, story(id) FROM generate_series(1001, 1060) id');
my $blocks = $node->safe_psql('postgres', "SELECT pg_relation_size('article_lsh') / current_setting('block_size')::int");
cmp_ok($blocks, '>=', SEGMENTS * SEGMENT / 8192 + 8, 'leaves lie behind the last block that rows can be in');

$node->safe_psql('postgres', 'DELETE FROM article');
$node->safe_psql('postgres', 'VACUUM article');
$node->safe_psql('postgres', 'INSERT INTO article SELECT id, story(id) FROM generate_series(1, 100) id');
is($node->safe_psql('postgres', 'SET enable_seqscan = off; SELECT id FROM article WHERE sig % at_least(story(42), 1)'), '42',
	'after a vacuum rows come and are found');

$node->stop;
done_testing();
