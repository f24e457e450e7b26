# The report is well-formed, whatever articles hold, and the same in every encoding;
# the drawing in README.md is that of script/demo.
use strict;
use warnings;

use FindBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('report');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', 'jit = off');
$node->start;

# Does an XML parser read it to the end?  All but the doctype is XML.
sub parses
{
	my ($text, $name) = @_;
	my $file = "$PostgreSQL::Test::Utils::tmp_check/$name";

	$text =~ s/\A<!DOCTYPE html>//;
	open my $out, '>:raw', $file or die "$file: $!";
	print $out $text;
	close $out;
	return system('python3', '-c', 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])', $file) == 0;
}

foreach my $encoding ('UTF8', 'LATIN1', 'SQL_ASCII')
{
	my $db = lc $encoding;

	$node->safe_psql('postgres', "CREATE DATABASE $db TEMPLATE template0 ENCODING $encoding LOCALE 'C'");
	$node->safe_psql($db, q{
		CREATE EXTENSION newsprint;
		CREATE TABLE pages (id int PRIMARY KEY, title text, body text, at timestamptz);
		SELECT newsprint_watch('pages', body => 'body', title => 'title', published => 'at');});
	ok(parses($node->safe_psql($db, "SELECT newsprint_report('pages')"), "$db-empty.html"),
		"$encoding: page of an empty table");
	# every byte that a title can hold, and markup that is never closed
	my $bytes = $encoding eq 'UTF8' ? 127 : 255;
	$node->safe_psql($db, qq{
		INSERT INTO pages SELECT n, CASE WHEN n < 128 THEN chr(n)
				ELSE convert_from(set_byte('\\x20'::bytea, 0, n), getdatabaseencoding()) END || ' ]]> <svg><script>"',
			'<!-- <style> &bogus; ' || repeat('words that all of these pages have in common ', 10) || n,
			timestamptz '2020-01-01' + n * interval '1 day'
		FROM generate_series(1, $bytes) n;
		CALL newsprint_sweep('pages');});
	my $page = $node->safe_psql($db, "SELECT newsprint_report('pages')");
	ok(parses($page, "$db.html"), "$encoding: page of hostile articles");
	unlike($page, qr/<script|<svg><|[^\x01-\x7f]/, "$encoding: nothing gets out of its text");
	ok(parses($node->safe_psql($db, "SELECT newsprint_threshold_plot('pages')"), "$db.svg"),
		"$encoding: drawing");
}

# the newsroom of script/demo: 5,000 articles of seed 15
my $data = "$FindBin::RealBin/../data";
$node->safe_psql('postgres', qq{
	CREATE EXTENSION newsprint;
	CREATE TABLE lines (line json);
	\\copy lines FROM PROGRAM '$data/newsroom --articles 5000 --seed 15' WITH (FORMAT csv, QUOTE e'\\x01', DELIMITER e'\\x02')
	CREATE TABLE newsroom (id text PRIMARY KEY, title text, body text);
	SELECT newsprint_watch('newsroom', body => 'body', title => 'title', indexes => false);
	ALTER TABLE newsroom DISABLE TRIGGER newsprint_screen;
	INSERT INTO newsroom (id, title, body) SELECT line->>'id', line->>'title', line->>'body' FROM lines;
	ALTER TABLE newsroom ENABLE TRIGGER newsprint_screen;});
$node->safe_psql('postgres', $_)
  foreach "CALL newsprint_backfill('newsroom')", "CALL newsprint_build_indexes('newsroom')", 'ANALYZE newsroom';
is($node->safe_psql('postgres', "SELECT newsprint_threshold_plot('newsroom')") =~ s/\n+\z//r,
	slurp_file("$data/threshold.svg") =~ s/\n+\z//r,
	'test/data/threshold.svg is build/threshold.svg of script/demo');

$node->stop;
done_testing();
