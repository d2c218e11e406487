"""How far the expected times of a simulated queue are from the real ones. Plain Python."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from bench.queue_year import Waited, Year, by_hour
from publishing.submissions.pace import WEEK, WEEKS, Counted, Pace, pace_of


@dataclass
class Errors:
    """Shares of the real waiting time by which estimates were wrong, and how many real times were in the span."""

    errors: list[float] = field(default_factory=list)
    hours: list[float] = field(default_factory=list)  # that were really waited
    hits: int = 0

    @property
    def median(self) -> float:
        return median(self.errors)

    @property
    def inside(self) -> float:
        return self.hits / len(self.errors)


class _Past:
    """What was known at a moment, as the market counts it: hour by hour."""

    def __init__(self, year: Year) -> None:
        self.hours = sorted((hour, Counted(**counts)) for hour, counts in by_hour(year.moves).items())
        self.begins = [hour for hour, _counted in self.hours]
        self.lengths, waiting = [], 0
        for _hour, one in self.hours:
            self.lengths.append(waiting)
            waiting += one.came + one.returned - one.left
        self.known: tuple[datetime, Pace | None] | None = None

    def pace(self, hour: datetime) -> Pace | None:
        if self.known is None or self.known[0] != hour:
            first, end = (bisect_left(self.begins, moment) for moment in (hour - WEEKS * WEEK, hour))
            waiting = self.lengths[min(end, len(self.lengths) - 1)]
            self.known = hour, pace_of(dict(self.hours[first:end]), waiting, hour)
        return self.known[1]


def errors_of(year: Year, every: int = 1) -> Errors:
    """Estimate, when it is submitted, how long each of ``every`` so many waits, after the first eight weeks."""
    past, found = _Past(year), Errors()
    for one in sorted(year.waits)[::every]:
        if one.begun >= past.begins[0] + WEEKS * WEEK:
            _add(found, one, past.pace(one.begun.replace(minute=0)))
    return found


def _add(found: Errors, one: Waited, pace: Pace | None) -> None:
    low, likely, high = (pace.reached(one.begun, places) for places in pace.span(one.place)) if pace else (None,) * 3
    real = one.ended - one.begun
    if low and likely and high and real:
        found.errors.append(abs(likely - one.ended) / real)
        found.hours.append(real.total_seconds() / 3600)
        found.hits += low <= one.ended <= high
