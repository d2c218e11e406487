"""Which submissions wait for a reviewer, which are published at once, and which of those chance picks out."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from publishing.parts import Text
from publishing.submissions.models import StateChange
from publishing.submissions.states import Lane
from publishing.submissions.submittable import Review, Submittable


class Cause(StrEnum):
    """Why a field waits for a reviewer."""

    RULE = "rule"
    NEW = "new"
    DRAWN = "drawn"
    SUSPENDED = "suspended"


SENTENCES: dict[str, Text] = {
    Cause.NEW: _("A listing of a third party is reviewed as a whole before it is published for the first time."),
    Cause.DRAWN: _("Chosen by chance: a share of what needs no review is reviewed before it is published."),
    Cause.SUSPENDED: _("The listing is suspended. A reviewer looks at everything before it is shown again."),
}


@dataclass(frozen=True)
class Facts:
    """What the way of a submission depends on."""

    lane: str
    changed: Sequence[str]
    is_new: bool
    is_suspended: bool
    is_drawn: bool
    precedent: StateChange | None = None


@dataclass(frozen=True)
class Route:
    """The market's own step, or none and what waits for a reviewer."""

    step: str = ""
    held: dict[str, str] = field(default_factory=dict)  # fields and causes
    is_unchecked: bool = False
    is_drawn: bool = False


def route(known: Submittable, facts: Facts) -> Route:
    """Return the way that a submission takes."""
    if facts.is_suspended:
        return Route(held=_all(facts, Cause.SUSPENDED))
    if facts.precedent is not None:
        return Route("repeat_approval")
    held = _held_in_lane(known, facts)
    if held:
        return Route(held=held)
    if facts.is_drawn:
        return Route(held=_all(facts, Cause.DRAWN), is_drawn=True)
    step = "accept_consortium" if facts.lane == Lane.CONSORTIUM else "waive_review"
    return Route(step, is_unchecked=facts.is_new or _reviewed(known, facts.changed))


def is_drawn(submission: int, digest: str, percent: int | None = None) -> bool:
    """Tell whether chance picks this proposal out: always the same answer, foretold only by who has the key."""
    share = settings.REVIEW_DRAW_PERCENT if percent is None else percent
    told = f"{submission}:{digest}".encode()
    drawn = hmac.new(settings.REVIEW_DRAW_KEY.encode(), told, hashlib.sha256).digest()
    return int.from_bytes(drawn[:8]) * 100 < share << 64


def why(known: Submittable, key: str, cause: str) -> str:
    """Return the sentence for the provider."""
    return str(known.rule(key).why if cause == Cause.RULE else SENTENCES[cause])


def _held_in_lane(known: Submittable, facts: Facts) -> dict[str, str]:
    if facts.lane == Lane.CONSORTIUM:
        return {}
    if facts.is_new:
        return _all(facts, Cause.NEW)
    return {key: Cause.RULE for key in facts.changed if known.rule(key).review == Review.BEFORE}


def _all(facts: Facts, cause: Cause) -> dict[str, str]:
    return dict.fromkeys(facts.changed, cause)


def _reviewed(known: Submittable, changed: Collection[str]) -> bool:
    return any(known.rule(key).review in (Review.BEFORE, Review.AFTER) for key in changed)
