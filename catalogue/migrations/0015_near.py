"""What was perhaps meant is asked of the few words that titles have, and no longer of every title.

Each word of a query leads to the words of titles that are written almost like it, or to two words that it runs
together. Titles are then found by their words, and only a few of those are compared with the query letter by letter.
"""

from django.db import migrations

LANGUAGES = ("en", "de", "fr", "it", "es", "el")
MOST_COMPARED = 30  # titles of a language, for each try
# Trigrams know only Latin letters where the locale is "C": search_latin() gives each Greek one its own. What bears the
# threshold of `%` in its head can be written only where the extension is loaded, which show_limit() sees to.
MEANT = f"""
SELECT show_limit();
CREATE FUNCTION catalogue_meant(wanted text) RETURNS TABLE (said text, language text, shown text)
LANGUAGE sql STABLE SET pg_trgm.similarity_threshold = 0.25 AS $$
    WITH asked AS MATERIALIZED (
        SELECT DISTINCT word, length(word) AS long
        FROM regexp_split_to_table(search_plain(wanted), '[^[:alnum:]]+') word
        WHERE length(word) BETWEEN 3 AND 40 ORDER BY long DESC, word LIMIT 4
    ), near AS (
        SELECT a.word AS said, w.*, similarity(search_latin(w.word), search_latin(a.word)) AS nearness
        FROM asked a CROSS JOIN LATERAL (
            SELECT w.language, w.word, w.shown FROM search_word w
            WHERE search_latin(w.word) % search_latin(a.word) OFFSET 0
        ) w
        UNION ALL
        SELECT a.word, w.*, similarity(search_latin(w.word), search_latin(a.word))
        FROM asked a CROSS JOIN generate_series(3, a.long - 3) place CROSS JOIN LATERAL (
            SELECT one.language, one.word || ' ' || other.word AS word, one.shown || ' ' || other.shown
            FROM search_word one JOIN search_word other
            ON other.language = one.language AND other.word = substr(a.word, place + 1)
            WHERE one.language IN ({", ".join(f"'{code}'" for code in LANGUAGES)}) AND one.word = left(a.word, place)
            OFFSET 0
        ) w
    ), ordered AS (
        SELECT *, row_number() OVER (PARTITION BY n.said, n.language ORDER BY n.nearness DESC, n.word) AS place
        FROM near n
    ), titled AS (
        SELECT *, max(o.nearness) FILTER (WHERE o.nearness < 1) OVER (PARTITION BY o.said, o.language) AS best
        FROM ordered o WHERE o.place <= 8 AND EXISTS (
            SELECT FROM search_suggestion s
            WHERE s.language = o.language AND s.entry >= o.word AND s.entry < o.word || chr(1114111)
        )
    )
    SELECT t.said, t.language, t.shown FROM titled t WHERE t.nearness = 1 OR t.nearness >= 0.8 * t.best
$$;
"""
WITH_WORDS = " UNION ALL ".join(
    f"(SELECT o.id, o.title_{code} AS title FROM catalogue_offering o WHERE o.state = 'published' AND "
    f"to_tsvector('public.catalogue_{code}'::regconfig, o.title_{code}) @@ (try ->> '{code}')::tsquery "
    f"LIMIT {MOST_COMPARED})"
    for code in LANGUAGES
)
# First titles with something for every word, then with one for the longest, which has the most letters to agree, and so
# on; a word with so few of the query's letters that it is not near by itself is left out.
NEAR = f"""
CREATE OR REPLACE FUNCTION catalogue_near(wanted text) RETURNS TABLE (id bigint, nearness real)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    least CONSTANT real := 0.35;
    plain CONSTANT text := search_latin(search_plain(wanted));
    letters CONSTANT bigint := (
        SELECT sum(length(word) + 1) FROM regexp_split_to_table(plain, '[^[:alnum:]]+') word WHERE word <> ''
    );
    try jsonb;
BEGIN
    FOR try IN
        WITH word AS (
            SELECT m.language, m.said, phraseto_tsquery(('public.catalogue_' || m.language)::regconfig, m.shown) AS query
            FROM catalogue_meant(wanted) m
        ), one AS MATERIALIZED (
            SELECT w.language, w.said, '(' || string_agg(w.query::text, ' | ') || ')' AS query
            FROM word w WHERE numnode(w.query) > 0 GROUP BY w.language, w.said
        ), tries AS (
            SELECT 0 AS place, o.language, string_agg(o.query, ' & ') AS query FROM one o GROUP BY o.language
            UNION ALL
            SELECT row_number() OVER (PARTITION BY o.language ORDER BY length(o.said) DESC, o.said), o.language, o.query
            FROM one o WHERE length(o.said) + 1 >= least * letters
        )
        SELECT jsonb_object_agg(t.language, t.query) FROM tries t GROUP BY t.place ORDER BY t.place
    LOOP
        RETURN QUERY SELECT f.id, max(f.nearness) FROM (
            SELECT t.id, word_similarity(plain, search_latin(search_plain(t.title))) AS nearness FROM ({WITH_WORDS}) t
        ) f WHERE f.nearness >= least GROUP BY f.id;
        EXIT WHEN FOUND;
    END LOOP;
END
$$;
"""
EVERY_TITLE = (
    "DROP FUNCTION catalogue_near(text);"
    "CREATE FUNCTION catalogue_near(wanted text) RETURNS TABLE (id bigint, nearness real) "
    "LANGUAGE sql STABLE SET pg_trgm.word_similarity_threshold = 0.35 AS $$ SELECT id, greatest("
    + ", ".join(f"word_similarity(catalogue_plain(wanted), catalogue_plain(title_{code}))" for code in LANGUAGES)
    + ") FROM catalogue_offering WHERE state = 'published' AND ("
    + " OR ".join(f"catalogue_plain(wanted) <% catalogue_plain(title_{code})" for code in LANGUAGES)
    + ") $$"
)
INDEX = "CREATE INDEX offering_near_{code} ON catalogue_offering USING gin (catalogue_plain(title_{code}) gin_trgm_ops)"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0014_search_at_once")]

    operations = [
        migrations.RunSQL(MEANT, "DROP FUNCTION catalogue_meant(text)"),
        migrations.RunSQL(NEAR, EVERY_TITLE),
        *(migrations.RunSQL(f"DROP INDEX offering_near_{code}", INDEX.format(code=code)) for code in LANGUAGES),
    ]
