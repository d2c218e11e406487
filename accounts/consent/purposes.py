"""What a person can agree to. A text whose meaning changes gets a new version, and optional consent is asked again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TERMS = "terms"
PRODUCT_NEWS = "product_news"
NEWSLETTER = "newsletter"
EVENTS = "events"
PARTNER_CONTACT = "partner_contact"
RESEARCH_USE = "research_use"


@dataclass(frozen=True)
class Purpose:
    key: str
    version: str  # the day from which the text holds
    title: _StrPromise
    text: _StrPromise  # what one agrees to, in full
    is_optional: bool = True
    is_confirmed_by_mail: bool = False


_TABLE = (
    Purpose(TERMS, "2026-11-22", _("Terms of use"), _("I agree to the terms of use."), is_optional=False),
    Purpose(
        PRODUCT_NEWS,
        "2026-11-22",
        _("Product news"),
        _("The market may write to me by e-mail when its solutions, services or analyses are new or change."),
    ),
    Purpose(
        NEWSLETTER,
        "2026-11-22",
        _("Newsletter"),
        _("The market may send me its newsletter on the security of financial institutions by e-mail."),
        is_confirmed_by_mail=True,
    ),
    Purpose(
        EVENTS,
        "2026-11-22",
        _("Events"),
        _("The market may invite me by e-mail to events, workshops and courses."),
    ),
    Purpose(
        PARTNER_CONTACT,
        "2026-11-22",
        _("Contact by partners"),
        _(
            "The market may give my name, job function, organisation and e-mail address to the partners of its "
            "consortium, and they may write to me about their solutions and services."
        ),
    ),
    Purpose(
        RESEARCH_USE,
        "2026-11-22",
        _("Research"),
        _(
            "The researchers behind the market may study how I use it, but not the files that I upload. "
            "What they publish does not let anybody recognise me."
        ),
    ),
)
PURPOSES = {purpose.key: purpose for purpose in _TABLE}


def purpose_choices() -> list[tuple[str, _StrPromise]]:
    return [(purpose.key, purpose.title) for purpose in PURPOSES.values()]
