"""The detector: several cheap views of what is usual, brought to one scale."""

from __future__ import annotations

from dataclasses import dataclass
import numpy as np
import numpy.typing as npt
import pandas as pd

from demos.analyzers.detector.calibration import Calibration, calibrate
from demos.analyzers.detector.columns import Column, fit_column
from demos.analyzers.detector.ellipsoid import Ellipsoid, fit_ellipsoid
from demos.analyzers.detector.forest import Forest, fit_forest
from demos.analyzers.detector.neighbours import Neighbours, augment, fit_neighbours
from demos.analyzers.detector.tails import Tails, fit_tails

Matrix = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

CHUNK = 1024
FITTED_ROWS = 20_000
POWER = 3.0
HALF = 100.0


@dataclass(frozen=True, slots=True)
class Detector:
    columns: tuple[Column, ...]
    forest: Forest
    ellipsoid: Ellipsoid
    tails: Tails
    neighbours: tuple[Neighbours, ...]
    calibrations: tuple[Calibration, ...] = ()

    def encode(self, frame: pd.DataFrame) -> Matrix:
        return np.hstack([column.encode(frame[column.name]) for column in self.columns])

    def members(self, rows: Matrix) -> Floats:
        out = np.empty((3 + len(self.neighbours), len(rows)))
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            n = len(part)
            if n < CHUNK:
                part = np.vstack([part, np.zeros((CHUNK - n, part.shape[1]), np.float32)])
            aug = augment(part)
            s = [self.forest(part), self.ellipsoid(part), self.tails(part)] + [m(aug) for m in self.neighbours]
            out[:, start : start + n] = [v[:n] for v in s]
        return out

    def rarity(self, rows: Matrix) -> Floats:
        m = self.members(rows)
        t = np.stack([c(s) for c, s in zip(self.calibrations, m)])
        return np.mean(t**POWER, axis=0) ** (1 / POWER)


def fit_detector(frame, seed=0, scale=((32, 32), (256, 8), (1024, 4)), trees=100):
    cols = [fit_column(frame[c]) for c in frame]
    g = np.random.default_rng(seed)
    take = np.sort(g.permutation(len(frame))[:FITTED_ROWS])
    d = Detector(tuple(cols), None, None, None, ())
    Z = d.encode(frame.iloc[take])
    d = Detector(
        d.columns,
        fit_forest(Z, trees, g),
        fit_ellipsoid(Z),
        fit_tails(Z),
        tuple(fit_neighbours(Z, s, t, g) for s, t in scale),
    )
    m = d.members(Z)
    return Detector(d.columns, d.forest, d.ellipsoid, d.tails, d.neighbours, tuple(calibrate(s) for s in m)), Z, m
