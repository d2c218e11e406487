"""A made-up bank of some 300 accounts over eight weeks, with laundering planted in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from demos.analyzers.contract import Floats

LABEL = "is_laundering"
START = datetime(2026, 3, 2)  # noqa: DTZ001 - the file carries local times without a zone
_WEEKS = 8
_PEOPLE = 250
_EMPLOYERS, _SHOPS, _LANDLORDS = range(250, 256), range(256, 290), range(290, 296)
_OUTSIDE = range(296, 310)  # accounts used by the planted patterns alone


class _Book:
    """Payments as they are written down: hours since the start, sender, receiver, amount, label."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self._parts: list[pd.DataFrame] = []

    def pay(self, hours: Any, sender: Any, receiver: Any, amount: Any, label: int = 0) -> None:
        columns = np.broadcast_arrays(np.atleast_1d(hours), sender, receiver, amount, label)
        names = ("hours", "sender", "receiver", "amount", LABEL)
        self._parts.append(pd.DataFrame(dict(zip(names, (column.copy() for column in columns), strict=True))))

    def table(self) -> pd.DataFrame:
        rows = pd.concat(self._parts, ignore_index=True).sort_values("hours", kind="stable")
        minutes = (rows["hours"] * 60).round()
        frame = pd.DataFrame(
            {
                "booked_at": pd.to_datetime(START) + pd.to_timedelta(minutes, unit="min"),
                "sender": [f"ACC-{code:04d}" for code in rows["sender"]],
                "receiver": [f"ACC-{code:04d}" for code in rows["receiver"]],
                "amount": rows["amount"].round(2),
                LABEL: rows[LABEL].astype(np.int64),
            }
        )
        return frame.reset_index(drop=True)


def make_sample(seed: int) -> pd.DataFrame:
    """Return some 6,000 payments with a label column; the same seed gives the same rows."""
    book = _Book(seed)
    _salaries(book)
    _rent(book)
    _shopping(book)
    _friends(book)
    _rings(book)
    _smurfs(book)
    _mules(book)
    _sleeper(book)
    return book.table()


def _salaries(book: _Book) -> None:
    employer = book.random.choice(_EMPLOYERS, _PEOPLE)
    wage = book.random.lognormal(8.1, 0.35, _PEOPLE)
    for day in (24, 53):
        book.pay(24 * day + book.random.uniform(5, 8, _PEOPLE), employer, np.arange(_PEOPLE), wage)


def _rent(book: _Book) -> None:
    landlord = book.random.choice(_LANDLORDS, _PEOPLE)
    rent = np.round(book.random.lognormal(7.0, 0.25, _PEOPLE), -1)
    for day in (1, 30):
        book.pay(24 * day + book.random.uniform(7, 20, _PEOPLE), np.arange(_PEOPLE), landlord, rent)


def _daytime(book: _Book, count: int) -> Floats:
    return book.random.integers(0, 7 * _WEEKS, count) * 24 + book.random.triangular(7, 13, 22, count)


def _shopping(book: _Book) -> None:
    """Everyone has a few usual shops and sometimes tries another."""
    count, shops = 4_000, np.array(_SHOPS)
    person = book.random.integers(0, _PEOPLE, count)
    usual = shops[(person * 7 + book.random.integers(0, 4, count)) % len(shops)]
    other = book.random.choice(shops, count)
    shop = np.where(book.random.random(count) < 0.85, usual, other)
    book.pay(_daytime(book, count), person, shop, book.random.lognormal(3.6, 0.8, count))


def _friends(book: _Book) -> None:
    count = 900
    person = book.random.integers(0, _PEOPLE, count)
    friend = (person + book.random.integers(1, 6, count)) % _PEOPLE
    book.pay(_daytime(book, count), person, friend, book.random.lognormal(4.0, 0.9, count))


def _rings(book: _Book) -> None:
    """Three rings of three to five accounts; each hop keeps a small fee and all is over in one or two days."""
    members = book.random.permutation(_PEOPLE)
    for size, day, total in ((4, 17, 48_200.0), (3, 33, 21_500.0), (5, 44, 96_000.0)):
        ring, members = members[:size], members[size:]
        hours = 24 * day + 9 + np.sort(book.random.uniform(0, 31, size))
        book.pay(hours, ring, np.roll(ring, -1), total * 0.985 ** np.arange(size), 1)


def _smurfs(book: _Book) -> None:
    """Nine couriers each pay just under the threshold into one account, within one day and a half."""
    couriers = book.random.choice(_PEOPLE, 9, replace=False)
    hours = 24 * 22 + np.sort(book.random.uniform(9, 40, 9))
    book.pay(hours, couriers, _OUTSIDE[0], book.random.uniform(9_300, 9_950, 9), 1)
    book.pay(24 * 24 + 10.0, _OUTSIDE[0], _OUTSIDE[1], 84_000.0, 1)


def _mules(book: _Book) -> None:
    """Two mule accounts that pass on what comes in within hours."""
    for mule, target, first in ((_OUTSIDE[2], _OUTSIDE[3], 9), (_OUTSIDE[4], _OUTSIDE[5], 27)):
        days = first + np.sort(book.random.choice(25, 5, replace=False))
        hours, amount = 24 * days + book.random.uniform(9, 15, 5), book.random.uniform(2_500, 7_500, 5)
        book.pay(hours, book.random.choice(_PEOPLE, 5, replace=False), mule, amount, 1)
        book.pay(hours + book.random.uniform(1, 5, 5), mule, target, amount * 0.97, 1)


def _sleeper(book: _Book) -> None:
    """An account that paid one small sum in the first week and eight new receivers in one day of the seventh."""
    book.pay(30.0, _OUTSIDE[6], _SHOPS[0], 12.5)
    hours = 24 * 45 + np.sort(book.random.uniform(8, 20, 8))
    receivers = book.random.choice(_PEOPLE, 8, replace=False)
    book.pay(hours, _OUTSIDE[6], receivers, book.random.uniform(1_500, 4_000, 8), 1)
