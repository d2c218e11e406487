"""The careful way through a CSV that is not quite one: every row is looked at, nothing is shifted or lost unsaid."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import IO, Any

from common.tables.dialect import NO_DELIMITER, Dialect
from common.tables.errors import TableError, cell_too_long, count, too_many_rows
from common.tables.options import Limits
from common.tables.rows import RowNumbers
from common.words import Words, say, say_count

MOST_SHORT = 0.001  # share of rows that may end early
ALWAYS_SHORT = 3
MOST_LINES = 1000  # in one row; past that, a quotation mark was forgotten
SEPARATORS = {"\t": "tab"}


@dataclass(slots=True)
class Repaired:
    """What was met on the way and done about it."""

    rows: RowNumbers
    notes: list[Words] = field(default_factory=list)


@dataclass(slots=True)
class _Lines:
    """The lines of a file without NUL characters, with what the row being read has swallowed."""

    source: Iterator[str]
    quotes: int = 0
    lines: int = 0
    nulls: int = 0
    first_null: int = 0
    number: int = 0

    def __iter__(self) -> Iterator[str]:
        for line in self.source:
            self.number += 1
            self.lines += 1
            self.quotes += line.count('"')
            if "\0" in line:
                self.nulls += line.count("\0")
                self.first_null = self.first_null or self.number
                line = line.replace("\0", "")  # noqa: PLW2901 - the cleaned line takes its place
            yield line

    def start_row(self) -> None:
        self.quotes = self.lines = 0


@dataclass(slots=True)
class _Widths:
    """Rows that do not have as many values as the header names columns."""

    long: list[tuple[int, int]] = field(default_factory=list)  # row, values
    short: list[tuple[int, int]] = field(default_factory=list)
    padded: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    rows: int = 0


def repair(source: IO[bytes], target: IO[bytes], dialect: Dialect, limits: Limits) -> Repaired:
    """Write the data rows of ``source`` into ``target`` as a plain CSV with commas; raise TableError where they cannot
    be trusted: more values than columns, many rows that end early, a quotation mark that is never closed.
    """
    reader = io.TextIOWrapper(source, encoding="utf-8", newline="")
    writer = io.TextIOWrapper(target, encoding="utf-8", newline="")
    lines, widths = _Lines(iter(reader)), _Widths()
    try:
        _copy(lines, csv.writer(writer, lineterminator="\n"), widths, dialect, limits)
    finally:
        writer.flush()
        for wrapper in (writer, reader):
            wrapper.detach()  # Whoever opened the files closes them.
    _judge(widths, dialect)
    return Repaired(_numbers(widths, dialect), _notes(lines, widths, dialect))


def _copy(lines: _Lines, writer: Any, widths: _Widths, dialect: Dialect, limits: Limits) -> None:
    for number, row in _data_rows(lines, dialect, limits):
        if fitted := _fit(row, number, len(dialect.names), widths):
            writer.writerow(fitted)
            widths.rows += 1
            if widths.rows > limits.rows:
                raise too_many_rows(limits.rows)


def _data_rows(lines: _Lines, dialect: Dialect, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(limits.cell_length)
    reader = csv.reader(lines, delimiter=dialect.delimiter)
    number = 0
    while True:
        lines.start_row()
        try:
            row = next(reader, None)
        except csv.Error:
            raise (
                _unclosed(number + 1)
                if lines.lines > 1
                else cell_too_long(number + 1, dialect.names[0], limits.cell_length)
            ) from None
        if row is None:
            return
        number += 1
        if lines.lines > MOST_LINES or (lines.lines > 1 and lines.quotes % 2):
            raise _unclosed(number)
        if number > dialect.header:
            yield number, row


def _fit(row: list[str], number: int, columns: int, widths: _Widths) -> list[str]:
    """Return the row with as many values as there are columns, or nothing for one that cannot be used."""
    if len(row) == columns:
        return row
    if not row and columns == 1:
        return [""]
    if not any(row):
        widths.blank.append(number)
        return []
    if len(row) < columns:
        widths.short.append((number, len(row)))
        return row + [""] * (columns - len(row))
    if any(cell.strip() for cell in row[columns:]):
        widths.long.append((number, len(row)))
        return []
    widths.padded.append(number)
    return row[:columns]


def _judge(widths: _Widths, dialect: Dialect) -> None:
    if widths.long:
        raise _ragged(*widths.long[0], dialect, len(widths.long))
    short = [number for number, _ in widths.short]
    # Two in a row are one row that a line break in a value has cut.
    together = any(after == before + 1 for before, after in pairwise(short))
    if together or len(short) > max(ALWAYS_SHORT, MOST_SHORT * widths.rows):
        raise _ragged(*widths.short[0], dialect, len(short))


def _ragged(row: int, values: int, dialect: Dialect, times: int) -> TableError:
    separator = {"\t": "TAB", NO_DELIMITER: ","}.get(dialect.delimiter, dialect.delimiter)
    return TableError(
        say_count(
            "Row %(row)s has %(values)s values, the header names %(columns)s columns. Correct the row; put a value "
            "that contains “%(separator)s” or a line break in quotation marks.",
            "%(count)s rows do not have the %(columns)s values that the header names, the first is row %(row)s with "
            "%(values)s. Correct them; put values that contain “%(separator)s” or a line break in quotation marks.",
            times,
            row=count(row),
            values=count(values),
            columns=count(len(dialect.names)),
            separator=separator,
        )
    )


def _unclosed(row: int) -> TableError:
    return TableError(
        say("The quotation mark opened in row %(row)s is never closed. Close it or remove it.", row=count(row))
    )


def _numbers(widths: _Widths, dialect: Dialect) -> RowNumbers:
    return RowNumbers(dialect.header + 1, tuple(widths.blank))


def _notes(lines: _Lines, widths: _Widths, dialect: Dialect) -> list[Words]:
    notes = []
    if lines.nulls:
        notes.append(
            say_count(
                "%(count)s NUL character was removed, in line %(row)s.",
                "%(count)s NUL characters were removed, the first in line %(row)s.",
                lines.nulls,
                row=count(lines.first_null),
            )
        )
    if widths.short:
        notes.append(
            say_count(
                "%(count)s row ends early: row %(row)s has %(values)s of %(columns)s values. The rest is missing.",
                "%(count)s rows end early; the first is row %(row)s with %(values)s of %(columns)s values. "
                "The rest is missing.",
                len(widths.short),
                row=count(widths.short[0][0]),
                values=count(widths.short[0][1]),
                columns=count(len(dialect.names)),
            )
        )
    if widths.padded:
        notes.append(
            say_count(
                "%(count)s row has empty values behind its last column (row %(row)s). They were left out.",
                "%(count)s rows have empty values behind their last column, the first is row %(row)s. "
                "They were left out.",
                len(widths.padded),
                row=count(widths.padded[0]),
            )
        )
    return notes
