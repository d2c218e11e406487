"""Quality and speed of the payment-flow analyzer on AMLSim's 20K_cycle200, next to its peers on the same file.

    python -m bench.flows --data DIR

DIR holds ``20k_cycle200/transactions.csv.gz`` and ``20k_cycle200/nodes.csv.gz``, itself or in ``amlsim``. Accounts are
judged against ``isFraud``, all 20,000 of them; an account without a payment gets the lowest score. Peers are KNN(5) and
an isolation forest on plain account features.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.neighbors import NearestNeighbors

from demos.analyzers.contract import Floats, Result, Table, settings_of, silent
from demos.analyzers.flows.analyzer import ANALYZER

MAPPING = {"sender": "sourceNodeId", "receiver": "targetNodeId", "time": "time", "amount": "value"}
NAME = "20k_cycle200"


def measure(data: Path) -> list[dict[str, str]]:
    """Return what was measured, its goal and the peers' figures, one line per kind."""
    folder = next(path for path in (data / "amlsim" / NAME, data / NAME, data) if (path / "nodes.csv.gz").exists())
    payments = pd.read_csv(folder / "transactions.csv.gz")
    nodes = pd.read_csv(folder / "nodes.csv.gz")
    lines = []
    for masked, goal in ((False, ".860 / .60"), (True, ".860 / .52")):
        result, seconds = timed(partial(run, payments, masked=masked))
        peers, bare = timed(partial(peer_scores, payments, nodes["nodeid"], masked=masked))
        lines += _quality(payments, nodes, result, peers, goal, masked=masked)
        lines.append(_speed(seconds, bare, masked=masked))
    return lines


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what ``work`` returns and the processor seconds it took: others on the machine do not count."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def run(payments: pd.DataFrame, *, masked: bool) -> Result:
    """Fit, score and report."""
    table = Table(payments, MAPPING)
    settings = settings_of(ANALYZER.manifest, {"ignore_amounts": masked})
    return ANALYZER.fit(table, settings, silent).report(table, silent)


def _quality(
    payments: pd.DataFrame, nodes: pd.DataFrame, result: Result, peers: dict[str, Floats], goal: str, *, masked: bool
) -> list[dict[str, str]]:
    known, kind = nodes["isFraud"].to_numpy(), "amounts masked" if masked else "with amounts"
    peer = ", ".join(f"{name} {figures(known, scores)}" for name, scores in peers.items())
    views = {
        "own score": nodes["nodeid"].astype(str).map(result.asset_scores),
        "highest row as sender or receiver": highest_row(payments, nodes, result, "sourceNodeId", "targetNodeId"),
        "highest row as sender": highest_row(payments, nodes, result, "sourceNodeId"),
    }
    return [
        {
            "what": f"AMLSim cycle200 per account, {kind}, {view} (AUROC / average precision)",
            "measured": figures(known, scores.fillna(-1.0).to_numpy()),
            "goal": goal,
            "peer": peer,
        }
        for view, scores in views.items()
    ]


def _speed(seconds: float, bare: float, *, masked: bool) -> dict[str, str]:
    kind = "amounts masked" if masked else "with amounts"
    return {
        "what": f"AMLSim cycle200, 117,805 payments, fit, score and report, {kind}, processor seconds on one core",
        "measured": f"{seconds:.1f}",
        "goal": "5.0",
        "peer": f"bare script of both peers (bench.flows.peer_scores) {bare:.1f}, ratio {seconds / bare:.2f}",
    }


def figures(known: Floats, scores: Floats) -> str:
    """Return AUROC and average precision."""
    return f"{roc_auc_score(known, scores):.3f} / {average_precision_score(known, scores):.3f}"


def highest_row(payments: pd.DataFrame, nodes: pd.DataFrame, result: Result, *sides: str) -> pd.Series[Any]:
    """Return each account's highest row score over the rows where it stands on one of ``sides``."""
    accounts = pd.concat([payments[side] for side in sides], ignore_index=True)
    scores = pd.Series(np.tile(result.scores, len(sides)))
    return nodes["nodeid"].map(scores.groupby(accounts).max())


def peer_scores(payments: pd.DataFrame, accounts: pd.Series[Any], *, masked: bool) -> dict[str, Floats]:
    """Return the peers' account scores: the bare script of library calls that the analyzer is timed against."""
    features = account_features(payments, accounts, masked=masked)
    scaled = (features - features.mean(axis=0)) / (features.std(axis=0) + 1e-9)
    distances, _ = NearestNeighbors(n_neighbors=6).fit(scaled).kneighbors(scaled)
    forest = IsolationForest(random_state=0).fit(features)
    return {"KNN(5)": distances[:, -1], "isolation forest": -forest.score_samples(features)}


def account_features(payments: pd.DataFrame, accounts: pd.Series[Any], *, masked: bool) -> Floats:
    """Return counts, counterparties, times and, unless masked, amounts per account, in and out."""
    columns = []
    for own, other in (("sourceNodeId", "targetNodeId"), ("targetNodeId", "sourceNodeId")):
        groups = payments.groupby(own)
        columns += [groups[other].size(), groups[other].nunique(), groups["time"].min(), groups["time"].max()]
        if not masked:
            value = groups["value"]
            columns += [value.sum(), value.mean(), value.std(), value.min(), value.max()]
    return np.column_stack([np.log1p(column.reindex(accounts).fillna(0.0)) for column in columns])


def main() -> None:
    """Print the lines as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    print("| what | measured | goal | peers in the same run |\n| --- | --- | --- | --- |")
    for line in measure(parser.parse_args().data):
        print(f"| {line['what']} | {line['measured']} | {line['goal']} | {line['peer']} |")


if __name__ == "__main__":
    main()
