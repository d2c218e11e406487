"""How well scores rank what labels say is bad."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, roc_auc_score

from common.words import say
from demos.analyzers.contract import Floats, UnusableDataError

GOOD = frozenset(
    {"0", "0.0", "false", "no", "n", "none", "normal", "benign", "legit", "genuine", "good", "negative", "-1", "ok"}
)
UNKNOWN = frozenset({"", "nan", "na", "none known", "unknown", "?"})


def labels_of(column: pd.Series[Any], name: str) -> Floats:
    """Return 1 for bad, 0 for good, NaN for unknown, shape (n,).

    Words such as "normal", "no" or "benign" and the number 0 are good, an empty cell is unknown, all else is bad.
    Raises UnusableDataError where that leaves a column of numbers with many values, which is no label.
    """
    if pd.api.types.is_numeric_dtype(column) and column.nunique() > 2:
        raise UnusableDataError(
            say(
                "The label column “%(column)s” holds %(count)s different numbers. Give 1 for bad and 0 for good.",
                column=name,
                count=int(column.nunique()),
            )
        )
    texts = column.astype("string").str.strip().str.casefold()
    unknown = (column.isna() | texts.isin(UNKNOWN)).to_numpy(dtype=bool, na_value=True)
    good = texts.isin(GOOD).to_numpy(dtype=bool, na_value=False)
    return np.where(unknown, np.nan, np.where(good, 0.0, 1.0))


def quality(scores: Floats, labels: Floats, budget: int) -> dict[str, float] | None:
    """Return AUROC, average precision and precision among the ``budget`` highest scores.

    Rows of unknown label are left out; None where the known ones are all good or all bad. AUROC is the share of
    (bad, good) pairs ranked right (Fawcett 2006); average precision is the step-wise area under precision over recall.
    """
    known = ~np.isnan(labels)
    truth, ranked = labels[known], scores[known]
    if truth.size == 0 or truth.min() == truth.max():
        return None
    taken = min(budget, truth.size)
    top = np.argsort(-ranked, kind="stable")[:taken]
    return {
        "auroc": float(roc_auc_score(truth, ranked)),
        "average_precision": float(average_precision_score(truth, ranked)),
        "precision_at_budget": float(truth[top].mean()),
        "budget": float(taken),
        "positives": float(truth.sum()),
        "rows": float(truth.size),
    }
