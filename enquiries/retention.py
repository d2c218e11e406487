"""How long requests are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.retention import Rule, add
from common.objects import store
from enquiries.models import Attachment, Enquiry

BATCH = 200


def add_rules() -> None:
    add(
        Rule(
            "requests",
            _("Requests to providers, with messages and files"),
            timedelta(days=3 * 365),
            _("the last word in them"),
            why=_("Until then either side may have to show what was asked and answered."),
            delete=delete_old,
        )
    )


def delete_old(before: datetime) -> int:
    """Delete threads in which nothing was said since; bytes first, so that no object is left without its row."""
    number = 0
    while old := list(Enquiry.objects.filter(changed_at__lt=before).values_list("pk", flat=True)[:BATCH]):
        store.delete(*(file.key for file in Attachment.objects.filter(message__enquiry__in=old)))
        with transaction.atomic():
            Enquiry.objects.filter(pk__in=old).delete()
        number += len(old)
    return number
