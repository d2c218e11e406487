"""CSV files: the quick way by Arrow, and the careful way where the file is not quite a CSV."""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from common.tables.columns import (
    Column,
    Place,
    finish_numbers,
    finish_times,
    from_dictionary,
    from_texts,
    from_whole_numbers,
)
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
WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
NAMES_IN_DIGITS = pa.uint64()  # quick to read and to write out again; told apart from quantities, which are int64
WRONG_COLUMN = re.compile(r"In CSV column #(\d+)")


@dataclass(slots=True)
class Opened:
    """A CSV whose dialect is known: the data rows start where ``file`` stands."""

    file: IO[bytes]
    dialect: Dialect
    decimal: str
    sample: list[list[str]]
    start: int
    nulls_in_head: bool = False  # above the data rows
    repaired: bool = False  # written by ``repair``: whatever looks odd in it stands in quotation marks


@dataclass(slots=True)
class Expected:
    """What a sample lets expect of the rows: quoted values that may hold line breaks, and the columns' Arrow types."""

    quotes: bool
    types: dict[str, Any]


@dataclass(slots=True)
class CsvTable:
    """The columns of a CSV and what there is to say about them."""

    columns: list[Column]
    rows: RowNumbers
    notes: list[Words]


def open_csv(text: Text, options: ReadOptions, limits: Limits) -> Opened:
    """Find out how ``text`` is cut and where its data begin."""
    written = text.rewind().read(HEAD).decode("utf-8", "ignore")
    head = written.replace("\0", "")
    csv.field_size_limit(max(limits.cell_length, HEAD))
    dialect = find_dialect(head, options, limits)
    rows = split(head, dialect.delimiter, SAMPLE_ROWS + dialect.header)[dialect.header :]
    width = len(dialect.names)
    sample = [row for row in rows if len(row) == width]
    columns = [[row[index].strip() for row in sample] for index in range(width)]
    decimal = options.decimal or find_decimal(columns, dialect.delimiter)
    start = _start_of_data(written, dialect)
    nulls = b"\0" in written.encode()[:start]
    return Opened(text.file, dialect, decimal, sample, text.start + start, nulls)


def _start_of_data(written: str, dialect: Dialect) -> int:
    """Return how many bytes the rows up to the header take, NUL characters among them."""
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for line in io.StringIO(written, newline=""):
            taken += len(line.encode())
            yield line.replace("\0", "")

    reader = csv.reader(lines(), delimiter=dialect.delimiter)
    for _ in range(dialect.header):
        next(reader)
    return taken


def read_csv(path: Path, options: ReadOptions, limits: Limits) -> CsvTable:
    """Read a CSV of any usual encoding and dialect; raise TableError where its rows cannot be trusted."""
    with open_text(path, options.encoding, limits) as text, tempfile.TemporaryFile() as repaired:
        opened = open_csv(text, options, limits)
        rows, notes = RowNumbers(opened.dialect.header + 1), [*text.notes, *opened.dialect.notes]
        table = _read_plain(opened, options, limits)
        if table is None:
            done = repair(text.rewind(), repaired, opened.dialect, limits)
            rows, notes = done.rows, notes + done.notes
            opened = replace(
                opened, file=repaired, start=0, dialect=replace(opened.dialect, delimiter=","), repaired=True
            )
            table = _read_plain(opened, options, limits)
        if table is None:
            raise _unreadable()
        columns = _columns(table, opened, rows, options, limits)
    return CsvTable(columns, rows, notes)


def _unreadable() -> TableError:
    return TableError(say("The rows of the file cannot be told apart. Export it again as CSV, with commas and UTF-8."))


def _needs_care(found: Survey, opened: Opened) -> bool:
    """Tell whether the bytes hold anything that Arrow would pass over or take otherwise than a spreadsheet."""
    lone_returns = found.returns not in (0, found.newlines)
    one_column = len(opened.dialect.names) == 1  # there, a blank line is a missing value
    blank_inside = found.blank_lines > 0 and (one_column or found.blank_lines != _trailing_blank_lines(opened))
    return bool(opened.nulls_in_head or found.nulls or found.quotes % 2 or lone_returns or blank_inside)


def _trailing_blank_lines(opened: Opened) -> int:
    size = os.fstat(opened.file.fileno()).st_size
    begin = max(opened.start, size - 65536)
    end = os.pread(opened.file.fileno(), size - begin, begin).replace(b"\r", b"")
    return max(0, len(end) - len(end.rstrip(b"\n")) - 1)


def _read_plain(opened: Opened, options: ReadOptions, limits: Limits) -> Any:
    """Return the rows as an Arrow table, or None where they do not fit the columns or need care.

    The bytes are surveyed while Arrow already reads them in the way that the sample lets expect; where the survey
    then disagrees, they are read once more.
    """
    expected = Expected(quotes=any('"' in line for line in _head(opened)), types={})
    expected.types = _types(opened, options, plain=not expected.quotes)
    with ThreadPoolExecutor(max_workers=1) as other:
        surveying = other.submit(survey, _Positioned(opened), opened.dialect.delimiter)
        table = _read_as(opened, expected)
        found = surveying.result()
    if found.size == 0:
        raise no_rows()
    if not found.quotes and found.lines > limits.rows:
        raise too_many_rows(limits.rows)
    if not opened.repaired and _needs_care(found, opened):
        return None
    if (found.quotes and not expected.quotes) or (found.leading_zeros and _has_whole(expected)):
        table = _read_as(opened, Expected(quotes=found.quotes > 0, types=_types(opened, options, plain=False)))
    return table


def _has_whole(expected: Expected) -> bool:
    return any(pa.types.is_integer(kind) for kind in expected.types.values())


def _read_as(opened: Opened, expected: Expected) -> Any:
    """Return the rows, reading as text what does not fit the type expected; None where the rows do not fit."""
    types = expected.types
    for attempt in range(MOST_ATTEMPTS):
        try:
            return _parse(opened, Expected(expected.quotes, types))
        except pa.ArrowInvalid as error:
            wrong = WRONG_COLUMN.search(str(error))
            if wrong is None:
                return None
            late = attempt >= MOST_ATTEMPTS - 2
            types = dict.fromkeys(types, pa.string()) if late else types | {wrong[1]: pa.string()}
    return None


def _head(opened: Opened) -> list[str]:
    return os.pread(opened.file.fileno(), HEAD, opened.start).decode("utf-8", "replace").split("\n")


def _types(opened: Opened, options: ReadOptions, *, plain: bool) -> dict[str, Any]:
    """Return the Arrow type for each column, by its position, that a sample lets expect."""
    types = {}
    for index, name in enumerate(opened.dialect.names):
        wanted = options.kinds.get(name)
        values = [row[index].strip() for row in opened.sample]
        found = guess(values, name, opened.decimal)
        fits = wanted is None or wanted == found.kind
        types[str(index)] = _type(found, values, opened.decimal, plain=plain) if fits else pa.string()
    return types


def _type(found: Guess, values: list[str], decimal: str, *, plain: bool) -> Any:
    """Return the type for a column; ``plain``: no quotation marks, and no leading zeros that a number would lose."""
    if found.kind is Kind.CATEGORY and not found.mixed and len(values) > 100 and len(set(values)) < 0.2 * len(values):
        return pa.dictionary(pa.int32(), pa.string())
    if found.kind is Kind.TIME and found.time is not None and found.time.form == "iso" and not found.time.zone:
        return pa.timestamp("us")
    whole = plain and all(WHOLE.fullmatch(value) for value in values if value not in MISSING_NUMBERS)
    if found.kind is Kind.IDENTIFIER and whole:
        return NAMES_IN_DIGITS
    if found.kind is Kind.NUMBER and decimal == "." and plain:
        return pa.int64() if whole else pa.float64()
    return pa.string()


def _parse(opened: Opened, expected: Expected) -> Any:
    pa.set_cpu_count(2)
    return arrow_csv.read_csv(
        pa.PythonFile(_Positioned(opened), mode="r"),
        read_options=arrow_csv.ReadOptions(column_names=list(expected.types), block_size=BLOCK),
        parse_options=arrow_csv.ParseOptions(
            delimiter=opened.dialect.delimiter,
            newlines_in_values=expected.quotes,
            ignore_empty_lines=True,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict(expected.types),
            null_values=list(MISSING_NUMBERS),
            strings_can_be_null=False,
            check_utf8=False,  # ``open_text`` has done so
        ),
    )


class _Positioned(io.RawIOBase):
    """The data rows, read from a place of its own: two threads read one file, and Arrow closes what it is given."""

    def __init__(self, opened: Opened) -> None:
        self._number = opened.file.fileno()
        self._place = opened.start

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = os.pread(self._number, size, self._place)
        self._place += len(chunk)
        return chunk


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
    if values.type == NAMES_IN_DIGITS:
        return from_whole_numbers(values, place)
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
