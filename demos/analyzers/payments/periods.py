"""Who scores which payment once labels were learned from: never a model that has seen the payment's label."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from demos.analyzers.contract import Floats
from demos.analyzers.payments.evidence import NEAR, Past, Signs
from demos.analyzers.payments.features import NAMES, Labelled, features
from demos.analyzers.payments.history import Ints
from demos.analyzers.payments.learning import FEWEST, Learner, learn
from demos.analyzers.payments.ledger import DAY, Ledger

_PERIODS = 4
_MOST_SHOWN = 150_000  # genuine payments that features are computed for
_LONGEST_HIDDEN = 14 * DAY


@dataclass(frozen=True, slots=True)
class Lesson:
    """Known payments as they were and, once more, with the last days before them hidden."""

    seen: Floats
    truth: Floats
    times: Ints


@dataclass(frozen=True, slots=True)
class Taught:
    """Learners for the periods of the labelled time, and one for what comes after it, each fitted when first asked."""

    labelled: Labelled
    lesson: Lesson
    ends: Ints  # shape (periods,): the last moment of each period
    seed: int
    labels: Floats
    _learners: dict[int, Learner | None] = field(default_factory=dict)

    def seen(self, past: Past, ledger: Ledger, signs: Signs) -> Floats:
        """Return the features of payments; those after the end of the file learned from do not see each other."""
        cut = np.minimum(ledger.times, past.end + 1)
        return features(past, self.labelled, ledger, signs, cut, ledger.times - self.labelled.delay)

    def frauds_among(self, rows: Ints) -> int:
        """Return how many rows of the file learned from are known frauds."""
        return int((self.labels[rows] == 1).sum())

    def period(self, ledger: Ledger) -> Ints:
        """Return the period of each payment; those after the labelled time get the number of periods."""
        return np.where(ledger.timed, np.searchsorted(self.ends, ledger.times), 0)

    def probability(self, seen: Floats, period: Ints) -> Floats:
        """Return how likely fraud each payment is, by the learner of its period."""
        odds = np.zeros(len(seen))
        for number in np.unique(period):
            rows = period == number
            learner = self._learner(int(number))
            odds[rows] = _by_amount(seen[rows]) if learner is None else learner.log_odds(seen[rows])
        return np.asarray(1 / (1 + np.exp(-odds)))

    def _learner(self, number: int) -> Learner | None:
        if number not in self._learners:
            rows = rows_for(number, self.ends, self.lesson, self.labelled.delay)
            truth = self.lesson.truth[rows]
            usable = 0 < truth.sum() < truth.size
            self._learners[number] = learn(self.lesson.seen[rows], truth, self.seed + number) if usable else None
        return self._learners[number]


def _by_amount(seen: Floats) -> Floats:
    """Return log odds for a period that has no other period to learn from: half at four standard deviations."""
    return seen[:, NAMES.index("unusual")] - 4.0


def enough(labels: Floats | None) -> bool:
    """Tell whether there are labels to learn from."""
    return labels is not None and min(int((labels == 1).sum()), int((labels == 0).sum())) >= FEWEST


def teach(past: Past, labels: Floats, delay: int, seed: int) -> Taught:
    """Prepare to learn from ``labels``, of which those of the last ``delay`` milliseconds do not count as known.

    Where too few frauds are older than the delay, all labels are taken as known.
    """
    labelled = Labelled.of(past, labels, delay)
    random = np.random.default_rng(seed)
    rows = _shown(past, labels, delay, random)
    ledger = past.ledger.part(rows)
    signs = past.signs(ledger)
    hidden = random.integers(0, _LONGEST_HIDDEN, rows.size)
    ripe = ledger.times - _delays(past, ledger, delay, random)
    cuts = (ledger.times, ledger.times - hidden)
    views = [features(past, labelled, ledger, signs, cut, ripe) for cut in cuts]
    lesson = Lesson(np.vstack(views), np.tile(labels[rows], 2), np.tile(ledger.times, 2))
    return Taught(labelled, lesson, _ends(lesson, past, labels), seed, labels)


def _delays(past: Past, ledger: Ledger, delay: int, random: np.random.Generator) -> Ints:
    """Return how late labels are taken to be known; earlier at the beginning of a file, where none would be known yet.

    Nothing is learned from a file that is as short as the delay otherwise. All these labels are known when learning.
    """
    age = ledger.times - int(past.by_card.times.min())
    earlier = np.minimum(random.integers(0, delay + 1, len(ledger)), age)
    return np.where(age < delay + NEAR, earlier, delay)


def _shown(past: Past, labels: Floats, delay: int, random: np.random.Generator) -> Ints:
    known = ~np.isnan(labels) & past.ledger.timed
    ripe = known & (past.ledger.times <= past.end - delay)
    chosen = ripe if enough(np.where(ripe, labels, np.nan)) else known
    frauds, others = np.flatnonzero(chosen & (labels == 1)), np.flatnonzero(chosen & (labels == 0))
    if others.size > _MOST_SHOWN:
        others = random.choice(others, _MOST_SHOWN, replace=False)
    return np.sort(np.concatenate([frauds, others]))


def _ends(lesson: Lesson, past: Past, labels: Floats) -> Ints:
    """Cut the labelled time into periods with equal numbers of known frauds."""
    known = past.ledger.times[~np.isnan(labels) & past.ledger.timed]
    inner = np.quantile(lesson.times[lesson.truth == 1], np.arange(1, _PERIODS) / _PERIODS).astype(np.int64)
    return np.unique(np.append(inner, known.max()))


def rows_for(number: int, ends: Ints, lesson: Lesson, delay: int) -> Ints:
    """Return what the learner of a period may learn from: the past alone where it holds enough, else all but itself."""
    if number == ends.size:
        return np.arange(lesson.truth.size)
    begin = int(ends[number - 1]) if number else int(lesson.times.min()) - 1
    before = lesson.times <= begin - delay
    if number and enough(np.where(before, lesson.truth, np.nan)):
        return np.flatnonzero(before)
    return np.flatnonzero((lesson.times <= begin) | (lesson.times > ends[number]))
