# Updating the extension.  The version of this checkout is published and
# installed in a copy of the server, with tables, indexes, models and watches;
# then two made-up later versions take its place, as a package would put them
# there: one that adds to the SQL, and one that changes every format.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use Newsroom;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $tmp = PostgreSQL::Test::Utils::tempdir();
my $source = "$tmp/source";
my ($version) = slurp_file("$FindBin::RealBin/../../newsprint.control") =~ /^default_version = '(.*)'/m;
my ($next, $after) = ("$version.next", "$version.then");

# The server's folders as script/lib.sh copies them: it can be moved as a whole.
# Returns where its programs are now.
sub copy_server
{
	for my $folder ('bindir', 'pkglibdir', 'sharedir')
	{
		chomp(my $path = `pg_config --$folder`);
		system_or_bail('mkdir', '-p', "$tmp/server$path");
		system_or_bail('cp', '-R', "$path/.", "$tmp/server$path");
	}
	chomp(my $headers = `pg_config --includedir-server`);
	system_or_bail('mkdir', '-p', PostgreSQL::Test::Utils::dirname("$tmp/server$headers"));
	symlink($headers, "$tmp/server$headers") or die "$headers: $!";
	chomp(my $bin = `pg_config --bindir`);
	return "$tmp/server$bin";
}

sub edit
{
	my ($file, $change) = @_;
	local $_ = slurp_file("$source/$file");

	$change->();
	open(my $out, '>', "$source/$file") or die "$file: $!";
	print $out $_;
	close $out;
	return;
}

# Everything that the extension consists of, with its definition and its comment
my $objects = q{
SELECT concat_ws(E'\t', pg_describe_object(d.classid, d.objid, 0), obj_description(d.objid, d.classid::regclass::name),
	p.prosrc, p.probin, p.provolatile, p.proparallel, p.proisstrict, p.procost, p.proconfig, p.proargdefaults, c.relacl, c.relrowsecurity,
	(SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull), ', ' ORDER BY a.attnum)
		FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped),
	(SELECT string_agg(pg_get_constraintdef(n.oid), ', ' ORDER BY n.conname) FROM pg_constraint n WHERE n.conrelid = c.oid),
	(SELECT string_agg(pg_get_triggerdef(t.oid) || t.tgenabled::text, ', ' ORDER BY t.tgname) FROM pg_trigger t WHERE t.tgrelid = c.oid),
	(SELECT string_agg(concat_ws(' ', l.polname, l.polcmd, pg_get_expr(l.polqual, l.polrelid)), ', ' ORDER BY l.polname)
		FROM pg_policy l WHERE l.polrelid = c.oid),
	CASE c.relkind WHEN 'v' THEN pg_get_viewdef(c.oid) END, c.oid = ANY (e.extconfig))
FROM pg_extension e JOIN pg_depend d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
WHERE e.extname = 'newsprint' ORDER BY 1};

# What an update must keep, told without reading a value of a type of the extension
my $kept = q{
SELECT 'articles', count(*), sum(hashtext(concat(id, body, title))::int8) FROM articles;
SELECT 'wire', count(*), count(duplicate_of), sum(hashtext(concat(id, body, duplicate_of, similarity, template_of, spam_score))::int8) FROM wire;
SELECT 'news', count(*), count(duplicate_of) FROM news;
SELECT 'archive', count(*), sum(hashtext(article::text)::int8) FROM wire_archive;
SELECT to_jsonb(w) FROM newsprint_watched w ORDER BY relation;
SELECT 'kept', count(*), min(relation::text) FROM newsprint_kept;
SELECT 'lessons', count(*), sum(hashtext(key || is_spam)::int8) FROM newsprint_lessons JOIN wire ON id::text = key;
SELECT 'models', count(*) FROM newsprint_models;
SELECT 'queue', count(*) FROM newsprint_queue;
SELECT 'verdicts', count(*), sum(hashtext(v::text)::int8) FROM newsprint_verdicts v;
SELECT 'runs', count(*) FROM newsprint_runs WHERE task <> 'resign' AND state = 'done';
SELECT pg_get_indexdef(indexrelid), indisvalid FROM pg_index WHERE indrelid IN ('articles'::regclass, 'wire'::regclass) ORDER BY 1;
SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text IN ('wire', 'news') ORDER BY 1, 2;
SELECT pg_get_viewdef('near'), pg_get_functiondef('nearest(text)'::regprocedure);
};

# What is in those values, and what the indexes answer
my $values = q{
SELECT sum(hashtext(concat(sig, fp))::int8) FROM articles;
SELECT sum(hashtext(sig::text)::int8) FROM wire;
SELECT sum(hashtext(model::text)::int8) FROM models;
SELECT sum(hashtext(model::text)::int8) FROM newsprint_models;
SELECT round(sum(spam_score(body, model))::numeric, 6) FROM articles, models WHERE articles.id < 50;
SELECT count(*), sum(hashtext(n::text)::int8) FROM near n;
};
my $by_index = q{
SET enable_seqscan = off;
SELECT sum((SELECT count(*) FROM articles a WHERE a.sig % at_least(q.sig, 0.7))) FROM articles q WHERE q.id % 9 = 0;
SELECT sum((SELECT count(*) FROM articles a WHERE a.fp %> at_least(q.fp, 0.9))) FROM articles q WHERE q.id % 9 = 0;
SELECT sum((SELECT w.id FROM wire w WHERE w.sig IS NOT NULL AND w.duplicate_of IS NULL ORDER BY w.sig <-> q.sig, w.id LIMIT 1)) FROM articles q WHERE q.id % 9 = 0;
SELECT sum((SELECT count(*) FROM articles a WHERE to_minhash(title) % at_least(to_minhash(q.title), 1))) FROM articles q WHERE q.id % 9 = 0;
};
my $damage = q{SELECT c.oid::regclass, x.* FROM pg_class c, newsprint_lsh_check(c.oid) x
	WHERE c.relkind = 'i' AND c.relam = (SELECT oid FROM pg_am WHERE amname = 'lsh')};

my $node;

sub answer { return $node->safe_psql('postgres', $_[0]); }

sub refused
{
	my ($sql, $what, $error, $hint) = @_;
	my ($out, $err) = ('', '');

	$node->psql('postgres', "\\set VERBOSITY verbose\n$sql", stdout => \$out, stderr => \$err);
	like($err, qr/ERROR:  0A000: $error.*HINT:.*$hint/s, "$what is refused with a hint");
	return;
}

# Install what $source has, as a package would: over the old files.
sub install
{
	my ($what) = @_;

	$node->stop if $node;
	command_ok([ 'make', '-s', '-C', $source, '-j2', 'with_llvm=no', "PG_CONFIG=$ENV{PG_CONFIG}", 'COPT=-O1', 'install' ], "install $what");
	$node->start if $node;
	return;
}

#
# Publishing
#

system_or_bail('cp', '-R', "$FindBin::RealBin/../..", $source);
my $bin = copy_server();
$ENV{PATH} = "$bin:$ENV{PATH}";
$ENV{PG_CONFIG} = "$bin/pg_config";
install($version);
if (!-e "$source/sql/releases/newsprint--$version.sql")
{
	command_ok(["$source/script/release"], "publish $version");
}
command_ok([ "$source/script/release", '--check' ], 'published scripts are as published');
command_fails(["$source/script/release"], 'a version is published once');
for my $file ("releases/newsprint--$version.sql", 'sections/text.sql')
{
	edit("sql/$file", sub { $_ .= "-- changed\n" });
	command_fails([ "$source/script/release", '--check' ], "a change of $file is noticed");
	edit("sql/$file", sub { s/-- changed\n\z// });
}
command_ok([ "$source/script/release", '--check' ], 'and what is mended passes');

#
# A database
#

$node = PostgreSQL::Test::Cluster->new('upgraded');
$node->init;
$node->append_conf('postgresql.conf', "jit = off\nfsync = off");
$node->start;
load_newsroom($node, 600, newsroom_seed(), '--words 80 --copies 0.4');
answer(q{
ALTER TABLE articles ADD COLUMN fp fingerprint GENERATED ALWAYS AS (to_fingerprint(body)) STORED;
ALTER TABLE articles ADD COLUMN mine minhash;
UPDATE articles SET mine = sig WHERE id = 1;
CREATE INDEX articles_sig ON articles USING gin (sig);
CREATE INDEX articles_lsh ON articles USING lsh (sig);
CREATE INDEX articles_fp ON articles USING gin (fp);
CREATE INDEX articles_title ON articles USING gin (to_minhash(title));
CREATE INDEX articles_title_lsh ON articles USING lsh (to_minhash(title));
CREATE TABLE models AS SELECT 'desk' AS name, spam_train(body, id % 2 = 0) AS model FROM articles;
CREATE VIEW near AS SELECT a.id, b.id AS near, jaccard(a.sig, b.sig) FROM articles a JOIN articles b ON a.sig % b.sig AND a.id < b.id;
CREATE FUNCTION nearest(text) RETURNS int LANGUAGE sql AS 'SELECT id FROM articles ORDER BY sig <-> to_minhash($1) LIMIT 1';
CREATE TABLE wire (id int PRIMARY KEY, title text, body text);
SELECT newsprint_watch('wire', body => 'body', title => 'title', strict => true, sweep_duplicates => 'archive', sweep_similarity => 0.99, sweep_score => 0.5);
INSERT INTO wire SELECT id, title, body FROM articles;
SELECT newsprint_feedback('wire', id::text, id % 2 = 0) FROM wire WHERE id < 100;
CALL newsprint_sweep('wire');
SELECT newsprint_restore('wire', min(key)) FROM wire_archive;
SELECT newsprint_watch('wire', on_duplicate => 'log');
INSERT INTO wire SELECT id + 100000, title, body FROM articles WHERE id BETWEEN 100 AND 130;
SELECT newsprint_watch('wire', on_duplicate => 'mark');
CREATE TABLE news (id int, at date, body text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE news_1 PARTITION OF news FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE news_2 PARTITION OF news FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
SELECT newsprint_watch('news', body => 'body', key => 'id', published => 'at', index_method => 'gin');
INSERT INTO news SELECT id, date '2026-01-01' + id % 50, body FROM articles WHERE id < 200;
});
like(answer($kept), qr/^archive\|[1-9].*^kept\|1\|wire\n.*^lessons\|[1-9].*^queue\|[1-9].*^verdicts\|[1-9]/ms, 'there is something to keep');
my @before = map { answer($_) } $kept, $values, $by_index;

#
# The next version adds to the SQL.
#

my $change = qq{
CREATE FUNCTION newsprint_novelty() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT 1';
COMMENT ON FUNCTION newsprint_novelty() IS 'what is new';
COMMENT ON FUNCTION fold_text(text) IS 'said better';
ALTER TABLE newsprint_kept ADD COLUMN why text;
};
edit('newsprint.control', sub { s/default_version = '.*'/default_version = '$next'/ });
edit('sql/sections/report.sql', sub { $_ .= $change });
append_to_file("$source/sql/newsprint--$version--$next.sql", qq{\\echo Use "ALTER EXTENSION newsprint UPDATE" to load this file. \\quit\n$change});
command_ok(["$source/script/release"], "publish $next");
install($next);
answer("CREATE DATABASE $_ TEMPLATE template0") for qw(fresh chain);
is(answer($values), $before[1], 'before the update the new module serves the old SQL');
answer('ALTER EXTENSION newsprint UPDATE');
is(answer(q{SELECT extversion FROM pg_extension WHERE extname = 'newsprint'}), $next, "updated to $next");
is(answer($kept), $before[0], 'tables, watches and all that they know are kept');
is(answer($values), $before[1], 'signatures, fingerprints and models are kept');
is(answer($by_index), $before[2], 'the indexes answer the same');
is(answer($damage), '', 'the lsh indexes are sound');
$node->safe_psql('fresh', 'CREATE EXTENSION newsprint');
$node->safe_psql('chain', "CREATE EXTENSION newsprint VERSION '$version'; ALTER EXTENSION newsprint UPDATE");
my $fresh = $node->safe_psql('fresh', $objects);
cmp_ok(scalar(split /\n/, $fresh), '>', 150, 'there are objects to compare');
is(answer($objects), $fresh, 'an updated database has the objects of a new one');
is($node->safe_psql('chain', $objects), $fresh, 'a published version can still be installed, and updated');
is( answer('INSERT INTO wire (id, title, body) SELECT 200000, title, body FROM wire WHERE id = (SELECT min(id) FROM wire WHERE duplicate_of IS NULL AND length(body) > 200)'
	  . ' RETURNING duplicate_of IS NOT NULL'), 't', 'the watch goes on');
answer(q{CALL newsprint_sweep('wire')});
is(answer('SELECT count(*) FROM newsprint_queue WHERE relation = $$wire$$::regclass'), 0, 'so does the sweep');
$node->command_ok([ 'pg_dump', '-Fc', '-f', "$tmp/updated.dump", 'postgres' ], 'dump after the update');
answer('CREATE DATABASE restored TEMPLATE template0');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', 'restored', "$tmp/updated.dump" ], 'and restore');
is($node->safe_psql('restored', $values), answer($values), 'the same after restore');

#
# The one after that changes every format.
#

edit('newsprint.control', sub { s/default_version = '.*'/default_version = '$after'/ });
edit('src/minhash/minhash.h', sub { s/(define MINHASH_FORMAT\s+)1/${1}2/ or die });
edit('src/reuse/fingerprint.h', sub { s/(define FINGERPRINT_FORMAT\s+)1/${1}2/ or die });
edit('src/spam/own.h', sub { s/(define NP_OWN_FORMAT\s+)1/${1}2/ or die });
append_to_file("$source/sql/newsprint--$next--$after.sql", qq{\\echo Use "ALTER EXTENSION newsprint UPDATE" to load this file. \\quit\n});
command_ok(["$source/script/release"], "publish $after");
@before = map { answer($_) } $kept, $by_index;
install($after);
answer('ALTER EXTENSION newsprint UPDATE');
is(answer($kept), $before[0], 'formats changed: all is there');
is(answer('SELECT DISTINCT minhash_version(sig), fingerprint_version(fp) FROM articles'), '1|1', 'older values are recognised');
is(answer('SELECT DISTINCT spam_model_version(model) FROM models'), '1', 'older models too');

my $resign = qr/newsprint_resign\(\)/;
refused('SELECT sig FROM articles LIMIT 1', 'a signature of an older format', 'minhash format version 1 is not supported', $resign);
refused(q{SET enable_indexscan = off; SET enable_bitmapscan = off; SELECT id FROM articles WHERE sig % to_minhash('a b c')},
	'comparing with one', '(minhash|index "articles_lsh" holds signatures of) format version 1', $resign);
refused('SELECT fp FROM articles LIMIT 1', 'a fingerprint of an older format', 'fingerprint format version 1 is not supported', $resign);
refused(q{SELECT spam_score('text', model) FROM models}, 'a model of an older format', 'spam_model format version 1 is not supported', qr/spam_train\(\)/);
refused('SELECT spam_model_info(model) FROM models', 'asking it', 'spam_model format version 1 is not supported', qr/spam_train\(\)/);
refused(q{SET enable_seqscan = off; SELECT id FROM articles ORDER BY sig <-> to_minhash('a b c') LIMIT 1},
	'an lsh index of an older format', 'index "articles_lsh" holds signatures of format version 1', $resign);
refused(q{INSERT INTO articles (id, body) VALUES (-1, 'a b c')}, 'writing to it', 'index "articles_\w+" holds signatures of format version 1', $resign);
refused(q{INSERT INTO wire (id, body) VALUES (-1, 'a b c')}, 'writing to a watched table', '(index|spam_model)', $resign);
refused(q{CALL newsprint_sweep('wire', everything => true)}, 'sweeping it', '(index|minhash|spam_model)', $resign);

foreach my $table ('articles', 'wire', 'news')
{
	my ($out, $err) = ('', '');

	is($node->psql('postgres', "CALL newsprint_resign('$table', 50)", stdout => \$out, stderr => \$err), 0, "$table: signed again by one call")
	  or diag($err);
	like($err, qr/NOTICE:  resign of (?:public\.)?$table: [1-9]\d* signed/, "$table: says how many");
	like($err, qr/WARNING:  column mine of table (?:public\.)?articles has 1 values.*HINT:  Update it yourself/s, 'and what it cannot do') if $table eq 'articles';
	like($err, qr/WARNING:  the model of table (?:public\.)?wire.*DETAIL:  The new one has learnt from [1-9]\d* rows/s, 'the model of the watch has learnt again') if $table eq 'wire';
	is(answer("SELECT minhash_version(sig), count(*) > 0 FROM $table WHERE sig IS NOT NULL GROUP BY 1"), '2|t', "$table: no older signature is left");
	cmp_ok(answer("SELECT count(DISTINCT xmin::text) FROM $table"), '>', 2, "$table: in batches, each committed");
	answer("CALL newsprint_resign('$table')");
	is(answer("SELECT state, signed FROM newsprint_runs WHERE relation = '$table'::regclass ORDER BY run DESC LIMIT 1"), 'done|0', "$table: once is enough");
}
answer(q{UPDATE articles SET mine = to_minhash(body) WHERE minhash_version(mine) < 2; UPDATE models SET model = (SELECT spam_train(body, id % 2 = 0) FROM articles)});
is(answer($kept), $before[0], 'signed again: tables, verdicts, lessons and settings are kept');
is(answer($by_index), $before[1], 'signed again: the indexes answer as before');
is(answer($damage), '', 'signed again: the lsh indexes are sound');
is(answer('SELECT count(*) FROM articles WHERE sig <> to_minhash(body) OR fp <> to_fingerprint(body)'), 0, 'signed again: by the texts');
is( answer('INSERT INTO wire (id, title, body) SELECT 300000, title, body FROM wire WHERE id = (SELECT min(id) FROM wire WHERE duplicate_of IS NULL AND length(body) > 200)'
	  . ' RETURNING duplicate_of IS NOT NULL'), 't', 'the watch goes on');
answer(q{CALL newsprint_sweep('wire', everything => true)});
is(answer(q{SELECT state FROM newsprint_runs WHERE task = 'sweep' ORDER BY run DESC LIMIT 1}), 'done', 'so does the sweep');
refused(q{SELECT '1:16:3:0:00000000000000000000000000000000'::minhash}, 'a literal of an older format', 'minhash format version 1 is not supported', $resign);

$node->stop;
done_testing();
