"""A year, a quarter or a month, as an address names it: 2026, 2026-q3, 2026-08."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

FIRST_YEAR = 2024  # before that the market kept no record of decisions
_NAMED = re.compile(r"(20\d\d)(?:-(?:q([1-4])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True)
class Period:
    """From ``start`` up to, and without, ``end``."""

    name: str
    start: datetime
    end: datetime

    @property
    def year(self) -> int:
        return int(self.name[:4])


def period(name: str) -> Period | None:
    """Return what an address names; nothing where it names no period that has begun."""
    found = _NAMED.fullmatch(name)
    if not found:
        return None
    year, quarter, month = (int(part) if part else 0 for part in found.groups())
    first, length = (quarter * 3 - 2, 3) if quarter else (month, 1) if month else (1, 12)
    start = _first_of(year, first)
    known = year >= FIRST_YEAR and start <= timezone.now()
    return Period(name, start, _first_of(year, first + length)) if known else None


def offered(chosen: Period) -> list[Period]:
    """Return the years, and the quarters of the chosen one, that have begun."""
    years = [str(year) for year in range(FIRST_YEAR, timezone.localtime().year + 1)]
    names = [*years, *(f"{chosen.year}-q{quarter}" for quarter in range(1, 5))]
    return [found for found in map(period, names) if found]


def _first_of(year: int, month: int) -> datetime:
    later, place = divmod(month - 1, 12)
    return timezone.make_aware(datetime(year + later, place + 1, 1))  # noqa: DTZ001 - made aware here
