"""Which columns a claim is judged by, and why the others are left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from common.words import Words, mark, say
from demos.analyzers.claims.concepts import IDENTIFIER, date_role, is_calendar, is_protected, plain
from demos.analyzers.claims.manifest import PARTIES
from demos.analyzers.contract import Floats, Table, UnusableDataError

MAX_FEATURES = 300
FEWEST_PARTIES = 4
FEWEST_ROWS = 20
_LEFT_OUT = {
    "protected": mark("Left out of the score because they are personal attributes: %(columns)s."),
    "calendar": mark(
        "Left out of the score because they only say when a claim fell, which does not come again: %(columns)s."
    ),
    "identifier": mark("Left out of the score because they number or name the claims: %(columns)s."),
    "constant": mark("Left out of the score because they are empty or hold one value only: %(columns)s."),
    "leak": mark("Left out of the score because they repeat the label: %(columns)s."),
}


@dataclass(frozen=True, slots=True)
class Interval:
    """The days from one date column to another, a feature of its own."""

    name: str
    concept: str
    earlier: str
    later: str

    def days(self, frame: pd.DataFrame) -> pd.Series[Any]:
        """Return whole days, shape (n,), NaN where a date is missing."""
        if not {self.earlier, self.later} <= set(frame.columns):
            return pd.Series(np.nan, index=frame.index)
        dates = [pd.to_datetime(frame[name], errors="coerce", utc=True) for name in (self.earlier, self.later)]
        return ((dates[1] - dates[0]) / pd.Timedelta(days=1)).map(np.floor)


@dataclass(frozen=True, slots=True)
class Selection:
    """The columns in use: ``features`` from the file, ``intervals`` between its dates."""

    features: tuple[str, ...]
    intervals: tuple[Interval, ...]
    notes: tuple[Words, ...]
    protected: tuple[str, ...] = ()
    readable: tuple[str, ...] = field(default=())  # what red flags may be read from: features and calendar columns

    def frame(self, source: pd.DataFrame) -> pd.DataFrame:
        """Return the features of ``source``, all NaN where a column is missing there."""
        columns = {name: source[name] if name in source else _empty(source) for name in self.features}
        return pd.DataFrame(columns | {one.name: one.days(source) for one in self.intervals}, index=source.index)

    def source(self, name: str) -> str:
        """Return the column of the file that a feature comes from."""
        return next((one.later for one in self.intervals if one.name == name), name)


def _empty(source: pd.DataFrame) -> pd.Series[Any]:
    return pd.Series(np.nan, index=source.index)


def select(table: Table, *, use_protected: bool) -> Selection:
    """Choose the columns; raise UnusableDataError where none is left.

    Left out, each with a note: personal attributes (unless ``use_protected``), identifiers and row counters, columns
    that only say when a claim fell, constants, and columns that repeat the label.
    """
    if len(table) < FEWEST_ROWS:
        raise UnusableDataError(
            say("The file has too few claims to compare: %(rows)s. At least %(least)s are needed.",
                rows=len(table), least=FEWEST_ROWS)
        )  # fmt: skip
    groups: dict[str, list[str]] = {}
    candidates = list(_candidates(table))
    for name in candidates[:MAX_FEATURES]:
        groups.setdefault(_use(name, table, use_protected=use_protected), []).append(name)
    features = tuple(groups.get("feature", ()))
    intervals = _intervals(groups.get("date", []))
    if not features and not intervals:
        raise UnusableDataError(
            say("No column tells the claims apart: all are empty, constant, identifiers or personal attributes.")
        )
    readable = (*features, *groups.get("calendar", ()))
    notes = (*_notes(groups), *_too_many(candidates))
    return Selection(features, intervals, notes, tuple(groups.get("protected", ())), readable)


def _candidates(table: Table) -> Iterator[str]:
    names = dict.fromkeys(table.columns("features"))
    named = {field for field in ("claim", "claimant", "policy", *PARTIES) if table.column(field) is not None}
    small = {field for field in named & set(PARTIES) if _column(table, field).nunique() < FEWEST_PARTIES}
    never = {table.mapping[field] for field in named - small}
    extra = [table.mapping[field] for field in (*sorted(small), "amount", "time") if field in table.mapping]
    for name in [*names, *(str(one) for one in extra if one not in names)]:
        if name not in never:
            yield name


def _column(table: Table, name: str) -> pd.Series[Any]:
    column = table.column(name)
    return pd.Series(dtype=object) if column is None else column


def _use(name: str, table: Table, *, use_protected: bool) -> str:
    column = table.frame[name]
    distinct = pd.Index(column.dropna().unique())
    if len(distinct) < 2:
        return "constant"
    if is_protected(name) and not use_protected:
        return "protected"
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return "date"
    if is_calendar(name, distinct):
        return "calendar"
    if _identifies(name, column, len(distinct)):
        return "identifier"
    return "leak" if _repeats_label(column, table.labels) else "feature"


def _identifies(name: str, column: pd.Series[Any], distinct: int) -> bool:
    present = int(column.notna().sum())
    if pd.api.types.is_numeric_dtype(column.dtype):
        return distinct > 0.5 * present and (bool(IDENTIFIER.search(plain(name))) or _counts(column))
    unlike = distinct > 0.9 * present or (distinct > 0.5 * present and bool(IDENTIFIER.search(plain(name))))
    numbers = pd.to_numeric(column.iloc[:1000], errors="coerce").notna().mean() > 0.9
    return unlike and not numbers


def _counts(column: pd.Series[Any]) -> bool:
    numbers = column.dropna().to_numpy(dtype=np.float64)
    whole = bool(np.all(numbers == np.floor(numbers)))
    return (
        whole and len(numbers) > 1 and (np.ptp(numbers) < 2 * len(numbers)) and len(np.unique(numbers)) == len(numbers)
    )


def _repeats_label(column: pd.Series[Any], labels: Floats | None) -> bool:
    """Tell whether a column is the label by another name: few values, each all fraud or all not."""
    if labels is None or column.nunique() > 4:
        return False
    known = ~np.isnan(labels)
    if np.nansum(labels) < 10 or column[known].nunique() < 2:
        return False
    rates = pd.Series(labels[known]).groupby(column[known].astype(object).to_numpy()).mean()
    return bool(rates.isin([0.0, 1.0]).all())


def _intervals(dates: list[str]) -> tuple[Interval, ...]:
    roles: dict[str, str] = {}
    for name in dates:
        roles.setdefault(date_role(name) or "accident", name)
    wanted = [("policy-age", "start", "accident"), ("delay", "accident", "report"), ("policy-claim", "start", "report")]
    return tuple(
        Interval(f"{roles[first]} → {roles[last]}", concept, roles[first], roles[last])
        for concept, first, last in wanted
        if first in roles and last in roles
    )


def _notes(groups: dict[str, list[str]]) -> Iterator[Words]:
    for use, message in _LEFT_OUT.items():
        if groups.get(use):
            yield Words(message, {"columns": _listed(groups[use])})


def _too_many(candidates: list[str]) -> Iterator[Words]:
    if len(candidates) > MAX_FEATURES:
        yield say("The first %(used)s of %(all)s columns were used.", used=MAX_FEATURES, all=len(candidates))


def _listed(names: list[str]) -> str:
    return ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
