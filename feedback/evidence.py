"""What shows that a reviewer has used an offering. Apps above say in ``AppConfig.ready`` what they can tell of it.

The key is stored with the review, for what it rests on, such as a run, may be deleted later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import User
from catalogue.models import Offering

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NONE = ""


@dataclass(frozen=True)
class Evidence:
    """One way to have come to know an offering; the higher the weight, the more it says."""

    key: str
    label: StrOrPromise  # stands with the review, as in "Took the demonstration"
    weight: int
    has: Callable[[User, Offering], bool]


_known: dict[str, Evidence] = {}


def register(evidence: Evidence) -> None:
    _known[evidence.key] = evidence


def known() -> list[Evidence]:
    """Return every kind of evidence, the strongest first."""
    return sorted(_known.values(), key=lambda one: -one.weight)


def evidence_of(person: User, offering: Offering, earlier: str = NONE) -> str:
    """Return the strongest evidence there is now, or the earlier one where that says more."""
    for one in known():
        if one.key == earlier or one.has(person, offering):
            return one.key
    return earlier


def label_of(key: str) -> StrOrPromise:
    """Return the words for stored evidence; nothing where there is none, or where the app that knew it is gone."""
    return _known[key].label if key in _known else ""
