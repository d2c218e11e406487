"""What was usual in the rows learned from: for all, for one asset, for all others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from demos.analyzers.contract import Floats

ROWS_FOR_OWN_RANGE = 20
SAMPLED = 20_000
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class History:
    """The features of the rows learned from, and which of them belong to which asset."""

    features: pd.DataFrame
    rows_of: Mapping[str, np.ndarray[Any, np.dtype[np.intp]]]
    sampled: np.ndarray[Any, np.dtype[np.intp]]

    def usual(self, column: str) -> Range:
        """Return the 5th to 95th percentile of up to 20,000 of the rows."""
        return _range(self._values(column, self.sampled))

    def usual_of(self, asset: str | None, column: str) -> Range | None:
        """Return the asset's own range, None where it has under 20 rows."""
        rows = self.rows_of.get(asset) if asset is not None else None
        if rows is None or len(rows) < ROWS_FOR_OWN_RANGE:
            return None
        values = self._values(column, rows)
        return None if np.isnan(values).all() else _range(values)

    def peers_of(self, asset: str | None, column: str) -> Range | None:
        """Return the range of the rows of all other assets, None where there are none."""
        own = self.rows_of.get(asset) if asset is not None else None
        others = self.sampled if own is None else np.setdiff1d(self.sampled, own, assume_unique=True)
        values = self._values(column, others)
        return _range(values) if len(values) and not np.isnan(values).all() else None

    def _values(self, column: str, rows: np.ndarray[Any, np.dtype[np.intp]]) -> Floats:
        return self.features[column].iloc[rows].to_numpy(dtype=np.float64, na_value=np.nan)


def remember(features: pd.DataFrame, assets: pd.Series[Any] | None, seed: int) -> History:
    """Keep ``features`` and index their rows by asset; ranges over all rows are taken from a sample."""
    generator = np.random.default_rng(seed)
    sampled = np.sort(generator.permutation(len(features))[:SAMPLED])
    return History(features, {} if assets is None else _rows_by(assets), sampled)


def _rows_by(assets: pd.Series[Any]) -> dict[str, np.ndarray[Any, np.dtype[np.intp]]]:
    codes, names = pd.factorize(assets)
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(len(names) + 1))
    return {str(name): order[starts[number] : starts[number + 1]] for number, name in enumerate(names)}


def _range(values: Floats) -> Range:
    if np.isnan(values).all():
        return float("nan"), float("nan")
    low, high = np.nanquantile(values, [0.05, 0.95])
    return float(low), float(high)
