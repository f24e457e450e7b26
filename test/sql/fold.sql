-- case, accents, compatibility forms
SELECT fold_text('The Quick BROWN fox, jumped!  Over--it.');
SELECT fold_text('Café NAÏVE Ångström Straße STRASSE İstanbul ısı Łódź Øre');
SELECT fold_text('ﬁne ﬂow Ｆｕｌｌ ｗｉｄｔｈ 𝓜𝓪𝓽𝓱 𝐁𝐨𝐥𝐝 Ⓒⓘⓡⓒⓛⓔ 🅑🅞🅧 ①②');
-- composed and decomposed spellings are the same
SELECT fold_text(U&'caf\00E9') = fold_text(U&'cafe\0301') AS latin,
	   fold_text(U&'\D55C\AD6D') = fold_text(U&'\1112\1161\11AB\1100\116E\11A8') AS hangul,
	   fold_text(U&'\0439') = fold_text(U&'\0438\0306') AS cyrillic;
-- small capitals, zero width, soft hyphens, apostrophes
SELECT fold_text('Rᴇᴠᴇᴀʟɪɴɢ ʙʀᴇᴀsᴛs ɴɪᴘᴘʟᴇ');
SELECT fold_text(U&'ze\200Bro wi\200Ddth so\00ADft byte\FEFForder');
SELECT fold_text('don''t don’t donʼt rock ''n'' roll O’Brien 1990''s 5''10 ''quoted''');
-- look-alikes only among Latin letters
SELECT fold_text('Vіаgrа раsswоrd Ρaypal');
SELECT fold_text('Москва и Ελλάδα, COVIDом');
-- symbols between letters, not at the end of a sentence
SELECT fold_text('DISGUST!NG d!rty p@ss A$AP name@example.org Wow!Then a!!b US$5 $x x$ 100%');
-- scripts written without spaces, and with vowel signs
SELECT fold_text('漢字かな交じり文 ｶﾀｶﾅ 中文abc123');
SELECT fold_text('ภาษาไทย हिन्दी में العَرَبِيَّة עִבְרִית');
-- nothing
SELECT fold_text('') = '' AS empty, fold_text(' !? … — “”') = '' AS no_word, fold_text(NULL) IS NULL AS null;

-- disguises, by kind
SELECT * FROM obfuscation('Plain words, Café, Москва and Ελλάδα. DISGUST!NG Rᴇᴠᴇᴀʟɪɴɢ Ｆｕｌｌ 𝓜𝓪𝓽𝓱 ⓗⓘ Viagrа');
-- (psql's majors differ in how wide they think a hidden character is)
\pset format unaligned
SELECT word, folded, kind, start, length
  FROM obfuscation(U&'a ze\200Bro z\0337\0344\0343algo');
\pset format aligned
-- ordinary uses of the same characters
SELECT * FROM obfuscation('name@example.org, the set ℝ, bullet ⓐ, /ˈɪŋɡlɪʃ/, ＮＨＫの番組, 10 µm, so' || U&'\00AD' || 'ft, ﬁne, Wow!Then');
-- Persian and Indic joiners are no disguise
SELECT count(*) FROM obfuscation(U&'\0645\06CC\200C\062E\0648\0627\0647\0645');
-- offsets are those of substr()
SELECT word = substr(t, start, length) AS ok
  FROM (VALUES ('é “ʙʀᴀ” — 😂 Rᴇᴠᴇᴀʟɪɴɢ')) v(t), obfuscation(t);

-- a long run is cut, marks without end are borne
SELECT length(fold_text(repeat('a', 1000))) AS length, fold_text(repeat('a', 1000)) ~ '^a{240} a{240} ' AS cut;
-- the sign that stands for a letter is the first of the next piece
SELECT fold_text(repeat('a', 240) || '$a') = repeat('a', 240) || ' sa' AS sign_beyond;
SELECT fold_text('e' || repeat(U&'\0301', 100000) || 'x' ) IN ('e x', 'ex') AS marks;
SELECT length(fold_text(repeat('漢', 5000)));
-- words that meet the end of a block
SELECT n FROM generate_series(2040, 2056) n
 WHERE fold_text(repeat(' ', n) || 'Block don’t') <> 'block dont';
