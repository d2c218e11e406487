"""Figures as a file and for programs: the same cells."""

from __future__ import annotations

from typing import Any

from desk.figures.report import MEASURES, Line, Report

COLUMNS = ("part", "first", "last", "offering", *MEASURES, "mean_stars")


def cells(line: Line) -> dict[str, Any]:
    """Return a line for programs; what is too small is null."""
    numbers: dict[str, Any] = {measure: line.numbers.get(measure) for measure in MEASURES}
    return {"first": line.first.isoformat(), "last": line.last.isoformat()} | numbers | {"mean_stars": line.mean_stars}


def as_json(report: Report) -> dict[str, Any]:
    """Return what the page shows."""
    return {
        "provider": report.provider.slug,
        "offering": report.offering.slug if report.offering else None,
        "days": report.period.days,
        "smallest_group": report.smallest,
        "parts": [cells(line) for line in report.lines],
        "total": cells(report.total),
        "steps": [
            {"step": one.measure, "number": one.number, "of_views": one.of_views, "of_before": one.of_before}
            for one in report.steps
        ],
        "offerings": [{"offering": _slug(line)} | cells(line) for line in report.by_offering],
    }


def csv_rows(report: Report) -> list[list[Any]]:
    """Return a row for each part, for the total, and for each offering."""
    chosen = report.offering.slug if report.offering else ""
    rows = [_row("part", line, chosen, report) for line in report.lines]
    rows.append(_row("total", report.total, chosen, report))
    return rows + [_row("offering", line, _slug(line), report) for line in report.by_offering]


def _row(part: str, line: Line, offering: str, report: Report) -> list[Any]:
    found = cells(line)
    hidden = f"<{report.smallest} each" if report.is_sum and not offering else f"<{report.smallest}"
    numbers = [hidden if found[measure] is None else found[measure] for measure in MEASURES]
    return [part, found["first"], found["last"], offering, *numbers, found["mean_stars"]]


def _slug(line: Line) -> str:
    return line.offering.slug if line.offering else ""
