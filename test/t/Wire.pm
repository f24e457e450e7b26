# A watched table "wire", and what must hold of it after every fault.
package Wire;

use strict;
use warnings;

use FindBin;
use IPC::Run ();
use PostgreSQL::Test::Utils;
use Test::More;

use Exporter 'import';
our @EXPORT = qw(psql output_of watch_wire original_index is_sound nothing_half readme_says $queued $wide_gin);

# The watch's own index knows the originals only, and is made for a recall;
# with these options an index misses nothing from similarity 0.51 on.
our $wide_gin = 'CREATE INDEX wire_gin ON wire USING gin (sig gin_minhash_ops (bands = 64, rows = 2));';

# psql that reads a script
sub psql
{
	my ($node, $stop, $script) = @_;

	return ('psql', '-X', '-q', '-A', '-t', '-v', "ON_ERROR_STOP=$stop", '-d', $node->connstr('postgres'), '-f', $script);
}

# What a script prints, on both channels
sub output_of
{
	my ($node, $sql) = @_;

	IPC::Run::run([ psql($node, 1, '-') ], '<', \$sql, '>', \my $out, '2>', \my $err);
	return $out . $err;
}

# Make wire, its archive, and ledger: what the client notes down in the
# transactions in which it inserts into wire.
sub watch_wire
{
	my ($node) = @_;

	$node->safe_psql(
		'postgres', qq{
CREATE TABLE wire (id bigint PRIMARY KEY, source int, body text);
CREATE TABLE ledger (id bigint PRIMARY KEY, source int);
SELECT newsprint_watch('wire', body => 'body', sweep_duplicates => 'archive', sweep_similarity => 0.9);
$wide_gin
CREATE INDEX wire_lsh ON wire USING lsh (sig);
});
	$node->safe_psql('postgres', 'CREATE EXTENSION amcheck') if has_amcheck($node);
	return;
}

sub has_amcheck
{
	return $_[0]->safe_psql('postgres', q{SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'});
}

# Name of the watch's own index on signatures
sub original_index
{
	return $_[0]->safe_psql('postgres', q{SELECT indexrelid::regclass FROM pg_index
		WHERE indrelid = 'wire'::regclass AND indpred IS NOT NULL AND pg_get_indexdef(indexrelid) ~ 'USING (gin|lsh)'});
}

#
# Statements that print a row for each thing that is wrong
#

# Neighbours of some of the rows
my $pairs = q{SELECT count(*), coalesce(sum(hashtext(q.id || ' ' || w.id)::int8), 0) AS sum
	FROM (SELECT id, sig FROM wire ORDER BY hashint8(id) LIMIT 60) q JOIN wire w ON w.sig %};
my %question = (
	all => "$pairs q.sig",
	# equal signatures share every band, so the watch's index too is bound to find them
	originals => "$pairs at_least(q.sig, 1) AND w.sig IS NOT NULL AND w.duplicate_of IS NULL");

# Each index alone, in a transaction that then gives back the others; and the scan
sub other_answers
{
	my ($node) = @_;
	my $original = original_index($node);
	my %others = (wire_gin => "wire_lsh, $original", wire_lsh => "wire_gin, $original", $original => 'wire_lsh, wire_gin');
	my $sql = 'SET newsprint.recall = 1; CREATE TEMP TABLE answer (question text, source text, pairs bigint, sum numeric);';

	for my $index (sort keys %others)
	{
		my $kind = $index eq $original ? 'originals' : 'all';

		# \gset keeps the answer beyond the rollback
		$sql .= "SET enable_seqscan = off; BEGIN; DROP INDEX $others{$index};\nEXPLAIN $question{$kind} \\g | grep -qE '(on|using) $index ' || echo '$index is not used'\n"
		  . "$question{$kind} \\gset\nROLLBACK; INSERT INTO answer VALUES ('$kind', '$index', :count, :sum);\n";
	}
	$sql .= 'SET enable_seqscan = on; SET enable_indexscan = off; SET enable_bitmapscan = off;';
	$sql .= "INSERT INTO answer SELECT '$_', 'scan', x.* FROM ($question{$_}) x;" for sort keys %question;
	return $sql . q{SELECT 'other answer', a.*, s.* FROM answer a JOIN answer s USING (question)
		WHERE s.source = 'scan' AND (a.pairs, a.sum) IS DISTINCT FROM (s.pairs, s.sum);};
}

my $damage = q{
SELECT 'lsh', * FROM newsprint_lsh_check('wire_lsh');
SELECT 'invalid index', indexrelid::regclass FROM pg_index WHERE NOT indisvalid OR NOT indisready;
};
my $amcheck = q{
SELECT 'btree', b.index FROM (
	SELECT i.indexrelid AS index FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
	WHERE m.amname = 'btree' AND i.indrelid::regclass::text ~ '^(wire|ledger|newsprint_)' OFFSET 0) b
WHERE bt_index_check(b.index, true) IS NULL;
SELECT 'heap', c.relname, v.* FROM pg_class c, LATERAL verify_heapam(c.oid, check_toast => true) v
WHERE c.relkind = 'r' AND c.relname ~ '^(wire|ledger|newsprint_)';
};

# Copies that point nowhere, to a copy, or to what they are not like; rows with
# one half of what the trigger gives; rows in table and archive; a log that
# tells of other rows than went.
my $half = q{
SELECT 'verdict', w.id, w.duplicate_of, o.id, o.duplicate_of, w.similarity
FROM wire w LEFT JOIN wire o ON o.id = w.duplicate_of
WHERE (w.duplicate_of IS NOT NULL AND o.id IS NULL) OR o.duplicate_of IS NOT NULL
	OR w.similarity <> jaccard(w.sig, o.sig) OR w.similarity < 0.6
	OR (w.similarity IS NULL) <> (w.duplicate_of IS NULL AND w.template_of IS NULL)
	OR w.sig <> to_minhash(w.body) OR (w.sig IS NULL) <> (w.spam_score IS NULL) OR (w.sig IS NULL AND w.duplicate_of IS NOT NULL);
SELECT 'archived twice', a.key FROM wire_archive a GROUP BY a.key HAVING count(*) > 1;
SELECT 'archived and there', a.key FROM wire_archive a JOIN wire w ON w.id::text = a.key;
SELECT 'count of the log', count(a.key), r.archived FROM newsprint_runs r LEFT JOIN wire_archive a USING (run)
GROUP BY r.run HAVING count(a.key) <> r.archived;
};

# Signed and queued in one; in strict mode a row that is to be skipped may have
# come and gone, which is in the queue as well.
our $queued = q{
SELECT 'queue', w.id, q.key FROM (SELECT id FROM wire WHERE sig IS NOT NULL) w
FULL JOIN (SELECT key FROM newsprint_queue WHERE event <> 'a') q ON q.key = w.id::text
WHERE q.key IS NULL OR (w.id IS NULL AND NOT EXISTS (SELECT FROM newsprint_queue d WHERE d.key = q.key AND d.event = 'd'));
};

# Is nothing half applied?  More such statements may be given.
sub nothing_half
{
	my ($node, $what, @more) = @_;

	is(output_of($node, join('', $half, @more)), '', "$what: nothing is half applied");
	return;
}

# Three tests: answers, structure, contents
sub is_sound
{
	my ($node, $what, @more) = @_;

	is(output_of($node, other_answers($node)), '', "$what: the indexes answer what a scan answers");
	is(output_of($node, $damage . (has_amcheck($node) ? $amcheck : '')), '', "$what: nothing is damaged");
	nothing_half($node, $what, @more);
	return;
}

# The row of this test in README's table "What is tested" that has these words
# has these numbers.
sub readme_says
{
	my ($what, @numbers) = @_;
	my ($test) = $FindBin::RealScript =~ /(.*)\.pl/;
	my @rows = grep { /`$test` \|$/ && /$what/ } split /\n/, slurp_file("$FindBin::RealBin/../../README.md");

	is(scalar @rows, 1, "README has one row on $what");
	like($rows[0] // '', qr/\b$_\b/, "README on $what: $_") for @numbers;
	return;
}

1;
