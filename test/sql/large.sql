-- texts of tens of megabytes
SELECT minhash_shingles(to_minhash(repeat('word ', 20000000))) AS one;
SELECT minhash_lanes(to_minhash(repeat('x', 100000000))) AS no_blank;
SELECT octet_length(fold_text(repeat(U&'a\0301', 10000000))) AS only_marks;
-- cancel is answered by our own loops: reading the value back never checks
CREATE TEMP TABLE large AS SELECT repeat('far too many words ', 5000000) AS body;
SET statement_timeout = '5ms';
SELECT to_minhash(body) FROM large;
SELECT length(fold_text(body)) FROM large;
SELECT count(*) FROM large, obfuscation(body);
RESET statement_timeout;
