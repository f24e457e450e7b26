# The reference of the README and the catalogues say the same: it names every
# function, operator, table, setting and operator class that a user may meet, with
# its default and the release that added it, and nothing that is not there.
use strict;
use warnings;

use FindBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('reference');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION newsprint');

my $readme = slurp_file("$FindBin::RealBin/../../README.md");
my ($reference) = $readme =~ /^## Reference$(.*?)^## /ms;
ok($reference, 'README.md has a reference');

# The building blocks of the watch are not for users: whatever of it is not in
# its tables' and procedures' names is called by these only.
my @names = split /\n/, $node->safe_psql('postgres', q{
	LOAD 'newsprint';	-- its settings are known from then on
	WITH ours AS (SELECT classid, objid FROM pg_depend
		WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
			AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'newsprint'))
	SELECT p.proname FROM pg_proc p JOIN ours ON classid = 'pg_proc'::regclass AND objid = p.oid
	WHERE NOT 'internal'::regtype = ANY (p.proargtypes) AND p.prorettype <> 'trigger'::regtype
		AND obj_description(p.oid, 'pg_proc') !~ 'implementation of the'
		AND NOT EXISTS (SELECT FROM pg_amproc a WHERE a.amproc = p.oid)
		-- of the functions that procedures are made of, PL/pgSQL names those that it calls
		AND NOT (p.proname LIKE 'newsprint_%' AND EXISTS (SELECT FROM pg_proc c
			JOIN ours o ON o.classid = 'pg_proc'::regclass AND o.objid = c.oid
			WHERE c.oid <> p.oid AND strpos(c.prosrc, '.' || p.proname || '(') > 0))
	UNION SELECT c.relname FROM pg_class c JOIN ours ON classid = 'pg_class'::regclass AND objid = c.oid
	WHERE c.relkind IN ('r', 'v')
	UNION SELECT unnest(p.proargnames[1:p.pronargs]) FROM pg_proc p WHERE p.proname = 'newsprint_watch'
	UNION SELECT name FROM pg_settings WHERE name LIKE 'newsprint.%'
	UNION SELECT opcname FROM pg_opclass c JOIN ours ON classid = 'pg_opclass'::regclass AND objid = c.oid
	WHERE opcname <> 'minhash_ops' AND opcname <> 'fingerprint_ops'
	ORDER BY 1});
cmp_ok(scalar @names, '>', 60, 'there is something to look for');
foreach my $name (@names)
{
	ok($reference =~ /\b\Q$name\E\b/, "the reference has $name");
}

# Tables of the reference: [section, [headings], [cells], ...]
sub reference_tables
{
	my ($inside, @tables);

	foreach my $line (split /\n/, $reference)
	{
		my @cells = $line =~ /^\|/ ? map { s/^\s+|\s+$//gr } $line =~ /\|([^|]*)(?=\|)/g : ();

		push @tables, [] if @cells && !$inside;
		push @{ $tables[-1] }, \@cells if @cells && $cells[0] !~ /^-+$/;
		$inside = @cells > 0;
	}
	return @tables;
}

sub names_in
{
	return $_[0] =~ /`([^`]+)`/g;
}

my @tables = reference_tables();
cmp_ok(scalar @tables, '>', 12, 'the reference has its tables');
my ($changelog) = slurp_file("$FindBin::RealBin/../../CHANGELOG.md");
my %released = map { $_ => 1 } $changelog =~ /^## (\S+)/mg;
my @calls;
foreach my $table (@tables)
{
	my ($headings, @rows) = @$table;

	is($headings->[-1], 'Added', "$headings->[0]: the last column is the release");
	foreach my $row (@rows)
	{
		is(scalar @$row, scalar @$headings, "$row->[0]: has all columns");
		ok($released{ $row->[-1] }, "$row->[0]: CHANGELOG.md has the release that added it");
		push @calls, names_in($row->[0]);
	}
}

# what it names is there
my %functions = map { $_ => 1 }
  split /\n/, $node->safe_psql('postgres', 'SELECT proname FROM pg_proc');
foreach my $call (@calls)
{
	ok($functions{$1}, "there is a function $1()") if $call =~ /^(?:CALL )?(\w+)\(/;
}

# operators, but for those that every type has
my @operators = split /\n/, $node->safe_psql('postgres', q{
	SELECT DISTINCT o.oprname FROM pg_operator o
	JOIN pg_depend d ON d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'newsprint'
	WHERE o.oprname NOT IN ('=', '<>', '<', '<=', '>', '>=')});
cmp_ok(scalar @operators, '>=', 7, 'there are operators to look for');
foreach my $operator (@operators)
{
	ok((grep { /\s\Q$operator\E\s/ } @calls), "the reference has the operator $operator");
}

# defaults of arguments, which stand as "name = value"
my @arguments = map { [ split /\|/ ] } split /\n/, $node->safe_psql('postgres', q{
	SELECT p.proname, p.proargnames[n], regexp_replace(pg_get_function_arg_default(p.oid, n), '::.*|''', '', 'g')
	FROM pg_proc p
	JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'newsprint',
		generate_series(1, p.pronargs) n
	WHERE p.proargnames IS NOT NULL AND pg_get_function_arg_default(p.oid, n) NOT LIKE 'NULL%'});
cmp_ok(scalar @arguments, '>=', 10, 'there are defaults to look for');
foreach my $argument (@arguments)
{
	my ($function, $name, $default) = @$argument;

	foreach my $call (grep { /^(?:CALL )?$function\(/ } @calls)
	{
		ok($call =~ /\.\.\./ || $call =~ /\b$name"? = \Q$default\E(?=[\s,)\]])/,
			"the reference has $function($name = $default)");
	}
}

# defaults of settings and options: those of the server, of a table that has just
# been put under watch, and those that an index takes
my %settings = map { split /\|/, $_, 2 } split /\n/, $node->safe_psql('postgres',
	q{LOAD 'newsprint'; SELECT name, boot_val FROM pg_settings WHERE name LIKE 'newsprint.%'});
my $watched = $node->safe_psql('postgres', q{
	CREATE TABLE plain (id int PRIMARY KEY, text text);
	SELECT FROM newsprint_watch('plain', body => 'text');
	SELECT key, value FROM newsprint_watched w, jsonb_each_text(to_jsonb(w))});
my %watched = map { /^(\w+)\|(.*)$/ } split /\n/, $watched;
foreach my $table (grep { $_->[0][1] eq 'Default' } @tables)
{
	my ($headings, @rows) = @$table;
	my $heading = $headings->[0];

	foreach my $row (@rows)
	{
		my @names = names_in($row->[0]);
		my @defaults = split /, /, $row->[1] =~ s/`//gr;

		foreach my $i (0 .. $#names)
		{
			my $name = $names[$i];
			my $told = $defaults[$i] // $defaults[0];

			if ($heading eq 'Setting')
			{
				is($settings{$name}, $told, "default of $name");
			}
			elsif ($heading =~ /newsprint_watch/)
			{
				my ($column) = grep { exists $watched{$_} } $name, "${name}_column", "is_$name",
				  $name =~ s/(_of|spam_)//r . '_column';

				next if $name eq 'indexes';	# is of the call, see its default above
				ok($column, "newsprint_watched has $name") or next;
				$told = { none => '', 'the same' => $name }->{$told} // $told;
				$told = 'id' if $told eq 'primary key';
				is($watched{$column}, $told, "default of $name") if $told ne '-';
			}
			elsif ($told =~ /^[\d.]+$/)
			{
				my ($option) = $name =~ /(\w+)\)?$/;
				my ($class) = "$heading $name" =~ /(gin_\w+)/;
				my $using = !$class ? "lsh (to_minhash(text)) WITH ($option = $told)"
				  : $class =~ /minhash/ ? "gin (to_minhash(text) $class ($option = $told))"
				  : "gin (to_fingerprint(text) $class ($option = $told))";

				$node->safe_psql('postgres', "CREATE INDEX ON plain USING $using");
				pass("an index takes $option = $told");
			}
		}
	}
}

$node->stop;
done_testing();
