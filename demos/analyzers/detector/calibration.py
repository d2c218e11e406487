"""Puts scores of different detectors on one scale: how rare is this among the rows the detector was fitted on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

GRID = 400
TAIL_CAP = 30.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The empirical upper tail of a score, as the negative logarithm, continued linearly beyond the largest one seen."""

    values: Floats
    rarity: Floats
    slope: float

    def __call__(self, scores: npt.ArrayLike) -> Floats:
        """Return -ln P(S >= score), shape as given, from 0 to TAIL_CAP."""
        scores = np.asarray(scores, dtype=np.float64)
        inside = np.interp(scores, self.values, self.rarity)
        beyond = np.maximum(scores - self.values[-1], 0.0) * self.slope
        return np.minimum(inside + beyond, TAIL_CAP)


def calibrate(scores: Floats) -> Calibration:
    """Learn the tail of ``scores``, shape (n,): the grid is dense where scores are rare."""
    n = len(scores)
    ordered = np.sort(scores)
    positions = np.unique(np.round(n - n * np.geomspace(1.0, 0.5 / n, GRID)).astype(int).clip(0, n - 1))
    first = np.searchsorted(ordered, ordered[positions], side="left")
    last = np.searchsorted(ordered, ordered[positions], side="right")
    values, at = np.unique(ordered[positions], return_index=True)
    rarity = -np.log1p(-((first + last) / 2 / n))[at]
    return Calibration(values, rarity, _slope(values, rarity))


def _slope(values: Floats, rarity: Floats) -> float:
    """The tail's steepness between its last hundredth and its end, for what lies beyond the largest score."""
    start = min(int(np.searchsorted(rarity, np.log(100.0))), max(len(values) - 2, 0))
    run = float(values[-1] - values[start])
    if run <= 0.0:
        return 1.0 / max(abs(float(values[-1])), 1e-9)
    return float(rarity[-1] - rarity[start]) / run
