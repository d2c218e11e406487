"""Puts scores of different views on one scale: how rare, and how far out, among the rows the detector was fitted on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

GRID = 400
LEAST_SPREAD = 0.4  # in spreads of a column, which are the units of the distances
LEAST_SPREAD_OF_RATIOS = 0.05
AT_NINTH_DECILE = float(np.log(10.0))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The empirical upper tail of a score as the negative logarithm, and the spread between median and ninth decile.

    Ranks alone do not tell the farthest row from the next one; distances alone let one heavy tail speak for all. Their
    mean does both: at the median both are small, at the ninth decile both are ln 10.
    """

    values: Floats
    rarity: Floats
    middle: float
    spread: float

    def __call__(self, scores: Floats) -> Floats:
        """Return how unusual each score is, shape as given, from 0 upwards."""
        return (np.interp(scores, self.values, self.rarity) + AT_NINTH_DECILE * self.distance(scores)) / 2.0

    def distance(self, scores: Floats) -> Floats:
        """Return how far above the median each score is, in units of median to ninth decile, never below 0."""
        return np.asarray(np.maximum((scores - self.middle) / self.spread, 0.0))


def calibrate(scores: Floats, least_spread: float = LEAST_SPREAD) -> Calibration:
    """Learn the tail of ``scores``, shape (n,): the grid is dense where scores are rare."""
    n = len(scores)
    ordered = np.sort(scores)
    positions = np.unique(np.round(n - n * np.geomspace(1.0, 0.5 / n, GRID)).astype(int).clip(0, n - 1))
    values = np.unique(ordered[positions])
    first = np.searchsorted(ordered, values, side="left")
    last = np.searchsorted(ordered, values, side="right")
    middle, ninth = np.quantile(ordered, [0.5, 0.9])
    spread = max(float(ninth - middle), least_spread)
    return Calibration(values, -np.log1p(-(first + last) / 2.0 / n), float(middle), spread)
