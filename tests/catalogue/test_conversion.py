"""Conversion over the euro: exact until the one rounding at the end."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from catalogue.currencies import CURRENCIES
from catalogue.currency.amounts import MOST, convert, money, rounded, smallest
from catalogue.currency.rates import Rates, current_rates
from tests.catalogue.rates import days_ago, load, written

RATES = st.decimals("0.000001", "9999999", places=6)
AMOUNTS = st.decimals(0, MOST, places=2)
CODES = st.sampled_from(CURRENCIES)


@given(AMOUNTS, RATES, RATES, CODES, CODES)
def test_there_and_back_is_the_same_within_the_rounding(
    amount: Decimal, one: Decimal, other: Decimal, currency: str, wanted: str
) -> None:
    there = convert(amount, one, other, wanted)
    back = convert(there, other, one, currency)

    lost = smallest(wanted) / 2 * one / other + smallest(currency) / 2
    assert abs(back - amount) <= lost * (1 + Decimal("1e-9"))


@given(AMOUNTS, RATES, RATES, CODES)
def test_what_comes_out_has_the_decimals_of_its_currency(
    amount: Decimal, one: Decimal, other: Decimal, to: str
) -> None:
    found = convert(amount, one, other, to)

    assert -found.as_tuple().exponent == get_currency_precision(to)
    assert found >= 0
    assert money(found, to)


@given(AMOUNTS, AMOUNTS, RATES, RATES, CODES)
def test_the_dearer_stays_the_dearer(first: Decimal, second: Decimal, one: Decimal, other: Decimal, to: str) -> None:
    cheap, dear = sorted([first, second])

    assert convert(cheap, one, other, to) <= convert(dear, one, other, to)


@pytest.mark.parametrize(
    ("amount", "currency", "wanted"),
    [("0.005", "EUR", "0.01"), ("0.0049", "EUR", "0.00"), ("0.5", "JPY", "1"), ("0.0005", "KWD", "0.001")],
)
def test_halves_are_rounded_up(amount: str, currency: str, wanted: str) -> None:
    assert str(rounded(Decimal(amount), currency)) == wanted


def test_two_currencies_are_joined_by_the_euro_and_the_older_day() -> None:
    rates = Rates({"CHF": (date(2026, 1, 2), Decimal("0.9")), "USD": (date(2026, 1, 5), Decimal("1.2"))})

    found = rates.converted(Decimal(90), "CHF", "USD")

    assert found is not None
    assert (found.amount, found.day) == (Decimal("120.00"), date(2026, 1, 2))


def test_the_euro_needs_no_rate_of_its_own() -> None:
    rates = Rates({"CHF": (date(2026, 1, 2), Decimal("0.9"))})

    assert rates.converted(Decimal(10), "EUR", "CHF").amount == Decimal("9.00")  # type: ignore[union-attr]
    assert rates.converted(Decimal(9), "CHF", "EUR").amount == Decimal("10.00")  # type: ignore[union-attr]
    assert rates.converted(Decimal(9), "EUR", "EUR") is None
    assert rates.converted(Decimal(9), "CHF", "AED") is None


@pytest.mark.django_db
def test_a_currency_that_is_no_longer_quoted_is_not_converted(tmp_path: Path) -> None:
    load(tmp_path, written((days_ago(1), {"CHF": "0.9"}), (days_ago(300), {"CHF": "1", "BGN": "1.9558"})))

    rates = current_rates()

    assert rates.converted(Decimal(10), "EUR", "BGN") is None
    assert rates.converted(Decimal(10), "EUR", "CHF").amount == Decimal("9.00")  # type: ignore[union-attr]


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "is_old"), [(0, False), (10, False), (11, True), (400, True)])
def test_a_rate_is_old_after_ten_days(tmp_path: Path, age: int, is_old: bool) -> None:
    load(tmp_path, written((days_ago(age), {"CHF": "0.9"})))

    found = current_rates().converted(Decimal(10), "EUR", "CHF")

    assert found is not None
    assert found.is_old == is_old
    assert found.day == days_ago(0) - timedelta(days=age)
