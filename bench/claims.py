"""Quality and speed of the claim analyzer on car insurance claims of two years, never shuffled.

``python -m bench.claims --data DIR`` expects ``car_claims_1994_1995.csv.gz`` in DIR or in ``DIR/insurance-car-claims``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.tree import DecisionTreeClassifier

from demos.analyzers.claims.analyzer import ANALYZER
from demos.analyzers.contract import Finding, Floats, Setting, Table, settings_of, silent

FILE = "car_claims_1994_1995.csv.gz"
LABEL = "FraudFound_P"
MAPPING = {"policy": "PolicyNumber", "handler": "RepNumber"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SEEDS = range(1, 6)
Row = dict[str, Any]


def read_claims(data: Path) -> pd.DataFrame:
    """Return the claims in file order; the text "none" is a value."""
    folder = data if (data / FILE).exists() else data / "insurance-car-claims"
    return pd.read_csv(folder / FILE, keep_default_na=False)


def table_of(claims: pd.DataFrame, rows: Any, *, labelled: bool) -> Table:
    part = claims[rows].reset_index(drop=True)
    labels = part.pop(LABEL).to_numpy(dtype=np.float64)
    return Table(part, MAPPING, labels if labelled else None)


def settings(**given: Setting) -> dict[str, Setting]:
    return settings_of(ANALYZER.manifest, given)


def quality(truth: Floats, scores: Floats) -> str:
    return f"{roc_auc_score(truth, scores):.3f} / {average_precision_score(truth, scores):.3f}"


def measure(data: Path) -> list[Row]:
    """Return what was measured, the goal and the peer, one row each; qualities are AUROC / average precision."""
    claims = read_claims(data)
    years = {year: (claims["Year"] == year).to_numpy() for year in (1994, 1995)}
    return [
        *_with_labels(claims, years[1994], years[1995]),
        *_without_labels(claims, years),
        *_stability(claims, years[1994], years[1995]),
        _speed(labelled=False),
        _speed(labelled=True),
    ]


def _with_labels(claims: pd.DataFrame, old: Any, new: Any) -> Iterator[Row]:
    for fitted, scored, goal in ((old, new, "≥ .770 / .160"), (new, old, "")):
        names = [str(claims["Year"][rows].iloc[0]) for rows in (fitted, scored)]
        yield row(
            f"labels, fit {names[0]}, scored {names[1]}", _transfer(claims, fitted, scored), goal,
            _peers(claims, fitted, scored),
        )  # fmt: skip
        yield row(
            f"the same with sex, age and marital status, fit {names[0]}, scored {names[1]}",
            _transfer(claims, fitted, scored, protected=True),
        )
    for rows, name in ((old, "1994"), (new, "1995")):
        table = table_of(claims, rows, labelled=True)
        scores = ANALYZER.fit(table, settings(), silent).score(table)
        yield row(f"labels, {name} alone, cross-fit in blocks of time", quality(_truth(claims, rows), scores))
        yield row(f"labels, {name} month by month, fit on the months before", _forward(claims, rows))


def _truth(claims: pd.DataFrame, rows: Any) -> Floats:
    return np.asarray(claims[LABEL][rows], dtype=np.float64)


def _transfer(claims: pd.DataFrame, fitted: Any, scored: Any, **given: Setting) -> str:
    model = ANALYZER.fit(table_of(claims, fitted, labelled=True), settings(**given), silent)
    return quality(_truth(claims, scored), model.score(table_of(claims, scored, labelled=False)))


def _forward(claims: pd.DataFrame, year: Any) -> str:
    """Return the mean AUROC over the months with ten frauds or more, each scored by the months before it."""
    month = claims["Month"].map({name: place for place, name in enumerate(MONTHS)}).to_numpy()
    found = []
    for place in range(3, 12):
        scored, fitted = year & (month == place), year & (month < place)
        if _truth(claims, scored).sum() >= 10:
            model = ANALYZER.fit(table_of(claims, fitted, labelled=True), settings(), silent)
            scores = model.score(table_of(claims, scored, labelled=False))
            found.append(roc_auc_score(_truth(claims, scored), scores))
    return f"{np.mean(found):.3f} (from {min(found):.3f} to {max(found):.3f}, {len(found)} months)"


def _peers(claims: pd.DataFrame, fitted: Any, scored: Any) -> str:
    """Return a depth-2 tree and a random forest on one column per value, without row counter and year."""
    columns = pd.get_dummies(claims.drop(columns=[LABEL, "PolicyNumber", "Year"]), dtype=np.float32)
    models = {
        "tree of depth 2": DecisionTreeClassifier(max_depth=2, random_state=0),
        "random forest": RandomForestClassifier(n_estimators=300, min_samples_leaf=2, random_state=0),
    }
    told = []
    for name, model in models.items():
        model.fit(columns[fitted], _truth(claims, fitted))
        told.append(f"{name} {quality(_truth(claims, scored), model.predict_proba(columns[scored])[:, 1])}")
    return ", ".join(told)


def _without_labels(claims: pd.DataFrame, years: dict[int, Any]) -> Iterator[Row]:
    for fitted, scored, goal in ((1995, 1995, "≥ .62"), (1994, 1995, "≥ .62"), (1994, 1994, ""), (1995, 1994, "")):
        model = ANALYZER.fit(table_of(claims, years[fitted], labelled=False), settings(), silent)
        scores = model.score(table_of(claims, years[scored], labelled=False))
        yield row(
            f"label-free, fit {fitted}, scored {scored}", quality(_truth(claims, years[scored]), scores), goal,
            "label-free detectors .49 to .56",
        )  # fmt: skip


def _stability(claims: pd.DataFrame, old: Any, new: Any) -> Iterator[Row]:
    train, test = table_of(claims, old, labelled=True), table_of(claims, new, labelled=False)
    truth = _truth(claims, new)
    firsts, aurocs, precisions = [], [], []
    for seed in SEEDS:
        result = ANALYZER.fit(train, settings(seed=seed), silent).report(test, silent)
        firsts.append(_first_columns(result.findings))
        aurocs.append(roc_auc_score(truth, result.scores))
        precisions.append(average_precision_score(truth, result.scores))
    same = [len({first[asset] for first in firsts if asset in first}) == 1 for asset in firsts[0]]
    yield row(
        "labels, fit 1994, scored 1995, over five seeds",
        f"{min(aurocs):.3f} to {max(aurocs):.3f} / {min(precisions):.3f} to {max(precisions):.3f}",
    )
    yield row("first reason's column equal over five seeds, top 100", f"{np.mean(same):.0%}", "≥ 90 %")


def _first_columns(findings: tuple[Finding, ...]) -> dict[str, str]:
    return {one.asset: one.reasons[0].column for one in findings if one.pattern == "learned-pattern"}


def _speed(*, labelled: bool, rows: int = 1_000_000) -> Row:
    table = _many_claims(rows, labelled=labelled)
    started = time.process_time()
    ANALYZER.fit(table, settings(), silent).report(table, silent)
    seconds = time.process_time() - started
    kind = "with labels" if labelled else "label-free"
    return row(f"1,000,000 claims × 10 columns, fit and report, {kind}, processor time", f"{seconds:.1f} s", "< 40 s")


def _many_claims(rows: int, *, labelled: bool) -> Table:
    draw = np.random.default_rng(0)
    columns: dict[str, Any] = {f"number {place}": draw.lognormal(5, 1, rows).round(2) for place in range(4)}
    columns |= {f"category {place}": draw.choice(list("abcdefghij"), rows) for place in range(3)}
    columns["at_fault"] = draw.choice(["insured", "third party"], rows)
    columns["cover"] = draw.choice(["comprehensive", "collision", "liability"], rows)
    columns["handler"] = draw.integers(1, 500, rows).astype(str)
    frame = pd.DataFrame(columns)
    chance = 0.02 + 0.03 * (frame["at_fault"] == "insured").to_numpy()
    labels = (draw.random(rows) < chance).astype(np.float64)
    return Table(frame, {"handler": "handler"}, labels if labelled else None)


def row(what: str, measured: str, goal: str = "", peer: str = "") -> Row:
    return {"what": what, "measured": measured, "goal": goal, "peer": peer}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the claims file")
    for one in measure(parser.parse_args().data):
        sys.stdout.write("| " + " | ".join(str(one[key]) for key in ("what", "measured", "goal", "peer")) + " |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
