"""Red flags read from the columns of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from demos.analyzers.claims.bands import ends, unit_of
from demos.analyzers.claims.concepts import concepts_of, names_weekdays, plain
from demos.analyzers.claims.rules import RULES, AboveUsual, AtLeast, AtMost, Rule, Says
from demos.analyzers.contract import Floats

Bools: TypeAlias = npt.NDArray[np.bool_]
TELLING = 0.9
"""A flag that more claims raise than this tells none apart and is no reason for a finding."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule on the column that it reads. ``share`` is the share of claims that raised it when the model was fitted."""

    rule: Rule
    column: str
    limit: float
    share: float

    def hits(self, column: pd.Series[Any]) -> Bools:
        """Return which rows raise the flag, shape (n,)."""
        return _hits(self.rule, column, self.limit)


def read_flags(columns: Mapping[str, pd.Series[Any]], concepts: Mapping[str, str]) -> tuple[Flag, ...]:
    """Return the flags that the columns can raise and that not all or none of the claims raise.

    ``concepts`` gives the concept of columns whose header does not tell it.
    """
    told = {name: _concepts(name, column, concepts) for name, column in columns.items()}
    found = (_first_flag(rule, columns, told) for rule in RULES)
    return tuple(flag for flag in found if flag is not None)


def _first_flag(rule: Rule, columns: Mapping[str, pd.Series[Any]], told: Mapping[str, tuple[str, ...]]) -> Flag | None:
    for name in _columns_of(rule, columns, told):
        limit = _limit(rule, columns[name])
        share = float(_hits(rule, columns[name], limit).mean())
        if 0.0 < share < 1.0 and _understood(rule, columns[name]):
            return Flag(rule, name, limit, share)
    return None


def _columns_of(
    rule: Rule, columns: Mapping[str, pd.Series[Any]], told: Mapping[str, tuple[str, ...]]
) -> Iterator[str]:
    """Yield the columns of a rule's concept: of several covers, the one with the fewest words for it first."""
    fitting = [name for name in columns if rule.concept in told[name]]
    yield from sorted(fitting, key=lambda name: columns[name].nunique()) if rule.concept == "cover" else fitting


def _concepts(name: str, column: pd.Series[Any], concepts: Mapping[str, str]) -> tuple[str, ...]:
    if name in concepts:
        return (concepts[name],)
    told = concepts_of(name)
    if "weekday" not in told and (told or pd.api.types.is_numeric_dtype(column.dtype)):
        return told
    if any(word in plain(name) for word in ("claim", "report")):
        return ()
    return ("weekday",) if told or names_weekdays(column.dropna().unique()[:20]) else ()


def _understood(rule: Rule, column: pd.Series[Any]) -> bool:
    """Tell whether most values of a column are of the kind the rule reads."""
    present = column.dropna()
    if isinstance(rule.test, Says):
        test = rule.test
        known = _by_text(present, lambda text: bool(test.flagged.search(text) or test.other.search(text)))
        return bool(known.mean() >= 0.8)
    return bool(np.mean(~np.isnan(ends(present))) >= 0.8)


def _limit(rule: Rule, column: pd.Series[Any]) -> float:
    match rule.test:
        case AtMost(limit):
            return limit
        case AtLeast(limit, quantile):
            return limit if np.isnan(quantile) else _upper(_lows(rule, column), quantile)
        case AboveUsual():
            return _most_frequent(_lows(rule, column))
        case _:
            return float("nan")


def _hits(rule: Rule, column: pd.Series[Any], limit: float) -> Bools:
    match rule.test:
        case Says(flagged, _):
            return _by_text(column, lambda text: bool(flagged.search(text)))
        case AtMost():
            highs = _ends(rule, column, upper=True)
            return (highs >= 0) & (highs <= limit)
        case AtLeast():
            return _lows(rule, column) >= limit
        case AboveUsual():
            return _lows(rule, column) > limit


def _lows(rule: Rule, column: pd.Series[Any]) -> Floats:
    return _ends(rule, column, upper=False)


def _ends(rule: Rule, column: pd.Series[Any], *, upper: bool) -> Floats:
    timed = rule.concept in {"address", "policy-age", "policy-claim", "delay"}
    return ends(column, unit_of(plain(str(column.name))) if timed else None, upper=upper)


def _upper(lows: Floats, quantile: float) -> float:
    """Return a quantile that is really above the middle, NaN (which flags nothing) otherwise."""
    present = lows[np.isfinite(lows)]
    if not len(present):
        return float("nan")
    high, middle = np.quantile(present, [quantile, 0.5], method="nearest")
    return float(high) if high > middle else float("nan")


def _most_frequent(lows: Floats) -> float:
    values, counts = np.unique(lows[np.isfinite(lows)], return_counts=True)
    return float(values[np.argmax(counts)]) if len(values) and len(values) <= 30 else float("nan")


def _by_text(column: pd.Series[Any], says: Any) -> Bools:
    rows, distinct = pd.factorize(column.astype(object))
    table = [says(str(value).strip().lower().replace("_", " ")) for value in distinct]
    return np.array([*table, False], dtype=bool)[rows]
