# Articles distributed by Citus over two workers: what runs on the shards,
# what comes to the coordinator, and what cannot be.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../t";

use Newsroom;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($coordinator, @workers) = map { PostgreSQL::Test::Cluster->new($_) } 'coordinator', 'worker0', 'worker1';

foreach my $node ($coordinator, @workers)
{
	$node->init;
	$node->append_conf('postgresql.conf',
		"shared_preload_libraries = 'citus'\nwal_level = logical\ncitus.shard_count = 4\n"
		  . "citus.node_conninfo = 'sslmode=disable'\njit = off");
	# a shard of a few hundred articles is read faster than its index
	$node->append_conf('postgresql.conf', 'enable_seqscan = off') if $node != $coordinator;
	$node->start;
	$node->safe_psql('postgres', 'CREATE EXTENSION citus');
}

sub answer
{
	my ($query) = @_;

	return $coordinator->safe_psql('postgres', $query);
}

# The plans of all shards
sub plan_of
{
	my ($query) = @_;

	return answer("SET citus.explain_all_tasks = on; EXPLAIN (COSTS off, VERBOSE) $query");
}

# The same query on the distributed table and on one node's
sub same_as_single
{
	my ($query, $what) = @_;
	my $single = $query =~ s/\barticles\b/single/gr;
	my $answer = answer($query);

	like($answer, qr/\S/, "$what: there is an answer");
	is($answer, answer($single), "$what: it is that of one node");
	return;
}

sub refused
{
	my ($query, $message, $what) = @_;
	my ($status, $out, $err) = $coordinator->psql('postgres', $query);

	isnt($status, 0, "$what: refused");
	like($err, $message, "$what: and why");
	return;
}

answer(sprintf "SELECT citus_set_coordinator_host('%s', %d)", $coordinator->host, $coordinator->port);
answer(sprintf "SELECT citus_add_node('%s', %d)", $_->host, $_->port) foreach @workers;

# One node has all articles, and so have the shards.
load_newsroom($coordinator, 2_000, newsroom_seed(), '--words 120');
is(answer(q{SELECT count(*) FROM run_command_on_workers($$SELECT extversion FROM pg_extension WHERE extname = 'newsprint'$$) WHERE success AND result <> ''}),
	2, 'CREATE EXTENSION reaches the workers');
answer(q{
ALTER TABLE articles RENAME TO single;
CREATE TABLE articles (id int PRIMARY KEY, body text, kind text, sig minhash GENERATED ALWAYS AS (to_minhash(body)) STORED);
SELECT create_distributed_table('articles', 'id');
INSERT INTO articles (id, body, kind) SELECT id, body, kind FROM single;
});
same_as_single('SELECT count(*), count(DISTINCT sig) FROM articles', 'signatures made on the shards');

my $text = answer(q{SELECT quote_literal(b.body) FROM single a JOIN single b ON a.original_id = b.id WHERE a.kind = 'words' ORDER BY a.id LIMIT 1});
my $lookup = "SELECT id, jaccard(sig, to_minhash($text)) FROM articles WHERE sig % at_least(to_minhash($text), 0.6) ORDER BY id";
foreach my $access ('gin', 'lsh')
{
	answer("CREATE INDEX articles_sig ON articles USING $access (sig); VACUUM ANALYZE articles");
	my @scans = plan_of("SELECT id FROM articles WHERE sig % at_least(to_minhash($text), 0.6)") =~ /Index Scan (?:on|using) articles_sig_\d+/g;
	is(scalar(@scans), 4, "$access: every shard looks into its index");
	same_as_single($lookup, "$access: a lookup");
	answer('DROP INDEX articles_sig') if $access eq 'gin';
}
my $nearest = "SELECT id, sig <-> to_minhash($text) FROM articles ORDER BY sig <-> to_minhash($text) LIMIT 2";
my @limits = plan_of($nearest) =~ /Limit\n(?: +Output.*\n)? *-> +Index Scan using articles_sig_\d+/g;
is(scalar(@limits), 4, 'lsh: every shard gives its nearest from the index');
same_as_single("SELECT round(d::numeric, 9) FROM ($nearest) AS n (id, d) ORDER BY 1", 'the nearest');

# A session's setting stays with the session; at_least() travels.
my $count = "SELECT count(*) FROM articles WHERE sig % to_minhash($text)";
isnt(answer("SET newsprint.similarity_threshold = 0; $count"),
	answer("SET newsprint.similarity_threshold = 0; " . $count =~ s/articles/single/r), 'a setting does not reach the shards');

# Pairs: band keys as distribution column, or repartitioned by them
answer(q{
CREATE TABLE band (key bigint, id int, sig minhash);
SELECT create_distributed_table('band', 'key', colocate_with => 'none');
INSERT INTO band SELECT unnest(minhash_bands(sig, 19, 3)), id, sig FROM articles;
CREATE TABLE band_of (id int, key bigint, sig minhash);
SELECT create_distributed_table('band_of', 'id', colocate_with => 'articles');
INSERT INTO band_of SELECT id, unnest(minhash_bands(sig, 19, 3)), sig FROM articles;
});
my $bands = 'SELECT DISTINCT a.id, b.id FROM %1$s a JOIN %1$s b ON a.key = b.key WHERE a.id < b.id AND a.sig %% at_least(b.sig, 0.6) ORDER BY 1, 2';
my $pairs = answer(q{SELECT a::int, b::int FROM near_duplicates('single', 'id', 'sig', 0.6) ORDER BY 1, 2});
is(answer(sprintf $bands, 'band'), $pairs, 'pairs by a co-located join');
is(answer('SET citus.enable_repartition_joins = on; ' . sprintf $bands, 'band_of'), $pairs, 'pairs by a repartition join');
refused('SELECT count(*) FROM articles a JOIN articles b ON a.sig % at_least(b.sig, 0.6)',
	qr/complex joins are only supported/, 'a join on % alone');

# The bulk functions fetch the signatures.
same_as_single("SELECT a, b, similarity FROM near_duplicates('articles', 'id', 'sig', 0.6) ORDER BY 1, 2", 'near_duplicates()');
same_as_single("SELECT * FROM duplicate_clusters('articles', 'id', 'sig', 0.6) ORDER BY key", 'duplicate_clusters()');

# Scores on the shards; models: the state is no type of its own, so Citus
# fetches the texts, unless each shard trains and the models are added.
like(plan_of('SELECT id FROM articles WHERE spam_score(body) > 0.5'), qr/Filter: \(.*spam_score\(/, 'scores are made on the shards');
same_as_single('SELECT count(*), sum(round(spam_score(body)::numeric, 9)) FROM articles', 'scores');
is(answer('SELECT minhash_agg(body) FROM articles'), answer('SELECT minhash_agg(body) FROM single'), 'minhash_agg()');
my $model = answer(q{SELECT md5(spam_train(body, kind = 'junk')::text) FROM single});
is(answer(q{SELECT md5(spam_train(body, kind = 'junk')::text) FROM articles}), $model, 'spam_train()');
answer('CREATE AGGREGATE model_sum(spam_model) (SFUNC = spam_model_add, STYPE = spam_model)');
is(answer(q{SELECT md5(model_sum(result::spam_model)::text) FROM run_command_on_shards('articles', $$SELECT spam_train(body, kind = 'junk') FROM %s$$)}),
	$model, "the sum of the shards' models");

# Watching: settings are by table, so each shard is watched as a table of its
# own.  Where only the coordinator knows, the trigger on the shard says so.
answer(q{
SET citus.enable_unsafe_triggers = on;
CREATE TABLE wire (tenant int, id int, body text, PRIMARY KEY (tenant, id));
SELECT create_distributed_table('wire', 'tenant');
SELECT newsprint_watch('wire', body => 'body', key => 'id', tenant => 'tenant');
});
my ($status, $out, $err) = $coordinator->psql('postgres', "INSERT INTO wire (tenant, id, body) VALUES (1, 0, $text)");
is($status, 0, 'an article comes into a distributed table under watch');
like($err, qr/articles of table "wire_\d+" are not screened/, 'and is not screened, which is said');

# All copies of a tenant's story are on one shard, so screen and sweep see them.
sub on_shards
{
	my ($command) = @_;

	return answer("SELECT DISTINCT success FROM run_command_on_shards('wire', \$\$$command\$\$)");
}

my $marked = q{SELECT tenant, count(*), count(sig), count(duplicate_of), min(duplicate_of) FROM wire GROUP BY tenant ORDER BY tenant};
is(on_shards(q{SELECT count(*) FROM newsprint_watch('%s', body => 'body', key => 'id', tenant => 'tenant')}), 't', 'every shard is put under watch');
($status, $out, $err) = $coordinator->psql('postgres',
	"INSERT INTO wire (tenant, id, body) SELECT n % 3, n, $text FROM generate_series(1, 30) n");
is($err, '', 'articles come in without a warning');
is(answer($marked), "0|10|10|9|3\n1|11|10|9|1\n2|10|10|9|2", 'and are screened on their shards, each tenant by itself');
answer('DELETE FROM wire WHERE tenant = 2 AND id = 2');
is(on_shards(q{CALL newsprint_backfill('%s')}) . on_shards(q{CALL newsprint_sweep('%s')}), 'tt', 'every shard is swept');
is(answer($marked), "0|10|10|9|3\n1|11|11|10|0\n2|9|9|8|5", 'late rows are signed, and a tenant whose original went has another');
is(on_shards(q{SELECT count(*) FROM newsprint_unwatch('%s')}), 't', 'every shard is taken off watch');

done_testing();
