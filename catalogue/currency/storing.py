"""Writes rates: all of a file or nothing of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from catalogue.currency.fetching import DAILY, HISTORY, fetched
from catalogue.currency.rates import CACHE_KEY
from catalogue.currency.reading import Day, RatesError, read_days
from catalogue.models import Rate, RateRefresh
from common.wording import tell
from common.words import Words, say, say_count

log = logging.getLogger(__name__)

BATCH = 2_000
REFRESHES_KEPT = timedelta(days=90)


@dataclass
class Stored:
    """What a file brought."""

    days: int = 0
    newest: date = date.min
    unknown: set[str] = field(default_factory=set)

    @property
    def words(self) -> Words:
        found = say_count(
            "Rates of %(count)s day, the newest of %(day)s.",
            "Rates of %(count)s days, the newest of %(day)s.",
            self.days,
            day=self.newest.isoformat(),
        )
        if not self.unknown:
            return found
        left = ", ".join(sorted(self.unknown))
        return say("%(found)s Left out, as no currency of today: %(codes)s.", found=found, codes=left)


@transaction.atomic
def store_days(days: Iterable[Day]) -> Stored:
    """Store the rates of every day, over what was there; an error on the way leaves everything as it was."""
    stored = Stored()
    rates = _rates(days, stored)
    while batch := list(islice(rates, BATCH)):
        Rate.objects.bulk_create(
            batch, update_conflicts=True, unique_fields=["currency", "day"], update_fields=["per_euro"]
        )
    transaction.on_commit(lambda: cache.delete(CACHE_KEY))
    return stored


def _rates(days: Iterable[Day], stored: Stored) -> Iterator[Rate]:
    for day in days:
        stored.days += 1
        stored.newest = max(stored.newest, day.day)
        stored.unknown |= day.unknown
        for currency, rate in day.rates.items():
            yield Rate(currency=currency, day=day.day, per_euro=rate)


def store_file(path: Path) -> Stored:
    with path.open("rb") as source:
        return store_days(read_days(source, timezone.now().date()))


def store_snapshot(folder: Path) -> Stored | None:
    """Store the rates that came with the market, unless the table already has their newest day."""
    with (folder / DAILY).open("rb") as source:
        newest = max(day.day for day in read_days(source, timezone.now().date()))
    if Rate.objects.filter(day=newest).exists():
        return None
    with transaction.atomic():
        store_file(folder / HISTORY)
        return store_file(folder / DAILY)


def refresh_rates(name: str = DAILY) -> RateRefresh:
    """Fetch and store; whatever goes wrong outside, the old rates stay and one line says why."""
    try:
        with fetched(name) as source:
            stored = store_days(read_days(source, timezone.now().date()))
    except RatesError as problem:
        log.warning("The reference rates stay as they are: %s", problem)
        return _note(RateRefresh.Outcome.FAILED, name, problem.words)
    log.info("Reference rates: %s", tell(stored.words.to_json(), "en"))
    return _note(RateRefresh.Outcome.LOADED, name, stored.words)


def _note(outcome: RateRefresh.Outcome, source: str, words: Words) -> RateRefresh:
    RateRefresh.objects.filter(at__lt=timezone.now() - REFRESHES_KEPT).delete()
    return RateRefresh.objects.create(outcome=outcome, source=source, words=words.to_json())
