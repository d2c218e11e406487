"""A table of payments as arrays of numbers, in the terms of the file that was learned from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from common.words import Words, say, say_count
from demos.analyzers.contract import Floats, Table, UnusableDataError
from demos.analyzers.payments.history import NOBODY, Ints

Bools = npt.NDArray[np.bool_]
DAY = 86_400_000  # milliseconds
_LONGEST_IN_DAYS = 40_000  # a counter that runs further than this many days counts seconds
_EPOCH_MILLISECONDS = 1e11  # numbers from here on are milliseconds since 1970


@dataclass(frozen=True, slots=True)
class Names:
    """The cards or terminals of the file learned from, by code."""

    index: pd.Index[Any]

    @classmethod
    def of(cls, column: pd.Series[Any] | None) -> Names:
        if column is None:
            return cls(pd.Index([], dtype=object))
        return cls(pd.Index(_texts(pd.unique(column.dropna())), dtype=object).unique())

    def codes(self, column: pd.Series[Any] | None, size: int) -> Ints:
        """Return each row's code, NOBODY for a name that was not learned or is missing; shape (``size``,)."""
        if column is None:
            return np.full(size, NOBODY, np.int64)
        within, uniques = pd.factorize(column)
        known = np.append(self.index.get_indexer(pd.Index(_texts(uniques), dtype=object)), NOBODY)
        return known.astype(np.int64)[within]

    def __len__(self) -> int:
        return len(self.index)


def _texts(values: Any) -> list[str]:
    """Return names as text: 12, 12.0 and "12" are the same card in two files."""
    return [str(int(one)) if isinstance(one, float) and one.is_integer() else str(one) for one in values]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Payments, one element per row of the table."""

    cards: Ints
    terminals: Ints
    amounts: Floats  # NaN where missing
    times: Ints  # milliseconds; 0 where missing
    timed: Bools
    further: Floats  # shape (rows, columns): what other columns were chosen; NaN where missing

    def __len__(self) -> int:
        return self.amounts.size

    @property
    def payments(self) -> Bools:
        """Rows that pay something out: no refunds, no zeros, no gaps."""
        return np.nan_to_num(self.amounts, nan=0.0) > 0

    def part(self, rows: Ints) -> Ledger:
        return Ledger(
            self.cards[rows],
            self.terminals[rows],
            self.amounts[rows],
            self.times[rows],
            self.timed[rows],
            self.further[rows],
        )


@dataclass(frozen=True, slots=True)
class Register:
    """How a file's columns are read; learned once, so that a second file means the same."""

    cards: Names
    terminals: Names
    milliseconds: float  # in one unit of a time given as a number
    further: Mapping[str, Names | None]  # by column, the levels of those that are no numbers

    @classmethod
    def of(cls, table: Table) -> Register:
        """Raise UnusableDataError where a required column is missing or empty."""
        for name in ("customer", "amount", "time"):
            column = table.column(name)
            if column is None or column.notna().sum() == 0:
                raise UnusableDataError(
                    say(
                        "The payments need a card or account, an amount and a time. One of these columns is missing "
                        "or empty: %(field)s.",
                        field=str(table.mapping.get(name, name)),
                    )
                )
        return cls(
            Names.of(table.column("customer")),
            Names.of(table.column("terminal")),
            _unit(table.column("time")),
            {name: _levels(table.frame[name]) for name in _chosen(table)},
        )

    def read(self, table: Table) -> Ledger:
        size = len(table)
        moments, timed = _times(table.column("time"), self.milliseconds, size)
        return Ledger(
            cards=self.cards.codes(table.column("customer"), size),
            terminals=self.terminals.codes(table.column("terminal"), size),
            amounts=_amounts(table.column("amount"), size),
            times=moments,
            timed=timed,
            further=self._further(table),
        )

    def _further(self, table: Table) -> Floats:
        columns = [_numbers(table.frame[name], levels) for name, levels in self.further.items()]
        return np.column_stack(columns) if columns else np.zeros((len(table), 0))


def _chosen(table: Table) -> tuple[str, ...]:
    """Return the further columns that were chosen; left alone they are not used."""
    return table.columns("features") if "features" in table.mapping else ()


def _levels(column: pd.Series[Any]) -> Names | None:
    return None if pd.api.types.is_numeric_dtype(column) else Names.of(column)


def _numbers(column: pd.Series[Any], levels: Names | None) -> Floats:
    if levels is None:
        return _amounts(column, len(column))
    codes = levels.codes(column, len(column)).astype(np.float64)
    return np.where(codes < 0, np.nan, codes)


def _unit(column: pd.Series[Any] | None) -> float:
    """Return how many milliseconds one step of a numeric time is: milliseconds, days or seconds by its reach."""
    if column is None or not pd.api.types.is_numeric_dtype(column):
        return 1.0
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    if np.nanmax(np.abs(values)) >= _EPOCH_MILLISECONDS:
        return 1.0
    return float(DAY) if np.nanmax(values) - np.nanmin(values) < _LONGEST_IN_DAYS and _few(values) else 1000.0


def _few(values: Floats) -> bool:
    """Days are few: a counter that takes nearly as many values as there are rows counts seconds."""
    return np.unique(values).size * 4 <= values.size or bool((values % 1 != 0).any())


def _times(column: pd.Series[Any] | None, unit: float, size: int) -> tuple[Ints, Bools]:
    if column is None:
        return np.zeros(size, np.int64), np.zeros(size, np.bool_)
    if pd.api.types.is_numeric_dtype(column):
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
        timed = np.isfinite(numbers)
        return np.where(timed, numbers * unit, 0.0).astype(np.int64), timed
    moments = pd.to_datetime(column, errors="coerce")
    timed = moments.notna().to_numpy(copy=True)
    whole = moments.to_numpy(dtype="datetime64[ms]").astype(np.int64)
    return np.where(timed, whole, 0), timed


def _amounts(column: pd.Series[Any] | None, size: int) -> Floats:
    if column is None:
        return np.full(size, np.nan)
    amounts = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(amounts), amounts, np.nan)


def remarks(table: Table, ledger: Ledger) -> Iterator[Words]:
    """Say which rows could not be judged in full, and how they were treated."""
    cards = table.column("customer")
    missing = len(ledger) if cards is None else int(cards.isna().sum())
    if missing:
        yield say_count(
            "%(count)s row names no card. It was compared with all cards.",
            "%(count)s rows name no card. They were compared with all cards.",
            missing,
        )
    if untimed := int((~ledger.timed).sum()):
        yield say_count(
            "%(count)s row has no time. It was judged by its amount alone.",
            "%(count)s rows have no time. They were judged by their amounts alone.",
            untimed,
        )
    if unpaid := int(np.isnan(ledger.amounts).sum()):
        yield say_count(
            "%(count)s row has no amount. Its amount was taken as usual.",
            "%(count)s rows have no amount. Their amounts were taken as usual.",
            unpaid,
        )
    if refunds := int((ledger.amounts <= 0).sum()):
        yield say_count(
            "%(count)s row has an amount of zero or less, such as a refund. It does not count towards what is usual.",
            "%(count)s rows have an amount of zero or less, such as refunds. They do not count towards what is usual.",
            refunds,
        )
