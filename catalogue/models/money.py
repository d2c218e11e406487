"""Reference rates, how their last refresh went, and prices for single countries."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.countries import CODES, country_name
from catalogue.currencies import CURRENCIES
from catalogue.currency.amounts import MOST
from catalogue.models.offerings import Offering
from catalogue.models.origins import Origin
from catalogue.validators import validate_money

HIGHEST_RATE = 9_999_999  # with six decimals beside it, no conversion leaves the digits of exact arithmetic
STILL_QUOTED = timedelta(days=10)


class RateQuerySet(models.QuerySet["Rate"]):
    def newest_day(self) -> date | None:
        day: date | None = self.aggregate(day=models.Max("day"))["day"]
        return day

    def current(self) -> RateQuerySet:
        """Return the newest rate of each currency that still had one near the newest day."""
        newest = self.newest_day()
        if newest is None:
            return self.none()
        quoted = self.filter(day__gt=newest - STILL_QUOTED)
        return quoted.order_by("currency", "-day").distinct("currency")


class Rate(models.Model):
    """How much of a currency one euro was on a day, as the European Central Bank published it."""

    currency = models.CharField(_("currency"), max_length=3)
    day = models.DateField(_("day"))
    per_euro = models.DecimalField(_("for one euro"), max_digits=13, decimal_places=6)

    objects = RateQuerySet.as_manager()

    class Meta:
        verbose_name = _("reference rate")
        verbose_name_plural = _("reference rates")
        ordering = ["-day", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="one_rate_per_currency_and_day"),
            # NaN is greater than every number in PostgreSQL, so the upper limit refuses it.
            models.CheckConstraint(
                condition=Q(per_euro__gt=0, per_euro__lte=HIGHEST_RATE), name="rate_is_a_positive_number"
            ),
            models.CheckConstraint(condition=Q(currency__in=CURRENCIES), name="rate_has_known_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.day}"


class RateRefresh(models.Model):
    """One attempt to bring the rates up to date, for those who look after the market."""

    class Outcome(models.TextChoices):
        LOADED = "loaded", _("loaded")
        FAILED = "failed", _("failed")

    at = models.DateTimeField(_("time"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome)
    source = models.CharField(_("source"), max_length=200)
    words = models.JSONField(_("what happened"))  # common.words.Words

    class Meta:
        verbose_name = _("refresh of the rates")
        verbose_name_plural = _("refreshes of the rates")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.outcome}"


class CountryPrice(models.Model):
    """What an offering costs readers of one country, where that differs from its general price."""

    offering = models.ForeignKey(Offering, models.CASCADE, related_name="country_prices")
    origin = models.CharField(_("origin"), max_length=7, choices=Origin, default=Origin.PEOPLE, editable=False)
    country = models.CharField(_("country"), max_length=2)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3, choices=[(code, code) for code in CURRENCIES])

    class Meta:
        verbose_name = _("price for a country")
        verbose_name_plural = _("prices for countries")
        ordering = ["country"]
        constraints = [
            models.UniqueConstraint(fields=["offering", "country"], name="one_price_per_country"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=MOST, currency__in=CURRENCIES),
                name="country_price_is_a_price",
            ),
            models.CheckConstraint(condition=Q(country__in=CODES), name="country_price_has_known_country"),
        ]

    def __str__(self) -> str:
        return country_name(self.country)

    def clean(self) -> None:
        validate_money(self.amount, self.currency)
