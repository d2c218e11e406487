"""The payments that stand out, gathered into findings about cards and terminals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from common.words import Figure, Form, Words, mark, say, say_count
from demos.analyzers.contract import (
    MAX_FINDINGS,
    Fact,
    Finding,
    Floats,
    Reason,
    Result,
    Severity,
    Table,
    rows_kept,
)  # fmt: skip
from demos.analyzers.payments.evidence import Past, Signs
from demos.analyzers.payments.history import Ints
from demos.analyzers.payments.ledger import Ledger
from demos.analyzers.payments.patterns import PATTERNS, Pattern
from demos.analyzers.payments.periods import Taught
from demos.analyzers.payments.plots import plots_of
from demos.analyzers.payments.reasons import Case, parts_of, reasons_of

STANDS_OUT = 0.5
_MOST_EXPLAINED = 2_000
_MOST_ASSETS = 20_000
_LEVELS_LEARNED = (0.7, 0.9)  # probabilities from which a payment is medium and high
_LEVELS_UNUSUAL = (0.64, 0.75)  # the same for scores without labels: 7 and 12 standard deviations
_MANY = 3  # payments that raise a finding by one level


@dataclass(frozen=True, slots=True)
class Judged:
    """A scored table with all that led to the scores."""

    table: Table
    ledger: Ledger
    signs: Signs
    scores: Floats
    past: Past
    taught: Taught | None
    budget: int
    notes: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A payment that stands out and why; kinds say what sort of evidence each reason is."""

    row: int
    pattern: Pattern
    reasons: tuple[Reason, ...]


def report_on(judged: Judged) -> Result:
    """Explain the highest scores, at most as many as the review budget allows."""
    order = np.argsort(-judged.scores, kind="stable")[: min(judged.budget, _MOST_EXPLAINED)]
    explained = explain(judged, order[judged.scores[order] >= STANDS_OUT])
    findings = _findings(judged, explained)
    return Result(
        headline=_headline(judged, findings, len(explained)),
        summary=_summary(judged),
        findings=findings,
        scores=judged.scores,
        facts=_facts(judged),
        plots=plots_of(judged.table, judged.ledger, judged.scores, [one.row for one in explained]),
        notes=judged.notes,
        asset_scores=_asset_scores(judged),
    )


def explain(judged: Judged, rows: Ints) -> list[Explained]:
    """Return the reasons of the given rows, in their order."""
    if not rows.size:
        return []
    part = judged.ledger.part(rows)
    case = Case(judged.table, part, judged.past.signs(part), judged.past, judged.taught)
    parts = parts_of(case)
    found = []
    for place, row in enumerate(rows):
        kinds = reasons_of(case, parts, place)
        found.append(Explained(int(row), PATTERNS[_kind(kinds)], tuple(reason for _, reason in kinds)))
    return found


def _kind(kinds: Sequence[tuple[str, Reason]]) -> str:
    """Return the kind that names the pattern: the terminal if it saw more of this than the card."""
    counts = {kind: float(reason.value or 0) for kind, reason in kinds if kind in {"card", "terminal"}}
    seen_there = counts.get("terminal", 0.0)
    if seen_there >= _MANY and seen_there > counts.get("card", 0.0):
        return "terminal"
    return kinds[0][0]


def _findings(judged: Judged, explained: Sequence[Explained]) -> tuple[Finding, ...]:
    groups: dict[tuple[str, str], list[Explained]] = defaultdict(list)
    for one in explained:
        groups[one.pattern.key, _asset(judged, one)].append(one)
    found = [_finding(judged, asset, members) for (_, asset), members in groups.items()]
    found.sort(key=lambda finding: (-finding.severity, -finding.score))
    return tuple(found[:MAX_FINDINGS])


def _asset(judged: Judged, one: Explained) -> str:
    column = judged.table.column("terminal" if one.pattern.about_terminal else "customer")
    value = None if column is None else column.iloc[one.row]
    return "?" if value is None or pd.isna(value) else str(value)


def _finding(judged: Judged, asset: str, members: Sequence[Explained]) -> Finding:
    rows = [one.row for one in members]  # explained in the order of scores, so worst first
    pattern, worst = members[0].pattern, members[0]
    score = float(judged.scores[worst.row])
    first, last = _seen(judged, rows)
    return Finding(
        asset=asset,
        pattern=pattern.key,
        title=pattern.title(asset, len(rows)),
        severity=_severity(score, len(rows), learned=judged.taught is not None),
        score=score,
        reasons=worst.reasons,
        rows=rows_kept(rows),
        row_count=len(rows),
        next_step=pattern.next_step,
        first_seen=first,
        last_seen=last,
        references=pattern.references,
    )


def _severity(score: float, count: int, *, learned: bool) -> Severity:
    medium, high = _LEVELS_LEARNED if learned else _LEVELS_UNUSUAL
    level = Severity.LOW + (score >= medium) + (score >= high) + (count >= _MANY)
    return Severity(level)


def _seen(judged: Judged, rows: Sequence[int]) -> tuple[datetime | None, datetime | None]:
    """Return the first and last time of the rows; None where the file's times are counters or missing."""
    column = judged.table.column("time")
    if column is None or not pd.api.types.is_datetime64_any_dtype(column):
        return None, None
    moments = column.iloc[list(rows)].dropna()
    return (moments.min().to_pydatetime(), moments.max().to_pydatetime()) if len(moments) else (None, None)


def _headline(judged: Judged, findings: Sequence[Finding], payments: int) -> Words:
    every = Figure(len(judged.scores), Form.COUNT)
    if not findings:
        return say("None of the %(all)s payments stands out.", all=every)
    return say_count(
        "%(count)s of %(all)s payments should be looked at; it concerns %(assets)s card or terminal.",
        "%(count)s of %(all)s payments should be looked at; they concern %(assets)s cards and terminals.",
        payments,
        all=every,
        assets=len({finding.asset for finding in findings}),
    )


def _summary(judged: Judged) -> tuple[Words, ...]:
    method = (
        say("Each payment was compared with what its card usually spends and with what happened around it.")
        if judged.taught is None
        else say("The scores were learned from the labelled payments and say how likely each payment is fraud.")
    )
    above = int((judged.scores >= STANDS_OUT).sum())
    if above <= judged.budget:
        return (method,)
    more = say(
        "%(above)s payments score %(least)s or more. The review budget covers the first %(budget)s of them.",
        above=Figure(above, Form.COUNT), least=Figure(STANDS_OUT), budget=Figure(judged.budget, Form.COUNT),
    )  # fmt: skip
    return method, more


def _facts(judged: Judged) -> tuple[Fact, ...]:
    cards, terminals = judged.table.column("customer"), judged.table.column("terminal")
    paid = judged.ledger.amounts[judged.ledger.payments]
    facts = [
        Fact(mark("Payments"), say("%(count)s", count=Figure(len(judged.scores), Form.COUNT))),
        Fact(mark("Cards"), say("%(count)s", count=Figure(0 if cards is None else int(cards.nunique()), Form.COUNT))),
    ]
    if terminals is not None:
        facts.append(Fact(mark("Terminals"), say("%(count)s", count=Figure(int(terminals.nunique()), Form.COUNT))))
    if paid.size:
        facts.append(Fact(mark("Middle amount"), say("%(amount)s", amount=Figure(float(np.median(paid)), Form.MONEY))))
    return tuple(facts)


def _asset_scores(judged: Judged) -> dict[str, float]:
    """Return each card's highest score, of the 20,000 highest cards."""
    cards = judged.table.column("customer")
    if cards is None:
        return {}
    codes, names = pd.factorize(cards)
    highest = np.full(len(names) + 1, -1.0)
    np.maximum.at(highest, codes, judged.scores)
    order = np.argsort(-highest[:-1], kind="stable")[:_MOST_ASSETS]
    return {str(names[place]): float(highest[place]) for place in order}
