# The index finds what it promises, in a newsroom with known copies.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Newsroom;
use PostgreSQL::Test::Cluster;
use Test::More;

my $articles = $ENV{NEWSPRINT_LONG} ? 40_000 : 4_000;
my $node = PostgreSQL::Test::Cluster->new('recall');

$node->init;
$node->append_conf('postgresql.conf', "jit = off\nwork_mem = '64MB'");
$node->start;
load_newsroom($node, $articles, newsroom_seed(), '--copies 0.4 --words 150');

# Exact Jaccard of every copy and its original, over the words that newsprint sees.
$node->safe_psql(
	'postgres', q{
CREATE FUNCTION shingles(text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
	SELECT coalesce(array_agg(DISTINCT w[i] || ' ' || w[i + 1] || ' ' || w[i + 2]), '{}')
	  FROM string_to_array(fold_text($1), ' ') w, generate_series(1, cardinality(w) - 2) i
$$;
CREATE TABLE sets AS SELECT id, shingles(body) AS shingles FROM articles WHERE kind NOT IN ('junk', 'template');
CREATE INDEX ON sets (id);
CREATE TABLE pairs AS
	SELECT c.id AS a, c.original_id AS b,
		   common::float8 / (cardinality(x.shingles) + cardinality(y.shingles) - common) AS exact
	  FROM articles c JOIN sets x ON x.id = c.id JOIN sets y ON y.id = c.original_id,
		   LATERAL (SELECT count(*) AS common
					  FROM (SELECT unnest(x.shingles) INTERSECT SELECT unnest(y.shingles)) i) n;
});

# Pairs of an article with its known original that % finds at a threshold:
# all that the index has for the article, or the pair by itself.
sub through_index
{
	my ($threshold) = @_;

	return index_answer(
		$node, "SELECT x.id, y.id FROM articles x, LATERAL (SELECT id FROM articles"
		  . " WHERE sig % at_least(x.sig, $threshold) OFFSET 0) y WHERE x.original_id = y.id ORDER BY 1");
}

sub without_index
{
	my ($threshold) = @_;

	return scan_answer(
		$node, "SELECT x.id, y.id FROM articles x JOIN articles y ON x.original_id = y.id"
		  . " WHERE y.sig % at_least(x.sig, $threshold) ORDER BY 1");
}

foreach my $threshold (0.5, 0.6, 0.7, 0.8, 0.9)
{
	$node->safe_psql('postgres',
		"CREATE INDEX articles_sig ON articles USING gin (sig gin_minhash_ops (threshold = $threshold))");
	my %scanned = map { $_ => 1 } split /\n/, without_index($threshold);
	my @found = split /\n/, through_index($threshold);
	my $sought = keys %scanned;

	cmp_ok($sought, '>=', 100, "threshold $threshold: there is something to find");
	is(scalar(grep { !$scanned{$_} } @found), 0, "threshold $threshold: no row that the scan has not");
	cmp_ok(@found / $sought, '>=', 0.95,
		sprintf('threshold %.1f: %d of the %d pairs of the scan', $threshold, scalar @found, $sought));

	# The estimate's standard error is at most 0.045: 0.1 above the threshold
	# nearly every pair must be found.
	my $sure = $node->safe_psql('postgres',
		"SELECT a || '|' || b FROM pairs WHERE exact >= least(1, $threshold + 0.1)");
	my %found = map { $_ => 1 } @found;
	my @sure = split /\n/, $sure;
	my $hits = grep { $found{$_} } @sure;
	cmp_ok($hits / @sure, '>=', 0.97,
		sprintf('threshold %.1f: %d of %d pairs that are truly 0.1 above it', $threshold, $hits, scalar @sure));
	$node->safe_psql('postgres', 'DROP INDEX articles_sig');
}

# 64 bands of 2 lanes: a pair that differs in less than 64 lanes has a band
# intact, so above similarity 0.51 the index loses nothing.
$node->safe_psql('postgres',
	'CREATE INDEX articles_sig ON articles USING gin (sig gin_minhash_ops (bands = 64, rows = 2))');
foreach my $threshold (0.55, 0.75, 0.95)
{
	is( through_index($threshold),
		without_index($threshold),
		"nothing is lost where pigeonhole forbids it, threshold $threshold");
}

# Rows in the pending list, deleted and vacuumed away.
$node->safe_psql('postgres',
	'INSERT INTO articles (id, body) SELECT id + 1000000, body FROM articles WHERE id % 7 = 0');
same_answers($node, 'after inserts', 5);
$node->safe_psql('postgres', 'DELETE FROM articles WHERE id % 3 = 0');
same_answers($node, 'after deletes', 5);
$node->safe_psql('postgres', 'VACUUM articles');
same_answers($node, 'after vacuum', 5);
like_a_fresh_index($node, 'after vacuum', 5);

done_testing();
