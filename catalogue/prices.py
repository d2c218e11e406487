"""Prices in words, as the reader's language writes them."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.models import Offering


def price_words(model: str, amount: Decimal | None, currency: str) -> str:
    """Return what it costs, or how one learns it."""
    name = str(Offering.PriceModel(model).label)
    if amount is None:
        return name
    money = format_currency(amount, currency, locale=get_language() or "en")
    return _("%(money)s, subscription") % {"money": money} if model == "subscription" else money
