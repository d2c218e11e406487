"""Which columns of a log are compared, and how a message becomes its template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from common.words import Words, mark, say
from demos.analyzers.contract import Table
from demos.analyzers.detector import as_text

Series: TypeAlias = "pd.Series[Any]"

SAMPLED = 20_000
SHARE_OF_DISTINCT = 0.5
MESSAGE_LENGTH = 16
HOURS_FROM_DAYS = 3
HOUR = mark("Hour of day")
MASKS = (
    (r"\b(?:[0-9a-fA-F]{1,4}:){2,}[0-9a-fA-F:]+\b|\b\d{1,3}(?:\.\d{1,3}){3}\b", "<address>"),
    (r"\b(?:0x[0-9a-fA-F]+|(?=[a-fA-F]*\d)[0-9a-fA-F]{8,})\b", "<hex>"),
    (r"(?:/[\w.\-]+){2,}", "<path>"),
    (r"\d+", "<number>"),
)


@dataclass(frozen=True, slots=True)
class Features:
    """The columns to compare, by how they are read; ``notes`` say what was left out and why."""

    plain: tuple[str, ...]
    messages: tuple[str, ...]
    time: str | None
    notes: tuple[Words, ...]

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the features of each row, in the order of ``plain``, ``messages`` and the hour."""
        columns: dict[str, Series] = {name: frame[name] for name in self.plain}
        columns |= {name: template(frame[name]) for name in self.messages}
        if self.time is not None:
            columns[HOUR] = hour_of(frame[self.time])
        return pd.DataFrame(columns, index=frame.index)


def template(messages: Series) -> Series:
    """Return each message with addresses, numbers, hexadecimal strings and paths masked.

    A small set of masks as in He et al., "Drain: an online log parsing approach with fixed depth tree", ICWS 2017,
    section on preprocessing; each message is masked by itself.
    """
    text = as_text(messages)
    codes, distinct = pd.factorize(text)
    masked = pd.Series(distinct, dtype=object).astype(str)
    for pattern, name in MASKS:
        masked = masked.str.replace(pattern, name, regex=True)
    return pd.Series(masked.to_numpy(dtype=object)[codes], index=messages.index, name=messages.name)


def hour_of(times: Series) -> Series:
    """Return the hour of day with its fraction; missing where the time is."""
    return times.dt.hour + times.dt.minute / 60.0


def choose(table: Table) -> Features:
    """Decide from a sample of the rows which columns can be compared."""
    step = max(1, -(-len(table) // SAMPLED))
    sample = table.frame.iloc[::step]
    kinds = {name: _kind(sample[name], len(table)) for name in table.columns("features")}
    notes = tuple(_note(name, kind) for name, kind in kinds.items() if kind not in ("plain", "message"))
    time = table.mapping.get("time")
    covers_days = isinstance(time, str) and _spans_days(sample[time])
    return Features(_named(kinds, "plain"), _named(kinds, "message"), str(time) if covers_days else None, notes)


def _named(kinds: dict[str, str], wanted: str) -> tuple[str, ...]:
    return tuple(name for name, kind in kinds.items() if kind == wanted)


def _spans_days(times: Series) -> bool:
    known = times.dropna()
    return len(known) > 0 and (known.max() - known.min()).days >= HOURS_FROM_DAYS


def _kind(values: Series, rows: int) -> str:
    if pd.api.types.is_datetime64_any_dtype(values):
        return "time"
    if values.nunique(dropna=False) <= 1:
        return "constant"
    if pd.api.types.is_numeric_dtype(values):
        return "counter" if _counts_up(values.to_numpy(dtype=np.float64, na_value=np.nan)) else "plain"
    return _kind_of_text(as_text(values), rows)


def _counts_up(values: np.ndarray[Any, np.dtype[np.float64]]) -> bool:
    """A running number: every step is the same whole number."""
    steps = np.diff(values)
    return bool(len(steps) > 2 and steps[0] >= 1.0 and np.all(steps == steps[0]))


def _kind_of_text(text: Series, rows: int) -> str:
    is_message = text.str.len().mean() > MESSAGE_LENGTH and text.str.contains(" ").mean() > SHARE_OF_DISTINCT
    shown = template(text) if is_message else text
    distinct = shown.nunique()
    if distinct > max(SHARE_OF_DISTINCT * len(shown), min(rows, 10)):
        return "identifier"
    if distinct <= 1:
        return "constant"
    return "message" if is_message else "plain"


def _note(name: str, kind: str) -> Words:
    if kind == "time":
        return say("The column %(column)s holds times and was not compared.", column=name)
    if kind == "constant":
        return say("The column %(column)s has the same value in every row and was not compared.", column=name)
    if kind == "counter":
        return say("The column %(column)s is a running number and was not compared.", column=name)
    return say("The column %(column)s differs in nearly every row and was not compared.", column=name)
