"""The detector: several cheap views of what is usual, each put on the scale of how rare its score is, then joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from demos.analyzers.detector.calibration import LEAST_SPREAD, LEAST_SPREAD_OF_RATIOS, Calibration, calibrate
from demos.analyzers.detector.columns import Column, fit_column
from demos.analyzers.detector.ellipsoid import Ellipsoid, fit_ellipsoid
from demos.analyzers.detector.forest import Forest, fit_forest
from demos.analyzers.detector.local import FEWEST_ROWS, Local, fit_local
from demos.analyzers.detector.neighbours import Neighbours, augment, fit_neighbours
from demos.analyzers.detector.weighing import FACTOR, WIDE, weigh

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
ROWS_OF_TWIN, SEED_OF_TWIN = 5_000, 0


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
    local: Local | None

    def __call__(self, rows: Matrix) -> Floats:
        """Return the raw scores of ``rows``, shape (n, d), as an array of shape (views, n)."""
        count = 2 + len(self.neighbours) + (0 if self.local is None else 3)
        scores = np.empty((count, len(rows)))
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            pair = np.repeat(part, 2, axis=0) if len(part) == 1 else part  # one row alone is summed in another order
            scores[:, start : start + len(part)] = self._chunk(pair.astype(np.float64))[:, : len(part)]
        return scores

    def _chunk(self, part: Floats) -> Floats:
        augmented = augment(part)
        near = [view(augmented) for view in self.neighbours]
        local = () if self.local is None else self.local(augmented)
        return np.stack([self.forest(part), self.ellipsoid(part), *near, *local])


@dataclass(frozen=True, slots=True)
class Detector:
    """What was learned of the rows that ``fit_detector`` was given. Judging never changes it."""

    columns: tuple[Column, ...]
    views: Views
    calibrations: tuple[Calibration, ...]
    weights: Floats
    typical: Matrix
    learned: Matrix = field(repr=False)
    clean: bool

    def twin(self) -> Detector:
        """Return a detector of up to 5,000 of the same rows, spread evenly, that does not depend on the seed."""
        rows = self.learned[:: -(-len(self.learned) // ROWS_OF_TWIN)]
        return _fit_encoded(self.columns, rows, len(rows), np.random.default_rng(SEED_OF_TWIN), self.clean)

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
    being only locally odd counts for more. The work per row falls as the file grows: the local views are for files of
    up to 40,000 rows, some 50 million distances at most for each time the file is judged.
    """
    generator = np.random.default_rng(seed)
    drawn = frame.iloc[np.sort(generator.permutation(len(frame))[:FITTED_ROWS])]
    columns = tuple(fit_column(drawn[name]) for name in drawn.columns)
    return _fit_encoded(columns, encode(columns, drawn), len(frame), generator, clean)


def encode(columns: Sequence[Column], frame: pd.DataFrame) -> Matrix:
    """Return ``frame`` encoded by ``columns``, shape (n, sum of widths), float32."""
    return np.hstack([column.encode(frame[column.name]) for column in columns])


def _fit_encoded(
    columns: tuple[Column, ...], rows: Matrix, size: int, generator: np.random.Generator, clean: bool
) -> Detector:
    views = _fit_views(rows, size, generator, clean)
    scores = views(rows)
    floors = [LEAST_SPREAD_OF_RATIOS if number == FACTOR else LEAST_SPREAD for number in range(len(scores))]
    calibrations = tuple(calibrate(view, floor) for view, floor in zip(scores, floors, strict=True))
    return Detector(columns, views, calibrations, weigh(scores, clean=clean), _typical(columns), rows, clean)


def _fit_views(rows: Matrix, size: int, generator: np.random.Generator, clean: bool) -> Views:
    exact = rows.astype(np.float64)
    effort = min(1.0, FULL_EFFORT_UP_TO / size)
    trees = max(FEWEST_TREES, round(TREES * effort))
    draws = [max(fewest, round(most * effort)) for most, fewest in zip(DRAWS, FEWEST_DRAWS, strict=True)]
    sizes = SIZES if size <= FULL_EFFORT_UP_TO else SIZES_OF_MANY
    is_local = not clean and len(rows) >= FEWEST_ROWS and size <= FULL_EFFORT_UP_TO
    pairs = list(zip(sizes, draws, strict=True))[: 2 if is_local else None]
    near = tuple(fit_neighbours(exact, most, count, generator) for most, count in pairs)
    forest, ellipsoid = fit_forest(exact, trees, generator), fit_ellipsoid(exact)
    return Views(forest, ellipsoid, near, fit_local(exact, size, generator) if is_local else None)


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
