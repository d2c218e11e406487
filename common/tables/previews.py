"""A first look at a file: what it is, how it is written, what its columns hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from common.names import safe_name
from common.tables.content import CSV, PARQUET, XLSX, format_of, is_gzip
from common.tables.csv_files import HEAD as CSV_HEAD
from common.tables.csv_files import Opened, open_csv
from common.tables.dialect import NO_DELIMITER, column_names, split
from common.tables.encodings import Text, open_text
from common.tables.errors import count, no_rows
from common.tables.kinds import guess
from common.tables.numbers import MISSING
from common.tables.options import Kind, Limits, ReadOptions
from common.tables.parquet_files import open_parquet
from common.tables.survey import survey
from common.tables.xlsx_files import Grid, read_grid
from common.words import Words, say

SHOWN_ROWS = 20
SHOWN_LENGTH = 200
EXAMPLES = 3
LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """A column as it looks from the first rows."""

    name: str
    kind: str
    missing: float  # share of the rows looked at
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the first rows of a file show. ``notes`` are words in their JSON form."""

    name: str
    format: str
    columns: tuple[PreviewColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    row_count: int
    row_count_is_exact: bool
    encoding: str | None
    delimiter: str | None
    decimal: str | None
    header: int
    sheet: str | None
    sheets: tuple[str, ...]
    notes: tuple[Mapping[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Preview:
        columns = tuple(PreviewColumn(**column | {"examples": tuple(column["examples"])}) for column in data["columns"])
        return cls(
            **dict(data)
            | {
                "columns": columns,
                "rows": tuple(tuple(row) for row in data["rows"]),
                "sheets": tuple(data["sheets"]),
                "notes": tuple(data["notes"]),
            }
        )


def preview(path: Path, name: str, options: ReadOptions | None = None, limits: Limits | None = None) -> Preview:
    """Return a first look at the file; raise TableError where it is no table that can be read."""
    options, limits = options or ReadOptions(), limits or Limits()
    form = format_of(path, limits)
    if form == XLSX:
        return _of_xlsx(read_grid(path, options, limits, LOOKED_AT), name, options)
    if form == PARQUET:
        return _of_parquet(path, name, options, limits)
    return _of_csv(path, name, options, limits)


def _of_csv(path: Path, name: str, options: ReadOptions, limits: Limits) -> Preview:
    with open_text(path, options.encoding, limits, CSV_HEAD) as text:
        opened = open_csv(text, options, limits)
        rows, notes = _first_rows(text, opened)
        row_count, exact = _count_rows(path, text, opened, len(rows))
    if row_count == 0:
        raise no_rows()
    dialect = opened.dialect
    return Preview(
        name=safe_name(name),
        format=CSV,
        columns=_columns(dialect.names, _turned(rows, len(dialect.names)), opened.decimal, options),
        rows=_shown(rows),
        row_count=row_count,
        row_count_is_exact=exact,
        encoding=text.encoding,
        delimiter=None if dialect.delimiter == NO_DELIMITER else dialect.delimiter,
        decimal=opened.decimal,
        header=dialect.header,
        sheet=None,
        sheets=(),
        notes=tuple(words.to_json() for words in [*text.notes, *dialect.notes, *notes]),
    )


def _first_rows(text: Text, opened: Opened) -> tuple[list[list[str]], list[Words]]:
    """Return the data rows of the head, cut or filled to the header's width, and what to note about them."""
    head = text.rewind().read().decode("utf-8", "replace").replace("\0", "")
    dialect, width = opened.dialect, len(opened.dialect.names)
    rows: list[list[str]] = []
    notes: list[Words] = []
    for number, row in enumerate(split(head, dialect.delimiter, most=len(head)), start=1):
        if number <= dialect.header or (not any(row) and width > 1):
            continue
        if len(row) != width and not notes:
            notes.append(
                say(
                    "Row %(row)s has %(values)s values, the header names %(columns)s.",
                    row=count(number),
                    values=count(len(row)),
                    columns=count(width),
                )
            )
        rows.append((row + [""] * width)[:width])
    return rows, notes


def _count_rows(path: Path, text: Text, opened: Opened, seen: int) -> tuple[int, bool]:
    """Return the number of data rows, and whether it is counted or estimated from the head."""
    if text.whole:
        return seen, True
    with path.open("rb") as file:
        if text.encoding == "utf-8" and not is_gzip(file.read(4)):
            file.seek(0)
            found = survey(file, opened.dialect.delimiter)
            if not found.quotes:
                return max(found.lines - opened.dialect.header, seen), True
    return max(seen, round(seen / text.share)), False


def _turned(rows: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    looked_at = rows if len(rows) <= LOOKED_AT else [rows[i * len(rows) // LOOKED_AT] for i in range(LOOKED_AT)]
    return [[row[index].strip() for row in looked_at] for index in range(width)]


def _columns(
    names: Sequence[str], columns: Sequence[Sequence[str]], decimal: str, options: ReadOptions
) -> tuple[PreviewColumn, ...]:
    return tuple(
        _column(name, values, decimal, options.kinds.get(name)) for name, values in zip(names, columns, strict=True)
    )


def _column(name: str, values: Sequence[str], decimal: str, wanted: str | None) -> PreviewColumn:
    present = [value for value in values if value not in MISSING]
    examples = tuple(value[:SHOWN_LENGTH] for value in list(dict.fromkeys(present))[:EXAMPLES])
    kind = Kind(wanted) if wanted else guess(present, name, decimal).kind
    return PreviewColumn(name, str(kind), 1 - len(present) / max(1, len(values)), examples)


def _shown(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cell[:SHOWN_LENGTH] for cell in row) for row in rows[:SHOWN_ROWS])


def _of_xlsx(grid: Grid, name: str, options: ReadOptions) -> Preview:
    columns = [[text or "" for text in column.to_pylist()] for column in grid.columns]
    last = grid.rows.of(len(columns[0]) - 1)
    more = max(0, grid.sheet.rows - last) if len(columns[0]) == LOOKED_AT else 0
    return Preview(
        name=safe_name(name),
        format=XLSX,
        columns=_columns(grid.dialect.names, columns, grid.decimal, options),
        rows=_shown(list(zip(*columns, strict=True))),
        row_count=len(columns[0]) + more,
        row_count_is_exact=True,
        encoding=None,
        delimiter=None,
        decimal=grid.decimal,
        header=grid.dialect.header and grid.sheet.first_row + grid.dialect.header - 1,
        sheet=grid.sheet.name,
        sheets=grid.sheets,
        notes=tuple(words.to_json() for words in grid.notes),
    )


def _of_parquet(path: Path, name: str, options: ReadOptions, limits: Limits) -> Preview:
    file = open_parquet(path, limits)
    notes: list[Words] = []
    names = column_names(file.schema_arrow.names, notes)
    batch = next(file.iter_batches(batch_size=LOOKED_AT))
    kinds = [_declared(kind) for kind in batch.schema.types]
    columns = [_texts(batch.column(index)) for index in range(batch.num_columns)]
    found = _columns(names, columns, ".", options)
    return Preview(
        name=safe_name(name),
        format=PARQUET,
        columns=tuple(
            column if kind is None or column.name in options.kinds else PreviewColumn(**asdict(column) | {"kind": kind})
            for column, kind in zip(found, kinds, strict=True)
        ),
        rows=_shown(list(zip(*columns, strict=True))),
        row_count=file.metadata.num_rows,
        row_count_is_exact=True,
        encoding=None,
        delimiter=None,
        decimal=None,
        header=0,
        sheet=None,
        sheets=(),
        notes=tuple(words.to_json() for words in notes),
    )


def _declared(kind: Any) -> str | None:
    """Return the kind that a Parquet type settles by itself."""
    if pa.types.is_temporal(kind) and not pa.types.is_time(kind):
        return str(Kind.NUMBER if pa.types.is_duration(kind) else Kind.TIME)
    return str(Kind.NUMBER) if pa.types.is_floating(kind) or pa.types.is_decimal(kind) else None


def _texts(values: Any) -> list[str]:
    if pa.types.is_dictionary(values.type):
        values = pc.cast(values, values.type.value_type)
    return [text or "" for text in pc.cast(values, pa.string()).to_pylist()]
