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
FURTHEST = 12.0
MOST_VALUES = 20
HEAVY_TAIL = 20.0


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """Centre and spread of the inner 98 %; beyond three spreads the distance grows like a logarithm."""

    name: str
    logarithmic: bool
    offset: float
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
        z = (self._scaled(np.where(absent, self.typical, raw)) - self.centre) / self.spread
        encoded = _soften(z).astype(np.float32)[:, None]
        return np.hstack([encoded, absent[:, None] * np.float32(LINEAR_UP_TO)]) if self.missing else encoded

    def decode(self, encoded: float) -> float:
        """Return the value that is encoded as ``encoded``."""
        size = abs(encoded)
        z = size if size <= LINEAR_UP_TO else LINEAR_UP_TO * float(np.exp(size / LINEAR_UP_TO - 1.0))
        scaled = float(np.sign(encoded)) * z * self.spread + self.centre
        return float(np.expm1(scaled)) + self.offset if self.logarithmic else scaled

    def _scaled(self, raw: Floats) -> Floats:
        return np.log1p(np.maximum(raw - self.offset, 0.0)) if self.logarithmic else raw


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
        rarity = -np.log(counts / max(counts[:-1].max(), 1.0))
        encoded = np.zeros((len(codes), self.width), dtype=np.float32)
        frequent = np.flatnonzero((codes >= 0) & (codes < self.width - 1))
        encoded[frequent, codes[frequent]] = 1.0
        encoded[:, -1] = np.minimum(rarity[codes], FURTHEST)
        return encoded


Column: TypeAlias = NumberColumn | CategoryColumn


def as_text(values: Series) -> Series:
    """Return categories as text, the missing ones as an empty text."""
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
    known = raw[np.isfinite(raw)]
    if not len(known):
        return NumberColumn(name, False, 0.0, 0.0, 1.0, 0.0, False)
    low, first, middle, third, high = np.quantile(known, [0.01, 0.25, 0.5, 0.75, 0.99])
    logarithmic = bool(known.min() >= 0.0 and high - middle > HEAVY_TAIL * max(third - first, 1e-300) and third > first)
    scaled = np.log1p(known) if logarithmic else known
    ends = np.log1p([low, high]) if logarithmic else np.array([low, high])
    inner = np.clip(scaled, *ends)
    return NumberColumn(
        name, logarithmic, 0.0, float(inner.mean()), _spread(inner, scaled), float(middle), len(known) < len(raw)
    )


def _spread(inner: Floats, scaled: Floats) -> float:
    for values in (inner, scaled):
        spread = float(values.std())
        if spread > 1e-9 * max(1.0, float(np.abs(values).max())):
            return spread
    return 1e-6 * max(1.0, float(np.abs(scaled).max()))
