"""Four weeks of made-up card payments with fraud of four kinds planted in them."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from demos.analyzers.contract import Floats
from demos.analyzers.payments.history import Ints

LABEL = "is_fraud"
START = datetime(2026, 2, 2)  # noqa: DTZ001 - the file carries local times without a zone
_DAYS = 28
_CARDS = 240
_TERMINALS = 160
_HOURS = np.array([1, 1, 1, 1, 1, 2, 4, 8, 10, 9, 9, 11, 13, 12, 10, 9, 10, 13, 14, 11, 8, 6, 4, 2], float)


class _Book:
    """Payments as they are written down: seconds since the start, card, terminal, amount, label."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.habit = self.random.normal(3.2, 0.6, _CARDS)  # logarithm of a card's usual amount
        self.places = self.random.integers(0, _TERMINALS, (_CARDS, 8))
        self._parts: list[pd.DataFrame] = []

    def pay(self, seconds: Floats, cards: Ints, terminals: Ints, amounts: Floats, label: int) -> None:
        columns = {"seconds": seconds, "card": cards, "terminal": terminals, "amount": amounts}
        self._parts.append(pd.DataFrame(columns).assign(label=label))

    def moments(self, days: Ints) -> Floats:
        hours = self.random.choice(24, days.size, p=_HOURS / _HOURS.sum())
        seconds = (days * 24 + hours) * 3600 + self.random.integers(0, 3600, days.size)
        return np.asarray(seconds, dtype=np.float64)

    def usual(self, cards: Ints) -> Floats:
        return np.exp(self.habit[cards] + self.random.normal(0, 0.5, cards.size))

    def table(self) -> pd.DataFrame:
        rows = pd.concat(self._parts, ignore_index=True)
        rows = rows[rows["seconds"] < _DAYS * 86_400].sort_values("seconds", kind="stable")
        return pd.DataFrame(
            {
                "paid_at": pd.to_datetime(START) + pd.to_timedelta(rows["seconds"].astype(np.int64), unit="s"),
                "card": [f"**** {1000 + 37 * code % 9000:04d}" for code in rows["card"]],
                "terminal": [f"POS-{100 + code}" for code in rows["terminal"]],
                "amount": rows["amount"].clip(lower=0.5).round(2),
                LABEL: rows["label"],
            }
        ).reset_index(drop=True)


def sample_payments(seed: int) -> pd.DataFrame:
    """Return some 8,000 payments with a label column; the same seed gives the same rows."""
    book = _Book(seed)
    _everyday(book)
    _stolen_numbers(book)
    _card_testing(book)
    _skimmed_terminals(book)
    _single_large(book)
    return book.table()


def _everyday(book: _Book) -> None:
    pace = book.random.gamma(3.0, 0.39, _CARDS)
    cards = np.repeat(np.arange(_CARDS), book.random.poisson(pace * _DAYS) + 3)
    days = book.random.integers(0, _DAYS, cards.size)
    terminals = book.places[cards, book.random.integers(0, 8, cards.size)]
    book.pay(book.moments(days), cards, terminals, book.usual(cards), 0)


def _stolen_numbers(book: _Book) -> None:
    """Eight cards pay five to twelve times their usual amounts over some days."""
    for card in book.random.choice(_CARDS, 8, replace=False):
        cards = np.full(book.random.integers(5, 9), card)
        days = book.random.integers(2, _DAYS - 6) + book.random.integers(0, 6, cards.size)
        terminals = book.random.integers(0, _TERMINALS, cards.size)
        amounts = np.exp(book.habit[cards]) * book.random.uniform(5, 12, cards.size)
        book.pay(book.moments(days), cards, terminals, amounts, 1)


def _card_testing(book: _Book) -> None:
    """Four cards are tried with small amounts within minutes."""
    for card in book.random.choice(_CARDS, 4, replace=False):
        cards = np.full(7, card)
        start = book.random.integers(3, _DAYS - 1) * 86_400 + book.random.integers(0, 80_000)
        seconds = start + np.cumsum(book.random.integers(20, 80, cards.size)).astype(float)
        terminals = np.full(cards.size, book.random.integers(0, _TERMINALS))
        book.pay(seconds.astype(float), cards, terminals, book.random.uniform(0.8, 4.0, cards.size), 1)


def _skimmed_terminals(book: _Book) -> None:
    """Three terminals are manipulated for ten days: cards pay several times their usual amounts there."""
    for terminal in book.random.choice(_TERMINALS, 3, replace=False):
        cards = book.random.choice(_CARDS, 24, replace=False)
        days = book.random.integers(3, _DAYS - 11) + book.random.integers(0, 10, cards.size)
        amounts = np.exp(book.habit[cards]) * book.random.uniform(3, 8, cards.size)
        book.pay(book.moments(days), cards, np.full(cards.size, terminal), amounts, 1)


def _single_large(book: _Book) -> None:
    """Twelve single payments are larger than what any card here usually spends."""
    cards = book.random.choice(_CARDS, 12, replace=False)
    days = book.random.integers(1, _DAYS, cards.size)
    terminals = book.random.integers(0, _TERMINALS, cards.size)
    book.pay(book.moments(days), cards, terminals, book.random.uniform(700, 1800, cards.size), 1)
