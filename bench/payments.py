"""How well payment fraud is found, on the card transactions of the Fraud Detection Handbook.

python -m bench.payments --data DIR, where DIR holds the folder card-transactions-handbook.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import average_precision_score, roc_auc_score

from demos.analyzers.contract import Floats, Table, settings_of, silent
from demos.analyzers.payments.analyzer import ANALYZER

FILE = "card-transactions-handbook/transactions_2018-04_2018-06.parquet"
MAPPING = {"customer": "CUSTOMER_ID", "amount": "TX_AMOUNT", "time": "TX_DATETIME", "terminal": "TERMINAL_ID"}
WEEK = pd.Timedelta(days=7)
PROTOCOL = pd.Timestamp("2018-05-25")  # the training week begins; the test week begins two weeks later
LEARNING_GOAL, UNLABELLED_GOAL = "≥ .885 / .70 / .38", "≥ .33"


def main() -> None:
    """Print what is measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    for row in measure(parser.parse_args().data):
        print(" | ".join(str(row[key]) for key in ("what", "measured", "goal", "peer")), flush=True)


def measure(data: Path) -> list[dict[str, Any]]:
    """Return what was measured, against which goal and which peer."""
    frame = pd.read_parquet(data / FILE).sort_values("TX_DATETIME", kind="stable").reset_index(drop=True)
    return [*_learned(frame), *_unlabelled(frame), _speed(frame)]


def _between(frame: pd.DataFrame, start: Any, end: Any) -> pd.DataFrame:
    moments = frame["TX_DATETIME"]
    return frame[(moments >= pd.Timestamp(start)) & (moments < pd.Timestamp(end))]


def _table(part: pd.DataFrame, *, labelled: bool) -> Table:
    labels = part["TX_FRAUD"].to_numpy(dtype=np.float64)
    columns = part[list(MAPPING.values())].reset_index(drop=True)
    return Table(columns, MAPPING, labels if labelled else None)


def _scores(learned: pd.DataFrame, scored: pd.DataFrame, *, labelled: bool, seed: int = 0) -> Floats:
    settings = settings_of(ANALYZER.manifest, {"seed": seed})
    model = ANALYZER.fit(_table(learned, labelled=labelled), settings, silent)
    return model.score(_table(scored, labelled=False))


def _learned(frame: pd.DataFrame) -> list[dict[str, Any]]:
    peer = _peer(frame, PROTOCOL)
    cases = (
        ("labels of 04-01 to 06-07, test 06-08 to 06-14", "2018-04-01", "2018-06-08", PROTOCOL),
        ("labels of 04-01 to 05-31, test 06-08 to 06-14", "2018-04-01", "2018-06-01", PROTOCOL),
        ("labels of 05-25 to 06-07, test 06-08 to 06-14", "2018-05-25", "2018-06-08", PROTOCOL),
        ("labels of 04-01 to 06-14, test 06-15 to 06-21", "2018-04-01", "2018-06-15", PROTOCOL + WEEK),
    )
    rows: list[dict[str, Any]] = []
    for what, start, end, begin in cases:
        scored = _between(frame, begin + 2 * WEEK, begin + 3 * WEEK)
        scores = _scores(_between(frame, start, end), scored, labelled=True)
        goal = LEARNING_GOAL if not rows else ""
        beside = peer if begin == PROTOCOL else _peer(frame, begin)
        rows.append({"what": what, "measured": _figures(frame, scored, scores, begin), "goal": goal, "peer": beside})
    return rows


def _unlabelled(frame: pd.DataFrame) -> list[dict[str, Any]]:
    nine = _between(frame, "2018-06-22", "2018-07-01")
    truth = nine["TX_FRAUD"].to_numpy()
    means = _between(frame, "2018-04-01", "2018-06-22").groupby("CUSTOMER_ID")["TX_AMOUNT"].mean()
    ratio = (nine["TX_AMOUNT"] / nine["CUSTOMER_ID"].map(means).fillna(means.mean())).to_numpy()
    peer = f"amount over the card's mean {average_precision_score(truth, ratio):.3f}"
    rows = []
    for what, start, end in (
        ("alone", "2018-06-22", "2018-07-01"),
        ("after 04-01 to 06-21", "2018-04-01", "2018-06-22"),
    ):
        scores = _scores(_between(frame, start, end), nine, labelled=False)
        precision = f"{average_precision_score(truth, scores):.3f} average precision"
        rows.append(
            {"what": f"no labels, 06-22 to 06-30 {what}", "measured": precision, "goal": UNLABELLED_GOAL, "peer": peer}
        )
    return rows


def _speed(frame: pd.DataFrame) -> dict[str, Any]:
    table = _table(frame, labelled=False)
    started = time.process_time()
    ANALYZER.fit(table, settings_of(ANALYZER.manifest), silent).report(table, silent)
    spent = time.process_time() - started
    rate = f"{spent:.1f} s of CPU, {len(table) / spent:,.0f} rows/s"
    return {"what": f"no labels, fit and report, {len(table):,} rows", "measured": rate, "goal": "≤ 40 s", "peer": ""}


def _figures(frame: pd.DataFrame, scored: pd.DataFrame, scores: Floats, begin: pd.Timestamp) -> str:
    """Return AUROC, average precision and card precision@100 without the cards known to be compromised."""
    kept = _not_known(frame, scored, begin)
    truth = scored["TX_FRAUD"].to_numpy()
    days = ((scored["TX_DATETIME"] - begin) // pd.Timedelta(days=1)).to_numpy()
    cards = pd.DataFrame({"card": scored["CUSTOMER_ID"].to_numpy(), "score": scores, "fraud": truth, "day": days})[kept]
    highest = cards.groupby(["day", "card"]).max().sort_values("score", ascending=False, kind="stable")
    precision = highest.groupby("day").head(100).groupby("day")["fraud"].mean().mean()
    area = roc_auc_score(truth[kept], scores[kept])
    return f"{area:.3f} / {average_precision_score(truth[kept], scores[kept]):.3f} / {precision:.3f}"


def _not_known(frame: pd.DataFrame, scored: pd.DataFrame, begin: pd.Timestamp) -> np.ndarray[Any, Any]:
    """Mark test payments of cards not known to be compromised on that day, as the handbook's split does."""
    frauds = frame[frame["TX_FRAUD"] == 1]
    kept = np.zeros(len(scored), np.bool_)
    for day in range(7):
        start = begin + 2 * WEEK + pd.Timedelta(days=day)
        known = _between(frauds, begin, start - WEEK)["CUSTOMER_ID"]
        today = scored["TX_DATETIME"].between(start, start + pd.Timedelta(days=1), inclusive="left")
        kept |= (today & ~scored["CUSTOMER_ID"].isin(known)).to_numpy()
    return kept


def _peer(frame: pd.DataFrame, begin: pd.Timestamp) -> str:
    """Return a random forest's figures on the handbook's fifteen features, trained on its training week."""
    seen = _handbook_features(_between(frame, begin - 7 * WEEK, begin + 3 * WEEK))
    train, test = _between(frame, begin, begin + WEEK), _between(frame, begin + 2 * WEEK, begin + 3 * WEEK)
    forest = RandomForestClassifier(100, random_state=0).fit(seen.loc[train.index], train["TX_FRAUD"])
    scores = forest.predict_proba(seen.loc[test.index])[:, 1]
    return f"random forest {_figures(frame, test, scores, begin)}"


def _handbook_features(part: pd.DataFrame) -> pd.DataFrame:
    seen = pd.DataFrame({"amount": part["TX_AMOUNT"]})
    seen["weekend"] = part["TX_DATETIME"].dt.day_of_week >= 5
    seen["night"] = part["TX_DATETIME"].dt.hour <= 6
    for days in (1, 7, 30):
        rolling = _rolling(part, "CUSTOMER_ID", "TX_AMOUNT", days)
        seen[f"card_count_{days}"], total = rolling
        seen[f"card_mean_{days}"] = total / seen[f"card_count_{days}"]
    late_count, late_frauds = _rolling(part, "TERMINAL_ID", "TX_FRAUD", 7)
    for days in (1, 7, 30):
        count, frauds = _rolling(part, "TERMINAL_ID", "TX_FRAUD", days + 7)
        seen[f"terminal_count_{days}"] = count - late_count
        seen[f"terminal_risk_{days}"] = ((frauds - late_frauds) / (count - late_count)).fillna(0.0)
    return seen


def _rolling(part: pd.DataFrame, key: str, value: str, days: int) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Return count and sum of a value over the last days of each row's card or terminal, in the order of rows."""
    ordered = part.sort_values([key, "TX_DATETIME"], kind="stable")
    windows = ordered.set_index("TX_DATETIME").groupby(key)[value].rolling(f"{days}D")
    count, total = windows.count().to_numpy(), windows.sum().to_numpy()
    return pd.Series(count, ordered.index).reindex(part.index), pd.Series(total, ordered.index).reindex(part.index)


if __name__ == "__main__":
    main()
