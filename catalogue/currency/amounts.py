"""Exact amounts: conversion over the euro, rounding to a currency's own decimals, and money in words."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.utils.translation import get_language

MOST = 9_999_999_999  # NaN, which PostgreSQL holds to be greater than every number, is refused by it


def smallest(currency: str) -> Decimal:
    """Return the smallest unit of a currency: 0.01 for the euro, 1 for the yen."""
    return Decimal(1).scaleb(-get_currency_precision(currency))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the smallest unit of the currency."""
    return amount.quantize(smallest(currency), ROUND_HALF_UP)


def convert(amount: Decimal, from_rate: Decimal, to_rate: Decimal, to: str) -> Decimal:
    """Return the amount in another currency, rounded once, at the end.

    Both rates say how much of the currency one euro is.
    """
    return rounded(amount * to_rate / from_rate, to)


def rate_words(rate: Decimal) -> str:
    """Return a rate as the reader's language writes it, with the decimals it has."""
    return format_decimal(rate, "#,##0.######", locale=get_language() or "en")


def money(amount: Decimal, currency: str) -> str:
    """Return an amount as the reader's language writes it, with the decimals of its currency."""
    return format_currency(rounded(amount, currency), currency, locale=get_language() or "en")
