"""How close a row's nearest neighbours are, and how close those are among themselves.

Mean distance to the nearest rows (Ramaswamy, Rastogi and Shim, "Efficient algorithms for mining outliers from large
data sets", SIGMOD 2000) and the local outlier factor (Breunig, Kriegel, Ng and Sander, "LOF: identifying density-based
local outliers", SIGMOD 2000), its densities smoothed so that many copies of a row are no special case.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demos.analyzers.detector.neighbours import augment

Floats = npt.NDArray[np.float64]
Positions = npt.NDArray[np.intp]

REFERENCES = 5_000
PAIRS = 50_000_000  # rows to judge times references: the larger the file, the fewer references
FEWEST_ROWS = 50
CLOSE, FACTOR, WIDER = 5, 10, 40
SMOOTHING = 0.02  # in spreads of a column
CHUNK = 1024


@dataclass(frozen=True, slots=True)
class Local:
    """References as (-2r, |r|², 1), with the reach and the density of each among the others."""

    references: Floats
    reach: Floats
    density: Floats

    def __call__(self, augmented: Floats) -> Floats:
        """Return mean distance to the nearest 5 and 40 and the local outlier factor, shape (3, n).

        ``augmented`` has the rows as (z, 1, |z|²), shape (d + 2, n). A row that is itself a reference is not its own
        neighbour: one reference at distance 0 is passed over.
        """
        distance, nearest = _nearest(self.references, augmented)
        own = _density(distance, nearest, self.reach)
        factor = self.density[nearest[:, :FACTOR]].mean(axis=1) / own
        return np.stack([distance[:, :CLOSE].mean(axis=1), distance.mean(axis=1), factor])


def fit_local(rows: Floats, size: int, generator: np.random.Generator) -> Local:
    """Learn from ``rows``, shape (n, d), at least 50, for judging ``size`` rows."""
    most = max(FEWEST_ROWS, min(REFERENCES, PAIRS // size))
    drawn = rows[np.sort(generator.permutation(len(rows))[:most])]
    squares = (drawn * drawn).sum(axis=1)
    references = np.column_stack([-2.0 * drawn, squares, np.ones_like(squares)])
    parts = [_nearest(references, augment(drawn[start : start + CHUNK])) for start in range(0, len(drawn), CHUNK)]
    distance = np.concatenate([part[0] for part in parts])
    nearest = np.concatenate([part[1] for part in parts])
    reach = distance[:, FACTOR - 1]
    return Local(references, reach, _density(distance, nearest, reach))


def _nearest(references: Floats, augmented: Floats) -> tuple[Floats, Positions]:
    """Return distances to the nearest 40 and which they are, each of shape (n, 40), the nearest first."""
    squares = (augmented.T @ references.T).astype(np.float32)
    closest = np.argpartition(squares, WIDER, axis=1)[:, : WIDER + 1]
    found = np.take_along_axis(squares, closest, axis=1)
    order = np.argsort(found, axis=1, kind="stable")
    found, closest = np.take_along_axis(found, order, axis=1), np.take_along_axis(closest, order, axis=1)
    is_itself = found[:, :1] <= 0.0
    distance = np.sqrt(np.maximum(np.where(is_itself, found[:, 1:], found[:, :-1]), 0.0), dtype=np.float64)
    return distance, np.where(is_itself, closest[:, 1:], closest[:, :-1])


def _density(distance: Floats, nearest: Positions, reach: Floats) -> Floats:
    reachable = np.maximum(distance[:, :FACTOR], reach[nearest[:, :FACTOR]])
    return np.asarray(1.0 / (reachable.mean(axis=1) + SMOOTHING))
