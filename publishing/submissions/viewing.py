"""Who has a submission open just now. It tells others, keeps nobody from deciding, and ends by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from accounts.models import User

LASTS = timedelta(minutes=5)  # after the last sign of the page


@dataclass(frozen=True)
class Look:
    person: User
    since: datetime


def look(submission: int, person: int) -> Look | None:
    """Note that the person has it open. Where somebody else came first, return who; without a cache, nobody."""
    key = _key(submission)
    if cache.add(key, (person, timezone.now()), LASTS.total_seconds()):
        return None
    held = cache.get(key)
    if held and held[0] == person:
        cache.touch(key, LASTS.total_seconds())
        return None
    return _looks({submission: held}).get(submission) if held else None


def leave(submission: int, person: int) -> None:
    """Forget that the person has it open."""
    held = cache.get(_key(submission))
    if held and held[0] == person:
        cache.delete(_key(submission))


def looks(submissions: Collection[int]) -> dict[int, Look]:
    """Return who has which of these open, with one question to the cache and one statement."""
    found = cache.get_many([_key(pk) for pk in submissions]) or {}
    return _looks({pk: found[_key(pk)] for pk in submissions if _key(pk) in found})


def _looks(held: dict[int, tuple[int, datetime]]) -> dict[int, Look]:
    people = User.objects.in_bulk({person for person, _since in held.values()}) if held else {}
    return {pk: Look(people[person], since) for pk, (person, since) in held.items() if person in people}


def _key(submission: int) -> str:
    return f"submission-open:{submission}"
