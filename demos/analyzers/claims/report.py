"""From scores to findings, plots and words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from common.words import Figure, Form, Words, mark, say, say_count
from demos.analyzers.claims.flagged import Explained, FlagJudge
from demos.analyzers.claims.learned import LearnedJudge
from demos.analyzers.claims.learning import Ints
from demos.analyzers.claims.parties import party_findings, repeat_findings
from demos.analyzers.claims.plots import distribution_plot, flags_plot, rates_plot, timeline_plot
from demos.analyzers.claims.prepared import Prepared
from demos.analyzers.claims.times import seen
from demos.analyzers.contract import Fact, Finding, Floats, Plot, Result, Severity, Table

MOST_CLAIMS = 150


class Judge(Protocol):
    """How a claim is explained and how grave it is."""

    def explain(self, prepared: Prepared) -> list[Explained]: ...

    def severity(self, score: float) -> Severity: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """A table with its scores and who gave them."""

    table: Table
    prepared: Prepared
    scores: Floats
    judge: FlagJudge | LearnedJudge
    budget: int
    notes: tuple[Words, ...]


def report_on(judged: Judged) -> Result:
    """Return what the dashboard shows."""
    open_rows = _open_rows(judged)
    top = _top(judged, open_rows)
    parties = party_findings(judged.table, judged.scores)
    repeats = repeat_findings(judged.table, judged.scores)
    claims = list(_claim_findings(judged, top[:MOST_CLAIMS]))
    findings = sorted([*claims, *parties, *repeats], key=lambda one: (-one.severity, -one.score, one.rows))
    return Result(
        headline=_headline(judged, len(open_rows), len(top), len(parties)),
        summary=tuple(_summary(judged, claims, len(parties), len(repeats))),
        findings=tuple(findings),
        scores=judged.scores,
        facts=tuple(_facts(judged, len(top))),
        plots=_plots(judged),
        notes=tuple(_notes(judged, len(open_rows), len(top))),
    )


def _open_rows(judged: Judged) -> Ints:
    """Return the rows to review: those of unknown label where labels are partly known, otherwise all."""
    labels = judged.table.labels
    if labels is None or not np.isnan(labels).any():
        return np.arange(len(judged.scores))
    return np.flatnonzero(np.isnan(labels))


def _top(judged: Judged, open_rows: Ints) -> Ints:
    standing = open_rows[judged.judge.stands_out(judged.prepared, judged.scores)[open_rows]]
    return standing[np.argsort(-judged.scores[standing], kind="stable")][: judged.budget]


def _claim_findings(judged: Judged, rows: Ints) -> Iterator[Finding]:
    explained = judged.judge.explain(judged.prepared.rows(rows)) if len(rows) else []
    for row, why in zip(rows.tolist(), explained, strict=True):
        score = float(judged.scores[row])
        first, last = seen(judged.table, [row])
        yield Finding(
            asset=_asset(judged.table, row),
            pattern=why.pattern,
            title=why.title,
            severity=judged.judge.severity(score),
            score=score,
            reasons=why.reasons,
            rows=(row,),
            row_count=1,
            next_step=_next_step(why.pattern),
            first_seen=first,
            last_seen=last,
        )


def _asset(table: Table, row: int) -> str:
    column = table.column("claim")
    value = None if column is None else column.iloc[row]
    return table.name_of(row) if value is None or pd.isna(value) or not str(value).strip() else str(value)


def _next_step(pattern: str) -> Words:
    if pattern == "learned-pattern":
        return say(
            "Hold the payment until an investigator has read the file; ask for the papers behind the named values."
        )
    if pattern == "red-flags":
        return say(
            "Ask for independent evidence of the loss: police file, photographs with date, repair invoice, a second "
            "statement. A red flag is a reason to look, not proof."
        )
    return say("Check the unusual values against the papers first: a slip of the pen looks the same as a false claim.")


def _headline(judged: Judged, claims: int, top: int, parties: int) -> Words:
    if not top and not parties:
        return say("None of %(claims)s claims stands out.", claims=Figure(claims, Form.COUNT))
    return say_count(
        "%(count)s of %(claims)s claims stands out and should be reviewed first.",
        "%(count)s of %(claims)s claims stand out and should be reviewed first.",
        top,
        claims=Figure(claims, Form.COUNT),
    )


def _summary(judged: Judged, claims: list[Finding], parties: int, repeats: int) -> Iterator[Words]:
    if isinstance(judged.judge, LearnedJudge):
        yield say(
            "The ranking was learned from claims of known outcome, of which %(share)s were fraud. A score is the "
            "estimated probability of fraud.",
            share=Figure(judged.judge.base, Form.SHARE),
        )
    else:
        yield say_count(
            "There are no labels to learn from. %(count)s red flag could be read from the columns; each claim was "
            "also compared with its peers.",
            "There are no labels to learn from. %(count)s red flags could be read from the columns; each claim was "
            "also compared with its peers.",
            len(judged.judge.flags),
        )
    if claims and claims[0].reasons:
        yield say("Highest ranked is %(claim)s. %(reason)s", claim=claims[0].asset, reason=claims[0].reasons[0].words)
    if parties:
        yield say_count(
            "%(count)s party has more suspicious claims than chance explains.",
            "%(count)s parties have more suspicious claims than chance explains.",
            parties,
        )
    if repeats:
        yield say_count(
            "%(count)s person or policy claims more often than chance explains.",
            "%(count)s persons or policies claim more often than chance explains.",
            repeats,
        )


def _facts(judged: Judged, top: int) -> Iterator[Fact]:
    yield Fact(mark("Claims"), say("%(number)s", number=Figure(len(judged.scores), Form.COUNT)))
    yield Fact(mark("Claims to review"), say("%(number)s", number=Figure(top, Form.COUNT)))
    yield Fact(
        mark("Columns in the score"), say("%(number)s", number=Figure(judged.prepared.codes.shape[1], Form.COUNT))
    )
    labels = judged.table.labels
    if labels is not None and np.nansum(labels) > 0:
        yield Fact(mark("Known frauds"), say("%(number)s", number=Figure(float(np.nansum(labels)), Form.COUNT)))
        yield _found(labels, judged.scores, judged.budget)


def _found(labels: Floats, scores: Floats, budget: int) -> Fact:
    known = np.flatnonzero(~np.isnan(labels))
    first = known[np.argsort(-scores[known], kind="stable")[:budget]]
    return Fact(
        mark("Known frauds among the first"),
        say(
            "%(found)s of %(looked)s",
            found=Figure(float(labels[first].sum()), Form.COUNT), looked=Figure(len(first), Form.COUNT),
        ),
    )  # fmt: skip


def _plots(judged: Judged) -> tuple[Plot, ...]:
    telling = rates_plot(judged.judge.rates) if isinstance(judged.judge, LearnedJudge) else flags_plot(judged.judge)
    plots = (distribution_plot(judged.scores), telling, timeline_plot(judged.table, judged.scores))
    return tuple(plot for plot in plots if plot is not None)


def _notes(judged: Judged, claims: int, top: int) -> Iterator[Words]:
    yield from judged.notes
    if claims < len(judged.scores):
        yield say("Only claims of unknown outcome are listed as findings; those with a label were learned from.")
    if top > MOST_CLAIMS:
        yield say(
            "The first %(listed)s claims are listed; the scores rank all of them.", listed=MOST_CLAIMS
        )  # fmt: skip
    if isinstance(judged.judge, FlagJudge) and not judged.judge.telling_flags():
        yield say(
            "No column was recognised as one that red flags are read from. Claims were only compared with their peers."
        )
