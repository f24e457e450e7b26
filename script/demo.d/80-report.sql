\echo '==> 9. The whole newsroom under watch, and the pairs at each level of similarity'
\echo
\set ECHO queries
CREATE TABLE newsroom AS
SELECT id, title, body, CASE WHEN published ~ '^\d{4}-\d\d-\d\d' THEN published::timestamptz END AS published
  FROM articles;
ALTER TABLE newsroom ADD PRIMARY KEY (id);
SELECT count(*) AS "things done"
  FROM newsprint_watch('newsroom', body => 'body', title => 'title', published => 'published');
CALL newsprint_backfill('newsroom');
CALL newsprint_sweep('newsroom');
SELECT similarity, at_least AS "pairs from here up", round(found::numeric, 2) AS "index finds",
	   left(a_text, 30) AS "one pair", left(b_text, 30) AS "its other half"
  FROM newsprint_threshold_preview('newsroom') WHERE similarity >= 0.3;
\set ECHO none

\echo '==> 10. All of it on one page'
\echo
\echo 'SELECT newsprint_report(''newsroom'');'
\pset format unaligned
\pset tuples_only on
\o :report
SELECT newsprint_report('newsroom');
\o
