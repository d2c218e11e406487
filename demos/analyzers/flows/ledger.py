"""A file of payments as arrays: account codes, times on one clock, amounts, and notes on what was repaired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from common.words import Words, say, say_count
from demos.analyzers.contract import Floats, Table, UnusableDataError

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Ledger:
    """The usable payments of a table. ``rows`` are their positions in it; codes point into ``accounts``.

    ``time`` is in seconds since 1970 where ``dated``, else in the file's own steps. ``amount`` is above 0, NaN where
    it is unknown, and None where amounts are not judged.
    """

    total: int
    rows: Ints
    sender: Ints
    receiver: Ints
    time: Floats
    amount: Floats | None
    accounts: pd.Index[Any]
    dated: bool
    columns: dict[str, str]
    notes: tuple[Words, ...]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def span(self) -> float:
        """Seconds or steps from the first payment to the last."""
        return float(self.time.max() - self.time.min()) if len(self) else 0.0

    @property
    def unit(self) -> float:
        """How long a day or a step is on this clock."""
        return SECONDS_A_DAY if self.dated else 1.0

    @property
    def tick(self) -> float:
        """The shortest time that the file can tell apart: a day where it has dates only, a minute, or a second."""
        lengths = (SECONDS_A_DAY, 60.0) if self.dated else ()
        return next((length for length in lengths if not np.any(self.time % length)), 1.0)

    def name(self, code: int) -> str:
        return str(self.accounts[code])

    def moment(self, time: float) -> datetime | None:
        """Return a time of this clock as a date, or None where the file counts steps."""
        if not self.dated:
            return None
        return datetime.fromtimestamp(float(time), UTC).replace(tzinfo=None)

    def same_as(self, other: Ledger) -> bool:
        """Say whether both hold the same payments in the same order."""
        return (
            self.total == other.total
            and self.dated == other.dated
            and self.accounts.equals(other.accounts)
            and np.array_equal(self.rows, other.rows)
            and np.array_equal(self.sender, other.sender)
            and np.array_equal(self.receiver, other.receiver)
            and np.array_equal(self.time, other.time)
            and _same_amounts(self.amount, other.amount)
        )


def _same_amounts(one: Floats | None, other: Floats | None) -> bool:
    if one is None or other is None:
        return one is other
    return np.array_equal(one, other, equal_nan=True)


def read_ledger(table: Table, *, ignore_amounts: bool) -> Ledger:
    """Turn ``table`` into a ledger; raise UnusableDataError where sender, receiver or time is not to be had."""
    sender, receiver = _required(table, "sender"), _required(table, "receiver")
    time, dated = _clock(_required(table, "time"))
    amount, amount_notes = _amounts(None if ignore_amounts else table.column("amount"))
    codes, accounts = _accounts(sender, receiver)
    usable = (codes[0] >= 0) & (codes[1] >= 0) & np.isfinite(time)
    own = usable & (codes[0] == codes[1])
    kept = np.flatnonzero(usable & ~own)
    notes = (_clock_note(dated), *_gap_notes(len(table) - int(usable.sum()), int(own.sum())), *amount_notes)
    columns = {
        name: str(table.mapping[name]) for name in ("sender", "receiver", "time", "amount") if name in table.mapping
    }
    return Ledger(
        total=len(table),
        rows=kept,
        sender=codes[0][kept],
        receiver=codes[1][kept],
        time=time[kept],
        amount=None if amount is None else amount[kept],
        accounts=accounts,
        dated=dated,
        columns=columns,
        notes=notes,
    )


def _required(table: Table, name: str) -> pd.Series[Any]:
    column = table.column(name)
    if column is None:
        raise UnusableDataError(say("Payment flows need a sender, a receiver and a time. Choose a column for each."))
    return column


def _clock(column: pd.Series[Any]) -> tuple[Floats, bool]:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_localize(None)
    if pd.api.types.is_datetime64_any_dtype(column):
        stamps = column.to_numpy("datetime64[us]")
        seconds = stamps.astype(np.int64) / 1e6
        return np.where(np.isnat(stamps), np.nan, seconds), True
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return column.to_numpy(np.float64, na_value=np.nan), False
    raise UnusableDataError(
        say(
            "The column %(column)s holds neither dates nor numbers. Choose another column for the time.",
            column=str(column.name),
        )
    )


def _clock_note(dated: bool) -> Words:
    if dated:
        return say("Times are read as dates, as they stand in the file.")
    return say("Times are read as steps that count upwards. Durations are given in steps.")


def _gap_notes(incomplete: int, own: int) -> list[Words]:
    notes = []
    if incomplete:
        notes.append(
            say_count(
                "%(count)s payment without sender, receiver or time is left out.",
                "%(count)s payments without sender, receiver or time are left out.",
                incomplete,
            )
        )
    if own:
        notes.append(
            say_count(
                "%(count)s payment from an account to itself is left out.",
                "%(count)s payments from an account to itself are left out.",
                own,
            )
        )
    return notes


def _amounts(column: pd.Series[Any] | None) -> tuple[Floats | None, list[Words]]:
    if column is None:
        return None, [say("Amounts are not judged. Only who pays whom, and when, counts.")]
    if not pd.api.types.is_numeric_dtype(column):
        return None, [
            say("The column %(column)s holds no numbers, so amounts are not judged.", column=str(column.name))
        ]
    amount = column.to_numpy(np.float64, na_value=np.nan)
    notes = []
    if negative := int((amount < 0).sum()):
        notes.append(
            say_count(
                "%(count)s negative amount is read without its sign.",
                "%(count)s negative amounts are read without their sign.",
                negative,
            )
        )
    size = np.abs(amount)
    unknown = ~np.isfinite(size) | (size == 0)
    if missing := int(unknown.sum()):
        notes.append(
            say_count(
                "%(count)s payment without an amount is judged by its flow alone.",
                "%(count)s payments without an amount are judged by their flow alone.",
                missing,
            )
        )
    notes.append(say("Amounts are compared as they stand. A file in several currencies should be converted first."))
    return (None, notes) if unknown.all() else (np.where(unknown, np.nan, size), notes)


def _accounts(sender: pd.Series[Any], receiver: pd.Series[Any]) -> tuple[npt.NDArray[np.int64], pd.Index[Any]]:
    """Return codes of shape (2, n), -1 where missing, and the accounts' names in order of first appearance."""
    both = [_names(column) for column in (sender, receiver)]
    if both[0].dtype != both[1].dtype:
        both = [column.map(str) if column.dtype == np.int64 else column for column in both]
    codes, names = pd.factorize(pd.concat(both, ignore_index=True))
    return codes.astype(np.int64).reshape(2, -1), pd.Index([str(name) for name in names], dtype=object)


def _names(column: pd.Series[Any]) -> pd.Series[Any]:
    """Account names as text or whole numbers, so that 12, 12.0 and "12" are one account."""
    if pd.api.types.is_integer_dtype(column) and not column.hasnans:
        return column.astype(np.int64)
    codes, names = pd.factorize(column.reset_index(drop=True))
    texts = np.array([_name(name) for name in names] + [None], dtype=object)
    return pd.Series(texts[codes], dtype=object)


def _name(name: object) -> str:
    if isinstance(name, float) and name.is_integer():
        return str(int(name))
    return str(name)
