"""Quality and speed of the label-free detector beside scikit-learn's, on public data: ``python -m bench.detector``."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.neighbors import LocalOutlierFactor
from threadpoolctl import threadpool_limits

from demos.analyzers.detector import attribute, fit_detector

Row = dict[str, Any]
Floats = npt.NDArray[np.float64]
CAP = 10_000
SEEDS = range(5)
NOT_FEATURES = ["label", "difficulty", "is_attack", "attack_class"]
# The official NSL-KDD test set's rows by class; classes are weighted to these.
OFFICIAL_MIX = {"normal": 9_711, "dos": 7_458, "probe": 2_421, "r2l": 2_754, "u2r": 200}


def measure(data: Path) -> list[Row]:
    """Return rows of name, measured, goal and peer for the sets found under ``data``."""
    rows: list[Row] = []
    if (data / "adbench").is_dir():
        rows += _adbench(data / "adbench")
    if (data / "nsl-kdd" / "nsl_kdd_train20.csv.gz").exists():
        rows += _novelty(pd.read_csv(data / "nsl-kdd" / "nsl_kdd_train20.csv.gz"))
    if (data / "adbench" / "10_cover.npz").exists():
        rows.append(_speed(_frame(np.load(data / "adbench" / "10_cover.npz")["X"])))
    return rows


def _frame(values: Floats) -> pd.DataFrame:
    return pd.DataFrame(values.astype(float), columns=[f"column {n}" for n in range(values.shape[1])])


def _sets(folder: Path) -> Iterator[tuple[str, Floats, npt.NDArray[np.int64]]]:
    for path in sorted(folder.glob("*.npz")):
        loaded = np.load(path)
        values, labels = loaded["X"].astype(float), loaded["y"].astype(int).ravel()
        if len(values) > CAP:
            chosen = np.random.RandomState(0).choice(len(values), CAP, replace=False)
            values, labels = values[chosen], labels[chosen]
        yield path.stem, values, labels


def _ours(values: Floats) -> Floats:
    frame = _frame(values)
    return fit_detector(frame).judge_frame(frame).rarity


def _forest(values: Floats) -> Floats:
    return np.asarray(-IsolationForest(random_state=0).fit(values).score_samples(values))


def _local(values: Floats) -> Floats:
    return np.asarray(-LocalOutlierFactor(20).fit(values).negative_outlier_factor_)


def _adbench(folder: Path) -> list[Row]:
    methods: dict[str, Callable[[Floats], Floats]] = {"ours": _ours, "forest": _forest, "lof": _local}
    found = []
    for name, values, labels in _sets(folder):
        scores = {key: method(values) for key, method in methods.items()}
        quality = {f"{key} roc": roc_auc_score(labels, score) for key, score in scores.items()}
        quality |= {f"{key} ap": average_precision_score(labels, score) for key, score in scores.items()}
        found.append({"name": name, **quality, "stable": _stability(values)})
    table = pd.DataFrame(found).set_index("name")
    print(table.round(3).to_string())
    return _summary(table)


def _summary(table: pd.DataFrame) -> list[Row]:
    mean = table.mean()
    below = table[table["ours roc"] < table["lof roc"]]
    rows = [
        _row(f"ADBench, mean AUROC of {len(table)} sets", mean["ours roc"], 0.835, mean["forest roc"]),
        _row("ADBench, mean average precision", mean["ours ap"], 0.495, mean["forest ap"]),
        _row("ADBench, number of sets below LOF(20)", len(below), 0, None),
        _row("First reason the same over five seeds, mean", mean["stable"], 0.9, None),
    ]
    if "16_http" in table.index:
        http = table[["ours roc", "forest roc"]].loc["16_http"].to_numpy(dtype=float)
        rows.append(_row("16_http, AUROC", http[0], 0.995, http[1]))
    return rows


def _stability(values: Floats) -> float:
    """The share of the top 100 rows whose first reason is the same column for five seeds."""
    frame = _frame(values)
    detectors = [fit_detector(frame, seed) for seed in SEEDS]
    top = frame.iloc[np.argsort(-detectors[0].judge_frame(frame).rarity, kind="stable")[:100]]
    first = np.stack([attribute(detector, top).weights.argmax(axis=1) for detector in detectors])
    return float(np.mean((first == first[0]).all(axis=0)))


def _novelty(rows: pd.DataFrame) -> list[Row]:
    """Fit on three quarters of the normal rows; score the rest of them and all attacks."""
    normal, attacks = rows[rows["is_attack"] == 0], rows[rows["is_attack"] == 1]
    order = np.random.default_rng(1).permutation(len(normal))
    learned, held = normal.iloc[order[:10_000]], normal.iloc[order[10_000:]]
    scored = pd.concat([held, attacks])
    counts = scored["attack_class"].value_counts()
    weights = scored["attack_class"].map({name: OFFICIAL_MIX[name] / counts[name] for name in counts.index})
    found = []
    for clean in (True, False):
        detector = fit_detector(learned.drop(columns=NOT_FEATURES), clean=clean)
        scores = detector.judge_frame(scored.drop(columns=NOT_FEATURES)).rarity
        history = "clean history (as with --test)" if clean else "mixed history"
        roc = roc_auc_score(scored["is_attack"], scores, sample_weight=weights)
        precision = average_precision_score(scored["is_attack"], scores, sample_weight=weights)
        found.append(_row(f"NSL-KDD train20, {history}, AUROC", roc, 0.968, None))
        found.append(_row(f"NSL-KDD train20, {history}, average precision", precision, 0.974, None))
    return found


def _speed(frame: pd.DataFrame) -> Row:
    """Compare on one core: waiting threads of the linear algebra library would count as work."""
    with threadpool_limits(1):
        started = time.process_time()
        fit_detector(frame).judge_frame(frame)
        ours = len(frame) / (time.process_time() - started)
        started = time.process_time()
        values = frame.to_numpy()
        IsolationForest(random_state=0).fit(values).score_samples(values)
        peer = len(frame) / (time.process_time() - started)
    return _row("Rows per second of processor time, one core", ours, 150_000, peer)


def _row(name: str, measured: float, goal: float, peer: float | None) -> Row:
    return {"name": name, "measured": float(measured), "goal": goal, "peer": None if peer is None else float(peer)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    for row in measure(parser.parse_args().data):
        print(f"{row['name']:60} {row['measured']:12.4f}  goal {row['goal']}  peer {row['peer']}")


if __name__ == "__main__":
    main()
