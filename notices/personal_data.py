"""What notices tell about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.personal import Activity, Basis, PersonalData, declare
from accounts.personal.reasons import BOOKKEEPING, LINK, TECHNICAL
from notices.models import ChannelChoice, Delivery, Notice

NOTICES = Activity(
    _("Notifications"),
    purpose=_("To tell people of what happens to what they submitted, asked or wrote, in the ways that they chose."),
    basis=Basis.CONTRACT,
    kept=_("Read ones for 90 days, unread ones for a year; settings until the account is erased."),
)


def declare_all() -> None:
    """Called once, when all models are there."""
    declare(
        PersonalData(
            Notice,
            NOTICES,
            person="person",
            fields="kind model row words address number at changed_at read_at",
            none={"id": TECHNICAL, "person": LINK, "event waiting is_for_digest claimed_at": BOOKKEEPING},
            shown={"words": lambda notice: notice.sentence},
        ),
        PersonalData(
            ChannelChoice,
            NOTICES,
            person="person",
            fields="kind channel changed_at",
            none={"id": TECHNICAL, "person": LINK},
        ),
        PersonalData(
            Delivery, NOTICES, person="person", fields="hour zone digest_on refused_at", none={"person": LINK}
        ),
    )
