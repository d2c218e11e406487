"""A row that is added or deleted is put on record as a whole, without comparing each column with nothing."""

from importlib import import_module

from django.db import migrations

RECORD = """
CREATE FUNCTION audit_covered(told jsonb, hidden text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN told ?| hidden THEN told || (
        SELECT jsonb_object_agg(name, '"\\u2026"'::jsonb) FROM unnest(hidden) AS name WHERE told ? name
    ) ELSE told END
$$;
CREATE OR REPLACE FUNCTION audit_record() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}'::jsonb ELSE to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}'::jsonb ELSE to_jsonb(NEW) END;
    -- A row's columns as they are, or as they last were.
    last_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN old_row ELSE new_row END;
    hidden text[] := string_to_array(TG_ARGV[2], ',');
    left_out text[] := string_to_array(TG_ARGV[3], ',');
BEGIN
    IF TG_OP = 'UPDATE' THEN
        left_out := left_out || ARRAY(
            SELECT was.key FROM jsonb_each(old_row) AS was WHERE was.value = new_row -> was.key
        );
    END IF;
    old_row := old_row - left_out;
    new_row := new_row - left_out;
    IF old_row = '{}' AND new_row = '{}' THEN
        RETURN NULL;
    END IF;
    PERFORM public.audit_add(
        lower(TG_OP), TG_TABLE_NAME, last_row ->> TG_ARGV[1], (last_row ->> nullif(TG_ARGV[0], ''))::bigint,
        public.audit_covered(old_row, hidden), public.audit_covered(new_row, hidden)
    );
    RETURN NULL;
END
$$;
"""
FIRST = import_module("audit.migrations.0001_first").FUNCTIONS
BEFORE = FIRST[FIRST.index("CREATE FUNCTION audit_record()") : FIRST.index("CREATE FUNCTION audit_note(")]
NOT_RECORD = BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") + "DROP FUNCTION audit_covered(jsonb, text[]);"


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_first")]

    operations = [migrations.RunSQL(RECORD, NOT_RECORD)]
