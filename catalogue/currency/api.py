"""Prices for programs: the currency and the country that the address asks for."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from catalogue.currency.readers import Reader, country_in, currency_in
from catalogue.currency.showing import Prices
from catalogue.models import Offering

CURRENCY = OpenApiParameter(
    "currency", str, description="Code of ISO 4217. Each price is then also given in it, as `converted`."
)
COUNTRY = OpenApiParameter(
    "country", str, description="Code of ISO 3166-1. What is converted is then its price, where it has one of its own."
)


class CountryPriceSerializer(serializers.Serializer[Any]):
    """What an offering costs readers of one country."""

    country = serializers.CharField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    currency = serializers.CharField()


class ConvertedSerializer(serializers.Serializer[Any]):
    """About what a price is in another currency. `rate_on` is the day of the rate; null where none is used."""

    amount = serializers.CharField()
    currency = serializers.CharField()
    country = serializers.CharField(help_text="Of the price that was converted; empty for the general one.")
    rate_on = serializers.DateField(allow_null=True)
    is_old = serializers.BooleanField(help_text="The rate is more than ten days old.")


def reader_in(asked: QueryDict) -> Reader:
    """Read the address, or refuse what is no currency or no country."""
    currency, country = asked.get("currency", ""), asked.get("country", "")
    wrong = {}
    if currency and not currency_in(currency):
        wrong["currency"] = [_("Write a code of ISO 4217, such as CHF.")]
    if country and not country_in(country):
        wrong["country"] = [_("Write a code of ISO 3166-1, such as CH.")]
    if wrong:
        raise serializers.ValidationError(wrong)
    return Reader(currency=currency_in(currency), country=country_in(country))


def converted(offering: Offering, reader: Reader) -> dict[str, Any] | None:
    """Return the price in the wanted currency, or nothing without one, without an amount or without a current rate."""
    prices = Prices(reader, offering.country_prices.all() if reader.country else ())
    price = prices.money_of(offering.pk, offering.amount, offering.currency)
    if not reader.currency or price is None:
        return None
    told: dict[str, Any] = {"currency": reader.currency, "country": price.country}
    if price.currency == reader.currency:
        return told | {"amount": str(price.amount), "rate_on": None, "is_old": False}
    found = prices.converted(price)
    if found is None:
        return None
    return told | {"amount": str(found.amount), "rate_on": found.day.isoformat(), "is_old": found.is_old}
