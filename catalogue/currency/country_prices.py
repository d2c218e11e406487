"""Writes the prices for countries that content files bring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalogue.models import CountryPrice, Offering, Origin


def set_country_prices(offering: Offering, prices: Iterable[dict[str, Any]]) -> list[str]:
    """Bring an offering's prices to what the files say; return the countries whose price people have written."""
    wanted = {price["country"]: price for price in prices}
    there = {price.country: price for price in offering.country_prices.all()}
    for country, price in there.items():
        if price.origin == Origin.CONTENT and country not in wanted:
            price.delete()
    edited = []
    for country, values in wanted.items():
        price = there.get(country) or CountryPrice(offering=offering, country=country, origin=Origin.CONTENT)
        if price.origin == Origin.PEOPLE:
            edited.append(country)
        elif (price.amount, price.currency) != (values["amount"], values["currency"]):
            price.amount, price.currency = values["amount"], values["currency"]
            price.save()
    return edited
