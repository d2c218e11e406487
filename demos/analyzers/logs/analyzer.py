"""Machine and network log anomalies without labels.

Method, sources, measured quality and limits are in docs/algorithms/log-anomalies.md.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from common.words import say
from demos.analyzers.contract import Manifest, Model, Progress, Setting, Table, UnusableDataError
from demos.analyzers.detector import Detector, fit_detector
from demos.analyzers.logs.features import choose
from demos.analyzers.logs.history import remember
from demos.analyzers.logs.manifest import MANIFEST
from demos.analyzers.logs.model import LogModel
from demos.analyzers.logs.sample import LABEL, make_sample

__all__ = ["ANALYZER", "LABEL", "LogAnomalies"]

FEWEST_ROWS = 10
BARRED = 20_000


class LogAnomalies:
    """Analyzer of any log in rows and columns."""

    @property
    def manifest(self) -> Manifest:
        return MANIFEST

    def fit(self, table: Table, settings: Mapping[str, Setting], progress: Progress) -> Model:
        """Learn what is usual; raise UnusableDataError where there are too few rows or nothing to compare."""
        if len(table) < FEWEST_ROWS:
            raise UnusableDataError(
                say("A log needs at least %(least)s rows; this one has %(rows)s.", least=FEWEST_ROWS, rows=len(table))
            )
        progress(0.1, say("Choosing the columns to compare"))
        features = choose(table)
        if not (features.plain or features.messages):
            raise UnusableDataError(say("No column can be compared: all are constant, running numbers or identifiers."))
        progress(0.3, say("Learning what is usual"))
        prepared = features(table.frame)
        seed = int(settings["seed"])
        clean = _is_clean(table, str(settings["history"]))
        detector = fit_detector(prepared, seed, clean=clean)
        history = remember(prepared, table.column("asset"), seed)
        bar = _bar(detector, prepared) if clean else None
        return LogModel(features, detector, history, int(settings["budget"]), bar)

    def sample(self, seed: int) -> pd.DataFrame:
        """Return 5,000 generated rows of a small bank's machines; ``is_incident`` marks the planted incidents."""
        return make_sample(seed)


def _bar(detector: Detector, prepared: pd.DataFrame) -> float:
    """Return the rarity that one row in a hundred of a clean history exceeds, from at most BARRED rows of it."""
    judged = detector.judge_frame(prepared.iloc[:: -(-len(prepared) // BARRED)])
    return float(np.quantile(judged.rarity, 0.99))


def _is_clean(table: Table, history: str) -> bool:
    return table.is_reference if history == "auto" else history == "clean"


ANALYZER = LogAnomalies()
