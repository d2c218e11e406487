"""The index, its words and its suggestions, each written by triggers on what it is made from."""

import django.db.models.deletion
from django.db import migrations, models

CONFIGURATIONS = {
    "en": "english", "de": "german", "fr": "french", "it": "italian", "es": "spanish", "el": "greek",
}  # fmt: skip
# PostgreSQL has no list of Greek stop words.
STOPS = {code: name for code, name in CONFIGURATIONS.items() if code != "el"}
EXTENSIONS = "CREATE EXTENSION IF NOT EXISTS unaccent; CREATE EXTENSION IF NOT EXISTS pg_trgm;"
# Latin words among Greek ones keep the stems of English.
ASCII = "asciihword, asciiword, hword_asciipart, "
# Stop words are known by their accents, so they go first; accents are dropped next, and stems made last.
STOP = """
CREATE TEXT SEARCH DICTIONARY public.search_stop_{code} (
    TEMPLATE = pg_catalog.simple, STOPWORDS = {name}, ACCEPT = false
);
"""
CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION public.search_{code} (COPY = pg_catalog.{name});
ALTER TEXT SEARCH CONFIGURATION public.search_{code}
    ALTER MAPPING FOR {ascii}hword, hword_part, word
    WITH {stop}public.unaccent, pg_catalog.{name}_stem;
"""
FUNCTIONS = """
CREATE FUNCTION search_plain(told text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN public.unaccent('public.unaccent'::regdictionary, lower(told));

CREATE FUNCTION search_configuration(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE language
    WHEN 'de' THEN 'public.search_de'::regconfig WHEN 'fr' THEN 'public.search_fr'::regconfig
    WHEN 'it' THEN 'public.search_it'::regconfig WHEN 'es' THEN 'public.search_es'::regconfig
    WHEN 'el' THEN 'public.search_el'::regconfig ELSE 'public.search_en'::regconfig END;
"""
NO_FUNCTIONS = "DROP FUNCTION search_configuration(text); DROP FUNCTION search_plain(text);"
WORDS = """
ALTER TABLE search_document ADD COLUMN words tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector(search_configuration(language), title), 'A')
    || setweight(to_tsvector(search_configuration(language), summary), 'B')
    || setweight(to_tsvector(search_configuration(language), keywords), 'C')
    || setweight(to_tsvector(search_configuration(language), body), 'D')
) STORED;
"""
WORDS_INDEX = "CREATE INDEX search_words_{code} ON search_document USING gin (words) WHERE language = '{code}';"
# pg_trgm asks the C library what a letter is, and under the locale "C" nothing but Latin is: each Greek letter gets one.
NEAR = """
CREATE FUNCTION search_latin(plain text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN translate(plain, 'αβγδεζηθικλμνξοπρσςτυφχψω', 'abgdezhqiklmnjoprsstufxyw');
CREATE INDEX search_word_near ON search_word USING gin (search_latin(word) gin_trgm_ops);
"""
# The texts of functions on other tables are checked when they run: a later change of a column is not in the way.
MADE_FROM_DOCUMENTS = r"""
CREATE FUNCTION search_words_in(told text) RETURNS TABLE (word text, shown text) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (search_plain(lexeme)) search_plain(lexeme), lexeme
    FROM unnest(tsvector_to_array(to_tsvector('simple', told))) AS lexeme
    WHERE search_plain(lexeme) ~ '^[[:alpha:]][[:alnum:]&+-]{1,39}$' ORDER BY search_plain(lexeme), lexeme
$$;
CREATE FUNCTION search_entries(title text) RETURNS TABLE (entry text, "position" smallint) LANGUAGE sql STABLE AS $$
    SELECT left(array_to_string(words[number:], ' '), 80), number::smallint
    FROM (SELECT regexp_split_to_array(trim(search_plain(title)), '[^[:alnum:]]+') AS words) AS plain,
        generate_series(1, least(cardinality(words), 8)) AS number
    WHERE number = 1 OR length(words[number]) > 2
$$;
CREATE FUNCTION search_document_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM search_suggestion s USING became b WHERE s.document_id = b.id;
    END IF;
    INSERT INTO search_suggestion (document_id, language, entry, "position")
    SELECT b.id, b.language, e.entry, e.position FROM became b, search_entries(b.title) e;
    INSERT INTO search_word (language, word, shown)
    SELECT DISTINCT ON (b.language, w.word) b.language, w.word, w.shown
    FROM became b, search_words_in(concat_ws(' ', b.title, b.summary, b.keywords, b.body)) w
    ORDER BY b.language, w.word
    ON CONFLICT (language, word) DO NOTHING;
    RETURN NULL;
END
$$;
CREATE FUNCTION search_document_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_suggestion s USING was w WHERE s.document_id = w.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER search_document_insert AFTER INSERT ON search_document REFERENCING NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION search_document_written();
CREATE TRIGGER search_document_update AFTER UPDATE ON search_document REFERENCING NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION search_document_written();
CREATE TRIGGER search_document_delete AFTER DELETE ON search_document REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION search_document_deleted();
"""
NOT_MADE = """
DROP TRIGGER search_document_insert ON search_document;
DROP TRIGGER search_document_update ON search_document;
DROP TRIGGER search_document_delete ON search_document;
DROP FUNCTION search_document_written();
DROP FUNCTION search_document_deleted();
DROP FUNCTION search_entries(text);
DROP FUNCTION search_words_in(text);
"""
# Functions, because only a function can set the threshold of `%` for itself and still use the index.
SIMILAR = """
CREATE FUNCTION search_similar(spoken text, wanted text, threshold real)
RETURNS TABLE (word text, shown text) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('pg_trgm.similarity_threshold', threshold::text, true);
    RETURN QUERY SELECT w.word::text, w.shown::text FROM search_word w
        WHERE w.language = spoken AND search_latin(w.word) % search_latin(search_plain(wanted))
        ORDER BY similarity(search_latin(w.word), search_latin(search_plain(wanted))) DESC, w.word LIMIT 200;
END
$$;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=40)),
                ("object", models.CharField(max_length=120)),
                ("key", models.CharField(max_length=120)),
                ("language", models.CharField(max_length=2)),
                ("title", models.TextField()),
                ("summary", models.TextField(blank=True)),
                ("keywords", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source", "object", "language"), name="one_document_a_language")
                ]
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=2)),
                ("word", models.CharField(db_collation="C", max_length=40)),
                ("shown", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("language", "word"), name="one_word_a_language")]
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=2)),
                ("entry", models.CharField(db_collation="C", max_length=80)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "document",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="search.document",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["language", "entry"], name="suggestion_by_beginning")]},
        ),
        migrations.RunSQL(EXTENSIONS, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(
                STOP.format(code=code, name=name), f"DROP TEXT SEARCH DICTIONARY public.search_stop_{code}"
            )
            for code, name in STOPS.items()
        ),
        *(
            migrations.RunSQL(
                CONFIGURATION.format(
                    code=code,
                    name=name,
                    stop=f"public.search_stop_{code}, " if code in STOPS else "",
                    ascii=ASCII if code in STOPS else "",
                ),
                f"DROP TEXT SEARCH CONFIGURATION public.search_{code}",
            )
            for code, name in CONFIGURATIONS.items()
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(WORDS, "ALTER TABLE search_document DROP COLUMN words"),
        *(
            migrations.RunSQL(WORDS_INDEX.format(code=code), f"DROP INDEX search_words_{code}")
            for code in CONFIGURATIONS
        ),
        migrations.RunSQL(NEAR, "DROP INDEX search_word_near; DROP FUNCTION search_latin(text)"),
        migrations.RunSQL(MADE_FROM_DOCUMENTS, NOT_MADE),
        migrations.RunSQL(SIMILAR, "DROP FUNCTION search_similar(text, text, real)"),
    ]
