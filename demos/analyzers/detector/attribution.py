"""Which columns drive a row's score: what changes when one column alone is made usual, or alone stays unusual.

The mean of a column's effect as the last and as the first to be put back, the two ends of the Shapley value; see
Lundberg and Lee, "A unified approach to interpreting model predictions", NeurIPS 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from demos.analyzers.detector.columns import LINEAR_UP_TO, Column, NumberColumn, on_grid
from demos.analyzers.detector.model import Detector

Matrix = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

MOST_COLUMNS = 64
ROWS_AT_ONCE = 4_096


@dataclass(frozen=True, slots=True)
class Attribution:
    """Per row and column the share of the score (shape (n, columns), rows sum to 1), and what the others let expect.

    ``surprise`` is the value minus its expectation from the row's other values, encoded; 0 for categories.
    """

    weights: Floats
    surprise: Floats
    expected: Floats


def attribute(detector: Detector, frame: pd.DataFrame) -> Attribution:
    """Explain the rows of ``frame``; costs three judgements per row and column.

    The detector's twin is asked, whose draws are always the same, so that reasons do not change with the seed.
    """
    detector = detector.twin()
    rows = detector.encode(frame)
    ends = np.cumsum([0, *(column.width for column in detector.columns)])
    blocks = [slice(int(start), int(end)) for start, end in pairwise(ends)]
    surprise = detector.views.ellipsoid.surprise(rows.astype(np.float64))
    expected = on_grid(np.clip(rows - surprise, -LINEAR_UP_TO, LINEAR_UP_TO))
    effects = np.zeros((len(rows), len(blocks)))
    whole = detector.judge(rows).rarity
    plain = float(detector.judge(detector.typical[None, :]).rarity[0])
    candidates = _candidates(detector, rows, surprise, blocks)
    step = max(1, ROWS_AT_ONCE // max(len(rows), 1))
    for start in range(0, len(candidates), step):
        numbers = candidates[start : start + step]
        changed = [_variants(detector, rows, expected, blocks[number]) for number in numbers]
        rarity = detector.judge(np.concatenate(changed)).rarity.reshape(len(numbers), 3, len(rows))
        effects[:, numbers] = _effects(rarity, whole, plain, [detector.columns[number] for number in numbers]).T
    first = [block.start for block in blocks]
    return Attribution(_shares(effects), surprise[:, first], (rows - surprise)[:, first])


def _candidates(detector: Detector, rows: Matrix, surprise: Floats, blocks: list[slice]) -> list[int]:
    """In wide tables only the columns that are far out, or unexpected, in any of the rows."""
    if len(blocks) <= MOST_COLUMNS:
        return list(range(len(blocks)))
    away = np.abs(rows - detector.typical).max(axis=0) + np.abs(surprise).max(axis=0)
    size = np.array([away[block].max() for block in blocks])
    return sorted(int(number) for number in np.argsort(-size, kind="stable")[:MOST_COLUMNS])


def _variants(detector: Detector, rows: Matrix, expected: Matrix, block: slice) -> Matrix:
    """The rows with one column made typical, made what the others let expect, and typical rows with that column."""
    plain = np.tile(detector.typical, (len(rows), 1))
    usual = _with(rows, block, detector.typical[block])
    return np.concatenate([usual, _with(rows, block, expected[:, block]), _with(plain, block, rows[:, block])])


def _effects(rarity: Floats, whole: Floats, plain: float, columns: list[Column]) -> Floats:
    """What each column adds to the rest of its row plus what it adds to a typical row, shape (columns, n)."""
    is_number = np.array([isinstance(column, NumberColumn) for column in columns])[:, None]
    without = np.where(is_number, np.minimum(rarity[:, 0], rarity[:, 1]), rarity[:, 0])
    return np.asarray(np.maximum(whole - without, 0.0) + np.maximum(rarity[:, 2] - plain, 0.0))


def _with(rows: Matrix, block: slice, values: Matrix) -> Matrix:
    changed = rows.copy()
    changed[:, block] = values
    return changed


def _shares(effects: Floats) -> Floats:
    total = effects.sum(axis=1, keepdims=True)
    return np.asarray(np.where(total > 0.0, effects / np.maximum(total, 1e-12), 1.0 / effects.shape[1]))
