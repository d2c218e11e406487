"""Puts the columns that drove a row's score into words that are true of that row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from common.words import Figure, Form, Words, say
from demos.analyzers.contract import Reason
from demos.analyzers.detector import Attribution, CategoryColumn, Column, NumberColumn
from demos.analyzers.logs.history import History

REASONS = 4
LEAST_SHARE = 0.08
SURPRISING = 1.5


@dataclass(frozen=True, slots=True)
class Explained:
    """A row with its reasons, the most telling first; ``kind`` is the kind of the first one."""

    kind: str  # "value", "category", "combination"
    high: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One encoded row's place in the table and its asset, None without one."""

    values: pd.Series[Any]
    asset: str | None


def explain(row: Row, columns: tuple[Column, ...], attribution: Attribution, at: int, history: History) -> Explained:
    """Return the reasons of the row at position ``at`` of ``attribution``."""
    weights = attribution.weights[at]
    order = [int(number) for number in np.argsort(-weights, kind="stable")[:REASONS]]
    told = [number for number in order if weights[number] >= LEAST_SHARE] or order[:1]
    reasons, kinds, highs = [], [], []
    for number in told:
        column = columns[number]
        kind, reason, high = _reason(row, column, _Evidence.of(attribution, at, number), history)
        reasons.append(reason)
        kinds.append(kind)
        highs.append(high)
    return Explained(kinds[0], highs[0], tuple(reasons))


@dataclass(frozen=True, slots=True)
class _Evidence:
    weight: float
    surprise: float
    expected: float

    @classmethod
    def of(cls, attribution: Attribution, at: int, number: int) -> _Evidence:
        pick = (arr[at, number] for arr in (attribution.weights, attribution.surprise, attribution.expected))
        weight, surprise, expected = (float(value) for value in pick)
        return cls(weight, surprise, expected)


def _reason(row: Row, column: Column, evidence: _Evidence, history: History) -> tuple[str, Reason, bool]:
    if isinstance(column, CategoryColumn):
        return _category(row, column, evidence)
    value = row.values[column.name]
    if pd.isna(value):
        words = say("%(column)s is missing here, which is rare.", column=column.name)
        return "category", Reason(column.name, words, evidence.weight), False
    return _number(row, column, evidence, history)


def _category(row: Row, column: CategoryColumn, evidence: _Evidence) -> tuple[str, Reason, bool]:
    raw = row.values[column.name]
    value = "" if pd.isna(raw) else str(raw)
    share = column.share(value)
    if share == 0.0:
        words = say("%(column)s is “%(value)s”, a value not seen before.", column=column.name, value=value)
    else:
        words = say(
            "%(column)s is “%(value)s”, which %(share)s of the rows have.",
            column=column.name, value=value, share=Figure(share, Form.SHARE),
        )  # fmt: skip
    return "category", Reason(column.name, words, evidence.weight, value), False


def _number(row: Row, column: NumberColumn, evidence: _Evidence, history: History) -> tuple[str, Reason, bool]:
    value = float(row.values[column.name])
    everyone = history.usual(column.name)
    own = history.usual_of(row.asset, column.name)
    usual, peers = (own, history.peers_of(row.asset, column.name)) if own is not None else (everyone, None)
    kind = _kind(value, usual, everyone)
    words = _words(kind, column, value, usual)
    if kind == "usual" and abs(evidence.surprise) >= SURPRISING:
        kind = "combination"
        words = _combination(column, value, evidence)
    return kind, Reason(column.name, words, evidence.weight, value, usual, peers), value > everyone[1]


def _kind(value: float, usual: tuple[float, float], everyone: tuple[float, float]) -> str:
    outside = value < usual[0] or value > usual[1] or value < everyone[0] or value > everyone[1]
    return "value" if outside else "usual"


def _words(kind: str, column: NumberColumn, value: float, usual: tuple[float, float]) -> Words:
    figures = {"value": Figure(value), "low": Figure(usual[0]), "high": Figure(usual[1])}
    if kind == "usual":
        return say(
            "%(column)s is %(value)s, inside the usual %(low)s to %(high)s, but adds to the picture.",
            column=column.name, **figures,
        )  # fmt: skip
    if usual[0] <= value <= usual[1]:
        return say(
            "%(column)s is %(value)s: usual here (%(low)s to %(high)s), unusual elsewhere.",
            column=column.name, **figures,
        )  # fmt: skip
    return say("%(column)s is %(value)s; usual is %(low)s to %(high)s.", column=column.name, **figures)


def _combination(column: NumberColumn, value: float, evidence: _Evidence) -> Words:
    return say(
        "%(column)s is %(value)s, usual by itself, but with the row's other values about %(expected)s is expected.",
        column=column.name, value=Figure(value), expected=Figure(column.decode(evidence.expected)),
    )  # fmt: skip
