"""CSV files: the quick way by Arrow, and the careful way where the file is not quite a CSV."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from common.tables.columns import Column, Place, finish_numbers, finish_times, from_dictionary, from_texts
from common.tables.dialect import Dialect, find_dialect, split
from common.tables.encodings import Text, open_text
from common.tables.errors import TableError, cell_too_long, count, no_rows, too_many_rows
from common.tables.kinds import Guess, guess
from common.tables.numbers import MISSING_NUMBERS, find_decimal
from common.tables.options import MB, Kind, Limits, ReadOptions
from common.tables.repair import MOST_LINES, repair
from common.tables.rows import RowNumbers
from common.tables.survey import Survey, survey
from common.words import Words, say

HEAD = 512 * 1024
SAMPLE_ROWS = 2000
BLOCK = 1 * MB
MOST_ATTEMPTS = 3
WRONG_COLUMN = re.compile(r"In CSV column #(\d+)")


@dataclass(slots=True)
class Opened:
    """A CSV whose dialect is known: the data rows start where ``file`` stands."""

    file: IO[bytes]
    dialect: Dialect
    decimal: str
    sample: list[list[str]]
    start: int

    def rewind(self) -> IO[bytes]:
        self.file.seek(self.start)
        return self.file


@dataclass(slots=True)
class CsvTable:
    """The columns of a CSV and what there is to say about them."""

    columns: list[Column]
    rows: RowNumbers
    notes: list[Words]


def open_csv(text: Text, options: ReadOptions, limits: Limits) -> Opened:
    """Find out how ``text`` is cut and where its data begin."""
    head = text.rewind().read(HEAD).decode("utf-8", "ignore").replace("\0", "")
    csv.field_size_limit(max(limits.cell_length, HEAD))
    dialect = find_dialect(head, options, limits)
    rows = split(head, dialect.delimiter, SAMPLE_ROWS + dialect.header)[dialect.header :]
    width = len(dialect.names)
    sample = [row for row in rows if len(row) == width]
    columns = [[row[index].strip() for row in sample] for index in range(width)]
    decimal = options.decimal or find_decimal(columns, dialect.delimiter)
    return Opened(text.file, dialect, decimal, sample, text.start + _start_of_data(head, dialect))


def _start_of_data(head: str, dialect: Dialect) -> int:
    """Return how many bytes the rows up to the header take."""
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for line in io.StringIO(head, newline=""):
            taken += len(line.encode())
            yield line

    reader = csv.reader(lines(), delimiter=dialect.delimiter)
    for _ in range(dialect.header):
        next(reader)
    return taken


def read_csv(path: Path, options: ReadOptions, limits: Limits) -> CsvTable:
    """Read a CSV of any usual encoding and dialect; raise TableError where its rows cannot be trusted."""
    with open_text(path, options.encoding, limits) as text, tempfile.TemporaryFile() as repaired:
        opened = open_csv(text, options, limits)
        found = survey(opened.rewind(), opened.dialect.delimiter)
        rows, notes = RowNumbers(opened.dialect.header + 1), [*text.notes, *opened.dialect.notes]
        table = None if _needs_care(found, opened) else _read_plain(opened, found, options, limits)
        if table is None:
            done = repair(text.rewind(), repaired, opened.dialect, limits)
            rows, notes = done.rows, notes + done.notes
            opened = replace(opened, file=repaired, start=0, dialect=replace(opened.dialect, delimiter=","))
            table = _read_plain(opened, survey(opened.rewind(), ","), options, limits)
        if table is None:
            raise _unreadable()
        columns = _columns(table, opened, rows, options, limits)
    return CsvTable(columns, rows, notes)


def _unreadable() -> TableError:
    return TableError(say("The rows of the file cannot be told apart. Export it again as CSV, with commas and UTF-8."))


def _needs_care(found: Survey, opened: Opened) -> bool:
    """Tell whether the bytes hold anything that Arrow would pass over or take otherwise than a spreadsheet."""
    lone_returns = found.returns not in (0, found.newlines)
    blank_inside = found.blank_lines > 0 and found.blank_lines != _trailing_blank_lines(opened)
    one_column = len(opened.dialect.names) == 1
    return bool(found.nulls or found.quotes % 2 or lone_returns or blank_inside or one_column)


def _trailing_blank_lines(opened: Opened) -> int:
    size = opened.file.seek(0, io.SEEK_END)
    opened.file.seek(max(opened.start, size - 65536))
    end = opened.file.read().replace(b"\r", b"")
    return max(0, len(end) - len(end.rstrip(b"\n")) - 1)


def _read_plain(opened: Opened, found: Survey, options: ReadOptions, limits: Limits) -> Any:
    """Return the rows as an Arrow table, or None where they do not fit the columns."""
    if not found.quotes and found.lines > limits.rows:
        raise too_many_rows(limits.rows)
    if found.size == 0:
        raise no_rows()
    types = _types(opened, found, options)
    for attempt in range(MOST_ATTEMPTS):
        try:
            return _parse(opened, found, types)
        except pa.ArrowInvalid as error:
            wrong = WRONG_COLUMN.search(str(error))
            if wrong is None:
                return None
            late = attempt >= MOST_ATTEMPTS - 2
            types = dict.fromkeys(types, pa.string()) if late else types | {wrong[1]: pa.string()}
    return None


def _types(opened: Opened, found: Survey, options: ReadOptions) -> dict[str, Any]:
    """Return the Arrow type for each column, by its position, that a sample lets expect."""
    types = {}
    for index, name in enumerate(opened.dialect.names):
        wanted = options.kinds.get(name)
        values = [row[index] for row in opened.sample]
        found_kind = guess(values, name, opened.decimal)
        fits = wanted is None or wanted == found_kind.kind
        types[str(index)] = _type(found_kind, values, opened.decimal, found) if fits else pa.string()
    return types


def _type(found: Guess, values: list[str], decimal: str, surveyed: Survey) -> Any:
    if found.kind is Kind.CATEGORY and not found.mixed and len(values) > 100 and len(set(values)) < 0.2 * len(values):
        return pa.dictionary(pa.int32(), pa.string())
    if found.kind is Kind.TIME and found.time is not None and found.time.form == "iso" and not found.time.zone:
        return pa.timestamp("us")
    if found.kind is Kind.NUMBER and decimal == "." and not surveyed.leading_zeros and not surveyed.quotes:
        whole = all(value.strip().lstrip("-").isdecimal() for value in values if value.strip() not in MISSING_NUMBERS)
        return pa.int64() if whole else pa.float64()
    return pa.string()


def _parse(opened: Opened, found: Survey, types: Mapping[str, Any]) -> Any:
    pa.set_cpu_count(2)
    return arrow_csv.read_csv(
        pa.PythonFile(_Unclosed(opened.rewind()), mode="r"),
        read_options=arrow_csv.ReadOptions(column_names=list(types), block_size=BLOCK),
        parse_options=arrow_csv.ParseOptions(
            delimiter=opened.dialect.delimiter,
            newlines_in_values=found.quotes > 0,
            ignore_empty_lines=len(types) > 1,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict(types), null_values=list(MISSING_NUMBERS), strings_can_be_null=False
        ),
    )


class _Unclosed(io.RawIOBase):
    """The file as Arrow reads it: Arrow closes what it was given, and the file may be needed once more."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)


def _columns(table: Any, opened: Opened, rows: RowNumbers, options: ReadOptions, limits: Limits) -> list[Column]:
    if table.num_rows > limits.rows:
        raise too_many_rows(limits.rows)
    if table.num_rows == 0:
        raise no_rows()
    columns: list[Column] = []
    for name in opened.dialect.names:
        # Taken out one by one, so that the texts of a column are gone before the next is turned.
        values = table.column(0)
        table = table.remove_column(0)
        place = Place(name, opened.decimal, rows)
        columns.append(_column(values, place, options.kinds.get(name), limits))
    return columns


def _column(values: Any, place: Place, wanted: str | None, limits: Limits) -> Column:
    if pa.types.is_dictionary(values.type):
        return from_dictionary(values, place)
    if pa.types.is_timestamp(values.type):
        return finish_times(values, place, [])
    if not pa.types.is_string(values.type):
        return finish_numbers(values, place, [])
    _check_lengths(values, place, limits)
    return from_texts(values, place, wanted)


def _check_lengths(texts: Any, place: Place, limits: Limits) -> None:
    longest = pc.max(pc.binary_length(texts)).as_py() or 0
    if longest <= min(limits.cell_length, MOST_LINES):
        return
    lines = pc.count_substring(texts, "\n")
    if pc.max(lines).as_py() > MOST_LINES:
        row = place.rows.of(int(np.argmax(lines.to_numpy())))
        raise TableError(
            say("The quotation mark opened in row %(row)s is never closed. Close it or remove it.", row=count(row))
        )
    if longest > limits.cell_length:
        row = place.rows.of(int(np.argmax(pc.binary_length(texts).to_numpy())))
        raise cell_too_long(row, place.name, limits.cell_length)
