# Every function that reads a text is stopped while it works on one of 100 MB.
# The answer to a cancel must come within 100 ms, wherever it arrives: with
# NEWSPRINT_LONG, on a machine that does nothing else.  The quick part only
# sees that it comes, on machines as busy as they are.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use List::Util qw(max min);
use Newsroom;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

use constant WITHIN => $ENV{NEWSPRINT_LONG} ? 0.1 : 1;    # seconds

my $node = PostgreSQL::Test::Cluster->new('cancel');
my $tries = $ENV{NEWSPRINT_LONG} ? 40 : 3;

srand(newsroom_seed());
$node->init;
$node->append_conf('postgresql.conf', "jit = off\nfsync = off\nautovacuum = off");
$node->start;
$node->safe_psql(
	'postgres', q{
CREATE EXTENSION newsprint;
-- stored as it is: fetching it takes no longer than copying it
CREATE UNLOGGED TABLE huge (kind text, body text);
ALTER TABLE huge ALTER body SET STORAGE EXTERNAL;
INSERT INTO huge SELECT 'words', string_agg(md5(i::text), CASE WHEN i % 9 = 0 THEN E'.\n' ELSE ' ' END) FROM generate_series(1, 3050000) i;
INSERT INTO huge SELECT 'one word', repeat('abcdefghij', 10000000);
INSERT INTO huge SELECT 'no word', repeat('.,-   !  ', 11000000);
CREATE UNLOGGED TABLE many AS
	SELECT i AS id, to_minhash(v, 128, 1) AS sig, to_fingerprint(v, 1, 1) AS fp
	FROM generate_series(1, 100000) i, concat_ws(' ', 'story', i / 3, md5((i / 3)::text), 'and', i % 7, 'more') v;
});

# How long after the timeout does the error come?  Less the time that a
# session takes which does nothing.
sub seconds
{
	my ($sql, $timeout) = @_;
	my ($start, $err) = (time(), '');

	$node->psql('postgres', "SET statement_timeout = $timeout; $sql", stderr => \$err);
	return (time() - $start, $err =~ /statement timeout/);
}
my $idle = min(map { (seconds('', 0))[0] } 1 .. 5);

# octet_length(), as the server's length() counts a hundred megabytes without a look up
my %statements = (
	fold_text => 'SELECT octet_length(fold_text(body))',
	obfuscation => 'SELECT count(*) FROM (SELECT obfuscation(body)',
	to_minhash => 'SELECT to_minhash(body)',
	to_fingerprint => 'SELECT fingerprint_hashes(to_fingerprint(body, 5, 200))',
	minhash_agg => 'SELECT minhash_agg(body)',
	shared_passages => 'SELECT count(*) FROM (SELECT shared_passages(body, body)',
	duplicate_kind => q{SELECT duplicate_kind(body, body || ' and more')},
	template_margin => q{SELECT template_margin(body, 'x ' || body)},
	article_body => 'SELECT octet_length(article_body(body))',
	article_split => 'SELECT count(*) FROM (SELECT article_split(body)',
	related_posts => 'SELECT count(*) FROM (SELECT related_posts(body)',
	spam_score => 'SELECT spam_score(body)',
	spam_explain => 'SELECT count(*) FROM (SELECT spam_explain(body)',
	spam_train => q{SELECT length(spam_train(body, true)::text)},
);
my %on_table = (
	'GIN index, minhash' => 'CREATE INDEX ON many USING gin (sig gin_minhash_ops (shingle = 1))',
	'GIN index, fingerprint' => 'CREATE INDEX ON many USING gin (fp)',
	'lsh index' => 'CREATE INDEX ON many USING lsh (sig)',
	near_duplicates => q{SELECT count(*) FROM near_duplicates('many', 'id', 'sig', 0.5)},
	duplicate_clusters => q{SELECT count(*) FROM duplicate_clusters('many', 'id', 'sig', 0.5)},
);
my $present = $node->safe_psql('postgres', 'SELECT proname FROM pg_proc');
my ($stopped, $worst) = (0, 0);

# Stop a statement here and there.
sub stop
{
	my ($what, $sql) = @_;
	my ($slowest, $cut_off) = (0, 0);

	for (1 .. $tries)
	{
		my $timeout = 20 + int(rand(260));
		my @delays;

		# another process may take the processor; a pause of ours comes every time
		while (@delays < 3)
		{
			my ($taken, $interrupted) = seconds($sql, $timeout);

			last unless $interrupted;
			$cut_off++ unless @delays;
			push @delays, $taken - $idle - $timeout / 1000;
			last if $delays[-1] <= WITHIN;
		}
		$slowest = max($slowest, min(@delays)) if @delays;
	}
	cmp_ok($slowest, '<=', WITHIN,
		sprintf('%s: stopped %d times, after %.0f ms at most', $what, $cut_off, $slowest * 1000));
	# in few tries a fast machine may be through before each of them
	cmp_ok($cut_off, '>', 0, "$what: it is long enough to be stopped") if $ENV{NEWSPRINT_LONG};
	$stopped += $cut_off;
	$worst = max($worst, $slowest);
	return;
}

for my $function (grep { $present =~ /^$_$/m } sort keys %statements)
{
	for my $kind ('words', 'one word', 'no word')
	{
		my $sql = "$statements{$function} FROM huge WHERE kind = '$kind'";

		stop("$function, $kind", $sql =~ /\(SELECT/ ? "$sql) s" : $sql);
	}
}
stop($_, $on_table{$_}) for sort keys %on_table;
cmp_ok($stopped, '>', 10 * $tries, sprintf('%d statements have been stopped, the slowest after %.0f ms', $stopped, $worst * 1000));
$node->stop;
done_testing();
