-- to_minhash() and to_fingerprint() of a parameter, which they evaluate once:
-- another value of it, or other arguments, are evaluated anew
CREATE TABLE line (id int, body text);
INSERT INTO line SELECT n, 'line ' || n || ' of a song that has ' || n % 7 || ' verses and a refrain' FROM generate_series(1, 40) n;

-- in PL/pgSQL one expression meets many values of a variable
CREATE FUNCTION wrong_signatures() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	wrong int := 0;
	body text;
	again text;
	sig minhash;
	fp fingerprint;
BEGIN
	FOR lanes IN 1 .. 2 LOOP
		FOR body IN SELECT l.body FROM line l ORDER BY id LOOP
			FOREACH again IN ARRAY ARRAY[body, body, upper(body), body || ' ', NULL, '', repeat(body, 100), body] LOOP
				sig := to_minhash(again, lanes * 64);
				fp := to_fingerprint(again, 3, lanes);
				IF sig IS DISTINCT FROM (SELECT to_minhash(t || '', lanes * 64) FROM (VALUES (again)) v (t))
					OR fp IS DISTINCT FROM (SELECT to_fingerprint(t || '', 3, lanes) FROM (VALUES (again)) v (t)) THEN
					wrong := wrong + 1;
				END IF;
			END LOOP;
		END LOOP;
	END LOOP;
	RETURN wrong;
END
$$;
SELECT wrong_signatures();

-- values that are stored outside of their row, the same and another one
CREATE TABLE chapter (id int, body text);
ALTER TABLE chapter ALTER body SET STORAGE EXTERNAL;
INSERT INTO chapter SELECT c, string_agg('w' || hashint4(c * 10000 + n), ' ') FROM generate_series(1, 3) c, generate_series(1, 1000) n GROUP BY c;
DO $$
DECLARE
	chapter record;
	sig minhash;
	n int := 0;
BEGIN
	FOR chapter IN SELECT * FROM chapter UNION ALL SELECT * FROM chapter LOOP
		sig := to_minhash(chapter.body);
		n := n + (sig = (SELECT to_minhash(c.body || '') FROM chapter c WHERE c.id = chapter.id))::int;
	END LOOP;
	RAISE NOTICE '% of 6 right', n;
END
$$;

-- prepared, with a generic plan
SET plan_cache_mode = force_generic_plan;
PREPARE near(text, float8) AS SELECT id FROM line WHERE to_minhash(body) % at_least(to_minhash($1), $2) ORDER BY to_minhash(body) <-> to_minhash($1), id;
EXECUTE near('line 3 of a song that has 3 verses and a refrain', 0.7);
EXECUTE near('line 4 of a song that has 4 verses and a refrain', 0.9);
EXECUTE near(NULL, 0.9);
EXECUTE near('something that no song has', 0.1);

DROP FUNCTION wrong_signatures;
DROP TABLE line, chapter;
