"""The detector: several cheap views of what is usual, each put on the scale of how rare its score is, then joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from demos.analyzers.detector.calibration import Calibration, calibrate
from demos.analyzers.detector.columns import Column, fit_column
from demos.analyzers.detector.ellipsoid import Ellipsoid, fit_ellipsoid
from demos.analyzers.detector.forest import Forest, fit_forest
from demos.analyzers.detector.neighbours import Neighbours, augment, fit_neighbours

Matrix = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Tick = Callable[[float], None]

CHUNK = 1024
BLOCK = 64 * CHUNK
FITTED_ROWS = 20_000
HALF_AT = np.log(100.0)  # the score is one half for the rarest hundredth

FULL_EFFORT_UP_TO = 40_000
TREES, FEWEST_TREES = 100, 24
SIZES, SIZES_OF_MANY = (16, 256, 1024), (16, 128, 512)
DRAWS, FEWEST_DRAWS = (64, 8, 4), (24, 2, 1)
WIDE = 2  # the view that says how far out a row lies: nearest of 16, so that groups of anomalies lie far out too
WEIGHTS_MIXED = (1.5, 0.5, 3.0, 0.5, 0.5)  # forest, ellipsoid, neighbours by size
WEIGHTS_CLEAN = (0.5, 0.5, 0.5, 1.0, 3.0)


@dataclass(frozen=True, slots=True)
class Judgement:
    """For each row how rare it is (-ln of a tail probability) and how far out (in spreads of the bulk), shape (n,)."""

    rarity: Floats
    distance: Floats

    @property
    def score(self) -> Floats:
        """Return the rarity as a number from 0 to 1: 0.5 for one row in a hundred, 0.75 for one in ten thousand."""
        return np.asarray(-np.expm1(-np.log(2.0) / HALF_AT * self.rarity))


@dataclass(frozen=True, slots=True)
class Views:
    """The members of the ensemble; each call gives one raw score per row, higher is further out."""

    forest: Forest
    ellipsoid: Ellipsoid
    neighbours: tuple[Neighbours, ...]

    def __call__(self, rows: Matrix) -> Floats:
        """Return the raw scores of ``rows``, shape (n, d), as an array of shape (views, n)."""
        scores = np.empty((2 + len(self.neighbours), len(rows)))
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            pair = np.repeat(part, 2, axis=0) if len(part) == 1 else part  # one row alone is summed in another order
            scores[:, start : start + len(part)] = self._chunk(pair.astype(np.float64))[:, : len(part)]
        return scores

    def _chunk(self, part: Floats) -> Floats:
        augmented = augment(part)
        near = [view(augmented) for view in self.neighbours]
        return np.stack([self.forest(part), self.ellipsoid(part), *near])


@dataclass(frozen=True, slots=True)
class Detector:
    """What was learned of the rows that ``fit_detector`` was given. Judging never changes it."""

    columns: tuple[Column, ...]
    views: Views
    calibrations: tuple[Calibration, ...]
    weights: Floats
    typical: Matrix

    def encode(self, frame: pd.DataFrame) -> Matrix:
        """Return the rows of ``frame`` as the views see them, shape (n, d), float32."""
        return encode(self.columns, frame)

    def judge(self, rows: Matrix) -> Judgement:
        """Judge encoded rows, shape (n, d), each by itself."""
        return self._join(self.views(rows))

    def judge_frame(self, frame: pd.DataFrame, tick: Tick | None = None) -> Judgement:
        """Judge the rows of ``frame`` block by block; ``tick`` is told the share done and may raise to stop."""
        parts = []
        for start in range(0, max(len(frame), 1), BLOCK):
            parts.append(self.judge(self.encode(frame.iloc[start : start + BLOCK])))
            if tick is not None:
                tick(min((start + BLOCK) / max(len(frame), 1), 1.0))
        rarity = np.concatenate([part.rarity for part in parts])
        return Judgement(rarity, np.concatenate([part.distance for part in parts]))

    def _join(self, raw: Floats) -> Judgement:
        pairs = list(zip(self.calibrations, raw, strict=True))
        rarity = _power_mean(np.stack([calibration(scores) for calibration, scores in pairs]), self.weights)
        return Judgement(rarity, self.calibrations[WIDE].distance(raw[WIDE]))


def fit_detector(frame: pd.DataFrame, seed: int = 0, *, clean: bool = False) -> Detector:
    """Learn from ``frame`` (numbers, and anything else as categories; one row or more) what is usual.

    At most 20,000 rows, drawn with ``seed``, are learned from. ``clean`` says that the rows hold no anomalies: then
    being only locally odd counts for more. The work per row falls as the file grows.
    """
    generator = np.random.default_rng(seed)
    drawn = frame.iloc[np.sort(generator.permutation(len(frame))[:FITTED_ROWS])]
    columns = tuple(fit_column(drawn[name]) for name in drawn.columns)
    rows = encode(columns, drawn)
    views = _fit_views(rows, len(frame), generator)
    weights = np.array(WEIGHTS_CLEAN if clean else WEIGHTS_MIXED)
    calibrations = tuple(calibrate(scores) for scores in views(rows))
    return Detector(columns, views, calibrations, weights / weights.sum(), _typical(columns))


def encode(columns: Sequence[Column], frame: pd.DataFrame) -> Matrix:
    """Return ``frame`` encoded by ``columns``, shape (n, sum of widths), float32."""
    return np.hstack([column.encode(frame[column.name]) for column in columns])


def _fit_views(rows: Matrix, size: int, generator: np.random.Generator) -> Views:
    exact = rows.astype(np.float64)
    effort = min(1.0, FULL_EFFORT_UP_TO / size)
    trees = max(FEWEST_TREES, round(TREES * effort))
    draws = [max(fewest, round(most * effort)) for most, fewest in zip(DRAWS, FEWEST_DRAWS, strict=True)]
    sizes = SIZES if size <= FULL_EFFORT_UP_TO else SIZES_OF_MANY
    near = tuple(fit_neighbours(exact, most, count, generator) for most, count in zip(sizes, draws, strict=True))
    return Views(fit_forest(exact, trees, generator), fit_ellipsoid(exact), near)


def _typical(columns: Sequence[Column]) -> Matrix:
    """The most usual value of each column by itself, encoded."""
    usual = pd.DataFrame({column.name: [column.typical] for column in columns})
    return np.asarray(encode(columns, usual)[0])


def _power_mean(values: Floats, weights: Floats) -> Floats:
    """Return the weighted cubic mean over the views: close to the mean, but one clear voice is heard."""
    total = np.zeros(values.shape[1])
    for weight, view in zip(weights, values, strict=True):  # one after the other: the same rounding for any n
        total += weight * view * view * view
    return np.asarray(np.cbrt(total))
