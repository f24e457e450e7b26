# The same characters give the same signature, fingerprint, score and story in
# every encoding and locale.
use strict;
use warnings;
use utf8;

use Encode 'decode_utf8';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Unicode::Normalize 'NFC';

# The Turkish locale, for the servers of this test only if the machine has none
my $turkish = `locale -a` =~ /^tr_TR\.utf8$/m;
if (!$turkish)
{
	my $folder = PostgreSQL::Test::Utils::tempdir();

	system('localedef', '-i', 'tr_TR', '-f', 'UTF-8', "$folder/tr_TR.utf8");
	$turkish = -d "$folder/tr_TR.utf8";
	$ENV{LOCPATH} = "$folder:/usr/lib/locale" if $turkish;
}

my $node = PostgreSQL::Test::Cluster->new('encodings');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', 'jit = off');
$node->start;

my $story = 'The old harbor bridge will close on Monday for repairs that are to last until spring, the city council said on Friday.';
my $furniture = join "\n\n", '', 'Related Posts', '(LE) You will never believe what divers found under the bridge', 'Read more',
  'Ten ferries that look like your ex', 'Read more';

# What a client that speaks UTF-8 gets in a new database.
sub answers
{
	my ($database, $options, $text) = @_;

	$node->safe_psql('postgres', qq{CREATE DATABASE "$database" TEMPLATE template0 $options});
	$node->safe_psql($database, 'CREATE EXTENSION newsprint');
	# other encodings have no letters taken apart, so neither does what is compared
	return NFC decode_utf8 $node->safe_psql($database,
		qq{SET client_encoding = 'UTF8';
		   SELECT to_minhash(t, 32), to_fingerprint(t, 1, 1), spam_score(t), fold_text(t), array_agg(word || start)
			 FROM (VALUES ('$text')) v(t) LEFT JOIN obfuscation(t) ON true GROUP BY t;
		   SELECT article_body(p), (SELECT string_agg(concat_ws('|', title, excerpt, start, length), ' ') FROM related_posts(p)),
				  spam_score(p), (duplicate_kind(t, p)).kind
			 FROM (SELECT '$text' AS t, '$text. $story' || '$furniture' AS p) v});
}

my %texts = (
	LATIN1 => '10 µm Café NAÏVE Straße ÀÉÎÕÜ D!SGUST!NG 1º',
	WIN1251 => 'Москва, ЁЛКА раssword Іван й',
	EUC_JP => '漢字かな交じり文 ＡＢＣ カタカナ',
	SQL_ASCII => 'plain ASCII, D!SGUST!NG');

foreach my $encoding (sort keys %texts)
{
	my $here = answers($encoding, "ENCODING '$encoding' LOCALE 'C'", $texts{$encoding});

	my $there = answers("utf8 like $encoding", "ENCODING 'UTF8' LOCALE 'C'", $texts{$encoding});

	# what an encoding lacks it shows as a question mark
	$there =~ s/μ/?/ if $encoding eq 'LATIN1';
	is($here, $there, "$encoding is as UTF8");
}

# Locales: whatever this machine has, the Turkish one (dotless i) above all.
my $text = 'TITLE Istanbul İSTANBUL ısı İİ Straße ΣΊΣΥΦΟΣ';
my $expected = answers('c', q{ENCODING 'UTF8' LOCALE 'C'}, $text);
my %locales = ('C.UTF-8' => q{ENCODING 'UTF8' LOCALE 'C.UTF-8'});
$locales{'tr_TR.utf8'} = q{ENCODING 'UTF8' LOCALE 'tr_TR.utf8'} if $turkish;
$locales{'ICU tr'} = q{ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'tr'}
  if $node->safe_psql('postgres', q{SELECT current_setting('server_version_num')::int >= 150000
		AND EXISTS (SELECT FROM pg_collation WHERE collprovider = 'i')}) eq 't';
foreach my $locale (sort keys %locales)
{
	is(answers($locale, $locales{$locale}, $text), $expected, "locale $locale is as C");
}
like($expected, qr/\nTITLE[^\n]*Friday\.\|/, 'and the furniture is cut off');
SKIP:
{
	skip 'localedef has no Turkish locale here (package locales)', 1 unless $turkish;
	is($node->safe_psql('tr_TR.utf8', q{SELECT lower('TITLE')}), 'tıtle' =~ s/ı/\xC4\xB1/r, 'that locale is Turkish');
}

# Bytes that are in no encoding end a word, and nothing else happens.
my $bytes = join ' || ', map { sprintf q{chr(%d)}, $_ } (0xC3, 0x28, 0xFF, 0xE2, 0x80);
is($node->safe_psql('SQL_ASCII', "SELECT fold_text('one ' || $bytes || ' two') LIKE 'one%two'"),
	't', 'invalid bytes in SQL_ASCII');

$node->stop;
done_testing();
