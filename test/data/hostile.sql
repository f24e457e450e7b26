-- Articles that would like to break a page that shows them: markup, directions of
-- writing, words without an end, marks in heaps, impossible dates.
CREATE TABLE hostile (id text PRIMARY KEY, title text, body text, published timestamp);
SELECT newsprint_watch('hostile', body => 'body', title => 'title', published => 'published');
INSERT INTO hostile
SELECT kind || n, title, body || E'\n\nRelated Posts\n\n(<i>) ' || title || E'\n\n' || left(body, 90) || U&'\2026' || E'\n\nRead more',
	CASE n WHEN 1 THEN timestamp '0044-03-15 BC' WHEN 2 THEN 'infinity' WHEN 3 THEN '9999-12-31'
		ELSE timestamp '2024-01-01' + n * interval '1 day' END
FROM (VALUES
	('markup', '</title></mark><script>document.write("out")</script><h1>"''', repeat('<div style="position:fixed"> a story that is <!-- never closed ', 20)),
	('endless', repeat('W', 3000), 'One word has no end: ' || repeat('www', 3000) || repeat(' and the rest of it is shared', 20)),
	('backwards', U&'\202Egnp.exe \2067\05D0\05D1\05D2', repeat(U&'\202E sdrawkcab nettirw era esenes ', 20)),
	('heaped', 'Z' || repeat(U&'\0301\0489\0338', 200), repeat('H' || repeat(U&'\0301', 60) || 'eaped marks on every letter ', 20)),
	('empty', '', repeat('a title without a letter in it ', 20)),
	('control', E'\x01\x1b[31m\x7f', repeat(E'bells \x07 and escapes \x1b[2J in between ', 20)))
	texts(kind, title, body), generate_series(1, 30) n;
CALL newsprint_sweep('hostile');
