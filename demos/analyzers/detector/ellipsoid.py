"""Distance from the core of the rows, measured along the directions in which the columns move together.

Ridge-regularised Mahalanobis distance on the least distant four fifths of the rows (concentration steps as in
Rousseeuw and Van Driessen, "A fast algorithm for the minimum covariance determinant estimator", Technometrics 1999).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demos.analyzers.detector.columns import STEP

Floats = npt.NDArray[np.float64]

RIDGE = 0.1
CORE = 0.8
GRID = 2.0**16  # centre and whitening are rounded, so that the products with encoded values are exact
STEPS = 3


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """Centre and whitening of the core, and its precision matrix for what one column says about another."""

    centre: Floats
    whitening: Floats
    precision: Floats

    def __call__(self, rows: Floats) -> Floats:
        """Return the distance of each row, shape (n,), from rows of shape (n, d)."""
        white = np.ascontiguousarray(((rows - self.centre) @ self.whitening).T)
        return np.asarray(np.sqrt((white * white).sum(axis=0)))

    def surprise(self, rows: Floats) -> Floats:
        """Return each value minus what the row's other values let expect, shape (n, d), in the units of ``rows``."""
        away = rows - self.centre
        return np.asarray(away @ self.precision / np.diag(self.precision))


def fit_ellipsoid(rows: Floats) -> Ellipsoid:
    """Learn centre and spread from ``rows``, shape (n, d), setting aside the most distant fifth at each step."""
    core = rows
    for _ in range(STEPS):
        ellipsoid = _from_core(core)
        distance = ellipsoid(rows)
        core = rows[distance <= np.quantile(distance, CORE)]
    return _from_core(core)


def _from_core(core: Floats) -> Ellipsoid:
    centre = core.mean(axis=0, dtype=np.float64)
    away = core - centre
    covariance = away.T @ away / max(len(core) - 1, 1)
    ridge = RIDGE * max(float(np.trace(covariance)) / len(covariance), 1e-6)
    values, vectors = np.linalg.eigh(covariance + ridge * np.eye(len(covariance)))
    whitening = np.round(vectors / np.sqrt(values) * GRID) / GRID
    return Ellipsoid(np.round(centre * STEP) / STEP, whitening, whitening @ whitening.T)
