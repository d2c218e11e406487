"""What was learned from a log, and the report on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from common.words import Words, say
from demos.analyzers.contract import Floats, Progress, Result, Table
from demos.analyzers.detector import Detector, Judgement, attribute
from demos.analyzers.logs.explaining import Explained, Row, explain
from demos.analyzers.logs.features import Features
from demos.analyzers.logs.history import History
from demos.analyzers.logs.report import Flagged, write_report

EXPLAINED_AT_MOST = 1_000
FLOOR, FLOOR_ROWS, FLOOR_GROWTH = 5.0, 5_000, 0.4  # rows of normal and exponential columns stay below it
TINY = 50
SCORING = say("Comparing every row with what is usual")
EXPLAINING = say("Explaining what stands out")
BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class LogModel:
    """A fitted detector with the history that its reasons refer to."""

    features: Features
    detector: Detector
    history: History
    budget: int
    bar: float | None = None  # with a clean history: the rarity above which hardly any of its rows lie

    def score(self, table: Table) -> Floats:
        """Return one score per row, shape (n,), 0 to 1, each independent of the other rows in ``table``."""
        return self._judge(table, lambda share, words: None).score

    def report(self, table: Table, progress: Progress) -> Result:
        """Score ``table`` and explain what stands out."""
        judgement = self._judge(table, progress)
        scores = judgement.score
        rows = standing_out(judgement, self.budget, self.bar)
        progress(0.85, EXPLAINING)
        flagged = Flagged(rows, self._explain(table, rows[:EXPLAINED_AT_MOST]), judgement.distance[rows])
        return write_report(table, scores, flagged, self._notes(table))

    def _judge(self, table: Table, progress: Progress) -> Judgement:
        parts = []
        for start in range(0, max(len(table), 1), BLOCK):
            features = self.features(table.frame.iloc[start : start + BLOCK])
            parts.append(self.detector.judge_frame(features))
            progress(0.8 * min((start + BLOCK) / max(len(table), 1), 1.0), SCORING)
        return Judgement(
            np.concatenate([part.rarity for part in parts]), np.concatenate([part.distance for part in parts])
        )

    def _explain(self, table: Table, rows: np.ndarray[Any, np.dtype[np.intp]]) -> list[Explained]:
        if not len(rows):
            return []
        chosen = self.features(table.frame.iloc[rows])
        attribution = attribute(self.detector, chosen)
        assets = _assets(table, rows)
        return [
            explain(Row(chosen.iloc[at], assets[at]), self.detector.columns, attribution, at, self.history)
            for at in range(len(rows))
        ]

    def _notes(self, table: Table) -> tuple[Words, ...]:
        few = say("The file has few rows: what is usual is known only roughly.")
        return (*self.features.notes, few) if len(self.history.features) < TINY else self.features.notes


def standing_out(judgement: Judgement, budget: int, bar: float | None = None) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Return the rows that stand out, rarest first, at most ``budget``.

    A clean history tells how rare its own rows are, so what is rarer stands out, however much of it there is. Without
    one, rare alone is not enough, since every file has a rarest row: a row must also lie far from the bulk, the farther
    the more rows there are.
    """
    order = np.argsort(-judgement.rarity, kind="stable")[:budget]
    if bar is not None:
        return np.asarray(order[judgement.rarity[order] > bar])
    size = len(judgement.rarity)
    floor = FLOOR + FLOOR_GROWTH * max(0.0, float(np.log(max(size, 1) / FLOOR_ROWS)))
    return np.asarray(order[judgement.distance[order] >= floor])


def _assets(table: Table, rows: np.ndarray[Any, np.dtype[np.intp]]) -> list[str | None]:
    column = table.column("asset")
    if column is None:
        return [None] * len(rows)
    return [None if pd.isna(value) else str(value) for value in column.iloc[rows]]
