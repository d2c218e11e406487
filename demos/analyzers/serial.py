"""A ``Result`` as plain JSON: what is stored, exported, answered by the API and drawn on the dashboard."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from demos.analyzers.contract import Fact, Finding, Plot, Reason, Result

FORMAT = 1


def result_to_json(result: Result) -> dict[str, Any]:
    """Return everything of ``result`` but the row scores, which are kept as a file of their own."""
    return {
        "format": FORMAT,
        "headline": result.headline.to_json(),
        "summary": [words.to_json() for words in result.summary],
        "findings": [finding_to_json(finding) for finding in result.findings],
        "facts": [_fact(fact) for fact in result.facts],
        "plots": [plot_to_json(plot) for plot in result.plots],
        "notes": [words.to_json() for words in result.notes],
        "asset_scores": dict(result.asset_scores),
    }


def finding_to_json(finding: Finding) -> dict[str, Any]:
    return {
        "asset": finding.asset,
        "pattern": finding.pattern,
        "title": finding.title.to_json(),
        "severity": int(finding.severity),
        "score": finding.score,
        "first_seen": _time(finding.first_seen),
        "last_seen": _time(finding.last_seen),
        "reasons": [_reason(reason) for reason in finding.reasons],
        "rows": list(finding.rows),
        "row_count": finding.row_count,
        "next_step": finding.next_step.to_json(),
        "references": list(finding.references),
    }


def plot_to_json(plot: Plot) -> dict[str, Any]:
    return {
        "key": plot.key,
        "title": plot.title.to_json(),
        "description": plot.description.to_json(),
        "spec": dict(plot.spec),
        "columns": list(plot.columns),
        "rows": [list(row) for row in plot.rows],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "column": reason.column,
        "words": reason.words.to_json(),
        "weight": reason.weight,
        "value": reason.value,
        "usual": list(reason.usual) if reason.usual else None,
        "peers": list(reason.peers) if reason.peers else None,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {"label": fact.label, "value": fact.value.to_json()}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
