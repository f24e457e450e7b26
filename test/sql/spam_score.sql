-- what is junk and what is not; the text of every case is made up
CREATE TABLE cases (name text, junk boolean, body text);
INSERT INTO cases VALUES
('story', false, 'The harbour of Norwood was closed on Monday after a crane fell into the water, killing 12 people. '
 'Two ships had to wait outside the breakwater until the evening, the port authority said. The crane, built in 1971 by Stanhope Works, '
 'had passed its inspection in March. "We heard a noise like thunder and then there was nothing but dust," said Ruth Lind, who sells fish '
 'on the quay. Mayor Jonas Hollis promised a full inquiry and asked the government for help. The harbour will open again on Thursday.'),
('market notice', false, E'DUNMORE STEEL CORP <DUN> SETS QUARTERLY\n\nQtly div 15 cts vs 15 cts prior\n    Pay April 3\n    Record March 20'),
('all capitals', false, 'THE HARBOUR OF NORWOOD WAS CLOSED ON MONDAY AFTER A CRANE FELL INTO THE WATER, THE PORT AUTHORITY SAID.'),
('Russian', false, 'Гавань была закрыта в понедельник после того, как кран упал в воду, сообщили власти порта. Она откроется в четверг.'),
('Greek', false, 'Το λιμάνι έκλεισε τη Δευτέρα μετά την πτώση ενός γερανού στο νερό, ανακοίνωσε η λιμενική αρχή. Θα ανοίξει την Πέμπτη.'),
('French', false, 'Le port a été fermé lundi après la chute d''une grue dans l''eau, a déclaré l''autorité portuaire. Il rouvrira jeudi à l''été.'),
('Arabic', false, 'أغلق الميناء يوم الاثنين بعد سقوط رافعة في الماء، حسبما أعلنت سلطة الميناء. وسيفتح يوم الخميس.'),
('Chinese', false, '港务局表示，一台起重机坠入水中后，港口于周一关闭。港口将于周四重新开放。'),
('headline', false, 'Council votes to close old bridge'),
('listicle', true, '17 Ridiculously Cute Kittens That Will Make You Cry'),
('gossip', true, E'(xt) You Won''t BELIEVE What She Wore!!! 😂😂\n\nFans are obsessed with her sexy new look and can''t stop staring…\n\nRead more'),
('prize', true, 'CONGRATULATIONS!!! You have WON a free iPhone. Click here http://bit.ly/xyz to claim your prize now or call 0800 555 0199'),
('pills', true, 'Buy cheap viagra online, no prescription needed, 80% off, order now! www.pills.example.com');
SELECT name, round(spam_score(body)::numeric, 3) AS score, (spam_score(body) >= 0.5) = junk AS right FROM cases;

-- the score is the logistic of the sum of the contributions, to the last digit and in any order
SELECT count(*) AS texts, count(*) FILTER (WHERE spam_score(body) = 1 / (1 + exp(-up)) AND up = down) AS add_up
  FROM cases, LATERAL (SELECT sum(contribution ORDER BY contribution) AS up, sum(contribution ORDER BY contribution DESC) AS down
	FROM spam_explain(body)) sums;
-- a contribution is value times weight, but for its last digits
SELECT count(*) FILTER (WHERE abs(contribution - value * weight) > 0.5 / (1 << 20)) AS wrong FROM cases, spam_explain(body);

-- every reason with its evidence
SELECT signal, round(value::numeric, 3) AS value, round(weight::numeric, 3) AS weight, round(contribution::numeric, 3) AS contribution, evidence
  FROM cases, spam_explain(body) WHERE name = 'gossip';
SELECT signal, round(contribution::numeric, 3) AS contribution, evidence FROM cases, spam_explain(body) WHERE name = 'prize';
SELECT signal, round(contribution::numeric, 3) AS contribution, evidence FROM cases, spam_explain(body) WHERE name = 'story';

-- disguise is seen through, named, and counts against the text, junk or not
CREATE TABLE disguises (name text, letters text, stands_for text);
INSERT INTO disguises VALUES
('small capitals', 'ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ', 'abcdeghijklmnoprtuvwyz'),
('Cyrillic', 'асеорхуі', 'aceopxyi'),
('full width', 'ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ', 'abcdefghijklmnopqrstuvwxyz'),
('bold', '𝐚𝐞𝐢𝐨𝐮', 'aeiou'),
('digits', '43105', 'aeios');
SELECT d.name, count(*) AS texts,
	count(*) FILTER (WHERE spam_score(translate(lower(body), stands_for, letters)) > spam_score(lower(body))) AS raised,
	count(*) FILTER (WHERE EXISTS (SELECT FROM spam_explain(translate(lower(body), stands_for, letters)) e
		WHERE e.signal = 'disguised words' AND e.contribution > 0)) AS named
  FROM disguises d, cases WHERE cases.name IN ('story', 'headline', 'gossip', 'prize', 'pills') GROUP BY d.name ORDER BY d.name;
SELECT count(*) FILTER (WHERE spam_score(regexp_replace(body, '([a-z])([a-z])', e'\\1\u200b\\2', 'g')) > spam_score(body)) AS zero_width_raised
  FROM cases WHERE name IN ('story', 'headline', 'gossip', 'prize', 'pills');
\a
SELECT signal, evidence FROM spam_explain('A ɴɪᴘᴘʟᴇ in the DISGUST!NG picture that раураl did not want: m0ney, ＦＲＥＥ and d​irt')
 WHERE signal IN ('disguised words', 'adult words');
\a
-- nor where the digits make another word, cost the capitals or part the word
SELECT plain, spam_score(hidden) >= spam_score(plain) AS not_lowered FROM (VALUES
	('Ed shares this page with you', '3d shares this page with you'),
	('17 Dinners You Need ASAP', '17 Dinners You Need 454P'),
	('12 Celebrities With Guy Fieri''s Hair', '12 Celebrities With Guy F13r1''5 Hair'),
	('12 Celebrities With Guy Fieri’s Hair', '12 Celebrities With Guy F13r1’5 Hair'),
	('FREE>Ringtone!Reply REAL', 'FR33>R1ngt0n3!R3ply R34L'),
	('This is it, as we said', 'Th15 15 it, 45 we 541d')) v(plain, hidden);
-- real letters of any alphabet, a brand with a digit and a telephone number are none
SELECT signal, evidence FROM unnest(ARRAY['Café naïve Straße Zoë', 'Москва ЁЛКА Іван', 'ΣΊΣΥΦΟΣ', 'G20, B2B, h1n1, MP3, 4th, 1990s, F-16', '+44 20 7946 0000']) t,
	spam_explain(t) WHERE signal = 'disguised words';

-- kinds of text that the model never met are strange, which accuses nobody
SELECT kind, spam_score(body) < 0.5 AS clean FROM (VALUES
	('league table', E'Westshire League\n\n P W D L F A Pts\nHollin Town 28 19 5 4 61 24 62\nCarr United 28 17 6 5 55 29 57\nMoss Vale 28 6 4 18 27 58 22'),
	('earnings', E'HOLLIN TOOL CORP <HTC> 2ND QTR NET\n\nShr 14 cts vs 22 cts\n    Net 1,204,000 vs 1,880,000\n    Sales 19.4 mln vs 23.1 mln\n    Six mths\n    Shr 31 cts vs 40 cts'),
	('stock list', 'Carr Paper 24 1/8 unch; Moss Oil 17 5/8 off 1/4; Hollin Mills 41 up 3/4. Volume 148.2 mln shares.'),
	('recipe', E'Barley soup\nServes 6\n1 cup pearl barley\n2 tablespoons olive oil\n1 onion, chopped\nHeat oil, cook onion until soft. Add barley. Simmer 40 minutes.'),
	('weather', 'Tonight: Rain, then clearing. Min 1C. Wind SW 20-25 mph. Outlook: bright spells, scattered showers, cold.')) v(kind, body);
-- what people say to each other is no junk, whatever words it takes
SELECT count(*) AS messages, count(*) FILTER (WHERE spam_score(t) >= 0.5) AS accused FROM unnest(ARRAY[
	'Hi, how are you?', 'WHO ARE YOU SEEING?', 'Which channel :-)', 'How do you guys go to see movies on your side.',
	'Hello there!', 'Good morning, did you sleep well?', 'Thanks, see you tomorrow.', 'What time is it?',
	'Are you coming tonight?', 'Where are you now?', 'Can you call me when you get home?', 'Happy birthday!!', 'I love you too',
	'Sorry, I''m late. Be there in ten minutes.', 'What are you doing this weekend?', 'Do you want some coffee?', 'Ok, will do.',
	'Who is this?', 'How was your day?', 'Did you see my message?', 'Let me know if you need anything.', 'lol that was so funny',
	'Good night, sweet dreams', 'Is anybody home?', 'Which one do you like best?', 'Why didn''t you tell me?', 'Haha you are crazy',
	'Can we meet at six?', 'I''m on my way', 'Have you eaten yet?', 'This is my favourite song', 'Who else is listening in 2015?',
	'Yes I think so. And you?', 'Nice picture, where did you take it?', 'Hope you feel better soon', 'What do you think about it?',
	'Please send me the photos from yesterday', 'You look great!', 'When does the train leave?', 'She is so beautiful',
	'Where can I buy tickets for the match?', 'Your dog is so cute', 'How many people are coming to dinner?',
	'Congratulations on the new baby!', 'Could you pick up the kids from school?', 'Are you free tonight?', 'Thank You so much!']) t;
-- words that any text has accuse nobody, and no pair of them does
SELECT t, evidence FROM unnest(ARRAY['Who are you?', 'Which of these would you have?', 'You and your own']) t, spam_explain(t)
  WHERE contribution > 0 AND signal IN ('words', 'word pairs');
-- but for words of a headline, which is a short line in capitals but for its short words, and not all in capitals
SELECT t, (SELECT evidence FROM spam_explain(t) WHERE signal = 'headline words') AS headline
  FROM unnest(ARRAY['Which Of Your Friends Are You', 'Which of your friends are you', 'Which of Your Friends Are You', 'WHICH OF YOUR FRIENDS ARE YOU',
	'Which Of Your friends Are You', 'Are You There', E'Bridge closed\n(xt) “Which Of Your Friends Are You”\nThe council voted.',
	'Whιch 0f Yоur Friends Are You']) t;
-- a house that prints its headlines so is not accused for it, nor who writes his messages so
SELECT t, spam_score(t) < 0.5 AS clean FROM unnest(ARRAY['Council Votes To Close The Old Bridge', 'Two Held In Norwood After Fire At The Mill',
	'Minister To Face Questions Over Cost Of New Harbour', 'What The New Tax Law Means For Farmers', 'Are You Coming To The Station Tonight',
	'How Was Your Day At School', 'Senator Lind Welcomes Funds For Schools In Her State']) t;
-- letters drawn out are read as the word that is known
SELECT t, spam_score(t) = spam_score(plain) AS as_plain, spam_score(t) >= 0.5 AS junk, (SELECT evidence FROM spam_explain(t) WHERE signal = 'calls to act') AS action
  FROM (VALUES ('PLEASSSSE SUBSCRIBEEEE to my paaaage', 'please subscribe to my page'), ('SUUUUBSCRIBE NOWWW', 'subscribe now'),
	('sooooo long', 'so long'), ('aaa bbb www', 'aaa bbb www'), ('sssssuuuuubbbbbssssscccccribe', 'subscribe')) v(t, plain);
-- a link by itself is more suspicious than one in a story
SELECT spam_score('http://www.example.com/zorblat') > spam_score('The story of the old bridge was told by http://www.example.com/zorblat before the council met again.') AS bare;
-- a word counts once, however often it is said
SELECT (SELECT contribution FROM spam_explain('money') WHERE signal = 'words')
	> (SELECT contribution FROM spam_explain('money money money money') WHERE signal = 'words') AS once;
-- a listicle's number begins its line; people are counted in the news
SELECT t, (SELECT evidence FROM spam_explain(t) WHERE signal = 'listicle') AS listicle
  FROM unnest(ARRAY['17 Things You Should Know', '(xt) 17 Photos That Will Make You Cry', 'The mayor named 17 things that he would do',
	'12 people died in a bus crash', E'Cars: 17\nPhotos of the week']) t;

-- nothing to judge
SELECT spam_score(NULL), (SELECT count(*) FROM spam_explain(NULL)) AS reasons;
SELECT t, round(spam_score(t)::numeric, 3) AS score, (SELECT count(*) FROM spam_explain(t)) AS reasons
  FROM unnest(ARRAY['', ' ', '!', '.', 'a', 'word', '7']) t;

-- labels that the planner and parallel workers rely on
SELECT oid::regprocedure, provolatile, proisstrict, proparallel FROM pg_proc WHERE proname IN ('spam_score', 'spam_explain') ORDER BY 1;

-- hostile texts: an answer in [0, 1], and soon
SELECT name, spam_score(body) BETWEEN 0 AND 1 AS fine FROM (VALUES
	('one run', repeat('x', 1000000)),
	('marks', repeat(U&'a\0301', 300000)),
	('bidirectional', repeat(U&'\202Eabc\202C', 100000)),
	('bangs', repeat('!', 1000000)),
	('signs', repeat('$a@', 300000)),
	('one in the other', repeat('1l|!', 200000)),
	('link', 'http://' || repeat('a.', 500000)),
	('lines', repeat(E'x\n', 500000)),
	('brackets', repeat('(a) ', 200000))) v(name, body);
-- cancel is answered
CREATE TEMP TABLE long AS SELECT repeat('far too many words ', 5000000) AS body;
SET statement_timeout = '5ms';
SELECT spam_score(body) FROM long;
SELECT count(*) FROM long, spam_explain(body);
RESET statement_timeout;
DROP TABLE cases, disguises;
