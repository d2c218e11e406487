"""XLSX: a workbook for whoever works through the findings, with filters, real numbers and real dates."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from common.names import neutralise
from common.words import mark
from demos.exports.report import Report, Tell, quality_lines, severity_name, told
from demos.references import references

MAX_CELL = 32_767
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "remove_timezone": True,
}
_COLOURS = {5: "#9b1c31", 4: "#b4500a", 3: "#8a6a00", 2: "#2c6a8f", 1: "#5a6b74"}

FINDINGS = (
    (mark("Number"), 8),
    (mark("Severity"), 13),
    (mark("Asset"), 26),
    (mark("Finding"), 52),
    (mark("Score"), 9),
    (mark("First seen"), 18),
    (mark("Last seen"), 18),
    (mark("Rows"), 9),
    (mark("What to do next"), 60),
    (mark("References"), 22),
    (mark("Pattern"), 18),
)
REASONS = (
    (mark("Number"), 8),
    (mark("Severity"), 13),
    (mark("Asset"), 26),
    (mark("Reason"), 70),
    (mark("Column"), 20),
    (mark("Share of the score"), 12),
    (mark("Value"), 16),
    (mark("Usual from"), 14),
    (mark("Usual to"), 14),
    (mark("Peers from"), 14),
    (mark("Peers to"), 14),
)


def render(report: Report, tell: Tell) -> bytes:
    """Return the workbook: summary, findings, reasons, rows behind the findings, method and settings."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as file:
        file.set_properties({"title": report.title, "author": "FINSEC Market", "created": report.finished_at})
        book = _Book(file, report, tell)
        book.summary()
        book.findings()
        book.reasons()
        book.rows()
        book.method()
    return target.getvalue()


class _Book:
    """The workbook while it is written."""

    def __init__(self, file: Any, report: Report, tell: Tell) -> None:
        self.file, self.report, self.tell = file, report, tell
        base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        self.plain = file.add_format(base)
        self.wrapped = file.add_format(base | {"text_wrap": True})
        self.bold = file.add_format(base | {"bold": True})
        self.title = file.add_format(base | {"bold": True, "font_size": 18, "font_color": "#14202b"})
        self.head = file.add_format(base | {"bold": True, "bottom": 1, "font_color": "#ffffff", "bg_color": "#0b5d4b"})
        self.share = file.add_format(base | {"num_format": "0.0%"})
        self.score = file.add_format(base | {"num_format": "0.000"})
        self.moment = file.add_format(base | {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"})
        self.severities = {
            level: file.add_format(base | {"bold": True, "font_color": colour}) for level, colour in _COLOURS.items()
        }

    def summary(self) -> None:
        """Write the sheet that is read first."""
        sheet = self._sheet(mark("Summary"), (30, 100))
        report, line = self.report, 0
        self._cell(sheet, line, 0, report.title, self.title)
        for words in (report.result["headline"], *report.result["summary"]):
            line += 1
            self._cell(sheet, line, 0, self.tell(words), self.bold if line == 1 else self.plain)
        line += 2
        pairs = [*self._about(), *self._facts(), *self._counts()]
        for below, (label, value, layout) in enumerate(pairs, line):
            self._cell(sheet, below, 0, label, self.bold)
            self._cell(sheet, below, 1, value, layout)

    def findings(self) -> None:
        """Write one line for each finding."""
        self._table(mark("Findings"), FINDINGS, [self._finding(*entry) for entry in self._numbered()])

    def reasons(self) -> None:
        """Write one line for each reason."""
        lines = [
            self._reason(number, finding, reason)
            for number, finding in self._numbered()
            for reason in finding["reasons"]
        ]
        self._table(mark("Reasons"), REASONS, lines)

    def rows(self) -> None:
        """Write the rows behind the findings as the file has them."""
        behind = [(index + 1, row) for index, rows in sorted(self.report.rows_behind.items()) for row in rows]
        names = list(dict.fromkeys(name for _, row in behind for name in row["values"]))
        sheet = self._sheet(mark("Rows"), (8, 26, 10, *[18] * len(names)))
        heads = [told(self.tell, label) for label in (mark("Number"), mark("Asset"), mark("Row"))]
        lines = [
            [*self._row_head(number, row), *[(row["values"].get(name), None) for name in names]]
            for number, row in behind
        ]
        self._fill(sheet, [*heads, *names], lines)

    def method(self) -> None:
        """Write how the result came about."""
        sheet = self._sheet(mark("Method and settings"), (34, 100))
        for line, (label, value) in enumerate(self._method()):
            self._cell(sheet, line, 0, label, self.bold)
            self._cell(sheet, line, 1, value, self.wrapped)

    def _about(self) -> Iterable[tuple[str, Any, Any]]:
        report = self.report
        yield told(self.tell, mark("File")), report.file_name, self.plain
        yield told(self.tell, mark("Rows")), report.rows, self.file.add_format({"num_format": "#,##0", "align": "left"})
        yield told(self.tell, mark("Algorithm")), f"{report.algorithm_title} {report.algorithm_version}", self.plain
        yield told(self.tell, mark("Started")), report.created_at, self.moment
        yield told(self.tell, mark("Finished")), report.finished_at, self.moment
        if report.link:
            yield told(self.tell, mark("Result")), report.link, self.plain

    def _facts(self) -> Iterable[tuple[str, Any, Any]]:
        for fact in self.report.result["facts"]:
            yield self.tell({"message": fact["label"]}), self.tell(fact["value"]), self.plain

    def _counts(self) -> Iterable[tuple[str, Any, Any]]:
        for severity, number in self.report.counts().items():
            yield severity_name(self.tell, severity), number, self.severities[severity]

    def _method(self) -> Iterable[tuple[str, Any]]:
        report = self.report
        yield told(self.tell, mark("Method")), report.method or report.algorithm_title
        yield told(self.tell, mark("Version")), report.algorithm_version
        for name, value in (*report.settings.items(), *report.mapping.items()):
            yield str(name), ", ".join(value) if isinstance(value, list | tuple) else value
        for text in quality_lines(report, self.tell):
            yield told(self.tell, mark("Quality")), text
        for words in report.result["notes"]:
            yield told(self.tell, mark("Note")), self.tell(words)

    def _numbered(self) -> Iterable[tuple[int, Mapping[str, Any]]]:
        return enumerate(self.report.findings, 1)

    def _finding(self, number: int, finding: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        labels = ", ".join(known.label for known in references(finding["references"]))
        return [
            *self._head(number, finding),
            (self.tell(finding["title"]), self.wrapped),
            (finding["score"], self.score),
            (finding["first_seen"], None),
            (finding["last_seen"], None),
            (finding["row_count"], None),
            (self.tell(finding["next_step"]), self.wrapped),
            (labels, None),
            (finding["pattern"], None),
        ]

    def _reason(self, number: int, finding: Mapping[str, Any], reason: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        usual, peers = reason["usual"] or (None, None), reason["peers"] or (None, None)
        figures = [(value, None) for value in (reason["value"], *usual, *peers)]
        words = (self.tell(reason["words"]), self.wrapped)
        return [*self._head(number, finding), words, (reason["column"], None), (reason["weight"], self.share), *figures]

    def _head(self, number: int, finding: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        level = finding["severity"]
        return [(number, None), (severity_name(self.tell, level), self.severities[level]), (finding["asset"], None)]

    def _row_head(self, number: int, row: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        return [(number, None), (self.report.findings[number - 1]["asset"], None), (row["row"], None)]

    def _table(self, name: str, columns: Sequence[tuple[str, int]], lines: Sequence[Sequence[tuple[Any, Any]]]) -> None:
        sheet = self._sheet(name, [width for _, width in columns])
        self._fill(sheet, [told(self.tell, label) for label, _ in columns], lines)

    def _fill(self, sheet: Any, heads: Sequence[str], lines: Sequence[Sequence[tuple[Any, Any]]]) -> None:
        for column, label in enumerate(heads):
            self._cell(sheet, 0, column, label, self.head)
        for line, cells in enumerate(lines, 1):
            for column, (value, layout) in enumerate(cells):
                self._cell(sheet, line, column, value, layout or self.plain)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(lines), 1), len(heads) - 1)

    def _sheet(self, name: str, widths: Iterable[int]) -> Any:
        sheet = self.file.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", told(self.tell, name))[:31])
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _cell(self, sheet: Any, line: int, column: int, value: Any, layout: Any) -> None:
        value = _moment(value)
        if isinstance(value, datetime):
            sheet.write_datetime(line, column, value, self.moment)
        elif isinstance(value, bool) or value is None or isinstance(value, int | float):
            sheet.write(line, column, value, layout)
        else:
            sheet.write_string(line, column, str(neutralise(str(value)))[:MAX_CELL], layout)


def _moment(value: Any) -> Any:
    """Return stored times as times, in UTC where they have a zone; before 1900 no spreadsheet counts: that is text."""
    if isinstance(value, str) and _MOMENT.match(value):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(UTC)
    return str(value) if isinstance(value, datetime) and value.year < 1900 else value
