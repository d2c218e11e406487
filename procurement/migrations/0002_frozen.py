from django.db import migrations

# What was frozen stays as it was. The owner may let go of what they wrote and of the content, or become another account.
UNALTERABLE = """
CREATE FUNCTION procurement_keep_shortlist() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF to_jsonb(OLD) - '{owner_id,title,note,document}'::text[] = to_jsonb(NEW) - '{owner_id,title,note,document}'::text[]
        AND (NEW.title = OLD.title OR NEW.title = '') AND (NEW.note = OLD.note OR NEW.note = '')
        AND (NEW.document IS NULL OR NEW.document = OLD.document)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A frozen shortlist is not changed.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER procurement_keep_shortlist BEFORE UPDATE ON procurement_shortlist
FOR EACH ROW EXECUTE FUNCTION procurement_keep_shortlist();

CREATE FUNCTION procurement_keep_item() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF to_jsonb(OLD) - 'offering_id' = to_jsonb(NEW) - 'offering_id'
        AND (NEW.offering_id IS NULL OR NEW.offering_id = OLD.offering_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A frozen shortlist is not changed.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER procurement_keep_item BEFORE UPDATE ON procurement_shortlistitem
FOR EACH ROW EXECUTE FUNCTION procurement_keep_item();
"""
ALTERABLE = """
DROP TRIGGER procurement_keep_item ON procurement_shortlistitem;
DROP FUNCTION procurement_keep_item();
DROP TRIGGER procurement_keep_shortlist ON procurement_shortlist;
DROP FUNCTION procurement_keep_shortlist();
"""


class Migration(migrations.Migration):

    dependencies = [("procurement", "0001_shortlists")]

    operations = [migrations.RunSQL(UNALTERABLE, ALTERABLE)]
