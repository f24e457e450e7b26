-- one story and what becomes of it
CREATE TABLE story (name text, body text);
INSERT INTO story VALUES
('original', 'HARBOUR CLOSED AFTER CRANE FALLS. The harbour of Norwood was closed on Monday after a crane fell into the water, killing 12 people. '
 'Two ships had to wait outside the breakwater until the evening, the port authority said. The crane, built in 1971 by Stanhope Works, '
 'had passed its inspection in March. "We heard a noise like thunder and then there was nothing but dust," said Ruth Lind, who sells fish '
 'on the quay. Mayor Jonas Hollis promised a full inquiry and asked the government for help. The harbour will open again on Thursday.');
INSERT INTO story SELECT v.* FROM story,
	LATERAL (VALUES
	('folded', upper(body)),
	('disguised', replace(body, 'o', 'о')),
	('updated', replace(body, '12 people', '14 people')),
	('corrected', replace(body, 'breakwater', 'breakwatre')),
	('other paper', 'By Paula Vance, Evening Ledger. 3 May 2021. ' || body || ' Copyright Evening Ledger Media. Contact: 555-0199.'),
	('cut', regexp_replace(body, 'Two ships.*said\. ', '')),
	('moved', regexp_replace(body, '(Two ships.*?said\.) (The crane.*?March\.)', '\2 \1')),
	('excerpt', substr(body, 30, 250)),
	('page', 'Yesterday in this place we wrote of the weather, which was fine. ' || body || ' More news: the museum has bought a painting '
	 || 'of the old town hall, the school needs teachers, the river is low, and the festival begins on Saturday with music, food and a fair. '
	 || 'Readers ask why the bridge is still closed. The council says that it has no money for it this year, and none for the next.'),
	('other story', 'The council of Norwood voted on Tuesday to close the old bridge, because nobody knows who should pay for the repair.'),
	('no words', '— !')) v(name, body) WHERE story.name = 'original';
SELECT s.name, k.kind, round(k.similarity::numeric, 2) AS similarity, round(k.containment::numeric, 2) AS containment, k.evidence
  FROM story o, story s, duplicate_kind(o.body, s.body) k WHERE o.name = 'original';

-- one form and its fillings: more alike than most copies, and not the same
CREATE FUNCTION letter(town text, county text, amount text, mayor text) RETURNS text AS $$
	SELECT format('GRANT FOR %1$s FIRE DEPARTMENT. Senator Paula Vance announced today that the %1$s Volunteer Fire Department in %2$s County '
	'will receive a federal grant of %3$s. The grant is part of a programme that helps small towns to buy pumps, hoses and radios, and to train '
	'those who use them. "The brave men and women of %1$s deserve the best equipment that money can buy," said the senator, who sits on the '
	'committee that wrote the law. "I will go on fighting for them in Washington." Mayor %4$s thanked the senator. Since it began the programme '
	'has helped more than two thousand departments all over the country, most of them in towns of fewer than ten thousand people. Applications '
	'for the next round are taken until the end of the month.', $1, $2, $3, $4)
$$ LANGUAGE sql IMMUTABLE;
SELECT k.kind, round(k.similarity::numeric, 2) AS similarity, round(k.containment::numeric, 2) AS containment, k.evidence
  FROM duplicate_kind(letter('Oakhurst', 'Erie', '$54,480', 'Ann Marston'), letter('Pemberton', 'Monroe', '$114,950', 'Carl Upton')) k;
-- only a name and an amount
SELECT k.kind, round(k.similarity::numeric, 2) AS similarity, k.evidence
  FROM duplicate_kind(letter('Oakhurst', 'Erie', '$54,480', 'Ann Marston'), letter('Pemberton', 'Erie', '$114,950', 'Ann Marston')) k;
-- only the amount: a correction
SELECT k.kind, round(k.similarity::numeric, 2) AS similarity, k.evidence
  FROM duplicate_kind(letter('Oakhurst', 'Erie', '$54,480', 'Ann Marston'), letter('Oakhurst', 'Erie', '$54,980', 'Ann Marston')) k;

-- in a short notice the title tells
SELECT k.kind, k.evidence FROM duplicate_kind(
	E'DUNMORE STEEL CORP <DUN> SETS QUARTERLY\nQtly div 15 cts vs 15 cts prior. Pay April 3. Record March 20.',
	E'WEXFORD BANCORP INC <WXB> SETS QUARTERLY\nQtly div 15 cts vs 15 cts prior. Pay May 15. Record April 30.') k;
SELECT k.kind, k.evidence FROM duplicate_kind(
	E'DUNMORE STEEL CORP <DUN> SETS QUARTERLY\nQtly div 15 cts vs 15 cts prior. Pay April 3. Record March 20.',
	E'DUNMORE STEEL CORP <DUN> SETS QUARTERLY\nQtly div 15 cts vs 15 cts prior. Pay April 3. Record March 20. Reuter.') k;

-- a bulletin is filled in anew each week: with dates and numerals, and with last week's figure in another place
CREATE FUNCTION bulletin(week text, figure text, before text, ships text) RETURNS text AS $$
	SELECT format('FERRY PASSENGERS IN WEEK. The port of Norwood counted %2$s passengers in the week ended %1$s, after %3$s in the week '
	'before, the port authority said. %4$s ferries were in service, as many as the winter timetable asks for.', $1, $2, $3, $4)
$$ LANGUAGE sql IMMUTABLE;
SELECT k.kind, k.evidence FROM duplicate_kind(bulletin('March 26', '8,120', '7,940', 'Five'), bulletin('April 2', '8,475', '8,120', 'Six')) k;
-- numbers may be written in two ways
SELECT k.kind, k.evidence FROM duplicate_kind(bulletin('March 26', '8,120', '7,940', 'Twelve'), bulletin('March 26', '8,120', '7,940', '12')) k;
SELECT k.kind, k.evidence FROM duplicate_kind(bulletin('September 4', '8,120', '7,940', 'Five'), bulletin('Sept four', '8,120', '7,940', 'Five')) k;

-- it makes no difference which text comes first, except for the sides in the evidence
SELECT count(*) AS pairs, count(*) FILTER (WHERE x.kind = y.kind AND x.similarity = y.similarity AND x.containment = y.containment
	AND template_margin(s.body, t.body) = template_margin(t.body, s.body)) AS symmetric
  FROM story s, story t, duplicate_kind(s.body, t.body) x, duplicate_kind(t.body, s.body) y;
-- margin and kind agree
SELECT count(*) FILTER (WHERE (template_margin(s.body, t.body) > 0) <> (k.kind = 'template') AND k.kind NOT IN ('identical', 'different')) AS disagree
  FROM story s, story t, duplicate_kind(s.body, t.body) k;

-- similarity is the exact Jaccard similarity of the 3-word shingles
CREATE FUNCTION shingles(body text) RETURNS SETOF text AS $$
	SELECT DISTINCT array_to_string(w[i:i + 2], ' ') FROM string_to_array(fold_text($1), ' ') w, generate_series(1, cardinality(w) - 2) i
$$ LANGUAGE sql;
SELECT count(*) AS pairs, count(*) FILTER (WHERE abs(k.similarity - j.common / nullif(j.whole, 0)) > 1e-9) AS different
  FROM story s, story t, duplicate_kind(s.body, t.body) k,
	   LATERAL (SELECT (SELECT count(*) FROM (SELECT shingles(s.body) INTERSECT SELECT shingles(t.body)) x)::float8,
					   (SELECT count(*) FROM (SELECT shingles(s.body) UNION SELECT shingles(t.body)) x)::float8) j(common, whole);

-- texts of few words, of none, in scripts without capitals or spaces
SELECT a, b, k.* FROM (VALUES ('', ''), ('x', ''), ('x', 'X'), ('x', 'y'), ('a b', 'a b'), ('a b c', 'a b d'), ('a b c', 'a b c d'),
	('今天北京的天气很好，我们去公园散步，然后去吃饭。', '今天上海的天气很好，我们去公园散步，然后去吃饭。'),
	('今天北京的天气很好，我们去公园散步，然后去吃饭。', '今天北京的天气很好，我们去公园散步，然后去吃饭。')) v(a, b), duplicate_kind(a, b) k;
SELECT duplicate_kind(NULL, 'x') IS NULL, template_margin('x', NULL) IS NULL;

-- evidence is on one line and not too long
SELECT k.evidence FROM duplicate_kind(E'one two three four five\nsix seven', E'one two three four five\nsix seven\n\n\t  ' || repeat('ä long addition ', 20)) k;
DROP TABLE story;
DROP FUNCTION letter, shingles;
