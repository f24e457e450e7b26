# The README is true: every SQL block in it runs, in its order, in one session's
# worth of database, and gives what the block behind it shows.  A block that
# is fenced as "sql noexec" names things that only the reader has.  Links lead
# to headings and files that are there.
use strict;
use warnings;

use FindBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# [line, SQL, expected output or undef]
sub readme_blocks
{
	my ($line, @blocks) = (0);

	open my $readme, '<:raw', "$FindBin::RealBin/../../README.md" or die "README.md: $!";
	my ($fence, $text, $start);
	while (my $row = <$readme>)
	{
		$line++;
		if (!defined $fence && $row =~ /^```(.*)$/)
		{
			($fence, $text, $start) = ($1, '', $line);
		}
		elsif (defined $fence && $row =~ /^```\s*$/)
		{
			push @blocks, [$start, $text, undef] if $fence eq 'sql';
			# an unnamed block right behind an SQL block is its output
			$blocks[-1][2] = $text if $fence eq '' && @blocks && $blocks[-1][3] == $start;
			push @{ $blocks[-1] }, $line + 1 if $fence eq 'sql';
			undef $fence;
		}
		elsif (defined $fence)
		{
			$text .= $row;
		}
	}
	return @blocks;
}

# Without blanks at the ends of lines and of the whole
sub trimmed
{
	my $text = shift;

	$text =~ s/[ \t]+$//mg;
	$text =~ s/\A\s*\n//;
	$text =~ s/\s+\z//;
	return $text;
}

my $node = PostgreSQL::Test::Cluster->new('readme');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', "jit = off\nclient_min_messages = warning");
$node->start;

foreach my $block (readme_blocks())
{
	my ($line, $sql, $expected) = @$block;
	my $file = "$PostgreSQL::Test::Utils::tmp_check/readme.sql";

	open my $out, '>:raw', $file or die "$file: $!";
	print $out $sql;
	close $out;
	# as a reader's psql would show it
	my ($stdout, $stderr) = ('', '');
	my $ok = IPC::Run::run([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'),
			'-f', $file ], '>', \$stdout, '2>', \$stderr);

	ok($ok, "README.md line $line runs") or diag($sql . $stderr);
	is(trimmed($stdout), trimmed($expected), "README.md line $line shows what it gives")
	  if $ok && defined $expected;
}

# as GitHub names headings: lower case, blanks to hyphens, no punctuation
my $readme = slurp_file("$FindBin::RealBin/../../README.md");
my %anchors = map { (lc($_) =~ s/[^\w\- ]//gr =~ tr/ /-/r) => 1 } $readme =~ /^#+ (.*)$/mg;
my @links = $readme =~ /\]\(([^)\s]+)\)/g;
cmp_ok(scalar @links, '>', 10, 'README.md has links');
foreach my $link (@links)
{
	ok($link =~ /^#(.*)/ ? $anchors{$1} : -e "$FindBin::RealBin/../../$link", "README.md: $link is there");
}

$node->stop;
done_testing();
