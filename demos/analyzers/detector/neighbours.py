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

Floats = npt.NDArray[np.float64]

LARGEST_SHARE = 8
REFERENCES_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Neighbours:
    """``draws`` sets of ``size`` reference rows, stored as (-2r, |r|², 1) so that one product gives the distances."""

    references: Floats
    draws: int
    size: int

    def __call__(self, augmented: Floats) -> Floats:
        """Return the mean over draws of the distance to the nearest reference, shape (n,).

        ``augmented`` has the rows as (z, 1, |z|²), shape (d + 2, n). Encoded values lie on a grid, so the products
        are exact and a row's distance does not depend on where in the block it stands.
        """
        total = np.zeros(augmented.shape[1])
        together = max(1, REFERENCES_AT_ONCE // self.size)
        for start in range(0, self.draws, together):
            part = self.references[start * self.size : (start + together) * self.size]
            nearest = (part @ augmented).reshape(-1, self.size, augmented.shape[1]).min(axis=1)
            total += np.sqrt(np.maximum(nearest, 0.0, out=nearest), out=nearest).sum(axis=0)
        return total / self.draws


def augment(rows: Floats) -> Floats:
    """Return (z, 1, |z|²) transposed, shape (d + 2, n)."""
    columns = np.ascontiguousarray(rows.T)
    squares = (columns * columns).sum(axis=0)
    return np.vstack([columns, np.ones_like(squares), squares])


def fit_neighbours(rows: Floats, size: int, draws: int, generator: np.random.Generator) -> Neighbours:
    """Draw the references from ``rows``, shape (n, d); each row serves about equally often."""
    size = max(1, min(size, max(2, len(rows) // LARGEST_SHARE)))
    wanted = size * draws
    order = [generator.permutation(len(rows)) for _ in range(-(-wanted // len(rows)))]
    drawn = rows[np.concatenate(order)[:wanted]]
    squares = (drawn * drawn).sum(axis=1)
    return Neighbours(np.column_stack([-2.0 * drawn, squares, np.ones_like(squares)]), draws, size)
