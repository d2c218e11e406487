import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from audit.watching import watch

# What follows from another table, or from the row before, takes a trigger.
RULES = """
CREATE FUNCTION enquiries_attendance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked enquiries_enquiry%ROWTYPE;
BEGIN
    SELECT * INTO asked FROM enquiries_enquiry WHERE id = NEW.enquiry_id;
    IF asked.kind <> 'consulting' OR NEW.held_on > (now() AT TIME ZONE 'UTC')::date
        OR NEW.held_on < (asked.created_at AT TIME ZONE 'UTC')::date THEN
        RAISE EXCEPTION 'What took place was booked before, and is not still to come.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_follows_a_booking';
    END IF;
    IF asked.asker_id IS NULL OR asked.asker_id = NEW.confirmed_by_id THEN
        RAISE EXCEPTION 'Somebody else confirms what a person attended.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_is_confirmed_by_others';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attendance_follows_a_booking BEFORE INSERT ON enquiries_attendance
FOR EACH ROW EXECUTE FUNCTION enquiries_attendance();

CREATE FUNCTION enquiries_attendance_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.enquiry_id, NEW.held_on, NEW.confirmed_at) IS DISTINCT FROM
            (OLD.enquiry_id, OLD.held_on, OLD.confirmed_at)
        OR (OLD.taken_back_at IS NOT NULL AND NEW.taken_back_at IS DISTINCT FROM OLD.taken_back_at) THEN
        RAISE EXCEPTION 'What was confirmed, and when it was taken back, does not change.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_is_not_changed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attendance_is_not_changed BEFORE UPDATE ON enquiries_attendance
FOR EACH ROW EXECUTE FUNCTION enquiries_attendance_kept();
"""
NO_RULES = """
DROP TRIGGER attendance_is_not_changed ON enquiries_attendance;
DROP FUNCTION enquiries_attendance_kept();
DROP TRIGGER attendance_follows_a_booking ON enquiries_attendance;
DROP FUNCTION enquiries_attendance();
"""


class Migration(migrations.Migration):
    """Providers confirm that what was booked took place."""

    dependencies = [
        ("enquiries", "0002_rules"),
        ("audit", "0002_whole_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_on", models.DateField(verbose_name="took place on")),
                ("confirmed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="confirmed")),
                ("taken_back_at", models.DateTimeField(null=True, verbose_name="taken back")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="enquiries.enquiry",
                    ),
                ),
            ],
            options={
                "verbose_name": "confirmed attendance",
                "verbose_name_plural": "confirmed attendances",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)),
                        fields=("enquiry",),
                        name="one_attendance_at_a_time",
                    ),
                ],
            },
        ),
        migrations.RunSQL(RULES, NO_RULES),
        watch("enquiries_attendance", row="enquiry_id", hidden=["confirmed_by_id"]),
    ]
