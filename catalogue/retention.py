"""How long files of imports and their reports are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.retention import Rule, add
from catalogue.models import OfferingImport
from common.objects import store
from jobs.models import Job


def add_rules() -> None:
    add(
        Rule(
            "imports of offerings",
            _("Files of imports of offerings, and the report for each row"),
            timedelta(days=30),
            _("their upload"),
            why=_("Long enough to correct what was refused and to see what an import changed."),
            delete=delete_imports,
        )
    )


def delete_imports(before: datetime) -> int:
    """Delete what was uploaded before; bytes first, so that no object is left without its row."""
    old = list(OfferingImport.objects.filter(created_at__lt=before).exclude(job__status__in=Job.OPEN))
    for begun in old:
        store.delete(begun.key)
        begun.job.delete()
    return len(old)
