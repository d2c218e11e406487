"""What is to be written to the index waits in a table: until its statement ends, or its transaction where that was
asked for with SET CONSTRAINTS. And what is made of many documents at once is made once for a word, not for each text with it.
"""

from django.db import migrations

PENDING = """
CREATE TABLE search_pending (source text NOT NULL, ids bigint[] NOT NULL);
CREATE FUNCTION search_pending_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint[];
BEGIN
    WITH taken AS (DELETE FROM search_pending p WHERE p.source = NEW.source RETURNING p.ids)
    SELECT array_agg(DISTINCT id) INTO changed FROM taken, unnest(ids) id;
    IF changed IS NOT NULL THEN
        EXECUTE format('SELECT %I($1)', 'search_refresh_' || NEW.source) USING changed;
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER search_pending_written AFTER INSERT ON search_pending DEFERRABLE INITIALLY IMMEDIATE
    FOR EACH ROW EXECUTE FUNCTION search_pending_written();
"""
NOT_PENDING = "DROP TABLE search_pending; DROP FUNCTION search_pending_written();"
# OFFSET 0 keeps the planner from writing out the same words in each place where they are used.
MADE_AT_ONCE = r"""
CREATE OR REPLACE FUNCTION search_entries(title text) RETURNS TABLE (entry text, "position" smallint)
LANGUAGE sql STABLE AS $$
    SELECT left(array_to_string(words[number:], ' '), 80), number::smallint
    FROM (SELECT regexp_split_to_array(trim(search_plain(title)), '[^[:alnum:]]+') AS words OFFSET 0) AS plain,
        generate_series(1, least(cardinality(words), 8)) AS number
    WHERE number = 1 OR length(words[number]) > 2
$$;
CREATE OR REPLACE FUNCTION search_words_of(lexemes text[]) RETURNS TABLE (word text, shown text)
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (plain) plain, lexeme
    FROM (SELECT lexeme, search_plain(lexeme) AS plain FROM unnest(lexemes) AS lexeme OFFSET 0) AS said
    WHERE plain ~ '^[[:alpha:]][[:alnum:]&+-]{1,39}$' ORDER BY plain, lexeme
$$;
CREATE OR REPLACE FUNCTION search_words_in(told text) RETURNS TABLE (word text, shown text)
LANGUAGE sql STABLE AS $$
    SELECT * FROM search_words_of(tsvector_to_array(to_tsvector('simple', told)))
$$;
CREATE OR REPLACE FUNCTION search_document_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM search_suggestion s USING became b WHERE s.document_id = b.id;
    END IF;
    INSERT INTO search_suggestion (document_id, language, entry, "position")
    SELECT b.id, b.language, e.entry, e.position FROM became b, search_entries(b.title) e;
    INSERT INTO search_word (language, word, shown)
    SELECT told.language, w.word, w.shown FROM (
        SELECT language, array_agg(lexeme) AS lexemes FROM (
            SELECT DISTINCT b.language, lexeme FROM became b, unnest(tsvector_to_array(
                to_tsvector('simple', concat_ws(' ', b.title, b.summary, b.keywords, b.body)))) AS lexeme
        ) AS said GROUP BY language
    ) AS told, search_words_of(told.lexemes) w ORDER BY told.language, w.word
    ON CONFLICT (language, word) DO NOTHING;
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [("search", "0001_first")]

    operations = [
        migrations.RunSQL(PENDING, NOT_PENDING),
        migrations.RunSQL(MADE_AT_ONCE, migrations.RunSQL.noop),
    ]
