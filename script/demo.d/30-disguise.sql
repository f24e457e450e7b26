\echo '==> 5. Somebody disguises the article: Cyrillic look-alikes, small capitals, hidden characters'
\echo
SELECT quote_literal(
		   replace(replace(translate(body, 'aeopcxyAEOPCXTH', 'аеорсхуАЕОРСХТН'),
						   'th', 'ᴛʜ'), 'in', E'i\u200Bn')) AS body
  FROM articles WHERE id = :'id'
\gset
SELECT left(:body, 120) AS "what a reader sees",
	   md5(:body) = (SELECT md5(body) FROM articles WHERE id = :'id') AS "same to md5",
	   left(fold_text(:body), 120) AS "what newsprint sees" \gx

SELECT word, folded, kind FROM obfuscation(:body) LIMIT 5;

\echo '... and is found out, less alike where no Latin letter is left in a word to tell which script it is:'
\echo
EXECUTE near(:body);
