"""The draws of the random audit, each on record with its submission and repeatable by who has the key."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from publishing.submissions.models import StateChange
from publishing.submissions.routing import Cause, is_drawn

AUTOMATIC = ("accept_consortium", "waive_review")  # what a drawn submission must not take next
AT_A_TIME = 2_000


@dataclass
class Checked:
    """How many draws were repeated, what cannot be, and each difference in a sentence."""

    repeated: int = 0
    other_key: int = 0  # made with another key than the present one
    without_record: int = 0  # handed in before draws were kept
    differences: list[str] = field(default_factory=list)


def draw_of(submission: int, digest: str) -> dict[str, Any]:
    """Return what the record keeps of the draw for a proposal that is being handed in."""
    return {
        "percent": settings.REVIEW_DRAW_PERCENT,
        "key": key_digest(),
        "is_drawn": is_drawn(submission, digest),
    }


def key_digest() -> str:
    """Return what tells one key from another and gives none away."""
    return hmac.new(settings.REVIEW_DRAW_KEY.encode(), b"which key", hashlib.sha256).hexdigest()[:16]


def check_draws() -> Checked:
    """Repeat every draw on record, and look at what became of the submission."""
    checked, key = Checked(), key_digest()
    for change in _handed_in().iterator(AT_A_TIME):
        if change.draw is None:
            checked.without_record += 1
        elif change.draw["key"] != key:
            checked.other_key += 1
        else:
            checked.repeated += 1
            checked.differences += _differences(change)
    return checked


def _handed_in() -> Any:
    """Return each handing in with what followed and whether the listing was drawn before."""
    following = StateChange.objects.filter(submission=OuterRef("submission"), number=OuterRef("number") + 1)
    same_listing = Q(submission__model=OuterRef("submission__model"), submission__row=OuterRef("submission__row"))
    earlier = StateChange.objects.filter(same_listing, step="submit", at__lt=OuterRef("at"), draw__is_drawn=True)
    found = StateChange.objects.filter(step="submit").order_by("pk")
    return found.annotate(
        was_waved_through=Exists(following.filter(step__in=AUTOMATIC)),
        was_drawn_before=Exists(earlier),
    ).defer("reason")


def _differences(change: Any) -> Iterator[str]:
    told, where = change.draw, f"Submission {change.submission_id}, step {change.number}"
    repeated = is_drawn(change.submission_id, change.digest, told["percent"])
    if repeated != told["is_drawn"]:
        yield f"{where}: on record as {_words(told['is_drawn'])}, repeated as {_words(repeated)}."
    if repeated and change.was_waved_through:
        yield f"{where}: drawn, and published without a reviewer."
    is_held = any(said.get("held") == Cause.DRAWN for said in change.fields.values())
    if is_held and not repeated and not change.was_drawn_before:
        yield f"{where}: held as drawn, and never drawn."


def _words(drawn: bool) -> str:
    return "drawn" if drawn else "not drawn"
