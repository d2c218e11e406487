"""Isolation trees over the columns and over sparse random mixtures of them.

Liu, Ting and Zhou, "Isolation forest", ICDM 2008; mixtures as in Hariri, Carrasco Kind and Brunner, "Extended
isolation forest", TKDE 2021, here drawn once for all trees so that scikit-learn's compiled trees can do the work.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import IsolationForest
from sklearn.tree._tree import Tree

Floats = npt.NDArray[np.float64]

SAMPLE = 256
MIXED_COLUMNS = 2
MOST_MIXTURES = 256
GRID = 2.0**12  # rounded, so that the products with encoded values are exact


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees as scikit-learn compiled them, with the depth at which each leaf isolates a row."""

    mixtures: Floats
    trees: tuple[Tree, ...]
    depths: tuple[Floats, ...]

    def __call__(self, rows: Floats) -> Floats:
        """Return the negative mean depth, shape (n,): higher is easier to isolate."""
        wide = np.hstack([rows, rows @ self.mixtures]).astype(np.float32)
        total = np.zeros(len(rows))
        for tree, depth in zip(self.trees, self.depths, strict=True):
            total -= depth[tree.apply(wide)]
        return total / len(self.trees)


def fit_forest(rows: Floats, trees: int, generator: np.random.Generator) -> Forest:
    """Grow ``trees`` trees, each on 256 of ``rows``, shape (n, d)."""
    mixtures = _mixtures(rows.shape[1], generator)
    wide = np.hstack([rows, rows @ mixtures]).astype(np.float32)
    seed = int(generator.integers(2**31))
    grown = IsolationForest(n_estimators=trees, max_samples=min(SAMPLE, len(rows)), random_state=seed).fit(wide)
    compiled = tuple(estimator.tree_ for estimator in grown.estimators_)
    return Forest(mixtures, compiled, tuple(_depths(tree) for tree in compiled))


def _mixtures(width: int, generator: np.random.Generator) -> Floats:
    count = min(2 * width, MOST_MIXTURES) if width > 1 else 0
    mixtures = np.zeros((width, count))
    for column in range(count):
        chosen = generator.choice(width, min(MIXED_COLUMNS, width), replace=False)
        mixtures[chosen, column] = generator.normal(size=len(chosen))
    return np.round(mixtures * GRID) / GRID


def _depths(tree: Tree) -> Floats:
    """Each node's depth plus what an unbuilt subtree of its size would add on average (Liu et al., equation 1)."""
    depth = np.zeros(tree.node_count)
    for node in range(tree.node_count):
        for child in (tree.children_left[node], tree.children_right[node]):
            if child >= 0:
                depth[child] = depth[node] + 1.0
    return depth + _unbuilt(tree.n_node_samples.astype(np.float64))


def _unbuilt(size: Floats) -> Floats:
    more = np.maximum(size, 3.0) - 1.0
    average = 2.0 * (np.log(more) + np.euler_gamma) - 2.0 * more / (more + 1.0)
    return np.where(size <= 1, 0.0, np.where(size == 2, 1.0, average))
