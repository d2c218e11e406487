"""How long uploads and jobs are kept; the hourly task deletes them."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.retention import Rule, add

HOURLY = "jobs.tasks.delete_expired"


def add_rules() -> None:
    add(
        Rule(
            "uploads",
            _("Files that members upload"),
            settings.UPLOAD_KEPT,
            _("the last time that the file was sent"),
            why=_("Long enough to repeat an analysis with other settings."),
            task=HOURLY,
        ),
        Rule(
            "visitors' runs",
            _("Runs on the built-in sample by visitors without an account"),
            settings.SAMPLE_RUN_KEPT,
            _("their start"),
            why=_("They show how an analysis looks, and nobody comes back to them."),
            task=HOURLY,
        ),
    )
