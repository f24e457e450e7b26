-- a stored text says the same however it is stored: || is the server's way to read it
SET default_toast_compression = 'pglz';
CREATE TABLE stored (length int, body text);
INSERT INTO stored
SELECT length, left(string_agg(word, ' ' ORDER BY i), length)
  FROM generate_series(1, 12000, 97) AS length,
       LATERAL (SELECT i, CASE i * length % 7 WHEN 0 THEN repeat(chr(97 + i % 26), i % 300)
                          WHEN 1 THEN md5(i::text) WHEN 2 THEN 'ʙʀᴇᴀᴋɪɴɢ, Köln'
                          ELSE 'word' || i % 50 END AS word
                  FROM generate_series(1, 3000) AS i) AS words
 GROUP BY length;
CREATE TABLE external (body text);
ALTER TABLE external ALTER body SET STORAGE EXTERNAL;
INSERT INTO external SELECT body || '' FROM stored;
SELECT count(*), count(*) FILTER (WHERE pg_column_size(body) < 2000) AS inline,
       bool_or(pg_column_compression(body) = 'pglz') AS compressed,
       bool_and(fold_text(body) = fold_text(body || '')) AS same
  FROM stored;
SELECT bool_or(pg_column_compression(body) IS NOT NULL) AS compressed,
       bool_and(fold_text(body) = fold_text(body || '')) AS same
  FROM external;
SELECT bool_and(article_body(body) = article_body(body || '')) AS same FROM stored;
DROP TABLE stored, external;
