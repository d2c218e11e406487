"""The current reference rates, and conversion by them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.cache import cache
from django.utils import timezone

from catalogue.currency.amounts import convert
from catalogue.models import Rate

CACHE_KEY = "catalogue.rates"
CACHE_SECONDS = 600
OLD_AFTER = timedelta(days=10)  # more than the longest run of days on which the bank publishes nothing


@dataclass(frozen=True)
class Converted:
    """An amount in another currency, by rates of this day; the older one where two days are involved."""

    amount: Decimal
    currency: str
    day: date

    @property
    def is_old(self) -> bool:
        return timezone.now().date() - self.day > OLD_AFTER


@dataclass(frozen=True)
class Rates:
    """For each currency the day of its newest rate, and how much of it one euro was."""

    quoted: dict[str, tuple[date, Decimal]]

    def converted(self, amount: Decimal, currency: str, wanted: str) -> Converted | None:
        """Convert by way of the euro. Without a current rate of both currencies there is no answer."""
        given, asked = self._quote(currency), self._quote(wanted)
        if currency == wanted or given is None or asked is None:
            return None
        return Converted(convert(amount, given[1], asked[1], wanted), wanted, min(given[0], asked[0]))

    def _quote(self, currency: str) -> tuple[date, Decimal] | None:
        return (date.max, Decimal(1)) if currency == "EUR" else self.quoted.get(currency)


def current_rates() -> Rates:
    """Return the newest rates; asked of the database once in ten minutes, and after each change."""
    quoted = cache.get(CACHE_KEY)
    if quoted is None:
        quoted = {rate.currency: (rate.day, rate.per_euro) for rate in Rate.objects.current()}
        cache.set(CACHE_KEY, quoted, CACHE_SECONDS)
    return Rates(quoted)
