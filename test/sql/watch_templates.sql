-- articles that fill in one form name one row of them, which is no copy and names no other
\set SHOW_CONTEXT never

CREATE FUNCTION notice(company text, amount text, day text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT format('The board of directors of %1$s has declared a regular quarterly dividend of %2$s cents a share, payable on %3$s to holders of record at the close of business two weeks before that day. The company has paid a dividend in every quarter since it was founded, and expects to go on doing so as long as its earnings allow. %1$s makes pumps, valves and fittings for the water works of small towns, and employs several hundred people in three plants along the river. Its shares are traded in the regional market.', company, amount, day) $$;
CREATE FUNCTION company(n int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT ('{Northern,Ocean,Harbor,Cedar,Metro,Summit,Valley}'::text[])[1 + n % 7] || ' ' || ('{Gas,Steel,Lines,Foods,Mills}'::text[])[1 + n % 5] $$;
CREATE TABLE wire (id int PRIMARY KEY, published date, body text);
-- rows that name a copy, or a row that itself names another
CREATE VIEW astray AS
SELECT w.id, w.template_of, o.duplicate_of, o.template_of AS next FROM (SELECT id, (to_jsonb(t) ->> 'template_of')::int AS template_of FROM wire t) w,
	LATERAL (SELECT (to_jsonb(t) ->> 'duplicate_of')::int AS duplicate_of, (to_jsonb(t) ->> 'template_of')::int AS template_of
		FROM wire t WHERE t.id = w.template_of) o
WHERE o.duplicate_of IS NOT NULL OR o.template_of IS NOT NULL;

-- all at once, and in small batches from the latest to the first: one sweep, and nothing is left to do
INSERT INTO wire SELECT n, date '2026-01-01' + n, notice(company(n), (n * 7 % 50 + 1)::text, 'March ' || n) FROM generate_series(1, 30) n;
SELECT count(*) > 0 AS watched FROM newsprint_watch('wire', body => 'body', published => 'published', spam_cutoff => 1);
CALL newsprint_sweep('wire');
CALL newsprint_sweep('wire', everything => true);
SELECT * FROM astray;
SELECT template_of, count(*) FROM wire GROUP BY 1 ORDER BY 1 NULLS FIRST;
CREATE TABLE was AS SELECT * FROM wire;
TRUNCATE wire;
ALTER TABLE wire DISABLE TRIGGER newsprint_screen;
INSERT INTO wire SELECT id, published, body FROM was ORDER BY id DESC;
ALTER TABLE wire ENABLE TRIGGER newsprint_screen;
CALL newsprint_sweep('wire', batch => 4);
CALL newsprint_sweep('wire', everything => true, batch => 7);
SELECT * FROM astray;
SELECT template_of, count(*) FROM wire GROUP BY 1 ORDER BY 1 NULLS FIRST;

-- an older copy of the one that all name turns up: they name that
INSERT INTO wire VALUES (100, '2020-01-01', notice(company(1), '8', 'March 1') || ' Copyright by the wire. All rights reserved.')
RETURNING duplicate_of, template_of;
CALL newsprint_sweep('wire');
SELECT id, duplicate_of, template_of FROM wire WHERE id IN (1, 2, 100) ORDER BY id;
SELECT * FROM astray;
CALL newsprint_sweep('wire', everything => true);
-- with another text it is to them as if it were gone, whatever it copies now
INSERT INTO wire VALUES (101, '2019-01-01', repeat('The river rose during the night and flooded the old town. ', 3));
UPDATE wire SET body = (SELECT body FROM wire WHERE id = 101) WHERE id = 100;
INSERT INTO wire VALUES (102, '2026-03-01', notice('Summit Power', '3', 'May 5'));
CALL newsprint_sweep('wire');
SELECT id, duplicate_of, template_of FROM wire WHERE id > 99 OR id < 3 ORDER BY id;
CALL newsprint_sweep('wire', everything => true);
SELECT count(*) FROM astray WHERE template_of <> 100;

-- one that is gone still gives them their name; a later one does not change it
SELECT min(template_of) AS first FROM wire \gset
DELETE FROM wire WHERE id = :first;
CALL newsprint_sweep('wire', everything => true);
SELECT newsprint_watch('wire', canonical => 'latest');
INSERT INTO wire VALUES (103, '2026-05-01', notice('Cedar Power', '4', 'June 5'));
CALL newsprint_sweep('wire', everything => true);
SELECT template_of = :first AS first, count(*) FROM wire GROUP BY 1 ORDER BY 1;
CALL newsprint_sweep('wire', everything => true);

-- a watch that does without that column has nothing to change, sweep after sweep
SELECT newsprint_watch('wire', template_of => '');
CALL newsprint_sweep('wire', everything => true);
CREATE TABLE versions AS SELECT id, xmin AS version FROM wire;
CALL newsprint_sweep('wire', everything => true);
SELECT count(*) FROM wire JOIN versions USING (id) WHERE wire.xmin <> version;

DROP TABLE wire, was, versions CASCADE;
DROP FUNCTION notice, company;
SELECT newsprint_unwatch(relation) FROM newsprint_watched;
