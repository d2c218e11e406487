"""XLSX workbooks by calamine, after they were looked over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from common.tables.columns import Column, Place, from_texts
from common.tables.dialect import ROWS_LOOKED_AT, Dialect, head_of_table
from common.tables.errors import TableError, cell_too_long, count, empty, no_rows
from common.tables.numbers import find_decimal
from common.tables.options import Limits, ReadOptions
from common.tables.rows import RowNumbers
from common.tables.xlsx_check import Sheet, Workbook, check_workbook, count_sheet
from common.words import Words, say, say_count

CHUNK = 20_000
SHOWN_SHEETS = 10
Row = list[str | None]


@dataclass(slots=True)
class Grid:
    """The cells of a sheet as texts, column by column."""

    sheet: Sheet
    sheets: tuple[str, ...]
    dialect: Dialect
    decimal: str
    columns: list[Any]  # Arrow strings
    rows: RowNumbers
    notes: list[Words] = field(default_factory=list)


def read_xlsx(path: Path, options: ReadOptions, limits: Limits) -> tuple[list[Column], Grid]:
    """Read one sheet of a workbook; raise TableError where it cannot be opened safely or holds no table."""
    grid = read_grid(path, options, limits)
    columns = []
    for name in grid.dialect.names:
        place = Place(name, grid.decimal, grid.rows)
        columns.append(from_texts(grid.columns.pop(0), place, options.kinds.get(name)))
    return columns, grid


def read_grid(path: Path, options: ReadOptions, limits: Limits, most: int | None = None) -> Grid:
    """Return the sheet's cells as texts, at most ``most`` data rows of them."""
    workbook = check_workbook(path, limits)
    sheet = _choose(path, workbook, options, limits)
    names = tuple(other.name for other in workbook.sheets)
    rows = _rows(path, sheet)
    first = [next(rows)] if sheet.values else []
    if not first:
        raise empty()
    head = first + list(islice(rows, ROWS_LOOKED_AT - 1))
    dialect = head_of_table([[cell or "" for cell in row] for row in head], _below(options, sheet), limits)
    grid = Grid(sheet, names, dialect, "", [], RowNumbers(), _notes(sheet, names, options) + dialect.notes)
    _fill(grid, _chain(head[dialect.header :], rows), most, limits)
    samples = [[text for text in column.slice(0, 1000).to_pylist() if text] for column in grid.columns]
    grid.decimal = options.decimal or find_decimal(samples, "")
    return grid


def _below(options: ReadOptions, sheet: Sheet) -> int | None:
    """Return the chosen header's row among the rows that are read."""
    if not options.header:
        return options.header
    row = options.header - sheet.first_row + 1
    if row < 1:
        raise TableError(say("Row %(row)s was chosen as the header, but it is empty.", row=count(options.header)))
    return row


def _choose(path: Path, workbook: Workbook, options: ReadOptions, limits: Limits) -> Sheet:
    """Return the sheet that was asked for, or the first with more than one row of values."""
    if options.sheet is not None:
        chosen = next((sheet for sheet in workbook.sheets if sheet.name == options.sheet), None)
        if chosen is None:
            raise TableError(say("The workbook has no sheet “%(sheet)s”. Choose another one.", sheet=options.sheet))
        count_sheet(path, chosen, limits)
        return chosen
    for sheet in workbook.sheets:
        count_sheet(path, sheet, limits)
        if sheet.rows > sheet.first_row:
            return sheet
    filled = [sheet for sheet in workbook.sheets if sheet.values]
    if not filled:
        raise empty()
    return filled[0]


def _rows(path: Path, sheet: Sheet) -> Iterator[Row]:
    """Yield the rows from the first with a value on, as texts."""
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            cells = workbook.get_sheet_by_name(sheet.name)
            start = cells.start[0] if cells.start else 0
            sheet.first_row = start + 1
            for row in islice(cells.iter_rows(), start, None):
                yield [_text(cell) for cell in row]
    except (CalamineError, ValueError, OSError):
        raise TableError(
            say("The workbook is damaged. Open it in a spreadsheet program, save it again and upload that.")
        ) from None


def _text(cell: Any) -> str | None:  # noqa: PLR0911 - one line for each type that a cell can have
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return repr(cell.total_seconds())
    return str(cell)


def _chain(head: Sequence[Row], rows: Iterator[Row]) -> Iterator[Row]:
    yield from head
    yield from rows


def _fill(grid: Grid, rows: Iterator[Row], most: int | None, limits: Limits) -> None:
    """Move ``rows`` into the grid's columns, blank ones left out."""
    first = grid.sheet.first_row + grid.dialect.header
    blank: list[int] = []
    chunks: list[list[Any]] = [[] for _ in grid.dialect.names]
    kept = 0
    pending: list[Row] = []
    for number, row in enumerate(rows, start=first):
        if not any(row):
            blank.append(number)
            continue
        _check_lengths(row, number, grid, limits)
        pending.append(row)
        kept += 1
        if len(pending) == CHUNK:
            _flush(pending, chunks)
        if kept == most:
            break
    if kept == 0:
        raise no_rows()
    _flush(pending, chunks)
    grid.columns = [pa.chunked_array(parts, pa.string()) for parts in chunks]
    grid.rows = RowNumbers(first, tuple(blank))
    _drop_nameless(grid)


def _check_lengths(row: Row, number: int, grid: Grid, limits: Limits) -> None:
    for index, cell in enumerate(row):
        if cell is not None and len(cell) > limits.cell_length:
            raise cell_too_long(number, grid.dialect.names[index], limits.cell_length)


def _flush(pending: list[Row], chunks: list[list[Any]]) -> None:
    if pending:
        for parts, cells in zip(chunks, zip(*pending, strict=True), strict=True):
            parts.append(pa.array(cells, pa.string()))
        pending.clear()


def _drop_nameless(grid: Grid) -> None:
    """Leave out columns that have neither a name nor a value: a border or a colour made them part of the sheet."""
    made_up = [name == f"Column {index}" for index, name in enumerate(grid.dialect.names, start=1)]
    kept = [index for index, column in enumerate(grid.columns) if not made_up[index] or column.null_count < len(column)]
    grid.columns = [grid.columns[index] for index in kept]
    grid.dialect.names = [grid.dialect.names[index] for index in kept]


def _notes(sheet: Sheet, names: Sequence[str], options: ReadOptions) -> list[Words]:
    notes = []
    if len(names) > 1 and options.sheet is None:
        notes.append(
            say(
                "The workbook has %(count)s sheets (%(sheets)s). The sheet “%(sheet)s” was read.",
                count=count(len(names)),
                sheets=", ".join(names[:SHOWN_SHEETS]),
                sheet=sheet.name,
            )
        )
    if sheet.formulas:
        notes.append(say("Formulas were replaced by the values that the workbook holds for them."))
    if sheet.errors:
        notes.append(
            say_count(
                "%(count)s cell holds an error such as #N/A (%(cell)s). It is treated as missing.",
                "%(count)s cells hold an error such as #N/A, the first is %(cell)s. They are treated as missing.",
                sheet.errors,
                cell=sheet.first_error,
            )
        )
    return notes
