"""Distance to the nearest of a few rows drawn at random, averaged over many draws.

Sugiyama and Borgwardt, "Rapid distance-based outlier detection via sampling", NIPS 2013; averaged over draws as in
Aggarwal and Sathe, "Theoretical foundations and algorithms for outlier ensembles", SIGKDD Explorations 2015. A small
draw rarely holds two rows of the same rare group, so groups of anomalies stay far from it; a large draw sees what is
only locally odd.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

LARGEST_SHARE = 8


@dataclass(frozen=True, slots=True)
class Neighbours:
    """``draws`` sets of ``size`` reference rows, stored as (-2r, |r|², 1) so that one product gives the distances."""

    references: Matrix
    members: npt.NDArray[np.intp]
    draws: int
    size: int

    def __call__(self, augmented: Matrix) -> Floats:
        """Return the mean over draws of the distance to the nearest reference, shape (n,).

        ``augmented`` has the rows as (z, 1, |z|²), shape (d + 2, n), float32.
        """
        return np.asarray(self.nearest(augmented).mean(axis=0, dtype=np.float64))

    def nearest(self, augmented: Matrix) -> Matrix:
        """Return the distance to the nearest reference of each draw, shape (draws, n)."""
        squared = self.references @ augmented
        nearest = squared.reshape(self.draws, self.size, -1).min(axis=1)
        return np.sqrt(np.maximum(nearest, 0.0, out=nearest), out=nearest)


def augment(rows: Matrix) -> Matrix:
    """Return (z, 1, |z|²) transposed, shape (d + 2, n)."""
    squares = np.einsum("ij,ij->i", rows, rows)
    return np.vstack([rows.T, np.ones_like(squares), squares])


def fit_neighbours(rows: Matrix, size: int, draws: int, generator: np.random.Generator) -> Neighbours:
    """Draw the references from ``rows``, shape (n, d); each row serves about equally often."""
    size = max(2, min(size, len(rows) // LARGEST_SHARE))
    wanted = size * draws
    order = [generator.permutation(len(rows)) for _ in range(-(-wanted // len(rows)))]
    chosen = np.concatenate(order)[:wanted] if len(rows) > 1 else np.zeros(wanted, dtype=np.intp)
    drawn = rows[chosen]
    squares = np.einsum("ij,ij->i", drawn, drawn)
    references = np.hstack([-2.0 * drawn, squares[:, None], np.ones_like(squares)[:, None]]).astype(np.float32)
    return Neighbours(references, chosen, draws, size)
