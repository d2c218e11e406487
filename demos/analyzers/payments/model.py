"""Payment fraud: each card's own habits without labels, learned patterns with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from common.words import Words, say
from demos.analyzers.contract import Floats, Manifest, Progress, Result, Setting, Table
from demos.analyzers.payments.evidence import Past, Signs, score_of
from demos.analyzers.payments.learning import FEWEST
from demos.analyzers.payments.ledger import DAY, Ledger, remarks
from demos.analyzers.payments.manifest import MANIFEST
from demos.analyzers.payments.periods import Taught, enough, teach
from demos.analyzers.payments.report import Judged, report_on
from demos.analyzers.payments.sample import sample_payments


@dataclass(frozen=True, slots=True)
class PaymentModel:
    """What was learned of the payments of one file."""

    past: Past
    taught: Taught | None
    budget: int
    notes: tuple[Words, ...]

    def score(self, table: Table) -> Floats:
        """Return one score per row, shape (n,), 0 to 1: with labels how likely fraud it is, without how unusual."""
        ledger = self.past.register.read(table)
        return self._scores(ledger, self.past.signs(ledger))

    def report(self, table: Table, progress: Progress) -> Result:
        """Score ``table`` and explain what stands out."""
        progress(0.1, say("Scoring the payments"))
        ledger = self.past.register.read(table)
        signs = self.past.signs(ledger)
        scores = self._scores(ledger, signs)
        progress(0.7, say("Explaining the payments that stand out"))
        notes = (*self.notes, *remarks(table, ledger), *self._seen(ledger))
        result = report_on(Judged(table, ledger, signs, scores, self.past, self.taught, self.budget, notes))
        progress(1.0, say("Done"))
        return result

    def _scores(self, ledger: Ledger, signs: Signs) -> Floats:
        if self.taught is None:
            return score_of(signs.total)
        seen = self.taught.seen(self.past, ledger, signs)
        return self.taught.probability(seen, self.taught.period(ledger))

    def _seen(self, ledger: Ledger) -> Iterator[Words]:
        if self.taught and (self.taught.period(ledger) < self.taught.ends.size).any():
            yield say(
                "Payments from the labelled period are scored by a model that has not seen the labels of their part of "
                "it: it learned from earlier payments only where these hold enough frauds, otherwise from all other "
                "parts."
            )


class PaymentFraud:
    """Ranks card and account payments for review."""

    @property
    def manifest(self) -> Manifest:
        return MANIFEST

    def fit(self, table: Table, settings: Mapping[str, Setting], progress: Progress) -> PaymentModel:
        """Learn what each card usually spends and, where at least 20 frauds are labelled, what fraud looks like."""
        progress(0.0, say("Learning what each card usually spends"))
        past = Past.of(table)
        progress(0.5, say("Learning from the labels"))
        labels = table.labels
        taught, notes = None, tuple(_too_few(labels))
        if labels is not None and enough(labels):
            delay = round(float(settings["label_delay_days"]) * DAY)
            taught = teach(past, labels, delay, int(settings["seed"]))
        progress(1.0, say("Done"))
        return PaymentModel(past, taught, int(settings["budget"]), notes)

    def sample(self, seed: int) -> pd.DataFrame:
        """Return some 8,000 generated card payments with planted fraud; the label is in ``is_fraud``."""
        return sample_payments(seed)


def _too_few(labels: Floats | None) -> Iterator[Words]:
    if labels is None or np.isnan(labels).all() or enough(labels):
        return
    yield say(
        "The labels name %(frauds)s frauds and %(others)s other payments. At least %(least)s of each are needed to "
        "learn from them, so the payments were compared with what is usual.",
        frauds=int((labels == 1).sum()), others=int((labels == 0).sum()), least=FEWEST,
    )  # fmt: skip
