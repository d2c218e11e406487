"""A table made ready for judging: the chosen columns, and every cell as a level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from demos.analyzers.claims.learning import row_hashes
from demos.analyzers.claims.levels import Codes, Levels
from demos.analyzers.claims.selection import Selection


@dataclass(frozen=True, slots=True)
class Prepared:
    """``source`` is the file, ``frame`` the features, ``codes`` (n, features) their levels."""

    source: pd.DataFrame
    frame: pd.DataFrame
    codes: Codes
    levels: tuple[Levels, ...]
    selection: Selection

    def column(self, name: str) -> pd.Series[Any] | None:
        """Return a feature or another column of the file, None where it is missing."""
        if name in self.frame:
            return self.frame[name]
        found: pd.Series[Any] | None = self.source.get(name)
        return found

    def value(self, name: str, row: int) -> float | str | None:
        """Return what a row says: a number, a text, or None where it is empty."""
        column = self.column(name)
        raw = None if column is None else column.iloc[row]
        if column is None or raw is None or pd.isna(raw):
            return None
        return float(raw) if pd.api.types.is_float(raw) or pd.api.types.is_integer(raw) else str(raw)

    def rows(self, rows: npt.NDArray[np.int64]) -> Prepared:
        """Return some of the rows."""
        return Prepared(
            self.source.iloc[rows].reset_index(drop=True),
            self.frame.iloc[rows].reset_index(drop=True),
            self.codes[rows],
            self.levels,
            self.selection,
        )

    def hashes(self, columns: tuple[str, ...]) -> npt.NDArray[np.uint64]:
        return row_hashes(self.source, columns)


def prepare(source: pd.DataFrame, selection: Selection, levels: tuple[Levels, ...]) -> Prepared:
    """Return ``source`` with every chosen cell as one of ``levels``."""
    frame = selection.frame(source)
    codes = [level.codes(frame[level.name]) for level in levels]
    return Prepared(source, frame, np.column_stack(codes), levels, selection)
