"""Who scores which payment once labels were learned from: never a model that has seen the payment's label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from common.words import say
from demos.analyzers.contract import Floats, Progress
from demos.analyzers.payments.evidence import Past, Signs
from demos.analyzers.payments.features import Labelled, features
from demos.analyzers.payments.history import Ints
from demos.analyzers.payments.ledger import DAY, Ledger
from demos.analyzers.payments.learning import FEWEST, Learner, learn

_PERIODS = 4
_MOST_SHOWN = 150_000  # genuine payments that features are computed for
_LONGEST_HIDDEN = 14 * DAY


@dataclass(frozen=True, slots=True)
class Taught:
    """Learners for the periods of the labelled time, and one for what comes after it."""

    labelled: Labelled
    ends: Ints  # shape (periods,): the last moment of each period
    learners: tuple[Learner, ...]  # one per period, then the one that learned from all known labels
    prior: float  # log odds of fraud among the labels
    spread_over: int  # periods that had to learn from later payments too

    def log_odds(self, past: Past, ledger: Ledger, signs: Signs) -> Floats:
        """Return each payment's log odds of fraud above the usual share of frauds."""
        seen = self.seen(past, ledger, signs)
        return self.of_features(seen, self.period(ledger)) - self.prior

    def seen(self, past: Past, ledger: Ledger, signs: Signs) -> Floats:
        return features(past, self.labelled, ledger, signs, np.minimum(ledger.times, past.end + 1))

    def period(self, ledger: Ledger) -> Ints:
        """Return the period of each payment; those after the labelled time get the number of periods."""
        return np.where(ledger.timed, np.searchsorted(self.ends, ledger.times), 0)

    def of_features(self, seen: Floats, period: Ints) -> Floats:
        odds = np.zeros(len(seen))
        for number, learner in enumerate(self.learners):
            rows = period == number
            if rows.any():
                odds[rows] = learner.log_odds(seen[rows])
        return odds


def enough(labels: Floats | None) -> bool:
    """Tell whether there are labels to learn from."""
    return labels is not None and min(int((labels == 1).sum()), int((labels == 0).sum())) >= FEWEST


def teach(past: Past, labels: Floats, delay: int, seed: int, progress: Progress) -> Taught:
    """Learn from ``labels``, of which those of the last ``delay`` milliseconds do not count as known.

    Where too few frauds are older than the delay, all labels are taken as known.
    """
    labelled = Labelled.of(past, labels, delay)
    lesson = _lesson(past, labelled, labels, delay, seed)
    ends = _ends(lesson.times, lesson.truth, past, labels)
    learners, spread = [], 0
    for number in range(ends.size + 1):
        progress(0.4 + 0.6 * number / (ends.size + 1), say("Learning from the labels"))
        rows, forward = _rows_for(number, ends, lesson, delay)
        spread += not forward
        learners.append(learn(lesson.seen[rows], lesson.truth[rows], seed + number))
    share = float(lesson.truth.mean())
    return Taught(labelled, ends, tuple(learners), float(np.log(share / (1 - share))), spread)


@dataclass(frozen=True, slots=True)
class _Lesson:
    """Known payments as they were and, once more, with the last days before them hidden."""

    seen: Floats
    truth: Floats
    times: Ints


def _lesson(past: Past, labelled: Labelled, labels: Floats, delay: int, seed: int) -> _Lesson:
    random = np.random.default_rng(seed)
    rows = _shown(past, labels, delay, random)
    ledger = past.ledger.part(rows)
    signs = past.signs(ledger)
    hidden = random.integers(0, _LONGEST_HIDDEN, rows.size)
    views = [features(past, labelled, ledger, signs, cut) for cut in (ledger.times, ledger.times - hidden)]
    return _Lesson(np.vstack(views), np.tile(labels[rows], 2), np.tile(ledger.times, 2))


def _shown(past: Past, labels: Floats, delay: int, random: np.random.Generator) -> Ints:
    known = ~np.isnan(labels) & past.ledger.timed
    ripe = known & (past.ledger.times <= past.end - delay)
    chosen = ripe if enough(np.where(ripe, labels, np.nan)) else known
    frauds, others = np.flatnonzero(chosen & (labels == 1)), np.flatnonzero(chosen & (labels == 0))
    if others.size > _MOST_SHOWN:
        others = random.choice(others, _MOST_SHOWN, replace=False)
    return np.sort(np.concatenate([frauds, others]))


def _ends(times: Ints, truth: Floats, past: Past, labels: Floats) -> Ints:
    """Cut the labelled time into periods with equal numbers of known frauds."""
    known = past.ledger.times[~np.isnan(labels) & past.ledger.timed]
    inner = np.quantile(times[truth == 1], np.arange(1, _PERIODS) / _PERIODS).astype(np.int64)
    return np.unique(np.append(inner, known.max()))


def _rows_for(number: int, ends: Ints, lesson: _Lesson, delay: int) -> tuple[Ints, bool]:
    """Return what the learner of a period may learn from, and whether that is the past alone."""
    if number == ends.size:
        return np.arange(lesson.truth.size), True
    before = lesson.times <= (ends[number - 1] - delay if number else lesson.times.min() - 1)
    if enough(np.where(before, lesson.truth, np.nan)):
        return np.flatnonzero(before), True
    begin = ends[number - 1] if number else lesson.times.min() - 1
    outside = (lesson.times <= begin) | (lesson.times > ends[number])
    return np.flatnonzero(outside), False
