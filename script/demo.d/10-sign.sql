\echo
\echo '==> 1. Sign every article, index the signatures'
\echo '    A signature is 140 bytes that stand for the wording of an article of any length.'
\echo
\set ECHO queries
\timing on
CREATE EXTENSION newsprint;

ALTER TABLE articles ADD COLUMN sig minhash
	GENERATED ALWAYS AS (to_minhash(body)) STORED;

CREATE INDEX articles_sig ON articles USING lsh (sig);
\timing off
\set ECHO none
ANALYZE articles;

SELECT count(*) AS articles,
	   pg_size_pretty(sum(octet_length(body))) AS text,
	   pg_size_pretty(pg_relation_size('articles_sig')) AS index,
	   round(avg(pg_column_size(sig))) AS bytes_a_signature
  FROM articles;
