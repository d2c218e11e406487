"""Words for search, kept right by the database itself. Not known to the models: no page needs them in Python."""

from django.db import migrations

LANGUAGES = ("en", "de", "fr", "it", "es", "el")
COLUMN = """
ALTER TABLE catalogue_offering ADD COLUMN words_{code} tsvector GENERATED ALWAYS AS (
    catalogue_words('public.catalogue_{code}'::regconfig, title_{code}, summary_{code}, tags, description_{code})
) STORED;
CREATE INDEX offering_words_{code} ON catalogue_offering USING gin (words_{code});
CREATE INDEX offering_near_{code} ON catalogue_offering USING gin (catalogue_plain(title_{code}) gin_trgm_ops);
"""
NO_COLUMN = "DROP INDEX offering_near_{code}; ALTER TABLE catalogue_offering DROP COLUMN words_{code};"
# A function, because only a function can lower the threshold of `<%` for itself and still use the indexes.
NEAR = (
    """
CREATE FUNCTION catalogue_near(wanted text) RETURNS TABLE (id bigint, nearness real)
LANGUAGE sql STABLE SET pg_trgm.word_similarity_threshold = 0.35 AS $$
    SELECT id, greatest("""
    + ", ".join(f"word_similarity(catalogue_plain(wanted), catalogue_plain(title_{code}))" for code in LANGUAGES)
    + """)
    FROM catalogue_offering WHERE state = 'published' AND ("""
    + " OR ".join(f"catalogue_plain(wanted) <% catalogue_plain(title_{code})" for code in LANGUAGES)
    + """)
$$
"""
)


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0002_first")]

    operations = [
        *(migrations.RunSQL(COLUMN.format(code=code), NO_COLUMN.format(code=code)) for code in LANGUAGES),
        migrations.RunSQL(NEAR, "DROP FUNCTION catalogue_near(text)"),
    ]
