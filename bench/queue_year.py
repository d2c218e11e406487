"""A simulated queue of submissions: reviewers with working hours, weekends, holidays and days of illness; bursts.

Plain Python and seeded, so that each run is the same. It knows nothing of how the waiting time is estimated.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

BEGIN = datetime(2025, 1, 6, tzinfo=UTC)  # a Monday
A_WEEK = 500  # submissions
REVIEWERS = 8
MINUTES = 24  # of a review, on average
COMES_BACK = 0.22  # share of reviews that ask for changes
WITHDRAWN = 0.03
OUT_OF_TURN = 0.1  # share of reviews of one that is not the oldest: one's own organisation, a question, a risk
BURSTS = 12  # a year, each of 40 to 160 submissions within hours
# How much comes in each hour of a working day; at the weekend it is a tenth.
BY_HOUR = (1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 18, 16, 12, 14, 17, 17, 15, 10, 7, 5, 4, 3, 2, 1)
CLOSED_DAYS = (91, 94, 116, 145, 154, 318, 352, 353, 354, 359)  # of the year, counted from its first Monday


class Waited(NamedTuple):
    """One stay in the queue, from the first submission to the first decision."""

    begun: datetime
    ended: datetime
    place: int  # in the queue when it was submitted, itself included


class Moved(NamedTuple):
    """Somebody left the queue, came to its end, or came back to an earlier place in it."""

    at: datetime
    what: str  # "left", "came" or "returned"


@dataclass
class Year:
    waits: list[Waited] = field(default_factory=list)
    moves: list[Moved] = field(default_factory=list)


@dataclass
class _Reviewer:
    begin: int  # minutes of the day
    end: int
    days: tuple[int, ...]
    away: set[int]

    def works(self, minute: int) -> bool:
        day, of_day = divmod(minute, 1440)
        in_hours = self.begin <= of_day < self.end and not 720 <= of_day < 750
        return in_hours and day % 7 in self.days and day not in self.away


def simulate(weeks: int = 52, seed: int = 1) -> Year:
    """Return what happened to the submissions of so many weeks."""
    draw = Random(seed)
    return _Queue(draw, weeks).run()


class _Queue:
    def __init__(self, draw: Random, weeks: int) -> None:
        self.draw, self.end = draw, weeks * 7 * 1440
        self.year = Year()
        self.waiting: list[tuple[int, int]] = []  # when first submitted, and its number; oldest first
        self.busy: set[int] = set()  # reviewers with a submission in hand
        self.places: dict[int, tuple[int, int]] = {}  # when it came and at which place
        self.events: list[tuple[int, int, str, int, int]] = []  # minute, order, what, number, first submitted
        self.order = 0
        self.reviewers = [_reviewer(draw, weeks) for _ in range(REVIEWERS)]

    def run(self) -> Year:
        for number, minute in enumerate(_arrivals(self.draw, self.end)):
            self._plan(minute, "come", number, minute)
            if self.draw.random() < WITHDRAWN:
                self._plan(minute + int(self.draw.expovariate(1 / 1440)), "withdraw", number, minute)
        for place in range(REVIEWERS):
            self._plan(0, "free", place, 0)
        while self.events and self.events[0][0] < self.end:
            minute, _order, what, number, first = heapq.heappop(self.events)
            getattr(self, f"_{what}")(minute, number, first)
        return self.year

    def _plan(self, minute: int, what: str, number: int, first: int) -> None:
        self.order += 1
        heapq.heappush(self.events, (minute, self.order, what, number, first))

    def _come(self, minute: int, number: int, first: int) -> None:
        heapq.heappush(self.waiting, (first, number))
        self.places[number] = (minute, len(self.waiting) + len(self.busy))
        self.year.moves.append(Moved(_at(minute), "came"))

    def _come_back(self, minute: int, number: int, first: int) -> None:
        heapq.heappush(self.waiting, (first, number))
        self.year.moves.append(Moved(_at(minute), "returned"))

    def _withdraw(self, minute: int, number: int, first: int) -> None:
        if (first, number) in self.waiting:
            self.waiting.remove((first, number))
            heapq.heapify(self.waiting)
            self._leave(minute, number)

    def _free(self, minute: int, place: int, _first: int) -> None:
        """A reviewer looks for work, now or in some minutes."""
        self.busy.discard(place)
        reviewer = self.reviewers[place]
        if not self.waiting or not reviewer.works(minute):
            self._plan(minute + 5, "free", place, 0)
            return
        first, number = self._picked()
        self.busy.add(place)
        takes = max(4, int(self.draw.lognormvariate(0, 0.6) * MINUTES / 1.197))
        done = minute + takes
        self._plan(done, "decide", number, first)
        self._plan(done, "free", place, 0)

    def _decide(self, minute: int, number: int, first: int) -> None:
        self._leave(minute, number)
        if self.draw.random() < COMES_BACK:
            self._plan(minute + int(self.draw.lognormvariate(7.5, 0.9)), "come_back", number, first)

    def _picked(self) -> tuple[int, int]:
        if len(self.waiting) > 1 and self.draw.random() < OUT_OF_TURN:
            oldest = heapq.nsmallest(20, self.waiting)
            one = self.draw.choice(oldest)
            self.waiting.remove(one)
            heapq.heapify(self.waiting)
            return one
        return heapq.heappop(self.waiting)

    def _leave(self, minute: int, number: int) -> None:
        self.year.moves.append(Moved(_at(minute), "left"))
        if number in self.places:
            begun, place = self.places.pop(number)
            self.year.waits.append(Waited(_at(begun), _at(minute), place))


def _at(minute: int) -> datetime:
    return BEGIN + timedelta(minutes=minute)


def _reviewer(draw: Random, weeks: int) -> _Reviewer:
    begin = draw.choice((450, 480, 510, 540))
    days = draw.choice(((0, 1, 2, 3, 4),) * 3 + ((0, 1, 2, 3),))
    away = {day + 365 * year for day in CLOSED_DAYS for year in range(weeks // 52 + 1)}
    for year in range(weeks // 52 + 1):
        for first in (draw.randrange(190, 235), draw.randrange(0, 350), draw.randrange(0, 350)):
            away |= set(range(365 * year + first, 365 * year + first + draw.choice((7, 10, 14))))
    away |= {day for day in range(weeks * 7) if draw.random() < 0.02}
    return _Reviewer(begin, begin + 510, days, away)


def _arrivals(draw: Random, end: int) -> list[int]:
    found: list[int] = []
    weight = sum(BY_HOUR) * 5.2
    for week in range(end // 10080):
        level = A_WEEK * draw.lognormvariate(0, 0.12)
        for hour in range(168):
            share = BY_HOUR[hour % 24] * (1 if hour < 120 else 0.1) / weight
            found += [(week * 168 + hour) * 60 + draw.randrange(60) for _ in range(_poisson(draw, level * share))]
    for _burst in range(max(1, BURSTS * end // (365 * 1440))):
        start = draw.randrange(end // 1440) * 1440 + draw.randrange(480, 960)
        found += [start + draw.randrange(180) for _ in range(draw.randrange(40, 160))]
    return sorted(found)


def _poisson(draw: Random, mean: float) -> int:
    number, passed = -1, 0.0
    while passed < mean:
        passed += draw.expovariate(1)
        number += 1
    return max(0, number)


def by_hour(moves: list[Moved]) -> dict[datetime, Counter[str]]:
    """Return how many left, came and came back in each hour, by its beginning."""
    found: dict[datetime, Counter[str]] = defaultdict(Counter)
    for move in moves:
        found[move.at.replace(minute=0, second=0, microsecond=0)][move.what] += 1
    return found
