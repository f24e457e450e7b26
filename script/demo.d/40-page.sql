\echo '==> 6. A scraped page: where does the story end, and which posts does the page advertise?'
\echo '    Teasers make unrelated pages look alike and stories look like junk; newsprint cuts them off.'
\echo
SELECT id AS page FROM articles
 ORDER BY (SELECT count(DISTINCT post.title) FROM related_posts(body) post) DESC, length(body), id LIMIT 1
\gset
\set ECHO queries
SELECT kind, reason, start, length, left(regexp_replace(substr(body, start, length), '\s+', ' ', 'g'), 60) AS begins
  FROM articles, article_split(body) WHERE id = :'page';
SELECT ordinal, tag, left(post.title, 50) AS title, left(excerpt, 50) AS excerpt
  FROM articles, related_posts(body) post WHERE id = :'page';
\set ECHO none

\echo '==> 7. A copy, or another form letter?'
\echo '    Two texts share most of their words. Only what differs says whether they are the same story.'
\echo
\set ECHO queries
SELECT kind, round(similarity::numeric, 2) AS similarity, evidence FROM duplicate_kind(
  'Senator Vance announced today that the Oakhurst Fire Department will receive a grant of $54,480. "The brave men and women of Oakhurst deserve the best equipment," she said.',
  'Senator Vance announced today that the Pemberton Fire Department will receive a grant of $114,950. "The brave men and women of Pemberton deserve the best equipment," she said.');
SELECT kind, round(similarity::numeric, 2) AS similarity, evidence FROM duplicate_kind(
  'Senator Vance announced today that the Oakhurst Fire Department will receive a grant of $54,480. "The brave men and women of Oakhurst deserve the best equipment," she said.',
  'MORNING COURIER. Senator Vance announced today that the Oakhurst Fire Department will receive a grant of $54,480. Copyright Courier Media.');
\set ECHO none
