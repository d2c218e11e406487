"""How fast a queue moves, learnt from its own last weeks, and when it has moved so far. Plain Python.

Reviewers work by day and not at the weekend, so an average over all hours would be wrong for nearly every submission:
the pace is learnt for each of the 168 hours of a week, from those in which somebody was waiting. Units: submissions per
hour; times are aware datetimes in the time zone in which the hours of the week are told.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from statistics import quantiles

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
HOURS = 168  # of a week
WEEKS = 8  # that are looked back
HALF_LIFE = 2.0  # weeks after which an hour counts half: holidays begin and end
LEAST = 50  # submissions that must have left the queue before anything is said
LONGEST = timedelta(days=60)  # what would take longer is not foretold
BUSY = 8  # that wait: with fewer of them reviewers may have had nothing to do
ASKED = 20  # earlier hours at least, of which is known how far the rates were wrong
WIDE = (0.5, 1.0, 1.8)  # with fewer of them


@dataclass(frozen=True)
class Counted:
    """What happened in one hour: how many left the queue, came to its end, and came back to their earlier places."""

    left: int = 0
    came: int = 0
    returned: int = 0


@dataclass(frozen=True)
class _Hour:
    begin: datetime
    counted: Counted
    waiting: int  # when it began


@dataclass(frozen=True)
class Pace:
    """By how many places one moves ahead in each hour of a week, the first hour that of Monday after midnight."""

    rates: tuple[float, ...]
    # How many places' time by these rates it really took to move ahead by one: in one of eight cases less than the
    # first, in one of two than the second, in one of eight more than the third.
    shares: tuple[float, float, float] = WIDE
    sums: list[float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sums", [0.0, *accumulate(self.rates)])

    def span(self, place: int) -> tuple[float, float, float]:
        """Return the places after which a submission is decided about: at best, most likely, and at worst."""
        low, likely, high = (place * share for share in self.shares)
        return max(0.0, low - BUSY), likely, high + BUSY

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
    hours = _hours(recent, waiting, now)
    passed, many = _by_hour_of_week(hours, now)
    usual = sum(passed) / sum(many) if sum(many) else 0.0
    rates = tuple(ahead * (one / number if number else usual) for one, number in zip(passed, many, strict=True))
    return Pace(rates, _shares(hours, rates))


def _hours(recent: Mapping[datetime, Counted], waiting: int, now: datetime) -> list[_Hour]:
    """Return what happened hour by hour, the oldest first. Going back from now, who waited follows from who came."""
    found: list[_Hour] = []
    hour, first = now.replace(minute=0, second=0, microsecond=0), min(recent)
    while hour >= first:
        one = recent.get(hour, Counted())
        waiting += one.left - one.came - one.returned
        found.append(_Hour(hour, one, waiting))
        hour -= HOUR
    return found[::-1]


def _by_hour_of_week(hours: Sequence[_Hour], now: datetime) -> tuple[list[float], list[float]]:
    """Return how many left the queue in hours of which kind, and how many such hours there were; the last ones count
    most."""
    passed, many = [0.0] * HOURS, [0.0] * HOURS
    for hour in hours:
        if hour.waiting >= BUSY:
            weight, place = 0.5 ** ((now - hour.begin) / WEEK / HALF_LIFE), hour_of_week(hour.begin)
            passed[place] += weight * hour.counted.left
            many[place] += weight * min(HOUR, now - hour.begin) / HOUR
    return passed, many


def _shares(hours: Sequence[_Hour], rates: Sequence[float]) -> tuple[float, float, float]:
    """Compare, for whoever came to the end of the queue in these hours, the way by the rates with the way in truth.

    Holidays and bursts make the mean pace differ from the usual one, in which half of all are decided about.
    """
    ahead = [0, *accumulate(hour.counted.left - hour.counted.returned for hour in hours)]
    furthest, told = list(accumulate(ahead, max)), [0.0, *accumulate(rates[hour_of_week(one.begin)] for one in hours)]
    found: list[float] = []
    for number, hour in enumerate(hours):
        target = ahead[number] + hour.waiting
        end = bisect_left(furthest, target, number + 1)
        if hour.waiting >= BUSY and hour.counted.came and end < len(furthest) and furthest[end] > furthest[end - 1]:
            part = (target - furthest[end - 1]) / (furthest[end] - furthest[end - 1])
            found.append((told[end - 1] + part * (told[end] - told[end - 1]) - told[number]) / hour.waiting)
    if len(found) < ASKED:
        return WIDE
    low, _, _, likely, _, _, high = quantiles(found, n=8)
    return low, likely, high
