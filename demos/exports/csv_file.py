"""CSV: one line for each reason of each finding, with column names that stay the same in every language."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from common.names import neutralise
from demos.exports.report import Report, Tell, severity_key

_FINDING = ("finding", "severity", "asset", "pattern", "title", "score", "first_seen", "last_seen", "row_count")
_REASON = ("reason", "reason_text", "column", "weight", "value", "usual_low", "usual_high", "peers_low", "peers_high")
HEADER = (*_FINDING, *_REASON, "next_step", "references", "rows")


def render(report: Report, tell: Tell) -> bytes:
    """Return RFC 4180 in UTF-8 with a byte order mark, which spreadsheets need to read other than Latin letters."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for number, finding in enumerate(report.findings, 1):
        writer.writerows([neutralise(cell) for cell in line] for line in _lines(number, finding, tell))
    return text.getvalue().encode("utf-8-sig")


def _lines(number: int, finding: Mapping[str, Any], tell: Tell) -> Iterator[list[Any]]:
    head = [
        number,
        severity_key(finding["severity"]),
        finding["asset"],
        finding["pattern"],
        tell(finding["title"]),
        finding["score"],
        finding["first_seen"],
        finding["last_seen"],
        finding["row_count"],
    ]
    rows = " ".join(str(row) for row in finding["rows"])
    tail = [tell(finding["next_step"]), " ".join(finding["references"]), rows]
    reasons = [_reason(position, reason, tell) for position, reason in enumerate(finding["reasons"], 1)]
    for reason in reasons or [[None] * len(_REASON)]:
        yield [*head, *reason, *tail]


def _reason(position: int, reason: Mapping[str, Any], tell: Tell) -> list[Any]:
    usual = reason["usual"] or (None, None)
    peers = reason["peers"] or (None, None)
    words = tell(reason["words"])
    return [position, words, reason["column"], reason["weight"], reason["value"], *usual, *peers]
