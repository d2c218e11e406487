"""The periods that figures are shown for, and the parts they are shown in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

USUAL = 90
# How many days, and what the days of one part have in common.
PARTS: dict[int, Callable[[date], object]] = {
    30: lambda day: day,
    90: lambda day: day.isocalendar()[:2],
    365: lambda day: (day.year, day.month),
}


@dataclass(frozen=True)
class Period:
    """So many days until the last one; in days, weeks or months, of which the first and the last may be cut."""

    days: int
    last: date

    @property
    def first(self) -> date:
        return self.last - timedelta(days=self.days - 1)

    @property
    def parts(self) -> list[tuple[date, date]]:
        every = [self.first + timedelta(days=number) for number in range(self.days)]
        found = [list(days) for _key, days in groupby(every, PARTS[self.days])]
        return [(days[0], days[-1]) for days in found]


def days_from(text: str) -> int | None:
    """Return the number of days that an address asks for; nothing where there is no such period."""
    if not text:
        return USUAL
    return next((days for days in PARTS if str(days) == text), None)
