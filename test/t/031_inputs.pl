# Damaged literals, binary forms and stored values of every type.  An error
# says which type it is about, the server lives, and what is accepted comes
# back the same.
use strict;
use warnings;
use utf8;

use FindBin;
use lib $FindBin::RealBin;

use Newsroom;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('inputs');
my $each = $ENV{NEWSPRINT_LONG} ? 50_000 : 1_500;

srand(newsroom_seed());
$node->init;
$node->append_conf('postgresql.conf', "jit = off\nfsync = off\nrestart_after_crash = off\nignore_checksum_failure = on");
$node->start;

# How to make values of a type; $$ is a text of some words.
my %samples = (
	minhash => [ 'to_minhash($$, 16)', 'to_minhash($$)', q{to_minhash('')} ],
	minhash_query => ['at_least(to_minhash($$, 16), 0.7)'],
	fingerprint => [ 'to_fingerprint($$)', q{to_fingerprint('')} ],
	fingerprint_query => ['at_least(to_fingerprint($$), 0.7)'],
	spam_model => ['(SELECT spam_train(x, x < $$) FROM (VALUES ($$), ($$), (\'buy now\')) v (x))'],
);
my $words = q{(SELECT string_agg(md5(random()::text), ' ') FROM generate_series(1, 30))};

$node->safe_psql(
	'postgres', q{
CREATE EXTENSION newsprint;
CREATE TABLE inputs (literal text);
CREATE TABLE binaries (file text);
CREATE TABLE outcome (kind text, type text, accepted int, refused int, complaints text[]);

-- Errors must be about the value: classes 22 (data), 0A (version), 54 (size), XX001 (damage)
CREATE FUNCTION complaint(type text, state text, message text, detail text, hint text) RETURNS text LANGUAGE sql
	RETURN CASE WHEN state !~ '^(22|0A|54|XX001|08P01)' THEN state || ' ' || message
		-- a query is made of one of the others
		WHEN concat(message, detail, hint) !~ replace(type, '_query', '')
			AND message !~ '^(insufficient data left in message|no data left in message|incorrect binary data format)'
		THEN message END;

-- Each literal as that type; what is accepted must be written and read the same.
-- Where the server can ask beforehand, it must hear the same, and no error.
CREATE FUNCTION try_inputs(type text) RETURNS void LANGUAGE plpgsql AS $f$
DECLARE
	i record; n int := 0; bad int := 0; complaints text[] := '{}';
	can_ask CONSTANT bool := current_setting('server_version_num')::int >= 160000; valid bool;
	same bool; state text; message text; detail text; hint text; c text;
BEGIN
	FOR i IN SELECT * FROM inputs LOOP
		IF can_ask THEN
			EXECUTE 'SELECT pg_input_is_valid($1, $2)' INTO valid USING i.literal, type;
		END IF;
		BEGIN
			EXECUTE format('SELECT v::text::%1$s::text = v::text FROM (SELECT $1::%1$s OFFSET 0) t (v)', type)
				INTO same USING i.literal;
			n := n + 1;
			IF NOT same THEN complaints := complaints || ('comes back changed: ' || i.literal); END IF;
			IF NOT valid THEN complaints := complaints || ('accepted, but said to be invalid: ' || i.literal); END IF;
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
			bad := bad + 1;
			c := complaint(type, state, message, detail, hint);
			IF c IS NOT NULL THEN complaints := complaints || c; END IF;
			IF valid THEN complaints := complaints || ('refused, but said to be valid: ' || i.literal); END IF;
		END;
	END LOOP;
	INSERT INTO outcome VALUES ('text', type, n, bad, complaints);
END $f$;

-- The same through COPY, a file for each value
CREATE FUNCTION try_binaries(type text) RETURNS void LANGUAGE plpgsql AS $f$
DECLARE
	b record; n int := 0; bad int := 0; complaints text[] := '{}';
	same bool; state text; message text; detail text; hint text; c text;
BEGIN
	EXECUTE format('CREATE TEMP TABLE target (v %s)', type);
	FOR b IN SELECT * FROM binaries LOOP
		BEGIN
			EXECUTE format('COPY target FROM %L (FORMAT binary)', b.file);
			EXECUTE format('SELECT v::text::%1$s::text = v::text FROM target', type) INTO same;
			TRUNCATE target;
			n := n + 1;
			IF NOT same THEN complaints := complaints || ('comes back changed: ' || b.file); END IF;
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
			bad := bad + 1;
			c := complaint(type, state, message, detail, hint);
			IF c IS NOT NULL THEN complaints := complaints || c; END IF;
		END;
	END LOOP;
	DROP TABLE target;
	INSERT INTO outcome VALUES ('binary', type, n, bad, complaints);
END $f$;
});

# One to four changes: a byte, a bit, a piece out, twice, or in, an end cut
# off, a number made extreme.
sub mutate
{
	my ($value, @alphabet) = @_;

	for (0 .. int(rand(4)))
	{
		my $length = length($value) || 1;
		my $at = int(rand(rand() < 0.5 && $length > 16 ? 16 : $length));
		my $piece = 1 + int(rand(8));
		my $kind = int(rand(7));

		if ($kind == 0) { substr($value, $at, 1) = $alphabet[ rand @alphabet ] if length $value; }
		elsif ($kind == 1) { substr($value, $at, $piece) = '' if length $value; }
		elsif ($kind == 2) { substr($value, $at, 0) = substr($value, int(rand($length)), $piece); }
		elsif ($kind == 3) { substr($value, $at, 0) = join '', map { $alphabet[ rand @alphabet ] } 1 .. $piece; }
		elsif ($kind == 4) { $value = substr($value, 0, $at); }
		elsif ($kind == 5) { $value =~ s/\d+/(0, 1, 255, 256, 65535, 65536, 2147483647, 4294967295, 4294967296, '9' x 40, '-1')[rand 11]/e; }
		else { substr($value, $at, 1) = substr($value, $at, 1) eq '0' ? '1' : '0' if length $value; }
	}
	return $value;
}

my $tmp = PostgreSQL::Test::Utils::tempdir();
my @letters = (split(//, '0123456789abcdefxXgG:/.,;-+eE{}()[]"\\\' '), "\t", 'é', '’', '𝔸', 'nan', 'inf');
my @bytes = (map { chr } 0, 1, 2, 3, 16, 127, 128, 255, 254, 64);
my @types = split /\n/, $node->safe_psql('postgres', q{
	SELECT t.typname FROM pg_type t JOIN pg_depend d ON d.objid = t.oid AND d.classid = 'pg_type'::regclass AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'newsprint' WHERE t.typtype = 'b' AND t.typelem = 0 ORDER BY 1});

for my $type (@types)
{
	my @makers = @{ $samples{$type} // [] };
	ok(@makers > 0, "there are samples of $type") or next;
	s/\$\$/$words/g for @makers;
	my @seeds = map { $node->safe_psql('postgres', "SELECT ($_)::text") } @makers;
	my @binary_seeds = map { pack 'H*', $node->safe_psql('postgres', "SELECT encode(${type}_send($_), 'hex')") } @makers;

	my $literals = '';
	for my $i (1 .. $each)
	{
		my $literal = $seeds[ $i - 1 ] // mutate($seeds[ rand @seeds ], @letters);
		$literal =~ s/([\\])/\\$1/g;
		$literal =~ s/\t/\\t/g;
		$literals .= "$literal\n";
	}
	utf8::encode($literals);
	append_to_file("$tmp/$type.txt", $literals);
	mkdir "$tmp/$type";
	for my $i (1 .. $each)
	{
		my $value = $binary_seeds[ $i - 1 ] // mutate($binary_seeds[ rand @binary_seeds ], @bytes);
		append_to_file("$tmp/$type/$i",
			"PGCOPY\n\xff\r\n\0" . pack('NNnN', 0, 0, 1, length $value) . $value . pack('n', 0xffff));
	}
	$node->safe_psql('postgres', qq{
TRUNCATE inputs, binaries;
COPY inputs FROM '$tmp/$type.txt';
INSERT INTO binaries SELECT '$tmp/$type/' || i FROM generate_series(1, $each) i;
SELECT try_inputs('$type');
SELECT try_binaries('$type');});
	is($node->safe_psql('postgres', "SELECT DISTINCT kind, c FROM outcome, unnest(complaints) c WHERE type = '$type' LIMIT 10"),
		'', "$type: errors name it, and what is accepted comes back the same");
	note "$type: ", join ', ', split /\n/, $node->safe_psql('postgres',
		"SELECT kind, accepted || ' accepted', refused || ' refused' FROM outcome WHERE type = '$type'");
}
cmp_ok($node->safe_psql('postgres', 'SELECT sum(accepted + refused) FROM outcome'), '>=', 2 * $each * @types,
	2 * $each * @types . ' values, nearly all of them damaged, have been tried');
cmp_ok($node->safe_psql('postgres', 'SELECT min(least(accepted, refused)) FROM outcome'), '>', 0, 'of each kind some are accepted and some refused');

# Values that no input function let in: damage on disk
$node->safe_psql('postgres', q{
CREATE TABLE damaged (id int, sig minhash, fp fingerprint);
INSERT INTO damaged SELECT i, to_minhash('story ' || md5(i::text), 16), to_fingerprint('a story of ' || md5(i::text) || ' and no more than that')
	FROM generate_series(1, 3000) i;
CHECKPOINT;});
my $file = $node->data_dir . '/' . $node->safe_psql('postgres', q{SELECT pg_relation_filepath('damaged')});
$node->stop;
my $heap = slurp_file($file);
my $flips = 0;
# the fields behind the length: version, shingle, then lanes (16) or window (4)
my @places;
push @places, pos($heap) - 4 while $heap =~ /\x01(?:\x03\x10\x00|\x05\x04\x00)/g;
for my $place (grep { rand() < 0.7 } @places)
{
	substr($heap, $place + int(rand(8)), 1) ^= chr(1 << int(rand(8)));
	$flips++;
}
open(my $handle, '>:raw', $file) or die "$file: $!";
print $handle $heap;
close $handle;
$node->start;
$node->safe_psql('postgres', q{
CREATE FUNCTION try_damaged(expression text, OUT answers int, OUT errors int, OUT surprises text) LANGUAGE plpgsql AS $f$
DECLARE
	i int;
	ignored text;
BEGIN
	answers := 0; errors := 0;
	FOR i IN 1 .. 3000 LOOP
		BEGIN
			EXECUTE 'SELECT ' || expression || ' FROM damaged WHERE id = ' || i INTO ignored;
			answers := answers + 1;
		EXCEPTION WHEN feature_not_supported OR data_exception OR data_corrupted OR invalid_parameter_value THEN
			errors := errors + 1;
		WHEN OTHERS THEN surprises := SQLERRM;
		END;
	END LOOP;
END $f$;});
for my $expression ('sig::text', 'minhash_send(sig)', q{sig <-> to_minhash('x', 16)}, q{sig % at_least(to_minhash('x', 16), 0.5)},
	'minhash_hash(sig)', 'minhash_bands(sig, 4, 2)', 'sig = sig', 'fp::text', 'fingerprint_send(fp)',
	q{containment(fp, to_fingerprint('x'))}, q{fp %> at_least(to_fingerprint('x'), 0.5)}, 'fingerprint_hash(fp)')
{
	my ($answers, $errors, $surprises) = split /\|/, $node->safe_psql('postgres', "SELECT * FROM try_damaged(\$\$$expression\$\$)"), -1;
	is($surprises, '', "$expression of damaged values: $answers answers, $errors errors");
	cmp_ok($errors, '>', 500, "$expression notices damage");
	cmp_ok($answers, '>', 500, "$expression answers where there is none");
}
cmp_ok($flips, '>', 3000, "$flips stored values have been damaged");
unlike(slurp_file($node->logfile), qr/terminated by signal|PANIC|TRAP/, 'the server lives');
$node->stop;
done_testing();
