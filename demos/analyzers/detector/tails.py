"""How far out each value lies in its own column, summed over the columns.

Li et al., "ECOD: unsupervised outlier detection using empirical cumulative distribution functions", TKDE 2022.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

KNOTS = 512


@dataclass(frozen=True, slots=True)
class Tails:
    """For each column the knots of its distribution and the tail mass, as -ln, at and between them."""

    knots: tuple[Matrix, ...]
    masses: tuple[Matrix, ...]

    def __call__(self, rows: Matrix) -> Floats:
        """Return the summed tail mass, shape (n,)."""
        total = np.zeros(len(rows))
        for column, (knots, masses) in enumerate(zip(self.knots, self.masses, strict=True)):
            total += masses[np.searchsorted(knots, rows[:, column])]
        return total


def fit_tails(rows: Matrix) -> Tails:
    """Learn the tails of every column of ``rows``, shape (n, d)."""
    fitted = [_column(np.sort(column)) for column in rows.T]
    return Tails(tuple(knots for knots, _ in fitted), tuple(masses for _, masses in fitted))


def _column(ordered: Matrix) -> tuple[Matrix, Matrix]:
    n = len(ordered)
    ends = np.unique(np.geomspace(1, max(n // 2, 1), KNOTS // 2).astype(int)) - 1
    knots = np.unique(ordered[np.concatenate([ends, n - 1 - ends])])
    slots = np.concatenate([knots, [np.inf]])
    below = np.searchsorted(ordered, slots, side="right") / n  # a row in this slot is at most its upper knot
    lower = np.concatenate([[-np.inf], np.nextafter(knots, np.float32(np.inf))])
    above = 1.0 - np.searchsorted(ordered, lower, side="left") / n
    left, right = -np.log(np.maximum(below, 0.5 / n)), -np.log(np.maximum(above, 0.5 / n))
    return knots, np.maximum(left, right).astype(np.float32)
