"""Turns numbers and categories into one float32 matrix in which distances mean something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Matrix = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Series: TypeAlias = "pd.Series[Any]"

LINEAR_UP_TO = 3.0
FURTHEST = 30.0
STEP = 1024.0  # encoded values are whole multiples of 1/1024: then sums of products are exact in any order
MOST_VALUES = 20
HEAVY_TAIL = 20.0
LARGEST = 1e150


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """Centre and spread of the inner 98 %; beyond three spreads the distance grows like a logarithm."""

    name: str
    logarithmic: bool
    centre: float
    spread: float
    typical: float
    missing: bool

    @property
    def width(self) -> int:
        return 2 if self.missing else 1

    def encode(self, values: Series) -> Matrix:
        """Return the encoded values, shape (n, width)."""
        raw = values.to_numpy(dtype=np.float64, na_value=np.nan)
        absent = np.isnan(raw)
        filled = np.clip(np.where(absent, self.typical, raw), -LARGEST, LARGEST)
        encoded = on_grid(_soften((self._scaled(filled) - self.centre) / self.spread))[:, None]
        return np.hstack([encoded, absent[:, None] * np.float32(LINEAR_UP_TO)]) if self.missing else encoded

    def decode(self, encoded: float) -> float:
        """Return the value that is encoded as ``encoded``."""
        size = abs(encoded)
        z = size if size <= LINEAR_UP_TO else LINEAR_UP_TO * float(np.exp(size / LINEAR_UP_TO - 1.0))
        scaled = float(np.sign(encoded)) * z * self.spread + self.centre
        return float(np.expm1(scaled)) if self.logarithmic else scaled

    def _scaled(self, raw: Floats) -> Floats:
        return np.log1p(np.maximum(raw, 0.0)) if self.logarithmic else raw


@dataclass(frozen=True, slots=True)
class CategoryColumn:
    """The frequent values as indicators, and how rare the value is."""

    name: str
    values: tuple[str, ...]
    counts: tuple[int, ...]
    rows: int

    @property
    def typical(self) -> str:
        return self.values[0]

    @property
    def width(self) -> int:
        return min(len(self.values), MOST_VALUES) + 1

    def share(self, value: str) -> float:
        """Return the share of the fitted rows that have ``value``."""
        return dict(zip(self.values, self.counts, strict=True)).get(value, 0) / self.rows

    def encode(self, values: Series) -> Matrix:
        """Return the encoded values, shape (n, width)."""
        codes = pd.Index(self.values).get_indexer(pd.Index(as_text(values)))
        counts = np.append(np.array(self.counts, dtype=np.float64), 0.5)
        rarity = -np.log(counts / max(float(counts.max()), 1.0))
        encoded = np.zeros((len(codes), self.width), dtype=np.float32)
        frequent = np.flatnonzero((codes >= 0) & (codes < self.width - 1))
        encoded[frequent, codes[frequent]] = 1.0
        encoded[:, -1] = on_grid(rarity)[codes]
        return encoded


Column: TypeAlias = NumberColumn | CategoryColumn


def on_grid(values: npt.ArrayLike) -> Matrix:
    """Return ``values`` rounded to the grid of the encoded values."""
    return np.asarray(np.round(np.asarray(values) * STEP) / STEP, dtype=np.float32)


def as_text(values: Series) -> Series:
    """Return categories as text, the missing ones as an empty text."""
    if isinstance(values.dtype, pd.StringDtype):
        return values.fillna("")
    return values.astype(object).where(values.notna(), "").astype(str)


def _soften(z: Floats) -> Floats:
    size = np.abs(z)
    softened = np.where(
        size > LINEAR_UP_TO, LINEAR_UP_TO * (1 + np.log(np.maximum(size, LINEAR_UP_TO) / LINEAR_UP_TO)), size
    )
    return np.sign(z) * np.minimum(softened, FURTHEST)


def fit_column(values: Series) -> Column:
    """Learn how a column of numbers, or of anything else as categories, is encoded."""
    if pd.api.types.is_numeric_dtype(values):
        return _fit_number(str(values.name), values.to_numpy(dtype=np.float64, na_value=np.nan))
    counts = as_text(values).value_counts()
    counts = counts.iloc[np.lexsort((counts.index.astype(str), -counts.to_numpy()))]
    return CategoryColumn(str(values.name), tuple(counts.index), tuple(int(c) for c in counts), len(values))


def _fit_number(name: str, raw: Floats) -> NumberColumn:
    known = np.clip(raw[~np.isnan(raw)], -LARGEST, LARGEST)
    missing = len(known) < len(raw)
    if not len(known):
        return NumberColumn(name, False, 0.0, 1.0, 0.0, False)
    ends = np.quantile(known, [0.01, 0.99])
    logarithmic = _is_heavy_tailed(known)
    scaled, ends = (np.log1p(known), np.log1p(ends)) if logarithmic else (known, ends)
    inner = np.clip(scaled, *ends)
    typical = float(np.median(known))
    return NumberColumn(name, logarithmic, float(inner.mean()), _spread(inner, scaled), typical, missing)


def _is_heavy_tailed(known: Floats) -> bool:
    """Amounts and sizes: never negative, and the last hundredth lies far beyond where half of the rest lies."""
    values = known[known > 0]
    if known.min() < 0.0 or not len(values):
        return False
    first, middle, third, last = np.quantile(values, [0.25, 0.5, 0.75, 0.99])
    return bool(last - middle > HEAVY_TAIL * (third - first) > 0.0)


def _spread(inner: Floats, scaled: Floats) -> float:
    for values in (inner, scaled):
        spread = float(values.std())
        if spread > 1e-9 * max(1.0, float(np.abs(values).max())):
            return spread
    return 1e-6 * max(1.0, float(np.abs(scaled).max()))
