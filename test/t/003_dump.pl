# pg_dump and restore, and binary COPY, bring back the same signatures and index.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Newsroom;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('origin');
my $other = PostgreSQL::Test::Cluster->new('restored');
my $folder = PostgreSQL::Test::Utils::tempdir();

# What must survive: every signature, and the index with its options.
my $state = q{
SELECT count(*), md5(string_agg(sig::text, ' ' ORDER BY id)) FROM articles;
SELECT pg_get_indexdef('articles_sig'::regclass);
SELECT count(*), min(at_least(sig, 0.7)::text) FROM kept;
};

foreach ($node, $other)
{
	$_->init;
	$_->start;
}
load_newsroom($node, 1000, newsroom_seed(), '--words 100');
$node->safe_psql(
	'postgres', q{
CREATE INDEX articles_sig ON articles USING gin (sig gin_minhash_ops (threshold = 0.7, recall = 0.9));
CREATE TABLE kept AS SELECT id, sig FROM articles;
});

foreach my $format ('plain', 'custom')
{
	my $file = "$folder/$format.dump";

	$other->safe_psql('postgres', 'DROP TABLE IF EXISTS articles, kept; DROP EXTENSION IF EXISTS newsprint');
	$node->command_ok([ 'pg_dump', '-F', $format, '-f', $file, 'postgres' ], "dump, $format");
	$other->command_ok(
		$format eq 'plain'
		? [ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $file, 'postgres' ]
		: [ 'pg_restore', '--exit-on-error', '-d', 'postgres', $file ],
		"restore, $format");
	is( $other->safe_psql('postgres', $state),
		$node->safe_psql('postgres', $state),
		"the same after restore, $format");
	same_answers($other, "restored, $format", 3);
}

$node->safe_psql(
	'postgres', qq{
\\copy kept TO '$folder/kept.bin' WITH (FORMAT binary)
CREATE TABLE copied (LIKE kept);
\\copy copied FROM '$folder/kept.bin' WITH (FORMAT binary)
});
is($node->safe_psql('postgres', 'SELECT count(*) FROM kept JOIN copied USING (id, sig)'),
	1000, 'the same after binary COPY');

done_testing();
