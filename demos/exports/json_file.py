"""JSON: the whole result, told in the reader's language and as messages with values, as result.schema.json says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from demos.exports.report import Report, Tell, severity_key

FORMAT = 1
SCHEMA = Path(__file__).with_name("result.schema.json")


def render(report: Report, tell: Tell) -> bytes:
    """Return the document as UTF-8; numbers are finite, times are ISO 8601, rows of the file count from 1."""
    return json.dumps(document(report, tell), ensure_ascii=False, allow_nan=False, indent=1).encode()


def document(report: Report, tell: Tell) -> dict[str, Any]:
    """Return the document as plain values."""
    result = report.result
    return {
        "format": FORMAT,
        "title": report.title,
        "language": report.language,
        "link": report.link,
        "algorithm": {
            "key": report.algorithm,
            "version": report.algorithm_version,
            "title": report.algorithm_title,
        },
        "file": {"name": report.file_name, "rows": report.rows, "columns": list(report.columns)},
        "created_at": report.created_at.isoformat(),
        "finished_at": report.finished_at.isoformat(),
        "settings": dict(report.settings),
        "mapping": dict(report.mapping),
        "quality": dict(report.quality) if report.quality else None,
        "headline": _told(result["headline"], tell),
        "summary": [_told(words, tell) for words in result["summary"]],
        "facts": [_fact(fact, tell) for fact in result["facts"]],
        "findings": [_finding(report, index, tell) for index in range(len(report.findings))],
        "plots": [_plot(plot, tell) for plot in result["plots"]],
        "notes": [_told(words, tell) for words in result["notes"]],
        "asset_scores": dict(result["asset_scores"]),
    }


def _told(words: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    return {"text": tell(words), **words}


def _fact(fact: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    return {"label": _told({"message": fact["label"]}, tell), "value": _told(fact["value"], tell)}


def _finding(report: Report, index: int, tell: Tell) -> dict[str, Any]:
    finding = report.findings[index]
    kept = ("asset", "pattern", "severity", "score", "first_seen", "last_seen", "row_count", "references")
    return {name: finding[name] for name in kept} | {
        "severity_key": severity_key(finding["severity"]),
        "title": _told(finding["title"], tell),
        "reasons": [reason | {"words": _told(reason["words"], tell)} for reason in finding["reasons"]],
        "next_step": _told(finding["next_step"], tell),
        "rows": list(finding["rows"]),
        "rows_behind": [dict(row) for row in report.rows_behind.get(index, ())],
    }


def _plot(plot: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    return {
        "key": plot["key"],
        "title": _told(plot["title"], tell),
        "description": _told(plot["description"], tell),
        "spec": plot["spec"],
        "columns": [_told({"message": column}, tell) for column in plot["columns"]],
        "rows": plot["rows"],
    }
