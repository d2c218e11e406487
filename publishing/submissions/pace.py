"""How fast a queue moves, learnt from its own last weeks, and when it has moved so far. Plain Python.

Reviewers work by day and not at the weekend, so an average over all hours would be wrong for nearly every submission:
the pace is learnt for each of the 168 hours of a week, from those in which somebody was waiting. Units: submissions per
hour; times are aware datetimes in the time zone in which the hours of the week are told.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
HOURS = 168  # of a week
WEEKS = 8  # that are looked back
HALF_LIFE = 2.0  # weeks after which an hour counts half: holidays begin and end
LEAST = 50  # submissions that must have left the queue before anything is said
LONGEST = timedelta(days=60)  # what would take longer is not foretold
BUSY = 8  # that wait: with fewer of them reviewers may have had nothing to do
NARROWEST, SPAN = 0.2, 1.3  # of the span of an estimate: at least, and in standard deviations


@dataclass(frozen=True)
class Counted:
    """What happened in one hour: how many left the queue, came to its end, and came back to their earlier places."""

    left: int = 0
    came: int = 0
    returned: int = 0


@dataclass(frozen=True)
class Pace:
    """By how many places one moves ahead in each hour of a week, the first hour that of Monday after midnight."""

    rates: tuple[float, ...]
    spread: float  # by which share a week differs from what was expected of it: one standard deviation
    sums: list[float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sums", [0.0, *accumulate(self.rates)])

    def span(self, place: int) -> tuple[float, float, float]:
        """Return the places after which a submission is decided about: at best, most likely, and at worst."""
        share = min(0.8, max(NARROWEST, SPAN * self.spread))
        return max(0.0, place * (1 - share) - BUSY), float(place), place * (1 + share) + BUSY

    def reached(self, start: datetime, places: float) -> datetime | None:
        """Return when so many places are passed; None where that is too far away to be foretold."""
        monday = start.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=start.weekday())
        of_week, whole = (start - monday) / HOUR, self.sums[-1]
        hour = int(of_week)
        target = self.sums[hour] + self.rates[hour] * (of_week - hour) + places
        if not whole or target / whole > LONGEST / WEEK:
            return None
        weeks, rest = divmod(target, whole)
        last = max(1, bisect_left(self.sums, rest))
        rate = self.rates[last - 1]
        found = monday + weeks * WEEK + HOUR * (last - 1 + ((rest - self.sums[last - 1]) / rate if rate else 0))
        return max(found, start)


def hour_of_week(moment: datetime) -> int:
    return moment.weekday() * 24 + moment.hour


def pace_of(counted: Mapping[datetime, Counted], waiting: int, now: datetime) -> Pace | None:
    """Learn the pace from what happened in each hour, by its beginning, and from how many wait now.

    None where too little has happened.
    """
    recent = {hour: one for hour, one in counted.items() if now - WEEKS * WEEK <= hour <= now}
    left = sum(one.left for one in recent.values())
    if left < LEAST:
        return None
    # Who comes back passes those who wait: of what leaves the queue, so much does not move them ahead.
    ahead = max(0.1, 1 - sum(one.returned for one in recent.values()) / left)
    passed, hours = _by_hour_of_week(recent, waiting, now)
    usual = sum(passed) / sum(hours) if sum(hours) else 0.0
    rates = (ahead * (one / many if many else usual) for one, many in zip(passed, hours, strict=True))
    return Pace(tuple(rates), _spread(recent, min(recent), now))


def _by_hour_of_week(
    recent: Mapping[datetime, Counted], waiting: int, now: datetime
) -> tuple[list[float], list[float]]:
    """Return how many left the queue in hours of which kind, and how many such hours there were, the last ones first.

    Going back from now, the number of those who waited follows from who came and left.
    """
    passed, hours = [0.0] * HOURS, [0.0] * HOURS
    hour, first = now.replace(minute=0, second=0, microsecond=0), min(recent)
    while hour >= first:
        one = recent.get(hour, Counted())
        waiting += one.left - one.came - one.returned
        share = min(HOUR, now - hour) / HOUR
        if waiting >= BUSY:
            weight, place = 0.5 ** ((now - hour) / WEEK / HALF_LIFE), hour_of_week(hour)
            passed[place] += weight * one.left
            hours[place] += weight * share
        hour -= HOUR
    return passed, hours


def _spread(recent: Mapping[datetime, Counted], first: datetime, now: datetime) -> float:
    weeks = int((now - first) / WEEK)
    if weeks < 3:
        return 0.5
    totals = [0.0] * weeks
    for hour, one in recent.items():
        if (age := int((now - hour) / WEEK)) < weeks:
            totals[age] += one.left
    mean = sum(totals) / weeks
    return float((sum((total - mean) ** 2 for total in totals) / (weeks - 1)) ** 0.5 / mean) if mean else 0.5
