"""A column as a small number of levels: the values of a category, the bands of a number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from demos.analyzers.contract import Floats

Codes: TypeAlias = npt.NDArray[np.int16]
MISSING, RARE = 0, 1
MAX_LEVELS = 200
MIN_ROWS_OF_A_LEVEL = 5
EXACT_VALUES = 12
BANDS = 10


@dataclass(frozen=True, slots=True)
class Categories:
    """A text column: its frequent values, all others together, and missing."""

    name: str
    values: tuple[str, ...]
    places: dict[str, int] = field(repr=False)

    @property
    def size(self) -> int:
        return len(self.values) + 2

    def codes(self, column: pd.Series[Any]) -> Codes:
        """Return each row's level, shape (n,)."""
        rows, distinct = pd.factorize(column.astype(object))
        table = [self.places.get(str(value), RARE) for value in distinct]
        return np.array([*table, MISSING], dtype=np.int16)[rows]

    def text(self, code: int) -> str | None:
        """Return the value that a level stands for, None for the mixed and the missing one."""
        return self.values[code - 2] if code >= 2 else None


@dataclass(frozen=True, slots=True)
class Bands:
    """A number column: bands that start at ``starts``, the first one open below, the last one open above."""

    name: str
    starts: Floats
    exact: bool
    usual: tuple[float, float]

    @property
    def size(self) -> int:
        return len(self.starts) + 1

    def codes(self, column: pd.Series[Any]) -> Codes:
        """Return each row's level, shape (n,)."""
        numbers = as_numbers(column)
        found = np.maximum(np.searchsorted(self.starts, numbers, side="right"), 1)
        return np.where(np.isnan(numbers), MISSING, found).astype(np.int16)

    def limits(self, code: int) -> tuple[float | None, float | None]:
        """Return where a band starts and where the next one does; None where it is open."""
        low = None if code == 1 else float(self.starts[code - 1])
        high = None if code == len(self.starts) else float(self.starts[code])
        return low, high


Levels: TypeAlias = "Categories | Bands"


def as_numbers(column: pd.Series[Any]) -> Floats:
    """Return the column as float64, NaN where a value is no finite number; each distinct text is read once."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
    else:
        rows, distinct = pd.factorize(column.astype(object))
        read = pd.to_numeric(pd.Series(distinct, dtype=object), errors="coerce").to_numpy(dtype=np.float64)
        numbers = np.append(read, np.nan)[rows]
    return np.where(np.isfinite(numbers), numbers, np.nan)


def holds_numbers(column: pd.Series[Any]) -> bool:
    """Tell whether a column is numeric, also where its numbers are written as text."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return False
    if pd.api.types.is_numeric_dtype(column.dtype):
        return True
    present = int(column.notna().sum())
    return present > 0 and int(np.isfinite(as_numbers(column)).sum()) >= 0.95 * present


def fit_levels(name: str, column: pd.Series[Any]) -> Levels:
    """Learn the levels of one column."""
    return _bands(name, as_numbers(column)) if holds_numbers(column) else _categories(name, column)


def _categories(name: str, column: pd.Series[Any]) -> Categories:
    counts = column.astype(object).map(str, na_action="ignore").value_counts()
    frequent = counts[counts >= min(MIN_ROWS_OF_A_LEVEL, counts.max() if len(counts) else 0)]
    values = tuple(sorted(str(value) for value in frequent.index[:MAX_LEVELS]))
    return Categories(name, values, {value: place + 2 for place, value in enumerate(values)})


def _bands(name: str, numbers: Floats) -> Bands:
    present = numbers[~np.isnan(numbers)]
    if not len(present):
        return Bands(name, np.zeros(1), exact=False, usual=(0.0, 0.0))
    distinct = np.unique(present)
    exact = len(distinct) <= EXACT_VALUES
    starts = distinct if exact else np.unique(np.quantile(present, np.arange(BANDS) / BANDS, method="nearest"))
    starts = distinct[:2] if len(starts) == 1 else starts
    low, high = np.quantile(present, [0.05, 0.95])
    return Bands(name, starts, exact, (float(low), float(high)))
