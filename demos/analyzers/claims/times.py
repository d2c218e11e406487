"""When claims fell: the order to learn in, and first and last dates of a finding."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from demos.analyzers.claims.concepts import MONTHS, date_role, names_months, plain
from demos.analyzers.claims.learning import Ints
from demos.analyzers.contract import Table

_MONTH_NUMBERS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}  # fmt: skip


def time_column(table: Table) -> pd.Series[Any] | None:
    """Return the mapped time, or else the first date column, the accident's before others."""
    mapped = table.column("time")
    if mapped is not None and pd.api.types.is_datetime64_any_dtype(mapped.dtype):
        return mapped
    dates = [name for name in table.frame if pd.api.types.is_datetime64_any_dtype(table.frame[name].dtype)]
    dates.sort(key=lambda name: date_role(str(name)) != "accident")
    return table.frame[dates[0]] if dates else None


def time_order(table: Table) -> tuple[Ints, bool]:
    """Return the rows in order of time and whether the file tells it; otherwise they stay in file order."""
    times = time_column(table)
    if times is not None:
        return np.argsort(times.to_numpy(dtype="datetime64[s]").astype(np.int64), kind="stable"), True
    parts = [part for part in (_years(table.frame), _months(table.frame)) if part is not None]
    if not parts:
        return np.arange(len(table)), False
    return np.lexsort(tuple(reversed(parts))), True


def _years(frame: pd.DataFrame) -> Any:
    for name in frame:
        if plain(str(name)) in {"year", "accident year", "loss year", "claim year"}:
            return pd.to_numeric(frame[name], errors="coerce").fillna(0).to_numpy(dtype=np.float64)
    return None


def _months(frame: pd.DataFrame) -> Any:
    for name in frame:
        if "month" in plain(str(name)) and frame[name].nunique() <= 13 and names_months(frame[name].dropna().unique()):
            short = frame[name].astype(object).map(lambda text: str(text).strip().lower()[:3])
            return short.map(lambda text: _MONTH_NUMBERS[text] if text in MONTHS else 0).to_numpy(dtype=np.float64)
    return None


def seen(table: Table, rows: Any) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last time of some rows, None where no time is known."""
    times = time_column(table)
    if times is None:
        return None, None
    known = times.iloc[rows].dropna()
    return (known.min().to_pydatetime(), known.max().to_pydatetime()) if len(known) else (None, None)
