"""PDF: the report that a security officer forwards. The page's shape is report.typ; here its words are chosen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typst

from common.words import Figure, Form, mark, say, say_count
from demos.exports.report import (
    Report,
    Tell,
    quality_lines,
    severity_name,
    told,
    told_figure,
    told_time,
)
from demos.references import references

TEMPLATE = Path(__file__).with_name("report.typ")
IN_FULL = 100  # findings told in full; the rest are one line each
TABLES = 5
TABLE_ROWS = 8
TABLE_COLUMNS = 7

_LABELS = {
    "findings": mark("Findings"),
    "none": mark("Nothing in this file stands out."),
    "more": mark("Further findings"),
    "next": mark("What to do next:"),
    "severity": mark("Severity"),
    "asset": mark("Asset"),
    "finding": mark("Finding"),
    "rows": mark("Rows"),
    "plots": mark("Pictures"),
    "behind": mark("Rows behind the first findings"),
    "method": mark("Method"),
    "link": mark("The result on the market:"),
}


def render(report: Report, tell: Tell) -> bytes:
    """Return a tagged A4 document with title, author and language; the same report gives the same bytes."""
    written = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(content(report, tell), ensure_ascii=False)},
        timestamp=int(report.finished_at.timestamp()),
        pdf_standards="ua-1",
    )
    if not isinstance(written, bytes):
        raise TypeError("A PDF comes as one piece.")
    return written


def content(report: Report, tell: Tell) -> dict[str, Any]:
    """Return what report.typ shows: sentences, in the reader's language, and nothing to compute."""
    result, findings = report.result, report.findings
    return {
        "title": report.title,
        "language": report.language.split("-", maxsplit=1)[0],
        "date": {name: getattr(report.finished_at, name) for name in ("year", "month", "day")},
        "file": report.file_name,
        "footer": told(tell, mark("Finished on %(time)s"), time=told_time(tell, report.finished_at)),
        "kicker": " · ".join([report.algorithm_title, report.file_name, _rows(tell, report.rows)]),
        "headline": tell(result["headline"]),
        "summary": [tell(words) for words in result["summary"]],
        "total": len(findings),
        "severities": _severities(report, tell),
        "facts": [
            {"label": tell({"message": fact["label"]}), "value": tell(fact["value"])} for fact in result["facts"]
        ],
        "labels": {name: told(tell, label) for name, label in _LABELS.items()},
        "findings": [_finding(finding, tell) for finding in findings[:IN_FULL]],
        "more": [_brief(finding, tell) for finding in findings[IN_FULL:]],
        "plots": _plots(report, tell),
        "tables": _tables(report, tell),
        "method": report.method or report.algorithm_title,
        "sections": _sections(report, tell),
        "link": report.link,
    }


def _rows(tell: Tell, number: int) -> str:
    return tell(say_count("%(count)s row", "%(count)s rows", number).to_json())


def _severities(report: Report, tell: Tell) -> list[dict[str, Any]]:
    return [
        {
            "level": int(severity),
            "number": number,
            "text": f"{severity_name(tell, severity)} {told_figure(tell, number, Form.COUNT)}",
        }
        for severity, number in report.counts().items()
    ]


def _brief(finding: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    return {
        "level": finding["severity"],
        "severity": severity_name(tell, finding["severity"]),
        "asset": finding["asset"],
        "title": tell(finding["title"]),
        "rows": told_figure(tell, finding["row_count"], Form.COUNT),
    }


def _finding(finding: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    return _brief(finding, tell) | {
        "rows": _rows(tell, finding["row_count"]),
        "reasons": [tell(reason["words"]) for reason in finding["reasons"]],
        "next_step": tell(finding["next_step"]),
        "seen": _seen(finding, tell),
        "references": [{"label": known.label, "url": known.url} for known in references(finding["references"])],
    }


def _seen(finding: Mapping[str, Any], tell: Tell) -> str:
    first, last = (told_time(tell, finding[name]) for name in ("first_seen", "last_seen"))
    if not first or not last:
        return ""
    if first == last:
        return told(tell, mark("Seen on %(time)s."), time=first)
    return told(tell, mark("First seen on %(first)s, last seen on %(last)s."), first=first, last=last)


def _plots(report: Report, tell: Tell) -> list[dict[str, str]]:
    return [
        {
            "title": tell(plot["title"]),
            "description": tell(plot["description"]) or tell(plot["title"]),
            "svg": report.plots_svg[plot["key"]],
        }
        for plot in report.result["plots"]
        if plot["key"] in report.plots_svg
    ]


def _tables(report: Report, tell: Tell) -> list[dict[str, Any]]:
    chosen = [index for index in sorted(report.rows_behind)[:TABLES] if report.rows_behind[index]]
    return [_table(report.findings[index], report.rows_behind[index][:TABLE_ROWS], tell) for index in chosen]


def _table(finding: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], tell: Tell) -> dict[str, Any]:
    columns = list(rows[0]["values"])[:TABLE_COLUMNS]
    return {
        "title": tell(finding["title"]),
        "columns": [told(tell, mark("Row")), *columns],
        "rows": [[str(row["row"]), *[_cell(row["values"].get(name), tell) for name in columns]] for row in rows],
    }


def _cell(value: Any, tell: Tell) -> str:
    if isinstance(value, float):
        return told_figure(tell, value, Form.PLAIN)
    return "" if value is None else str(value)[:80]


def _sections(report: Report, tell: Tell) -> list[dict[str, Any]]:
    version = tell(
        say("%(name)s, version %(version)s.", name=report.algorithm_title, version=report.algorithm_version).to_json()
    )
    settings = (told(tell, mark("Setting")), told(tell, mark("Value")))
    mapping = (told(tell, mark("Field")), told(tell, mark("Column")))
    sections = [
        _section(told(tell, mark("Algorithm")), sentences=[version]),
        _section(told(tell, mark("Settings")), settings, _pairs(report.settings, tell)),
        _section(told(tell, mark("Columns used")), mapping, _pairs(report.mapping, tell)),
        _section(told(tell, mark("Quality against the labels")), sentences=quality_lines(report, tell)),
        _section(told(tell, mark("Notes")), sentences=[tell(words) for words in report.result["notes"]]),
    ]
    return [section for section in sections if section["pairs"] or section["sentences"]]


def _section(
    title: str, heads: tuple[str, str] = ("", ""), pairs: list[list[str]] | None = None, sentences: Sequence[str] = ()
) -> dict[str, Any]:
    return {"title": title, "heads": heads, "pairs": pairs or [], "sentences": list(sentences)}


def _pairs(values: Mapping[str, Any], tell: Tell) -> list[list[str]]:
    return [[str(name), _told_value(value, tell)] for name, value in values.items()]


def _told_value(value: Any, tell: Tell) -> str:
    if isinstance(value, bool):
        return told(tell, mark("Yes") if value else mark("No"))
    if isinstance(value, int | float):
        return tell({"message": "%(value)s", "values": {"value": Figure(value).to_json()}})
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
