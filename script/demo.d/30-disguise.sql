\echo '==> 5. Somebody disguises the article to slip past filters'
\echo '    Cyrillic look-alikes, small capitals and hidden characters: the same to a reader, new to md5().'
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

\echo '    It is found all the same. (Words of which every letter was replaced could be real Russian,'
\echo '    and stay as they are: hence the lower similarity.)'
\echo
EXECUTE near(:body);
