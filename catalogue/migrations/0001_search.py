"""What search needs from PostgreSQL: two trusted extensions, and for each language a configuration blind to accents."""

from django.db import migrations

CONFIGURATIONS = {
    "en": "english", "de": "german", "fr": "french", "it": "italian", "es": "spanish", "el": "greek",
}  # fmt: skip
EXTENSIONS = "CREATE EXTENSION IF NOT EXISTS unaccent; CREATE EXTENSION IF NOT EXISTS pg_trgm;"
# As a filter of the configuration, not around the text, so that what is highlighted keeps its accents.
CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION public.catalogue_{code} (COPY = pg_catalog.{name});
ALTER TEXT SEARCH CONFIGURATION public.catalogue_{code}
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, pg_catalog.{name}_stem;
"""
# unaccent() is only stable, since its dictionary could be changed; ours is not, so an index may rely on it.
PLAIN = """
CREATE FUNCTION catalogue_plain(told text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN public.unaccent('public.unaccent'::regdictionary, lower(told));
CREATE FUNCTION catalogue_line(told text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_string(told, ' ');
CREATE FUNCTION catalogue_words(
    configuration regconfig, title text, summary text, tags text[], description text
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector(configuration, coalesce(title, '')), 'A')
    || setweight(to_tsvector(configuration, coalesce(summary, '') || ' ' || public.catalogue_line(tags)), 'B')
    || setweight(to_tsvector(configuration, coalesce(description, '')), 'C');
"""
NO_PLAIN = """
DROP FUNCTION catalogue_words(regconfig, text, text, text[], text);
DROP FUNCTION catalogue_line(text[]);
DROP FUNCTION catalogue_plain(text);
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(EXTENSIONS, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(
                CONFIGURATION.format(code=code, name=name),
                f"DROP TEXT SEARCH CONFIGURATION public.catalogue_{code}",
            )
            for code, name in CONFIGURATIONS.items()
        ),
        migrations.RunSQL(PLAIN, NO_PLAIN),
    ]
