"""What makes long lists quick: numbers of offerings as bits, and a version that every change of the catalogue raises.

A posting holds the published offerings of one word of a filter: the bit n of block b stands for the offering
b * 16384 + n. Triggers only add rows to catalogue_change, so that writers never wait for each other; lists count those
offerings from their rows, all others from the bits, and are exact at any time. catalogue_merge() brings the bits up to
date. The version is the number of changes so far with the last one's own, which no rollback gives out again.
"""

from django.db import migrations

from catalogue.watching import noted

LANGUAGES = ("en", "de", "fr", "it", "es", "el")
TABLES = """
CREATE TABLE catalogue_change (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, offering_id bigint);
CREATE TABLE catalogue_version (number bigint NOT NULL, last bigint NOT NULL);
CREATE UNIQUE INDEX one_version ON catalogue_version ((true));
INSERT INTO catalogue_version VALUES (0, 0);
CREATE TABLE catalogue_posting (
    facet text NOT NULL, word text NOT NULL, block bigint NOT NULL, bits bit(16384) NOT NULL,
    PRIMARY KEY (facet, word, block)
);
ALTER TABLE catalogue_posting ALTER bits SET STORAGE PLAIN;
"""
NO_TABLES = "DROP TABLE catalogue_posting; DROP TABLE catalogue_version; DROP TABLE catalogue_change;"
# The words of published offerings under the names of the filters; the empty filter has all of them. A function, since a
# view would keep its columns from ever being altered.
TERMS = """
CREATE FUNCTION catalogue_terms_of(wanted bigint[]) RETURNS TABLE (id bigint, facet text, word text)
LANGUAGE sql STABLE AS $$
    SELECT o.id, w.facet, w.word FROM catalogue_offering o, LATERAL (
        VALUES ('', ''), ('kind', o.kind::text), ('stage', o.stage), ('price', o.price_model)
        UNION ALL SELECT 'audience', unnest(o.audience) UNION ALL SELECT 'domain', unnest(o.domains)
        UNION ALL SELECT 'standard', unnest(o.standards) UNION ALL SELECT 'deployment', unnest(o.deployment)
        UNION ALL SELECT 'provider', s.provider_id::text FROM catalogue_offeringprovider s WHERE s.offering_id = o.id
    ) w (facet, word) WHERE o.state = 'published' AND o.id = ANY(wanted)
$$
"""
# First small pieces, then blocks of them: to copy a whole block for each offering would take ten times as long.
BLOCKS = """
CREATE FUNCTION catalogue_piece(id bigint) RETURNS bit(512) LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN set_bit(0::bit(512), (id & 511)::int, 1);
CREATE FUNCTION catalogue_placed(piece bit(512), number bigint) RETURNS bit(16384) LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN piece::bit(16384) >> ((number & 31) * 512)::int;
"""
NO_BLOCKS = "DROP FUNCTION catalogue_placed(bit, bigint); DROP FUNCTION catalogue_piece(bigint);"
MERGE = """
CREATE FUNCTION catalogue_merge() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    many bigint; newest bigint; ids bigint[];
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('catalogue_merge')) THEN
        RETURN 0;
    END IF;
    -- A change that is committed after this statement stays, and its offering is counted from its row until next time.
    WITH taken AS (DELETE FROM catalogue_change RETURNING id, offering_id)
    SELECT count(*), max(id), array_agg(DISTINCT offering_id) FILTER (WHERE offering_id IS NOT NULL)
    INTO many, newest, ids FROM taken;
    IF many = 0 THEN
        RETURN 0;
    END IF;
    UPDATE catalogue_version SET number = number + many, last = greatest(last, newest);
    WITH pieces AS (
        SELECT id >> 9 AS piece, bit_or(catalogue_piece(id)) AS bits FROM unnest(ids) id GROUP BY 1
    ), taken AS (
        SELECT piece >> 5 AS block, bit_or(catalogue_placed(bits, piece)) AS bits FROM pieces GROUP BY 1
    )
    UPDATE catalogue_posting p SET bits = p.bits & ~t.bits FROM taken t
    WHERE p.block = t.block AND bit_count(p.bits & t.bits) > 0;
    WITH pieces AS (
        SELECT facet, word, id >> 9 AS piece, bit_or(catalogue_piece(id)) AS bits
        FROM catalogue_terms_of(ids) GROUP BY 1, 2, 3
    )
    INSERT INTO catalogue_posting AS p
    SELECT facet, word, piece >> 5, bit_or(catalogue_placed(bits, piece)) FROM pieces GROUP BY 1, 2, 3
    ON CONFLICT (facet, word, block) DO UPDATE SET bits = p.bits | EXCLUDED.bits;
    DELETE FROM catalogue_posting WHERE bit_count(bits) = 0;
    RETURN many;
END
$$
"""
TRIGGERS = """
CREATE FUNCTION catalogue_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalogue_change (offering_id) VALUES (NULL);
    RETURN NULL;
END
$$;
CREATE FUNCTION catalogue_note_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM catalogue_posting;
    INSERT INTO catalogue_change (offering_id) VALUES (NULL);
    RETURN NULL;
END
$$;
CREATE FUNCTION catalogue_note_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO catalogue_change (offering_id) SELECT DISTINCT %I FROM added', TG_ARGV[0]);
    RETURN NULL;
END
$$;
CREATE FUNCTION catalogue_note_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO catalogue_change (offering_id) SELECT DISTINCT %I FROM gone', TG_ARGV[0]);
    RETURN NULL;
END
$$;
CREATE FUNCTION catalogue_note_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'INSERT INTO catalogue_change (offering_id) SELECT %1$I FROM added UNION SELECT %1$I FROM gone', TG_ARGV[0]
    );
    RETURN NULL;
END
$$;
"""
NO_TRIGGERS = "".join(
    f"DROP FUNCTION catalogue_note{name}();" for name in ("", "_emptied", "_added", "_gone", "_changed")
)
OF_ROWS = """
CREATE TRIGGER catalogue_note_added AFTER INSERT ON {table}
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION catalogue_note_added('{column}');
CREATE TRIGGER catalogue_note_changed AFTER UPDATE ON {table} REFERENCING OLD TABLE AS gone NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_note_changed('{column}');
CREATE TRIGGER catalogue_note_gone AFTER DELETE ON {table}
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION catalogue_note_gone('{column}');
CREATE TRIGGER catalogue_note_emptied AFTER TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_note_emptied();
"""
NO_OF_ROWS = "".join(
    f"DROP TRIGGER catalogue_note_{name} ON {{table}};" for name in ("added", "changed", "gone", "emptied")
)
# Long texts stay out of the rows, so that reading many rows for their words of filters reads few pages.
ROWS = "ALTER TABLE catalogue_offering SET (toast_tuple_target = 512);"
NO_ROWS = "ALTER TABLE catalogue_offering RESET (toast_tuple_target);"
# The titles stand in the index of names, so that a page far behind reads nothing else of what comes before it.
INDEXES = """
CREATE INDEX offering_title_{code} ON catalogue_offering
USING gin (to_tsvector('public.catalogue_{code}'::regconfig, title_{code})) WHERE state = 'published';
CREATE INDEX offering_name_{code} ON catalogue_offering
(catalogue_plain(coalesce(nullif(title_{code}, ''), title_en)), id) INCLUDE ({titles}) WHERE state = 'published';
"""
NO_INDEXES = "DROP INDEX offering_title_{code}; DROP INDEX offering_name_{code};"
FIRST = "INSERT INTO catalogue_change (offering_id) SELECT id FROM catalogue_offering; SELECT catalogue_merge();"


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0010_search_index")]

    operations = [
        migrations.RunSQL(TABLES, NO_TABLES),
        migrations.RunSQL(TERMS, "DROP FUNCTION catalogue_terms_of(bigint[])"),
        migrations.RunSQL(BLOCKS, NO_BLOCKS),
        migrations.RunSQL(MERGE, "DROP FUNCTION catalogue_merge()"),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        *(
            migrations.RunSQL(OF_ROWS.format(table=table, column=column), NO_OF_ROWS.format(table=table))
            for table, column in (("catalogue_offering", "id"), ("catalogue_offeringprovider", "offering_id"))
        ),
        noted("catalogue_provider"),
        noted("catalogue_term"),
        migrations.RunSQL(ROWS, NO_ROWS),
        *(
            migrations.RunSQL(
                INDEXES.format(code=code, titles="title_en" if code == "en" else f"title_{code}, title_en"),
                NO_INDEXES.format(code=code),
            )
            for code in LANGUAGES
        ),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
    ]
