"""Comparison of a claim with its peers: rare values, numbers in the tails, amounts above claims of the same kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from demos.analyzers.claims.concepts import concepts_of, plain
from demos.analyzers.claims.levels import MISSING, Bands, Categories, Codes, Levels, as_numbers
from demos.analyzers.contract import Floats

_KIND = re.compile(r"\b(claim|incident|loss|accident|collision|vehicle|policy|cover)\b.*\b(type|category|kind|class)\b"
                   r"|\b(coverage|cover|base policy)\b")  # fmt: skip
MOST_KINDS, FEWEST_PEERS = 20, 30
STEPS = 1000
DECADES = 3.0
"""A value that one claim in a thousand has, or fewer, is as unusual as it gets."""
FAR = 3.0
"""Robust standard deviations of the logarithm above the median of the peers."""


@dataclass(frozen=True, slots=True)
class Tail:
    """A number column cut into fine steps, with the two-sided share of claims as extreme as each step."""

    starts: Floats
    shares: Floats

    @classmethod
    def fit(cls, numbers: Floats) -> Tail:
        present = numbers[~np.isnan(numbers)]
        if not len(present):
            return cls(np.zeros(1), np.ones(2))
        starts = np.unique(np.quantile(present, np.linspace(0, 1, STEPS + 1), method="nearest"))
        counts = np.bincount(np.searchsorted(starts, present, side="right"), minlength=len(starts) + 1) + 0.5
        below, above = np.cumsum(counts), np.cumsum(counts[::-1])[::-1]
        return cls(starts, np.minimum(1.0, 2 * np.minimum(below, above) / counts.sum()))

    def share(self, numbers: Floats) -> Floats:
        """Return the share of claims that lie as far out, shape (n,)."""
        share: Floats = self.shares[np.searchsorted(self.starts, numbers, side="right")]
        return share


@dataclass(frozen=True, slots=True)
class Rarity:
    """How unusual each column's value is, from 0 (frequent) to 1 (one claim in a thousand or fewer)."""

    levels: tuple[Levels, ...]
    shares: tuple[Floats, ...]  # by level, of the claims fitted
    tails: tuple[Tail | None, ...]  # of the number columns

    @classmethod
    def fit(cls, levels: tuple[Levels, ...], codes: Codes, frame: pd.DataFrame) -> Rarity:
        counts = [np.bincount(codes[:, place], minlength=one.size) for place, one in enumerate(levels)]
        tails = tuple(Tail.fit(as_numbers(frame[one.name])) if isinstance(one, Bands) else None for one in levels)
        return cls(levels, tuple(count / max(len(codes), 1) for count in counts), tails)

    def of_column(self, place: int, codes: Codes, column: pd.Series[Any]) -> Floats:
        """Return the rarity of one column's values, shape (n,); a missing value counts as frequent."""
        level, tail = self.levels[place], self.tails[place]
        if tail is None or isinstance(level, Categories) or level.exact:
            share = np.maximum(self.shares[place][codes[:, place]], 1e-9)
        else:
            share = tail.share(as_numbers(column))
        rarity = np.clip(-np.log10(share) / DECADES, 0.0, 1.0)
        return np.where(codes[:, place] == MISSING, 0.0, rarity)

    def all_columns(self, codes: Codes, frame: pd.DataFrame) -> Floats:
        """Return the rarity of every cell, shape (n, columns)."""
        columns = [self.of_column(place, codes, frame[one.name]) for place, one in enumerate(self.levels)]
        return np.column_stack(columns) if columns else np.zeros((len(codes), 0))


def strongest(rarity: Floats, columns: int = 3) -> Floats:
    """Return the mean of each row's three most unusual columns, shape (n,)."""
    count = min(columns, rarity.shape[1])
    if not count:
        return np.zeros(len(rarity))
    top: Floats = np.partition(rarity, rarity.shape[1] - count, axis=1)[:, -count:].mean(axis=1)
    return top


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts compared with claims of the same kind, on a logarithmic scale."""

    column: str
    kind: str | None
    groups: dict[str, tuple[float, float, float, float]]  # median and spread of log(1 + x), then 5th, 95th percentile

    @classmethod
    def fit(cls, frame: pd.DataFrame, column: str) -> Amounts:
        kind = kind_column(frame, column)
        numbers = as_numbers(frame[column])
        groups = {"": _spread(numbers)}
        if kind is not None:
            rows = pd.Series(np.arange(len(frame))).groupby(_texts(frame[kind])).indices
            groups |= {str(key): _spread(numbers[at]) for key, at in rows.items() if len(at) >= FEWEST_PEERS}
        return cls(column, kind, groups)

    def group_of(self, frame: pd.DataFrame) -> list[str]:
        """Return the kind that each row is compared with, "" for all claims."""
        if self.kind is None or self.kind not in frame:
            return [""] * len(frame)
        return [text if text in self.groups else "" for text in _texts(frame[self.kind])]

    def far_above(self, frame: pd.DataFrame) -> Floats:
        """Return 1.0 for each row whose amount is far above its peers', else 0.0, shape (n,)."""
        if self.column not in frame:
            return np.zeros(len(frame))
        rows, distinct = pd.factorize(np.array(self.group_of(frame), dtype=object))
        spread = np.array([self.groups[str(text)][:2] for text in distinct]).reshape(-1, 2)[rows]
        numbers = np.log1p(np.maximum(as_numbers(frame[self.column]), 0.0))
        return np.asarray(numbers > spread[:, 0] + FAR * spread[:, 1], dtype=np.float64)


def amount_column(frame: pd.DataFrame, mapped: str | None) -> str | None:
    """Return the column of amounts: the mapped one, or the first number whose header says so."""
    if mapped is not None and mapped in frame:
        return mapped
    named = (name for name in frame if "amount" in concepts_of(str(name)))
    return next((str(name) for name in named if pd.api.types.is_numeric_dtype(frame[name].dtype)), None)


def kind_column(frame: pd.DataFrame, amount: str) -> str | None:
    """Return the column that says what kind of claim it is, with a few values each."""
    named = [str(name) for name in frame if name != amount and _KIND.search(plain(str(name)))]
    return next((name for name in named if 2 <= frame[name].nunique() <= MOST_KINDS), None)


def _texts(column: pd.Series[Any]) -> Any:
    return column.astype(object).map(str, na_action="ignore").fillna("").to_numpy(dtype=object)


def _spread(numbers: Floats) -> tuple[float, float, float, float]:
    present = numbers[~np.isnan(numbers)]
    if not len(present):
        return (np.inf, 0.0, 0.0, 0.0)
    logs = np.log1p(np.maximum(present, 0.0))
    middle = float(np.median(logs))
    spread = 1.4826 * float(np.median(np.abs(logs - middle)))
    low, high = np.quantile(present, [0.05, 0.95])
    return middle, max(spread, 0.05), float(low), float(high)
