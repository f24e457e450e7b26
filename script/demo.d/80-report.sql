\echo '==> 11. The whole newsroom under watch'
\echo '    A table that is full already: the sweep signs, scores and compares the rows that are there.'
\echo
\set ECHO queries
CREATE TABLE newsroom AS
SELECT id, title, body, CASE WHEN published ~ '^\d{4}-\d\d-\d\d' THEN published::timestamptz END AS published
  FROM articles;
ALTER TABLE newsroom ADD PRIMARY KEY (id);
SELECT count(*) AS "things done"
  FROM newsprint_watch('newsroom', body => 'body', title => 'title', published => 'published');
CALL newsprint_sweep('newsroom');
ANALYZE newsroom;
\set ECHO none

\echo
\echo '==> 12. Is the threshold of 0.6 right for this newsroom?'
\echo '    Pairs at each level of similarity, and how many of them the index finds. Look at the pairs'
\echo '    around the threshold: above it they should be copies, below it other stories.'
\echo
\set ECHO queries
SELECT similarity, at_least AS "pairs from here up", round(found::numeric, 2) AS "index finds",
	   left(a_text, 30) AS "one pair", left(b_text, 30) AS "its other half"
  FROM newsprint_threshold_preview('newsroom') WHERE similarity >= 0.3;
\set ECHO none
\echo '    SELECT newsprint_threshold_plot(''newsroom'') draws it:' :drawing
\echo
\pset format unaligned
\pset tuples_only on
\o :drawing
SELECT newsprint_threshold_plot('newsroom');
\o

\echo '==> 13. All of it on one page, to open in a browser or send by mail'
\echo
\echo 'SELECT newsprint_report(''newsroom'');'
\o :report
SELECT newsprint_report('newsroom');
\o
