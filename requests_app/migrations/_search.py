"""What searching needs in the database: how texts become words, and the triggers that keep them up to date.

Words are stemmed as Russian and English, Chinese is cut into pairs of characters that follow each other; both go
through one configuration without stop words, since people search for “IT”. The stemmer takes запись and подпись for
verbs and cuts them to зап and подп; as записи and подписи they keep the stem of their other forms. The Python half
is requests_app/search/words.py.

Everything names its schema: a backup is restored with an empty search path.
"""

FUNCTIONS = r"""
CREATE TEXT SEARCH DICTIONARY public.portal_english (TEMPLATE = pg_catalog.snowball, LANGUAGE = english);
CREATE TEXT SEARCH DICTIONARY public.portal_russian (TEMPLATE = pg_catalog.snowball, LANGUAGE = russian);
CREATE TEXT SEARCH CONFIGURATION public.portal (COPY = pg_catalog.russian);
ALTER TEXT SEARCH CONFIGURATION public.portal
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart WITH public.portal_english;
ALTER TEXT SEARCH CONFIGURATION public.portal
    ALTER MAPPING FOR word, hword, hword_part WITH public.portal_russian;

CREATE FUNCTION public.cjk_pairs(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(c || CASE WHEN next = ' ' THEN '' ELSE coalesce(next, '') END, ' ' ORDER BY place), '')
    FROM (
        SELECT c, place, lead(c) OVER (ORDER BY place) AS next
        FROM unnest(
            string_to_array(regexp_replace(t, '[^㐀-䶿一-鿿豈-﫿ぁ-ヿ가-힣]+', ' ', 'g'), NULL)
        ) WITH ORDINALITY AS characters(c, place)
    ) pairs
    WHERE c <> ' '
$$;

CREATE FUNCTION public.search_words(t text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_tsvector(
        'public.portal',
        regexp_replace(
            regexp_replace(translate(left(t, 100000), 'ёЁ', 'еЕ'), 'пись\M', 'писи', 'gi'),
            '[^[:alnum:]]+|[㐀-䶿一-鿿豈-﫿ぁ-ヿ가-힣]+', ' ', 'g'
        ) || ' ' || public.cjk_pairs(left(t, 100000))
    )
$$;

-- Two texts of words as one, or the first where both together are too long for PostgreSQL (1 MB).
CREATE FUNCTION public.search_join(a tsvector, b tsvector) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN coalesce(a, '') || coalesce(b, '');
EXCEPTION WHEN program_limit_exceeded THEN
    RETURN a;
END $$;

-- What was answered, without the codes of the questions.
CREATE FUNCTION public.search_answers(answers jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(said #>> '{}', ' ')
    FROM jsonb_path_query(answers, 'strict $.**') said WHERE jsonb_typeof(said) IN ('string', 'number')
$$;
"""
NO_FUNCTIONS = """
DROP FUNCTION public.search_answers(jsonb);
DROP FUNCTION public.search_join(tsvector, tsvector);
DROP FUNCTION public.search_words(text);
DROP FUNCTION public.cjk_pairs(text);
DROP TEXT SEARCH CONFIGURATION public.portal;
DROP TEXT SEARCH DICTIONARY public.portal_russian;
DROP TEXT SEARCH DICTIONARY public.portal_english;
"""

# Search words of a title and a text in all languages, for indexes on the texts themselves.
TEXTS = """
CREATE FUNCTION public.texts_words(title jsonb, body jsonb) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT public.search_join(
        setweight(public.search_words(public.search_answers(title)), 'A'),
        setweight(public.search_words(public.search_answers(body)), 'B')
    )
$$;
"""
NO_TEXTS = "DROP FUNCTION public.texts_words(jsonb, jsonb);"
SHEETS = """
CREATE FUNCTION public.sheet_words(title jsonb, body jsonb, columns jsonb, rows jsonb)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT public.texts_words(title, body || columns || rows)
$$;
"""
NO_SHEETS = "DROP FUNCTION public.sheet_words(jsonb, jsonb, jsonb, jsonb);"

# Statements, not rows: a log that is imported brings thousands at once.
TRIGGERS = """
CREATE FUNCTION public.request_words_write(numbers bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO public.requests_app_requesttext (request_id, public, everything)
    SELECT r.id, w.public, CASE WHEN m.notes IS NOT NULL THEN
        public.search_join(w.public, setweight(public.search_words(m.notes), 'C'))
    END
    FROM public.requests_app_servicerequest r
    CROSS JOIN LATERAL (
        SELECT string_agg(text, ' ' ORDER BY id) FILTER (WHERE kind <> 'note') AS said,
               string_agg(text, ' ' ORDER BY id) FILTER (WHERE kind = 'note') AS notes
        FROM public.requests_app_message WHERE request_id = r.id
    ) m
    CROSS JOIN LATERAL (
        SELECT public.search_join(
            public.search_join(
                setweight(public.search_words(r.title), 'A') || setweight(public.search_words(r.description), 'B'),
                setweight(public.search_words(public.search_answers(r.answers)), 'B')
            ),
            setweight(public.search_words(m.said), 'C')
        ) AS public OFFSET 0
    ) w
    WHERE r.id = ANY(numbers)
    ON CONFLICT (request_id) DO UPDATE SET public = EXCLUDED.public, everything = EXCLUDED.everything
$$;

CREATE FUNCTION public.request_words_of_requests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.request_words_write(ARRAY(SELECT id FROM changed));
    RETURN NULL;
END $$;

CREATE FUNCTION public.request_words_of_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.request_words_write(ARRAY(SELECT DISTINCT request_id FROM changed));
    RETURN NULL;
END $$;

-- The usual case, a message more: what is there stays, and its words come to it.
CREATE FUNCTION public.request_words_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Materialised: a plan that joins it row by row would count all words anew for each.
    WITH said AS MATERIALIZED (
        SELECT request_id,
               setweight(public.search_words(string_agg(text, ' ') FILTER (WHERE kind <> 'note')), 'C') AS public,
               setweight(public.search_words(string_agg(text, ' ') FILTER (WHERE kind = 'note')), 'C') AS notes
        FROM changed GROUP BY request_id
    )
    UPDATE public.requests_app_requesttext w SET
        public = public.search_join(w.public, said.public),
        everything = CASE WHEN w.everything IS NOT NULL OR said.notes IS NOT NULL THEN
            public.search_join(public.search_join(coalesce(w.everything, w.public), said.public), said.notes)
        END
    FROM said WHERE w.request_id = said.request_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.request_words_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.request_words_write(ARRAY[NEW.id]);
    RETURN NULL;
END $$;

CREATE TRIGGER request_words_new AFTER INSERT ON public.requests_app_servicerequest
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.request_words_of_requests();
CREATE TRIGGER request_words_changed AFTER UPDATE OF title, description, answers ON public.requests_app_servicerequest
    FOR EACH ROW WHEN (
        OLD.title IS DISTINCT FROM NEW.title OR OLD.description IS DISTINCT FROM NEW.description
        OR OLD.answers IS DISTINCT FROM NEW.answers
    ) EXECUTE FUNCTION public.request_words_changed();
CREATE TRIGGER request_words_more AFTER INSERT ON public.requests_app_message
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.request_words_more();
CREATE TRIGGER request_words_edited AFTER UPDATE ON public.requests_app_message
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.request_words_of_messages();
CREATE TRIGGER request_words_fewer AFTER DELETE ON public.requests_app_message
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.request_words_of_messages();
"""
NO_TRIGGERS = """
DROP TRIGGER request_words_fewer ON public.requests_app_message;
DROP TRIGGER request_words_edited ON public.requests_app_message;
DROP TRIGGER request_words_more ON public.requests_app_message;
DROP TRIGGER request_words_changed ON public.requests_app_servicerequest;
DROP TRIGGER request_words_new ON public.requests_app_servicerequest;
DROP FUNCTION public.request_words_changed();
DROP FUNCTION public.request_words_more();
DROP FUNCTION public.request_words_of_messages();
DROP FUNCTION public.request_words_of_requests();
DROP FUNCTION public.request_words_write(bigint[]);
"""
