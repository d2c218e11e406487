"""How much each view counts, by how far the views agree on the rows learned from; labels play no part."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

FOREST, WIDE, CLOSE, FACTOR = 0, 2, 4, 6
# forest, ellipsoid, nearest of 16, of 256, of 1,024
CLEAN = (0.5, 0.5, 0.5, 1.0, 3.0)
MANY = (1.5, 0.5, 3.0, 0.5, 0.5)
# forest, ellipsoid, nearest of 16, of 256, nearest 5, nearest 40, local outlier factor
GLOBAL = (4.0, 0.25, 3.0, 0.0, 0.0, 3.0, 0.0)
LOCAL = (0.0, 0.5, 0.5, 1.0, 2.0, 0.0, 1.0)
CROWDED = (0.5, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0)
LEAST_TREES = 0.5
TREES_AGREE = (0.7, 0.85)
FACTOR_AGREES = (0.42, 0.52)
CROWDING = (0.1, 0.2)
ROWS_FOR_LOCAL = (400, 1_200)  # ten neighbours of a few hundred rows are no neighbourhood


def weigh(scores: Floats, *, clean: bool) -> Floats:
    """Return the weight of each view, summing to 1, from raw ``scores`` of shape (views, n).

    With the local views: trees count for less where they rank rows unlike distance does, since cuts along columns
    mislead between several cores; the local views take over where the local outlier factor ranks rows as distance
    does; where nearly all rows have near copies, local distances only tell the sizes of the copies' groups, and the
    far view counts.
    """
    if len(scores) == len(MANY):
        return _normal(np.array(CLEAN if clean else MANY))
    far = scores[WIDE]
    weights = np.array(GLOBAL)
    weights[FOREST] = LEAST_TREES + (weights[FOREST] - LEAST_TREES) * _ramp(
        _agreement(scores[FOREST], far), TREES_AGREE
    )
    crowded = 1.0 - _ramp(float(np.median(scores[CLOSE]) / max(np.median(far), 1e-9)), CROWDING)
    weights = (1.0 - crowded) * _normal(weights) + crowded * _normal(np.array(CROWDED))
    local = _ramp(_agreement(scores[FACTOR], far), FACTOR_AGREES) * _ramp(scores.shape[1], ROWS_FOR_LOCAL)
    local *= 1.0 - crowded
    return (1.0 - local) * weights + local * _normal(np.array(LOCAL))


def _normal(weights: Floats) -> Floats:
    return np.asarray(weights / weights.sum())


def _agreement(first: Floats, second: Floats) -> float:
    """Spearman's rank correlation, 0 where one of them is constant."""
    if first.min() == first.max() or second.min() == second.max():
        return 0.0
    return float(np.corrcoef(pd.Series(first).rank(), pd.Series(second).rank())[0, 1])


def _ramp(value: float, between: tuple[float, float]) -> float:
    low, high = between
    return min(max((value - low) / (high - low), 0.0), 1.0)
