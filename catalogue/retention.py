"""How long files of imports with their reports are kept, and files of proposals that ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.retention import Rule, add
from catalogue.media.forgetting import forget_files
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
        ),
        Rule(
            "files of proposals",
            _("Files of proposals that were withdrawn, refused or written otherwise, and of no revision of a listing"),
            timedelta(days=settings.PROPOSED_FILES_DAYS),
            _("the end of the proposal, or of the time to appeal against its refusal"),
            why=_("Nobody can publish them any more. Their names and the beginnings of their digests stay on record."),
            delete=forget_files,
        ),
    )


def delete_imports(before: datetime) -> int:
    """Delete what was uploaded before; bytes first, so that no object is left without its row."""
    old = list(OfferingImport.objects.filter(created_at__lt=before).exclude(job__status__in=Job.OPEN))
    for begun in old:
        store.delete(begun.key)
        begun.job.delete()
    return len(old)
