"""Figures, and readers whose views count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.test import Client

from catalogue.models import Offering
from desk.figures.counting import counters, counts_key
from desk.figures.groups import last_day
from desk.models import DailyFigures

PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
SOURCES = ("favourites", "shortlists", "requests", "runs", "ratings", "stars")


def reader(user_agent: str = PERSON) -> Client:
    """A visitor's browser."""
    return Client(headers={"user-agent": user_agent})


def counted() -> dict[str, int]:
    """What waits in Redis, without the day."""
    fields = counters().hgetall(counts_key())
    return {field.partition(" ")[2]: int(number) for field, number in fields.items()}


def today() -> date:
    return datetime.now(UTC).date()


def day(ago: int) -> date:
    """The last day that figures are shown of, or so many before it."""
    return last_day(datetime.now(UTC)) - timedelta(days=ago)


def put(offering: Offering, on: date, **sums: int) -> DailyFigures:
    return DailyFigures.objects.update_or_create(offering=offering, day=on, defaults=sums)[0]


def sums_of(offering: Offering, on: date) -> dict[str, int]:
    """What the table has of a day."""
    row = DailyFigures.objects.filter(offering=offering, day=on).first() or DailyFigures()
    return {name: getattr(row, name) for name in ("views", "compares", *SOURCES)}
