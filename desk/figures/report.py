"""The figures of a provider for a period: the one thing that page, file and API show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from django.conf import settings

from catalogue.models import Offering, Provider
from desk.figures.groups import Day, book, last_day
from desk.figures.periods import Period
from desk.models import DailyFigures

STEPS = ("views", "compares", "saved", "requests")
MEASURES = (*STEPS, "runs", "ratings")
# Favourites and shortlists are one step, and are shown together only.
_READ: dict[str, Callable[[list[Any]], Iterable[tuple[date, int, int]]]] = {
    "views": lambda rows: [(row[1], row[2], 0) for row in rows],
    "compares": lambda rows: [(row[1], row[3], 0) for row in rows],
    "saved": lambda rows: [(row[1], row[4] + row[5], 0) for row in rows],
    "requests": lambda rows: [(row[1], row[6], 0) for row in rows],
    "runs": lambda rows: [(row[1], row[7], 0) for row in rows],
    "ratings": lambda rows: [(row[1], row[8], row[9]) for row in rows],
}
_COLUMNS = ("views", "compares", "favourites", "shortlists", "requests", "runs", "ratings", "stars")


@dataclass
class Line:
    """The sums of some days, of one offering or of several. What has no group in it is not there."""

    first: date
    last: date
    offering: Offering | None = None
    numbers: dict[str, int] = field(default_factory=dict)
    stars: int = 0

    @property
    def mean_stars(self) -> float | None:
        ratings = self.numbers.get("ratings")
        return round(self.stars / ratings, 2) if ratings else None

    def add(self, measure: str, group: Day) -> None:
        self.numbers[measure] = self.numbers.get(measure, 0) + group.number
        self.stars += group.weight


@dataclass(frozen=True)
class Step:
    """One step from a view to a request, and its share of the first step and of the one before."""

    measure: str
    number: int | None
    of_views: float | None
    of_before: float | None


@dataclass(frozen=True)
class Report:
    """``offering`` is the one that was asked for; without it the lines are sums of all offerings."""

    provider: Provider
    period: Period
    offerings: list[Offering]
    offering: Offering | None
    lines: list[Line]
    total: Line
    by_offering: list[Line]

    @property
    def smallest(self) -> int:
        return int(settings.FIGURES_SMALLEST_GROUP)

    @property
    def is_sum(self) -> bool:
        return self.offering is None and len(self.offerings) != 1

    @property
    def steps(self) -> list[Step]:
        numbers = [self.total.numbers.get(measure) for measure in STEPS]
        before = [None, *numbers[:-1]]
        return [
            Step(measure, number, _share(number, numbers[0]), _share(number, earlier))
            for measure, number, earlier in zip(STEPS, numbers, before, strict=True)
        ]


def offerings_of(provider: Provider) -> list[Offering]:
    """Return what everybody sees of a provider, and what everybody has seen: its figures stay."""
    return list(Offering.objects.filter(providers=provider, published_at__isnull=False).order_by("slug"))


def report_of(provider: Provider, days: int, offering: Offering | None = None, now: datetime | None = None) -> Report:
    """Add up the groups of the last days."""
    offerings = offerings_of(provider)
    period = Period(days, last_day(now or datetime.now(UTC)))
    lines = [Line(first, last) for first, last in period.parts]
    part_of = _places(lines)
    total = Line(period.first, period.last, offering)
    own = {one.pk: Line(period.first, period.last, one) for one in offerings}
    for pk, measure, group in _groups([one.pk for one in offerings], period):
        own[pk].add(measure, group)
        if offering is None or offering.pk == pk:
            lines[part_of[group.day]].add(measure, group)
            total.add(measure, group)
    return Report(provider, period, offerings, offering, lines, total, list(own.values()))


def _groups(offerings: Sequence[int], period: Period) -> Iterable[tuple[int, str, Day]]:
    """Return every group of the period. Groups are made from the beginning of a year, not of the period."""
    rows = (
        DailyFigures.objects.filter(offering__in=offerings, day__range=(date(period.first.year, 1, 1), period.last))
        .order_by("offering", "day")
        .values_list("offering", "day", *_COLUMNS)
    )
    for pk, of_offering in groupby(rows, key=lambda row: row[0]):
        days = list(of_offering)
        for measure in MEASURES:
            for group in book(_READ[measure](days), settings.FIGURES_SMALLEST_GROUP):
                if group.day >= period.first:
                    yield pk, measure, group


def _places(lines: list[Line]) -> dict[date, int]:
    return {
        date.fromordinal(number): place
        for place, line in enumerate(lines)
        for number in range(line.first.toordinal(), line.last.toordinal() + 1)
    }


def _share(number: int | None, of: int | None) -> float | None:
    return round(number / of, 4) if number and of else None
