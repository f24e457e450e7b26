# From an older major of the server to this one: by dump and restore, and by
# pg_upgrade, which takes the files of tables and indexes as they are.  What is
# in tables, indexes, models and watches is there, answers the same, and works on.
#
# NEWSPRINT_OLD_BIN has the older server's programs; see script/test, upgrade.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../t";

use File::Basename qw(dirname);
use Newsroom;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $old_bin = $ENV{NEWSPRINT_OLD_BIN} or plan skip_all => 'NEWSPRINT_OLD_BIN names no older server';
my $folder = PostgreSQL::Test::Utils::tempdir();
chomp(my $new_bin = `pg_config --bindir`);

my @locale = ('--encoding=UTF8', '--locale=C');
# from 18 on checksums are the default, and pg_upgrade wants both clusters alike
my @plain = `pg_config --version` =~ / (\d+)/ && $1 >= 18 ? ('--no-data-checksums') : ();

sub cluster
{
	my ($name, $options, @more) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name, @more);

	$node->init(extra => [ @locale, @$options ]);
	$node->append_conf('postgresql.conf', "jit = off\nfsync = off\nautovacuum = off");
	return $node;
}

#
# What must be kept
#

my $contents = q{
SELECT 'articles', count(*), md5(string_agg(concat_ws('|', id, body, sig, fp), ' ' ORDER BY id)) FROM articles;
SELECT 'wire', count(*), count(duplicate_of), md5(string_agg(concat_ws('|', id, sig, duplicate_of, similarity, spam_score), ' ' ORDER BY id)) FROM wire;
SELECT 'news', count(*), count(duplicate_of), md5(string_agg(concat_ws('|', id, duplicate_of), ' ' ORDER BY id)) FROM news;
SELECT 'archive', count(*), md5(string_agg(key || article::text, ' ' ORDER BY key)) FROM wire_archive;
SELECT 'model', md5(model::text), round(spam_score('buy now', model)::numeric, 9) FROM models;
SELECT to_jsonb(w) FROM newsprint_watched w ORDER BY relation::text;
SELECT 'log', (SELECT count(*) FROM newsprint_kept), (SELECT count(*) FROM newsprint_lessons), (SELECT count(*) FROM newsprint_models);
SELECT pg_get_indexdef(indexrelid), indisvalid FROM pg_index WHERE indrelid::regclass::text ~ '^(articles|wire|news)' ORDER BY 1;
SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal AND tgparentid = 0 AND tgname ~ '^newsprint' ORDER BY 1, tgrelid::regclass::text;
SELECT count(*) FROM near;
};
my $by_index = q{
SET enable_seqscan = off; SET newsprint.recall = 1;
SELECT sum((SELECT count(*) FROM articles a WHERE a.sig % at_least(q.sig, 0.9))) FROM articles q WHERE q.id % 9 = 0;
SELECT sum((SELECT count(*) FROM articles a WHERE a.fp %> at_least(q.fp, 0.9))) FROM articles q WHERE q.id % 9 = 0;
SELECT sum((SELECT (w.sig <-> q.sig)::numeric FROM wire w WHERE w.sig IS NOT NULL ORDER BY w.sig <-> q.sig LIMIT 1)) FROM articles q WHERE q.id % 9 = 0;
};
my $queue = 'SELECT count(*), min(key), max(key) FROM newsprint_queue';
my $damage = q{
SELECT c.oid::regclass, x.* FROM pg_class c, newsprint_lsh_check(c.oid) x
WHERE c.relkind = 'i' AND c.relam = (SELECT oid FROM pg_am WHERE amname = 'lsh');
};

my $old = cluster('old', [], install_path => dirname($old_bin));
$old->start;
load_newsroom($old, 400, newsroom_seed(), '--words 80 --copies 0.4');
$old->safe_psql(
	'postgres', q{
ALTER TABLE articles ADD COLUMN fp fingerprint GENERATED ALWAYS AS (to_fingerprint(body)) STORED;
CREATE INDEX articles_sig ON articles USING gin (sig);
CREATE INDEX articles_fp ON articles USING gin (fp);
CREATE INDEX articles_title ON articles USING lsh (to_minhash(title));
CREATE TABLE models AS SELECT spam_train(body, id % 2 = 0) AS model FROM articles;
CREATE VIEW near AS SELECT a.id, b.id AS near FROM articles a JOIN articles b ON a.sig % at_least(b.sig, 0.8) AND a.id < b.id;
CREATE TABLE wire (id int PRIMARY KEY, title text, body text);
SELECT newsprint_watch('wire', body => 'body', title => 'title', strict => true, sweep_duplicates => 'archive', sweep_similarity => 0.99);
INSERT INTO wire SELECT id, title, body FROM articles;
CREATE INDEX wire_lsh ON wire USING lsh (sig);
SELECT newsprint_feedback('wire', id::text, id % 2 = 0) FROM wire WHERE id < 100;
CALL newsprint_sweep('wire');
SELECT newsprint_restore('wire', min(key)) FROM wire_archive;
CREATE TABLE news (id int, at date, body text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE news_1 PARTITION OF news FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE news_2 PARTITION OF news FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
SELECT newsprint_watch('news', body => 'body', key => 'id', published => 'at', index_method => 'gin');
INSERT INTO news SELECT id, date '2026-01-01' + id % 50, body FROM articles WHERE id < 200;
});
my $kept = $old->safe_psql('postgres', $contents);
my $found = $old->safe_psql('postgres', $by_index);
my $queued = $old->safe_psql('postgres', $queue);
like($kept, qr/^wire\|[1-9]\d*\|[1-9].*^archive\|[1-9].*^log\|1\|[1-9]\d*\|1$/ms, 'there is something to keep');
is($old->safe_psql('postgres', $damage), '', 'and it is sound');

# The same is there, and the watch goes on.
sub is_kept
{
	my ($node, $what) = @_;
	my $now = $node->safe_psql('postgres', $contents);

	# columns may have other numbers after a dump
	is($now =~ s/"attnums": \[[^\]]*\]//gr, $kept =~ s/"attnums": \[[^\]]*\]//gr, "$what: all is kept");
	is($node->safe_psql('postgres', $by_index), $found, "$what: the indexes answer the same");
	is($node->safe_psql('postgres', $damage), '', "$what: the lsh indexes are sound");
	is( $node->safe_psql('postgres', q{INSERT INTO wire (id, title, body)
			SELECT 200000, title, body FROM wire WHERE id = (SELECT min(id) FROM wire WHERE duplicate_of IS NULL AND length(body) > 200)
			RETURNING duplicate_of IS NOT NULL, similarity}),
		't|1', "$what: a copy is seen");
	$node->safe_psql('postgres', q{CALL newsprint_sweep('wire', everything => true); CALL newsprint_sweep('news', everything => true)});
	is($node->safe_psql('postgres', q{SELECT string_agg(DISTINCT state, ' ') FROM newsprint_runs}), 'done', "$what: sweeps go on");
	is($node->safe_psql('postgres', $damage), '', "$what: and the indexes stay sound");
	return;
}

my $restored = cluster('restored', []);
$restored->start;
# the newer pg_dump, as the manual advises
command_ok([ 'pg_dump', '-Fc', '-f', "$folder/old.dump", '-d', $old->connstr('postgres') ], 'dump');
$restored->command_ok([ 'pg_restore', '--exit-on-error', '-d', 'postgres', "$folder/old.dump" ], 'restore');
is($restored->safe_psql('postgres', "$queue WHERE event <> 'a'"), '0||', 'the queue is not in a dump');
is( $restored->safe_psql('postgres', q{SELECT count(*) FROM newsprint_watched w JOIN newsprint_queue q USING (relation)}),
	$restored->safe_psql('postgres', q{SELECT count(*) FROM newsprint_watched}), 'so the next sweep of each table looks at all rows');
is_kept($restored, 'restored');
$restored->stop;

my $new = cluster('new', \@plain);
$old->stop;
chdir $folder or die "$folder: $!";
my @upgrade = ('pg_upgrade', '--old-datadir', $old->data_dir, '--new-datadir', $new->data_dir, '--old-bindir', $old_bin,
	'--new-bindir', $new_bin, '--socketdir', $new->host, '--old-port', $old->port, '--new-port', $new->port);
command_ok([ @upgrade, '--check' ], 'pg_upgrade --check');
command_ok(\@upgrade, 'pg_upgrade');
$new->start;
is($new->safe_psql('postgres', $queue), $queued, 'upgraded: the queue is kept');
is_kept($new, 'upgraded');
$new->stop;
done_testing();
