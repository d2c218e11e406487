"""What an offering's file says about prices."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from accounts.countries import CODES
from catalogue.content.tables import Table
from catalogue.currencies import CURRENCIES
from catalogue.validators import validate_money

_AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")
WITH_AMOUNT = ("subscription", "one-off")


def read_price(table: Table, model: str) -> dict[str, Any]:
    """Return the general amount and its currency, both empty where the file names none."""
    told = {name: table.text(name, most=20, default="") for name in ("amount", "currency")}
    if not any(told.values()):
        return {"amount": None, "currency": ""}
    if model not in WITH_AMOUNT:
        raise table.error("amount", f"An amount needs the price_model {' or '.join(WITH_AMOUNT)}.")
    return _money(table, "", told)


def read_country_prices(table: Table) -> list[dict[str, Any]]:
    """Return the prices under ``[[prices]]``, one a country."""
    found: dict[str, dict[str, Any]] = {}
    for position, told in enumerate(table.tables("prices", default=[])):
        place = f"prices[{position}]."
        strange = set(told) - {"country", "amount", "currency"}
        if strange:
            raise table.error(f"{place}{min(strange)}", "There is no such field.")
        country = told.get("country")
        if country not in CODES or country in found:
            raise table.error(f"{place}country", "An ISO 3166-1 code that no other price has is needed.")
        found[country] = {"country": country, **_money(table, place, told)}
    return [found[country] for country in sorted(found)]


def _money(table: Table, place: str, told: dict[str, Any]) -> dict[str, Any]:
    amount, currency = told.get("amount"), told.get("currency")
    if not isinstance(amount, str) or not _AMOUNT.fullmatch(amount):
        raise table.error(f"{place}amount", 'Write the amount as a text with a point, such as "1250.50".')
    if currency not in CURRENCIES:
        raise table.error(f"{place}currency", f"{currency!r} is no currency of ISO 4217.")
    exact = Decimal(amount).quantize(Decimal("0.01"))
    try:
        validate_money(exact, currency)
    except ValidationError as problem:
        raise table.error(f"{place}amount", " ".join(problem.messages)) from problem
    return {"amount": exact, "currency": currency}
