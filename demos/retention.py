"""How long share links are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.retention import Rule, add
from demos.models import ShareLink


def add_rules() -> None:
    add(
        Rule(
            "share links",
            _("Links by which results were shared"),
            timedelta(days=30),
            _("their expiry"),
            why=_("Until then their owner sees that a link has ended."),
            delete=delete_share_links,
        )
    )


def delete_share_links(before: datetime) -> int:
    return ShareLink.objects.filter(expires_at__lt=before).delete()[0]
