"""Prices in words, as the reader's language writes them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from catalogue.currency.amounts import money
from catalogue.models import Offering


def price_words(model: str, amount: Decimal | None, currency: str) -> str:
    """Return what it costs, or how one learns it."""
    if amount is None:
        return str(Offering.PriceModel(model).label)
    written = money(amount, currency)
    return _("%(money)s, subscription") % {"money": written} if model == "subscription" else written
