"""From rows that stand out to findings, a headline and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from common.words import Figure, Form, Words, mark, say, say_count
from demos.analyzers.contract import (
    MAX_FINDINGS,
    Fact,
    Finding,
    Floats,
    Plot,
    Result,
    Severity,
    Table,
    rows_kept,
)
from demos.analyzers.logs.explaining import Explained
from demos.analyzers.logs.patterns import Pattern, pattern_of
from demos.analyzers.logs.plots import assets_plot, distribution_plot, timeline_plot

SEVERITIES = ((11.0, Severity.CRITICAL), (8.5, Severity.HIGH), (6.5, Severity.MEDIUM))
MANY_ROWS = 5


@dataclass(frozen=True, slots=True)
class Flagged:
    """The rows that stand out, rarest first, the first of them explained, and how far out each lies."""

    rows: np.ndarray[Any, np.dtype[np.intp]]
    explained: Sequence[Explained]
    distance: Floats


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one asset with one pattern; ``members`` are positions within the flagged rows, worst first."""

    asset: str
    pattern: Pattern
    members: tuple[int, ...]


def write_report(table: Table, scores: Floats, flagged: Flagged, notes: tuple[Words, ...]) -> Result:
    """Return the result for ``table`` whose rows have ``scores``."""
    groups = _groups(table, flagged)
    findings = sorted((_finding(table, scores, flagged, group) for group in groups), key=_rank)[:MAX_FINDINGS]
    asset_scores = _asset_scores(table, scores)
    return Result(
        headline=_headline(table, findings),
        summary=_summary(len(table), flagged),
        findings=tuple(findings),
        scores=scores,
        facts=_facts(table, flagged, findings),
        plots=_plots(table, scores, flagged, asset_scores),
        notes=notes,
        asset_scores=asset_scores,
    )


def _rank(finding: Finding) -> tuple[float, float, str]:
    return -float(finding.severity), -finding.score, finding.asset


def _groups(table: Table, flagged: Flagged) -> list[Group]:
    assets = table.column("asset")
    found: dict[tuple[str, str], tuple[Pattern, list[int]]] = {}
    for position, explained in enumerate(flagged.explained):
        pattern = pattern_of(explained)
        row = int(flagged.rows[position])
        asset = "" if assets is None or pd.isna(assets.iloc[row]) else str(assets.iloc[row])
        key = (asset, pattern.key if asset else _similar(pattern, explained, row))
        found.setdefault(key, (pattern, []))[1].append(position)
    return [
        Group(asset or table.name_of(int(flagged.rows[members[0]])), pattern, tuple(members))
        for (asset, _), (pattern, members) in found.items()
    ]


def _similar(pattern: Pattern, explained: Explained, row: int) -> str:
    """Without an asset, rows with the same rare value belong together; any other row stands for itself."""
    first = explained.reasons[0]
    own = f"{first.column} {first.value}" if explained.kind == "category" else str(row)
    return f"{pattern.key} {own}"


def _finding(table: Table, scores: Floats, flagged: Flagged, group: Group) -> Finding:
    rows = flagged.rows[list(group.members)]
    first, last = _seen(table, rows)
    return Finding(
        asset=group.asset,
        pattern=group.pattern.key,
        title=group.pattern.title,
        severity=_severity(flagged.distance[list(group.members)]),
        score=float(scores[rows].max()),
        reasons=flagged.explained[group.members[0]].reasons,
        rows=rows_kept(rows.tolist()),
        row_count=len(rows),
        next_step=group.pattern.next_step,
        first_seen=first,
        last_seen=last,
        references=group.pattern.references,
    )


def _severity(distance: Floats) -> Severity:
    """How far out the worst row lies; one level more where many rows agree."""
    worst = float(distance.max()) + (2.0 if len(distance) >= MANY_ROWS else 0.0)
    return next((severity for least, severity in SEVERITIES if worst >= least), Severity.LOW)


def _seen(table: Table, rows: np.ndarray[Any, np.dtype[np.intp]]) -> tuple[datetime | None, datetime | None]:
    times = table.column("time")
    known = None if times is None else times.iloc[rows].dropna()
    if known is None or known.empty:
        return None, None
    return known.min().to_pydatetime(), known.max().to_pydatetime()


def _asset_scores(table: Table, scores: Floats) -> dict[str, float]:
    assets = table.column("asset")
    if assets is None:
        return {}
    codes, names = pd.factorize(assets)
    worst = np.zeros(len(names))
    np.maximum.at(worst, codes[codes >= 0], scores[codes >= 0])
    return {str(name): float(score) for name, score in zip(names, worst, strict=True)}


def _headline(table: Table, findings: Sequence[Finding]) -> Words:
    if not findings:
        return say("Nothing in this log stands out from what is usual.")
    if table.column("asset") is None:
        return say_count(
            "%(count)s event stands out from the rest of the log.",
            "%(count)s events stand out from the rest of the log.",
            len(findings),
        )
    hosts = len({finding.asset for finding in findings})
    return say_count(
        "%(count)s host behaves unlike the rest of the file.",
        "%(count)s hosts behave unlike the rest of the file.",
        hosts,
    )


def _summary(rows: int, flagged: Flagged) -> tuple[Words, ...]:
    share = Figure(len(flagged.rows) / max(rows, 1), Form.SHARE)
    counted = say_count(
        "%(count)s row lies clearly outside, %(share)s of the file.",
        "%(count)s rows lie clearly outside, %(share)s of the file.",
        len(flagged.rows),
        share=share,
    )
    method = say("Each row was compared with the whole file: its values, its categories and how they fit together.")
    return counted, method


def _facts(table: Table, flagged: Flagged, findings: Sequence[Finding]) -> tuple[Fact, ...]:
    count = Form.COUNT
    number = mark("%(number)s")
    facts = [
        Fact(mark("Rows"), say(number, number=Figure(len(table), count))),
        Fact(mark("Rows that stand out"), say(number, number=Figure(len(flagged.rows), count))),
        Fact(mark("Findings"), say(number, number=Figure(len(findings), count))),
    ]
    assets = table.column("asset")
    if assets is not None:
        facts.append(Fact(mark("Hosts"), say(number, number=Figure(int(assets.nunique()), count))))
    return tuple(facts)


def _plots(table: Table, scores: Floats, flagged: Flagged, asset_scores: dict[str, float]) -> tuple[Plot, ...]:
    plots = [distribution_plot(scores, float(scores[flagged.rows].min()) if len(flagged.rows) else None)]
    times = table.column("time")
    if times is not None and times.notna().any():
        plots.insert(0, timeline_plot(times, flagged.rows))
    if asset_scores:
        plots.append(assets_plot(asset_scores))
    return tuple(plots)
