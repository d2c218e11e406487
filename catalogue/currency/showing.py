"""What readers see of prices: the provider's own, beside it about what that is in their currency, and by which rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.countries import country_name
from catalogue.currency.amounts import money
from catalogue.currency.rates import Converted, Rates, current_rates
from catalogue.currency.readers import Reader
from catalogue.models import CountryPrice, Offering
from catalogue.prices import price_words


@dataclass(frozen=True)
class Money:
    """An amount as it was given; ``country`` is empty for the general price."""

    amount: Decimal
    currency: str
    country: str = ""


@dataclass(frozen=True)
class Shown:
    """A price in words."""

    own: str
    country: str = ""  # the name of the country that the price is for
    is_general: bool = False  # the reader named a country that has no price of its own
    about: str = ""
    day: date | None = None
    is_old: bool = False
    has_no_rate: bool = False


def about_words(price: Shown) -> str:
    """Return about what a price is in the reader's currency and by the rate of which day, or nothing."""
    if not price.about or price.day is None:
        return ""
    known = {"about": price.about, "day": date_format(price.day, "DATE_FORMAT")}
    if price.is_old:
        return _("about %(about)s, at an old rate of %(day)s") % known
    return _("about %(about)s, at the rate of %(day)s") % known


class Prices:
    """Prices as one reader sees them. Rates are read when the first price needs them."""

    def __init__(self, reader: Reader, of_countries: Iterable[CountryPrice]) -> None:
        self.reader = reader
        self._own = {price.offering_id: price for price in of_countries if price.country == reader.country}

    @classmethod
    def for_many(cls, reader: Reader, offerings: Iterable[int]) -> Prices:
        """Read the prices of the reader's country; without one, none are read."""
        found = CountryPrice.objects.filter(country=reader.country, offering__in=list(offerings))
        return cls(reader, found if reader.country else ())

    def money_of(self, offering: int, amount: Decimal | None, currency: str) -> Money | None:
        """Return the price of the reader's country, else the general one, else nothing."""
        own = self._own.get(offering)
        if own is not None:
            return Money(own.amount, own.currency, own.country)
        return Money(amount, currency) if amount is not None else None

    def converted(self, price: Money) -> Converted | None:
        return self._rates.converted(price.amount, price.currency, self.reader.currency)

    def shown(self, offering: int, model: str, amount: Decimal | None, currency: str) -> Shown:
        price = self.money_of(offering, amount, currency)
        if price is None:
            return Shown(self._without_amount(model))
        own = price_words(model, price.amount, price.currency)
        country = country_name(price.country) if price.country else ""
        is_general = bool(self.reader.country) and not price.country
        if price.currency == self.reader.currency:
            return Shown(own, country, is_general)
        about = self.converted(price)
        if about is None:
            return Shown(own, country, is_general, has_no_rate=True)
        return Shown(own, country, is_general, money(about.amount, about.currency), about.day, about.is_old)

    def _without_amount(self, model: str) -> str:
        words = price_words(model, None, "")
        if model != Offering.PriceModel.FREE or not self.reader.has_asked_for_currency:
            return words
        return _("%(words)s (%(money)s)") % {"words": words, "money": money(Decimal(0), self.reader.currency)}

    @cached_property
    def _rates(self) -> Rates:
        return current_rates()
