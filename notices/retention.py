"""How long notices are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.retention import Rule, add
from notices.models import Notice

READ_KEPT, UNREAD_KEPT = timedelta(days=90), timedelta(days=365)


def add_rules() -> None:
    add(
        Rule(
            "read-notices",
            _("Notifications that were read"),
            READ_KEPT,
            _("the moment they were read"),
            why=_("Until then people find again what they were told."),
            delete=delete_read,
        ),
        Rule(
            "unread-notices",
            _("Notifications that nobody read"),
            UNREAD_KEPT,
            _("the last event in them"),
            why=_("Who comes back after a long time still finds what concerns them; what is older concerns nobody."),
            delete=delete_unread,
        ),
    )


def delete_read(before: datetime) -> int:
    return Notice.objects.filter(read_at__lt=before).delete()[0]


def delete_unread(before: datetime) -> int:
    return Notice.objects.unread().filter(changed_at__lt=before).delete()[0]
