# Articles on two workers behind a coordinator, by postgres_fdw: conditions,
# order and scores are computed where the articles are, and the answers are
# those of one node.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Newsroom;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $articles = $ENV{NEWSPRINT_LONG} ? 20_000 : 2_000;
my $coordinator = PostgreSQL::Test::Cluster->new('coordinator');
my @workers = map { PostgreSQL::Test::Cluster->new("worker$_") } 0, 1;

foreach my $node ($coordinator, @workers)
{
	$node->init;
	$node->append_conf('postgresql.conf', "jit = off\nautovacuum = off");
	$node->start;
}
if ($coordinator->safe_psql('postgres', q{SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'}) == 0)
{
	plan skip_all => 'postgres_fdw is not installed';
}

# One node has all articles; each worker gets its half of them.
load_newsroom($coordinator, $articles, newsroom_seed(), '--words 120');
$coordinator->safe_psql(
	'postgres', q{
ALTER TABLE articles RENAME TO single;
CREATE EXTENSION postgres_fdw;
CREATE TABLE articles (id int, title text, body text, sig minhash GENERATED ALWAYS AS (to_minhash(body)) STORED)
	PARTITION BY HASH (id);
});
foreach my $n (0, 1)
{
	my $worker = $workers[$n];
	my ($host, $port) = ($worker->host, $worker->port);

	$worker->safe_psql(
		'postgres', q{
CREATE EXTENSION newsprint;
CREATE TABLE articles (id int PRIMARY KEY, title text, body text, sig minhash GENERATED ALWAYS AS (to_minhash(body)) STORED);
});
	$coordinator->safe_psql(
		'postgres', qq{
CREATE SERVER worker$n FOREIGN DATA WRAPPER postgres_fdw
	OPTIONS (host '$host', port '$port', dbname 'postgres', extensions 'newsprint', async_capable 'true', use_remote_estimate 'true');
CREATE USER MAPPING FOR CURRENT_USER SERVER worker$n;
CREATE FOREIGN TABLE articles_$n PARTITION OF articles FOR VALUES WITH (MODULUS 2, REMAINDER $n)
	SERVER worker$n OPTIONS (table_name 'articles', batch_size '1000');
});
}
$coordinator->safe_psql('postgres', 'INSERT INTO articles (id, title, body) SELECT id, title, body FROM single');
foreach my $worker (@workers)
{
	my $index = $worker == $workers[0] ? 'lsh' : 'gin';

	$worker->safe_psql('postgres', "CREATE INDEX articles_sig ON articles USING $index (sig); VACUUM ANALYZE articles");
	cmp_ok($worker->safe_psql('postgres', 'SELECT count(*) FROM articles WHERE sig = to_minhash(body)'),
		'>', $articles / 3, 'a worker has its share, and signed it');
}
$coordinator->safe_psql('postgres', 'ANALYZE articles; ANALYZE single');

# What the workers are asked.
sub remote_sql
{
	my ($query) = @_;

	return join "\n", grep { /Remote SQL|Foreign Scan|Sort Key/ } split /\n/,
	  $coordinator->safe_psql('postgres', "EXPLAIN (VERBOSE, COSTS off) $query");
}

# The same query on the workers' articles and on one node's.
sub same_as_single
{
	my ($query, $what) = @_;
	my $answer = $coordinator->safe_psql('postgres', $query);

	like($answer, qr/^[^|]+\|/, "$what: there is an answer");
	$query =~ s/\barticles\b/single/g;
	is($answer, $coordinator->safe_psql('postgres', $query), "$what: it is that of one node");
	return;
}

# Copies on both workers, so that the answer comes from both.
my $text = $coordinator->safe_psql('postgres',
	q{SELECT quote_literal(body) FROM single WHERE kind = 'original' ORDER BY length(body) DESC, id LIMIT 1});
my $copies = qq{(id, title, body) SELECT 1000000 + n, 'copy', $text || ' copy number ' || n FROM generate_series(1, 20) n};
$coordinator->safe_psql('postgres', "INSERT INTO articles $copies; INSERT INTO single $copies");

my $lookup = "SELECT id, jaccard(sig, to_minhash($text)) FROM articles WHERE sig % at_least(to_minhash($text), 0.6) ORDER BY id";
my $plan = remote_sql($lookup);
like($plan, qr/Async Foreign Scan on public.articles_0.*Async Foreign Scan on public.articles_1/s, 'both workers work at a time');
like($plan, qr/Remote SQL: SELECT id, sig FROM public.articles WHERE .*sig OPERATOR\(public\.%\) '[^']+'::public\.minhash_query/,
	'the condition is evaluated there');
unlike($plan, qr/Remote SQL: SELECT id, .*body.* FROM/, 'no text comes over');
same_as_single($lookup, 'a lookup');

my $nearest = "SELECT id, round((sig <-> to_minhash($text))::numeric, 6) FROM articles ORDER BY sig <-> to_minhash($text), id LIMIT 10";
like(remote_sql($nearest), qr/Remote SQL: SELECT .* ORDER BY \(?sig OPERATOR\(public\.<->\) '[^']+'(?:::public\.minhash)?\)? ASC NULLS LAST/,
	'the nearest are sorted there');
same_as_single($nearest, 'the nearest');

like(remote_sql("SELECT count(*) FROM articles WHERE to_fingerprint(body) %> at_least(to_fingerprint($text), 0.8)"),
	qr/Remote SQL: SELECT .*public\.to_fingerprint\(body, 5, 4\) OPERATOR\(public\.%>\)/, 'so are containment ...');
like(remote_sql('SELECT id FROM articles WHERE article_body(body) <> body'),
	qr/Remote SQL: SELECT id FROM .* WHERE .*public\.article_body\(body\)/, '... structure ...')
  if $coordinator->safe_psql('postgres', q{SELECT count(*) FROM pg_proc WHERE proname = 'article_body'});
like(remote_sql('SELECT id FROM articles WHERE spam_score(body) > 0.9'),
	qr/Remote SQL: SELECT id FROM .* WHERE .*public\.spam_score\(body\)/, '... and spam scores')
  if $coordinator->safe_psql('postgres', q{SELECT count(*) FROM pg_proc WHERE proname = 'spam_score'});

# The threshold of a session is this session's: the condition stays here.
my $setting = "SELECT id, title FROM articles WHERE sig % to_minhash($text) ORDER BY id";
unlike(remote_sql($setting), qr/OPERATOR\(public\.%\)/, '% with the setting is not shipped');
same_as_single("SET newsprint.similarity_threshold = 0.3; $setting", '% with the setting');

# Copies across workers: each article is looked up on both, through their indexes ...
my $pairs = 'SELECT a.id, b.id FROM articles a, LATERAL (SELECT id FROM articles WHERE sig % at_least(a.sig, 0.9) OFFSET 0) b'
  . ' WHERE a.id > 1000000 AND a.id < b.id ORDER BY 1, 2';
like(remote_sql($pairs), qr/OPERATOR\(public\.%\) public\.at_least\(\(?\$\d::public\.minhash/, 'signatures are sent to the workers');
same_as_single($pairs, 'pairs across workers');

# ... or the signatures are fetched and compared here.
same_as_single("SELECT a, b, similarity FROM near_duplicates('articles', 'id', 'sig', 0.5) ORDER BY 1, 2", 'near_duplicates()');
same_as_single("SELECT key, cluster, size, similarity_to_canonical FROM duplicate_clusters('articles', 'id', 'sig', 0.5) ORDER BY 1",
	'duplicate_clusters()');
same_as_single('SELECT id, spam_score(body) FROM articles ORDER BY id', 'scores');
my $across = $coordinator->safe_psql('postgres', q{
SELECT count(*) FROM near_duplicates('articles', 'id', 'sig', 0.5) p
	JOIN articles a ON a.id = p.a::int JOIN articles b ON b.id = p.b::int WHERE a.tableoid <> b.tableoid});
cmp_ok($across, '>', 20, "$across pairs have an article on each worker");

# A watched table may have foreign partitions: what is put there is not lost, and the sweep looks at it.
$workers[0]->safe_psql('postgres', 'CREATE TABLE news_far (id int, day int, body text, sig minhash, spam_score float8,
	duplicate_of int, similarity float8, template_of int)');
$coordinator->safe_psql('postgres', q{
CREATE TABLE news (id int, day int, body text) PARTITION BY LIST (day);
CREATE TABLE news_near PARTITION OF news FOR VALUES IN (1);
CREATE FOREIGN TABLE news_far PARTITION OF news FOR VALUES IN (2) SERVER worker0;
SELECT newsprint_watch('news', body => 'body', key => 'id')});
my ($inserted, undef, $warning) = $coordinator->psql('postgres', q{
INSERT INTO news SELECT i, i % 2 + 1, 'the bridge over the river will be closed for repairs from monday on' FROM generate_series(1, 4) i;
UPDATE news SET body = body || ' indeed' WHERE id = 3;
DELETE FROM news WHERE id = 1});
is($inserted, 0, 'rows go to a foreign partition');
like($warning, qr/articles of table "news_far" are not screened\nDETAIL:  It is a foreign table/, 'a warning says that they pass unseen');
$coordinator->safe_psql('postgres', q{CALL newsprint_sweep('news')});
is($coordinator->safe_psql('postgres', 'SELECT id, duplicate_of FROM news ORDER BY id'), "2|\n3|2\n4|2", 'the sweep looks at them');

# A worker that cannot be reached is an error, not an incomplete answer.
$workers[1]->stop;
my ($status, $out, $err) = $coordinator->psql('postgres', $lookup);
isnt($status, 0, 'no answer without all workers');
like($err, qr/could not connect to server "worker1"|server closed the connection/, 'the error says which');

done_testing();
