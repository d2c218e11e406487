from django.db import migrations

from audit.watching import watch
from catalogue.watching import noted


class Migration(migrations.Migration):
    """What people write and decide is on record, and pages that show it are made anew."""

    dependencies = [("feedback", "0002_counts"), ("audit", "0002_whole_rows"), ("catalogue", "0015_near")]

    operations = [
        # What is counted at a review is no change of it.
        watch("feedback_review", person="author_id", hidden=["text", "byline"], ignored=["helpful"]),
        watch("feedback_reply", person="person_id", hidden=["text"]),
        watch("feedback_report", person="person_id", hidden=["note"]),
        watch("feedback_decision", person="moderator_id", hidden=["statement"]),
        watch("feedback_feedbackswitches", row="offering_id"),
        noted("feedback_rating"),
        noted("feedback_feedbackswitches"),
        noted("feedback_review"),
        noted("feedback_reply"),
    ]
