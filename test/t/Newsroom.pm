# Made-up articles in a cluster, and answers with and without the index.
package Newsroom;

use strict;
use warnings;

use FindBin;
use Test::More;

use Exporter 'import';
our @EXPORT = qw(newsroom_seed load_newsroom index_answer scan_answer same_answers like_a_fresh_index);

my $generator = "$FindBin::RealBin/../data/newsroom";

# The seed of what is made up.  The quick run has always the same, so that it
# fails only when something has changed; --long has another every time, printed
# so that a failure can be played again with NEWSPRINT_SEED in the environment.
sub newsroom_seed
{
	my $seed = $ENV{NEWSPRINT_SEED} // ($ENV{NEWSPRINT_LONG} ? int(rand(1_000_000)) : 1);

	diag("NEWSPRINT_SEED=$seed");
	return $seed;
}

# Load so many articles with the given seed into table articles(id, title,
# body, kind, original_id, sig), without an index on the signature.
sub load_newsroom
{
	my ($node, $articles, $seed, @options) = @_;

	$node->safe_psql(
		'postgres', qq{
CREATE EXTENSION newsprint;
CREATE TABLE lines (line json);
\\copy lines FROM PROGRAM '$generator --jobs 1 --articles $articles --seed $seed @options' WITH (FORMAT csv, QUOTE e'\\x01', DELIMITER e'\\x02')
CREATE TABLE articles (id int PRIMARY KEY, title text, body text, kind text, original_id int,
	sig minhash GENERATED ALWAYS AS (to_minhash(body)) STORED);
INSERT INTO articles (id, title, body, kind, original_id)
	SELECT (line->>'id')::int, line->>'title', line->>'body', line->>'kind', (line->>'original_id')::int
	  FROM lines;
DROP TABLE lines;
ANALYZE articles;
});
	return;
}

# The answer that the index on articles gives; fails if the plan does not use it.
sub index_answer
{
	my ($node, $query, $index) = @_;
	my $settings = 'SET enable_seqscan = off; SET newsprint.similarity_threshold = 0.6;';

	$index //= 'articles_sig';
	like($node->safe_psql('postgres', "$settings EXPLAIN (COSTS off) $query"),
		qr/Index Scan (on|using) $index/, 'the plan uses the index');
	return $node->safe_psql('postgres', "$settings $query");
}

# The answer without any index.
sub scan_answer
{
	my ($node, $query) = @_;

	return $node->safe_psql('postgres',
		"SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off;"
		  . " SET newsprint.similarity_threshold = 0.6; $query");
}

# Signatures of every so manieth article find the same with and without the
# index.  Identical signatures share every band, so these answers are certain
# to agree whatever the index's options.
sub same_answers
{
	my ($node, $what, $step) = @_;
	my $query = "SELECT count(*), sum(hashtext(q.id || ' ' || a.id)::int8)"
	  . " FROM (SELECT id, at_least(sig, 1) AS sought FROM articles WHERE id % $step = 0 OFFSET 0) q"
	  . ' JOIN articles a ON a.sig % q.sought';
	my $answer = index_answer($node, $query);

	like($answer, qr/^[1-9]/, "$what: the index finds rows");
	is($answer, scan_answer($node, $query), "$what: the index finds what the scan finds");
	return;
}

# The index finds, below the threshold that it was made for, exactly the rows
# that it finds when built anew: not one band key is missing or too many.
sub like_a_fresh_index
{
	my ($node, $what, $step) = @_;
	my $query = "SELECT count(*), sum(hashtext(q.id || ' ' || a.id)::int8)"
	  . " FROM (SELECT id, at_least(sig, 0.3) AS sought FROM articles WHERE id % $step = 0 OFFSET 0) q"
	  . ' JOIN articles a ON a.sig % q.sought';
	my $answer = index_answer($node, $query);
	my $fresh = $node->safe_psql('postgres',
		"BEGIN; REINDEX INDEX articles_sig; SET LOCAL enable_seqscan = off; $query; ROLLBACK");

	is($answer, $fresh, "$what: the index is like a fresh one");
	return;
}

1;
