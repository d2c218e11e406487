"""What the administration may put into fields that hold tables of words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalogue.currencies import CURRENCIES
from catalogue.currency.amounts import MOST, rounded

LONGEST = 1_000


def validate_texts(value: Any) -> None:
    """Accept a table of short texts, such as {"banks": "For their branches."}."""
    is_table = isinstance(value, dict) and all(
        isinstance(text, str) and len(text) <= LONGEST for text in value.values()
    )
    if value is not None and not is_table:
        raise ValidationError(_('Write a table of texts, such as {"key": "A sentence."}.'))


def validate_money(amount: Any, currency: str) -> None:
    """Refuse half a price, an absurd one, and one that the currency has no coins for."""
    if amount is None and not currency:
        return
    if amount is None or not currency:
        raise ValidationError({"amount": _("Give an amount together with its currency, or neither.")})
    if not isinstance(amount, Decimal) or not 0 <= amount <= MOST:
        raise ValidationError({"amount": _("An amount is a number from 0 to %(most)d.") % {"most": MOST}})
    if currency in CURRENCIES and amount != rounded(amount, currency):
        said = {"currency": currency, "number": get_currency_precision(currency)}
        raise ValidationError({"amount": _("Prices in %(currency)s have %(number)d decimals.") % said})
