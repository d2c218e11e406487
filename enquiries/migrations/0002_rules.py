from django.db import migrations

from audit.watching import watch
from catalogue.watching import noted

# A constraint sees one row; what follows from the row before, or from another table, takes a trigger.
STEPS = """
CREATE FUNCTION enquiries_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'closed' AND NEW.state <> 'closed' THEN
        RAISE EXCEPTION 'A closed request stays closed.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_request_stays_closed';
    END IF;
    IF (NEW.provider_id, NEW.kind, NEW.created_at) IS DISTINCT FROM (OLD.provider_id, OLD.kind, OLD.created_at)
        OR (OLD.answered_at IS NOT NULL AND NEW.answered_at IS DISTINCT FROM OLD.answered_at) THEN
        RAISE EXCEPTION 'Whom a request asks, and when it was asked and first answered, does not change.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'request_keeps_its_clock';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enquiry_takes_possible_steps BEFORE UPDATE ON enquiries_enquiry
FOR EACH ROW EXECUTE FUNCTION enquiries_step();
"""
NO_STEPS = """
DROP TRIGGER enquiry_takes_possible_steps ON enquiries_enquiry;
DROP FUNCTION enquiries_step();
"""
MESSAGES = """
CREATE FUNCTION enquiries_message_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM enquiries_enquiry WHERE id = NEW.enquiry_id AND state = 'closed') THEN
        RAISE EXCEPTION 'Nothing is written into a closed request.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_request_takes_no_message';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER message_goes_into_open_thread BEFORE INSERT ON enquiries_message
FOR EACH ROW EXECUTE FUNCTION enquiries_message_added();

CREATE FUNCTION enquiries_message_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- An erasure takes a person's name and addresses out of texts.
    IF (NEW.enquiry_id, NEW.side, NEW.key, NEW.created_at) IS DISTINCT FROM
            (OLD.enquiry_id, OLD.side, OLD.key, OLD.created_at)
        OR (NEW.text <> OLD.text AND coalesce(current_setting('enquiries.erasing', true), '') <> 'on') THEN
        RAISE EXCEPTION 'A message is not changed.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'message_is_not_changed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER message_is_not_changed BEFORE UPDATE ON enquiries_message
FOR EACH ROW EXECUTE FUNCTION enquiries_message_kept();

-- At the end of the transaction, for then a thread that goes as a whole is gone.
CREATE FUNCTION enquiries_message_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM enquiries_enquiry WHERE id = OLD.enquiry_id) THEN
        RAISE EXCEPTION 'A message goes only with its whole thread.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'message_goes_with_thread';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER message_goes_with_thread AFTER DELETE ON enquiries_message
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION enquiries_message_gone();
"""
NO_MESSAGES = """
DROP TRIGGER message_goes_with_thread ON enquiries_message;
DROP FUNCTION enquiries_message_gone();
DROP TRIGGER message_is_not_changed ON enquiries_message;
DROP FUNCTION enquiries_message_kept();
DROP TRIGGER message_goes_into_open_thread ON enquiries_message;
DROP FUNCTION enquiries_message_added();
"""


class Migration(migrations.Migration):
    """A thread only grows, its clock is true, and consent and states are on record."""

    dependencies = [("enquiries", "0001_first"), ("audit", "0002_whole_rows"), ("catalogue", "0015_near")]

    operations = [
        migrations.RunSQL(STEPS, NO_STEPS),
        migrations.RunSQL(MESSAGES, NO_MESSAGES),
        watch("enquiries_enquiry", person="asker_id", hidden=["asker_id"], ignored=["changed_at", "waiting_since"]),
        watch("enquiries_contactshare", person="person_id", row="enquiry_id", hidden=["shared", "text"]),
        noted("enquiries_answertime"),
    ]
