# A newsroom's night: a dry run tells what will go, the sweep is cut off, the
# failure can be seen, the next one goes on, and no article is lost.
use strict;
use warnings;

use FindBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('night');
$node->init;
$node->append_conf('postgresql.conf', 'jit = off');
$node->start;

my ($lines) = run_command([ 'python3', "$FindBin::RealBin/../data/newsroom", '--articles', '3000' ]);
my $file = "${PostgreSQL::Test::Utils::tmp_check}/newsroom.jsonl";
append_to_file($file, "$lines\n");

sub answer { return $node->safe_psql('postgres', $_[0]); }

answer(qq{
CREATE EXTENSION newsprint;
CREATE TABLE lines (line json);
\\copy lines FROM '$file' WITH (FORMAT csv, QUOTE e'\\x01', DELIMITER e'\\x02')
CREATE TABLE desk (id text PRIMARY KEY, title text, body text, published timestamptz);
SELECT newsprint_watch('desk', body => 'body', title => 'title', published => 'published',
	sweep_duplicates => 'archive', sweep_similarity => 0.9, sweep_junk => 'delete');
INSERT INTO desk SELECT line->>'id', line->>'title', line->>'body', (line->>'published')::timestamptz FROM lines;
CREATE TABLE before AS SELECT * FROM desk;
});

# What no policy covers stays; what goes is in the archive or in the log.
my $removed = q{(SELECT key, canonical, reason AS verdict, similarity, spam_score FROM desk_archive
	UNION ALL SELECT key, canonical, verdict, similarity, spam_score FROM newsprint_verdicts WHERE action = 'deleted')};
my $lost = qq{SELECT count(*) FROM before b WHERE NOT EXISTS (SELECT FROM desk d WHERE d.id = b.id)
	AND NOT EXISTS (SELECT FROM $removed r WHERE r.key = b.id)};

answer(q{CALL newsprint_sweep('desk', dry_run => true)});
is(answer(q{SELECT count(*) FROM desk d FULL JOIN before b USING (id) WHERE d IS DISTINCT FROM b}), '0', 'a dry run changes nothing');
my $foretold = answer(q{SELECT count(*) FROM newsprint_verdicts WHERE action LIKE 'would be %'});
cmp_ok($foretold, '>', 100, "a dry run lists $foretold rows");

# Something fails in mid-run: here a trigger of the owner's, at the 100th row that goes.
answer(q{
CREATE SEQUENCE gone;
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF nextval('public.gone') = 100 THEN
		RAISE 'disk is on fire';
	END IF;
	RETURN OLD;
END $$;
CREATE TRIGGER fail BEFORE DELETE ON desk FOR EACH ROW EXECUTE FUNCTION fail();
});
my ($status, $out, $err) = $node->psql('postgres', q{CALL newsprint_sweep('desk', batch => 100)});
like($err, qr/disk is on fire/, 'the run fails, and says why');
my $kept = answer(q{SELECT archived + deleted FROM newsprint_runs ORDER BY run DESC LIMIT 1});
cmp_ok($kept, '>', 0, 'what it had committed stays');
is(answer(qq{SELECT count(*) FROM $removed r}), $kept, 'and is what the log says');
is(answer($lost), '0', 'no article is lost');
is(answer(q{SELECT count(*) FROM newsprint_runs WHERE finished IS NULL AND pid NOT IN (SELECT pid FROM newsprint_progress)}),
	'1', 'the failure can be seen');

answer(q{CALL newsprint_sweep('desk')});
is(answer(q{SELECT string_agg(state, ' ' ORDER BY run) FROM newsprint_runs}), 'done interrupted done', 'the next run goes on');
is(answer($lost), '0', 'no article is lost in the end');
is(answer(qq{SELECT count(*) FROM $removed r WHERE NOT CASE verdict WHEN 'duplicate' THEN canonical IS NOT NULL AND similarity >= 0.9
	ELSE spam_score >= 0.95 END}), '0', 'the policy covers all that went');
is(answer(qq{SELECT count(*) FROM newsprint_verdicts v WHERE action LIKE 'would be %'
	AND NOT EXISTS (SELECT FROM $removed r WHERE r.key = v.key AND r.verdict = v.verdict)}), '0', 'all that was foretold went');
my $more = answer(qq{SELECT count(*) FROM $removed r}) - $foretold;
cmp_ok($more, '<=', $foretold / 10, "and $more rows more");
# the queue has the originals that went as junk, for the sake of their copies
answer(q{CALL newsprint_sweep('desk')});
is(answer(q{SELECT count(*) FROM newsprint_queue WHERE event <> 'd'}), '0', 'nothing is left to do');
is(answer($lost), '0', 'and still no article is lost');

$node->stop;
done_testing();
