"""Insurance claim fraud: red flags and peers without labels, learned patterns with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from common.words import Words, say
from demos.analyzers.claims.flagged import FlagJudge
from demos.analyzers.claims.learned import LearnedJudge, Rates
from demos.analyzers.claims.learning import FEWEST_OF_A_KIND, learn
from demos.analyzers.claims.levels import Levels, fit_levels
from demos.analyzers.claims.manifest import MANIFEST
from demos.analyzers.claims.parties import repeated_names
from demos.analyzers.claims.peers import Amounts, Rarity, amount_column
from demos.analyzers.claims.prepared import Prepared, prepare
from demos.analyzers.claims.redflags import Flag, read_flags
from demos.analyzers.claims.report import Judged, report_on
from demos.analyzers.claims.sample import sample_claims
from demos.analyzers.claims.selection import Selection, select
from demos.analyzers.claims.times import time_order
from demos.analyzers.contract import Floats, Manifest, Progress, Result, Setting, Table

ROWS_FOR_USUAL = 20_000


@dataclass(frozen=True, slots=True)
class ClaimModel:
    """What was learned of the claims of one file."""

    selection: Selection
    judge: FlagJudge | LearnedJudge
    levels: tuple[Levels, ...]
    budget: int
    notes: tuple[Words, ...]

    def score(self, table: Table) -> Floats:
        """Return one score per row, shape (n,), 0 to 1: a probability of fraud with labels, red-flag points without."""
        return self.judge.scores(self._prepared(table))

    def report(self, table: Table, progress: Progress) -> Result:
        """Score ``table`` and explain what stands out."""
        progress(0.1, say("Scoring the claims"))
        prepared = self._prepared(table)
        scores = self.judge.scores(prepared)
        progress(0.6, say("Explaining the claims that stand out"))
        judged = Judged(table, prepared, scores, self.judge, self.budget, (*self.notes, *self._seen(prepared)))
        result = report_on(judged)
        progress(1.0, say("Done"))
        return result

    def _prepared(self, table: Table) -> Prepared:
        return prepare(table.frame, self.selection, self.levels)

    def _seen(self, prepared: Prepared) -> Iterator[Words]:
        if isinstance(self.judge, LearnedJudge) and self.judge.seen(prepared):
            yield say(
                "Claims whose label was learned from are scored by a model that has not seen their label: it learned "
                "from earlier claims only where these hold enough frauds, otherwise from all other periods."
            )


class ClaimFraud:
    """Ranks insurance claims for review."""

    @property
    def manifest(self) -> Manifest:
        return MANIFEST

    def fit(self, table: Table, settings: Mapping[str, Setting], progress: Progress) -> ClaimModel:
        """Learn what is usual and, where at least 20 frauds and 20 others are known, what fraud looks like."""
        progress(0.0, say("Choosing the columns"))
        selection = select(table, use_protected=bool(settings["protected"]))
        frame = selection.frame(table.frame)
        levels = tuple(fit_levels(str(name), frame[name]) for name in frame)
        prepared = prepare(table.frame, selection, levels)
        progress(0.3, say("Learning what is usual and what is not"))
        judge, notes = _fit_judge(table, prepared, int(settings["seed"]))
        progress(1.0, say("Done"))
        return ClaimModel(selection, judge, levels, int(settings["budget"]), (*selection.notes, *notes))

    def sample(self, seed: int) -> pd.DataFrame:
        """Return 3,000 generated motor claims with planted fraud; the label is in ``is_fraud``."""
        return sample_claims(seed)


def _fit_flags(table: Table, prepared: Prepared) -> FlagJudge:
    rarity = Rarity.fit(prepared.levels, prepared.codes, prepared.frame)
    columns = {name: table.frame[name] for name in prepared.selection.readable}
    columns |= {one.name: prepared.frame[one.name] for one in prepared.selection.intervals}
    concepts = {one.name: one.concept for one in prepared.selection.intervals}
    flags: tuple[Flag, ...] = read_flags(columns, concepts)
    mapped = table.mapping.get("amount")
    column = amount_column(table.frame[list(prepared.selection.features)], str(mapped) if mapped else None)
    amounts = None if column is None else Amounts.fit(table.frame, column)
    judge = FlagJudge(flags, rarity, amounts, repeated_names(table), 0.0)
    some = np.unique(np.linspace(0, len(table) - 1, ROWS_FOR_USUAL).astype(np.int64))
    return judge.with_usual(prepared.rows(some))


def _fit_judge(table: Table, prepared: Prepared, seed: int) -> tuple[FlagJudge | LearnedJudge, tuple[Words, ...]]:
    labels = table.labels
    if labels is None or np.isnan(labels).all():
        return _fit_flags(table, prepared), ()
    frauds, others = int(np.nansum(labels == 1)), int(np.nansum(labels == 0))
    if min(frauds, others) < FEWEST_OF_A_KIND:
        return _fit_flags(table, prepared), (_too_few(frauds, others),)
    order, timed = time_order(table)
    columns = tuple(str(name) for name in table.frame)
    sizes = tuple(level.size for level in prepared.levels)
    learned = learn(prepared.codes, sizes, labels, order, prepared.hashes(columns), seed)
    rates = Rates.fit(prepared.levels, prepared.codes, labels)
    return LearnedJudge(learned, rates, frauds / (frauds + others), columns), () if timed else (_no_time(),)


def _too_few(frauds: int, others: int) -> Words:
    return say(
        "The labels name %(frauds)s frauds and %(others)s other claims. At least %(least)s of each are needed to learn "
        "from them, so the red flags were used.",
        frauds=frauds, others=others, least=FEWEST_OF_A_KIND,
    )  # fmt: skip


def _no_time() -> Words:
    return say("No column tells when the claims fell, so they were taken in the order of the file.")
