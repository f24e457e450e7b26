# A dump carries the settings of watched tables: to columns that have other
# numbers now, through renames, and for whoever dumps and restores.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('origin');
my $other = PostgreSQL::Test::Cluster->new('restored');
my $folder = PostgreSQL::Test::Utils::tempdir();

foreach ($node, $other)
{
	$_->init;
	$_->start;
}
$node->safe_psql(
	'postgres', q{
CREATE EXTENSION newsprint;
CREATE FUNCTION prose(story bigint, words int) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT string_agg('w' || (hashint8(story * 100000 + n) & 4095), ' ' ORDER BY n) FROM generate_series(1, words) n $$;
CREATE SCHEMA desk;
CREATE TABLE desk.articles (gone int, id bigint PRIMARY KEY, useless text, body text, title text, "at" timestamptz, copy text);
ALTER TABLE desk.articles DROP COLUMN gone, DROP COLUMN useless;
SELECT newsprint_watch('desk.articles', body => 'body', title => 'title', published => 'at', horizon => '1 year',
	threshold => 0.55, sweep_duplicates => 'archive', strict => true);
INSERT INTO desk.articles (id, title, body) SELECT n, 'title', prose(n % 50, 100) FROM generate_series(1, 100) n;
CALL newsprint_sweep('desk.articles');
SELECT newsprint_restore('desk.articles', '100');
-- names that the settings follow, told to them by the run
ALTER TABLE desk.articles RENAME TO "the articles";
ALTER TABLE desk."the articles" RENAME body TO "the body";
ALTER TABLE desk."the articles" RENAME duplicate_of TO original;
CALL newsprint_sweep('desk."the articles"');
});

# What is known of a dropped table: in another database its number may be that of another.
$node->safe_psql('postgres', q{
CREATE TABLE dropped (id int PRIMARY KEY, body text);
SELECT newsprint_watch('dropped', body => 'body');
INSERT INTO dropped VALUES (1, 'a story of some words');
SELECT newsprint_feedback('dropped', 1, true);
INSERT INTO newsprint_kept (relation, key) VALUES ('dropped', '1');
DROP TABLE dropped});
my @tables = map { "newsprint_$_" } qw(watched kept models lessons);
my $dropped = join(' UNION ALL ', map { "SELECT relation FROM $_ WHERE relation::oid NOT IN (SELECT oid FROM pg_class)" } @tables);
is($node->safe_psql('postgres', "SELECT count(*) FROM ($dropped) t"), '4', 'a dropped table leaves something behind');

# What waits for the sweep: an original is gone, an older article has come. The queue is not in the dump.
$node->safe_psql('postgres', q{
CREATE TABLE wire (id int PRIMARY KEY, published date, body text);
SELECT newsprint_watch('wire', body => 'body', published => 'published');
INSERT INTO wire SELECT n, date '2026-01-01' + n, prose(n % 2, 100) FROM generate_series(1, 6) n;
CALL newsprint_sweep('wire');
DELETE FROM wire WHERE id = 1;
INSERT INTO wire VALUES (7, '2025-01-01', prose(0, 99))});
my $wire = 'SELECT id, duplicate_of FROM wire ORDER BY id';
is($node->safe_psql('postgres', $wire), "2|\n3|1\n4|2\n5|1\n6|2\n7|2", 'some verdicts are out of date');

# A temporary table is there while the dump is made, and nothing of it is in it: restored, its settings could not be read.
$node->safe_psql('postgres', qq{
CREATE TEMP TABLE scratch (id int PRIMARY KEY, body text);
SELECT newsprint_watch('scratch', body => 'body');
INSERT INTO newsprint_kept (relation, key) VALUES ('scratch', '1');
\\! pg_dump -f $folder/temporary.dump postgres
});
unlike(slurp_file("$folder/temporary.dump"), qr/scratch/, 'nothing of a temporary table');

# Everything of the settings but the numbers of columns
my $settings = q{SELECT to_jsonb(w) - 'attnums' FROM newsprint_watched w WHERE relation::oid IN (SELECT oid FROM pg_class) ORDER BY relation::text};
my $state = q{
SELECT count(*), count(original), sum(hashtext(t::text)::bigint) FROM (SELECT id, original, similarity, sig FROM desk."the articles") t;
SELECT relation, key FROM newsprint_kept WHERE relation::oid IN (SELECT oid FROM pg_class);
SELECT count(*) FROM desk.articles_archive;
SELECT count(*) FROM pg_index WHERE indrelid = 'desk."the articles"'::regclass AND indisvalid;
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'desk."the articles"'::regclass AND tgname LIKE 'newsprint%'};

foreach my $format ('plain', 'custom')
{
	my $file = "$folder/$format.dump";

	$node->command_ok([ 'pg_dump', '-F', $format, '-f', $file, 'postgres' ], "dump, $format");
	$other->safe_psql('postgres', "CREATE DATABASE $format");
	$other->command_ok(
		$format eq 'plain'
		? [ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $file, $format ]
		: [ 'pg_restore', '--exit-on-error', '-j', '2', '-d', $format, $file ],
		"restore, $format");
	is($other->safe_psql($format, 'SELECT count(DISTINCT relation) FROM (' . join(' UNION ALL ', map { "SELECT relation FROM $_" } @tables) . ') t'),
		'2', "nothing of a dropped table, $format");
	is($other->safe_psql($format, $settings), $node->safe_psql('postgres', $settings), "settings, $format");
	is($other->safe_psql($format, $state), $node->safe_psql('postgres', $state), "rows and what belongs to them, $format");
	is($other->safe_psql($format, $wire), $node->safe_psql('postgres', $wire), "verdicts as they were, $format");
	$other->safe_psql($format, q{CALL newsprint_sweep('wire', dry_run => true); CALL newsprint_sweep('wire')});
	is($other->safe_psql($format, $wire), "2|7\n3|\n4|7\n5|3\n6|7\n7|", "the first sweep looks at all rows, $format");
	is($other->safe_psql($format, q{SELECT dry_run, screened FROM newsprint_runs WHERE relation = 'wire'::regclass ORDER BY run}),
		"t|6\nf|6", "as its dry run says, $format");
	$other->safe_psql($format, q{SELECT newsprint_watch('wire', threshold => 0.59); CALL newsprint_sweep('wire')});
	is($other->safe_psql($format, q{SELECT screened FROM newsprint_runs ORDER BY run DESC LIMIT 1}), '0', "and no other, $format");
	isnt(
		$other->safe_psql($format, 'SELECT attnums FROM newsprint_watched WHERE key_column = \'id\' AND title_column IS NOT NULL'),
		$node->safe_psql('postgres', 'SELECT attnums FROM newsprint_watched WHERE key_column = \'id\' AND title_column IS NOT NULL'),
		"columns have other numbers, $format");
	is( $other->safe_psql($format, q{
		INSERT INTO desk."the articles" (id, title, "the body") VALUES (1000, 'title', prose(7, 99)) RETURNING original, similarity > 0.9}),
		'7|t', "the trigger works, $format");
	$other->safe_psql($format, q{CALL newsprint_sweep('desk."the articles"')});
	is( $other->safe_psql($format, q{
		SELECT key FROM desk.articles_archive WHERE archived_at > (SELECT max(started) FROM newsprint_runs)}),
		'1000', "so does the sweep, $format");
	is( $other->safe_psql($format, q{
		SELECT min(r.run) > (SELECT max(a.run) FROM desk.articles_archive a WHERE a.archived_at < min(r.started)) FROM newsprint_runs r}),
		't', "runs have other numbers than those before the dump, $format");
	is($other->safe_psql($format, q{SELECT newsprint_restore('desk."the articles"', '99')}), '1', "and restoring, $format");
	is($other->safe_psql($format, q{SELECT "the body" = prose(99 % 50, 100) FROM desk."the articles" WHERE id = 99}), 't',
		"with what the renamed column had, $format");
	is($other->safe_psql($format, q{SELECT count(*) FROM newsprint_watch('desk."the articles"')}), '0', "nothing is left to do, $format");
}

# A name that the settings have not been told before the dump
$node->safe_psql('postgres', q{ALTER TABLE desk."the articles" RENAME "the body" TO text});
is( $node->safe_psql('postgres', q{
	INSERT INTO desk."the articles" (id, title, text) VALUES (1001, 'title', prose(8, 99)) RETURNING original}),
	'8', 'a renamed column is found by its number');
$node->command_ok([ 'pg_dump', '-f', "$folder/stale.dump", 'postgres' ], 'dump with a stale name');
$other->safe_psql('postgres', 'CREATE DATABASE stale');
$other->command_checks_all([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', "$folder/stale.dump", 'stale' ],
	0, [qr/^/], [qr/WARNING:  table desk\."the articles" has no column "the body"/], 'restore says what is missing');
$other->safe_psql('stale', q{SELECT newsprint_watch('desk."the articles"', body => 'text')});
is( $other->safe_psql('stale', q{
	INSERT INTO desk."the articles" (id, title, text) VALUES (1002, 'title', prose(9, 99)) RETURNING original}),
	'9', 'and one call mends it');

# One who is no superuser owns the database, installs, watches, dumps and restores.
$node->safe_psql('postgres', 'CREATE ROLE chief LOGIN; CREATE DATABASE paper OWNER chief');
$other->safe_psql('postgres', 'CREATE ROLE chief LOGIN; CREATE DATABASE paper OWNER chief');
my $chief = $node->connstr('paper') . ' user=chief';
$node->command_ok(
	[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $chief,
		'-c', 'CREATE EXTENSION newsprint',
		'-c', 'CREATE TABLE articles (id int PRIMARY KEY, body text)',
		'-c', q{SELECT newsprint_watch('articles', body => 'body')},
		'-c', q{INSERT INTO articles VALUES (1, 'a story of some words'), (2, 'a story of some words')},
		'-c', q{CALL newsprint_sweep('articles')} ],
	'without being superuser: install, watch, sweep');
$node->command_ok([ 'pg_dump', '-Fc', '-f', "$folder/paper.dump", '-d', $chief ], 'without being superuser: dump');
$other->command_ok([ 'pg_restore', '--exit-on-error', '--no-owner', '-d', $other->connstr('paper') . ' user=chief', "$folder/paper.dump" ],
	'without being superuser: restore');
is( $other->safe_psql('paper', q{INSERT INTO articles VALUES (3, 'a story of some words') RETURNING duplicate_of}),
	'1', 'without being superuser: it works');

done_testing();
