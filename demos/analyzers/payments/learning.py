"""Learning from labels: two kinds of tree ensembles, averaged, and who scores which period.

Histogram gradient boosting (Friedman 2001; Ke et al. 2017) with monotone constraints and extremely randomised trees
(Geurts, Ernst and Wehenkel 2006), both of scikit-learn. Rows are never shuffled: periods are contiguous in time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from demos.analyzers.contract import Floats
from demos.analyzers.payments.features import NAMES, RISING

FEWEST = 20
"""Known frauds, and known others, without which nothing is learned."""
_MOST_OTHERS = 100_000
_AMOUNT_SHARE = 0.3  # how much a standard deviation of the amount adds to the log odds, up to three of them


@dataclass(frozen=True, slots=True)
class Learner:
    """Fitted ensembles."""

    boosted: HistGradientBoostingClassifier
    trees: ExtraTreesClassifier

    def log_odds(self, seen: Floats) -> Floats:
        """Return the log odds of the averaged probability of fraud, raised by the amount; shape (rows,)."""
        if not len(seen):
            return np.zeros(0)
        with threadpool_limits(1):
            shares = [model.predict_proba(seen)[:, 1] for model in (self.boosted, self.trees)]
        unusual = np.clip(seen[:, NAMES.index("unusual")], 0.0, 3.0)
        return np.asarray(_log_odds((shares[0] + shares[1]) / 2) + _AMOUNT_SHARE * (unusual - 1.0))


def _log_odds(share: Floats) -> Floats:
    inside = np.clip(share, 1e-5, 1 - 1e-5)
    return np.log(inside / (1 - inside))


def learn(seen: Floats, truth: Floats, seed: int) -> Learner:
    """Fit on features, shape (rows, features), and labels 0 or 1; beyond 100,000 others a sample of them is taken."""
    random = np.random.default_rng(seed)
    frauds, others = np.flatnonzero(truth == 1), np.flatnonzero(truth == 0)
    taken = random.choice(others, _MOST_OTHERS, replace=False) if others.size > _MOST_OTHERS else others
    rows = np.sort(np.concatenate([frauds, taken]))
    weights = np.where(truth[rows] == 1, 1.0, others.size / taken.size)
    further = seen.shape[1] - len(NAMES)
    boosted = HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.06, max_leaf_nodes=12, min_samples_leaf=40, l2_regularization=5.0,
        max_features=0.5, early_stopping=False, random_state=seed,
        monotonic_cst=[int(name in RISING) for name in NAMES] + [0] * further,
    )  # fmt: skip
    trees = ExtraTreesClassifier(60, min_samples_leaf=4, max_features=0.4, random_state=seed)
    # More threads wait for each other actively: on a busy machine that takes many times the processor time.
    with threadpool_limits(1):
        boosted.fit(seen[rows], truth[rows], sample_weight=weights)
        trees.fit(seen[rows], truth[rows], sample_weight=weights)
    return Learner(boosted, trees)
