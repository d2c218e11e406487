"""A stranger's file, read whole into a frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from common.names import safe_name
from common.tables.columns import Column
from common.tables.content import PARQUET, XLSX, format_of
from common.tables.csv_files import read_csv
from common.tables.options import Kind, Limits, ReadOptions
from common.tables.parquet_files import ROWS, read_parquet
from common.tables.rows import RowNumbers
from common.tables.xlsx_files import read_xlsx
from common.words import Words


@dataclass(frozen=True, slots=True)
class Read:
    """A file as a frame: numbers as float64 or int64, times as datetime64[us], all else as str or category.

    Categories are the columns of that kind; identifiers and texts are str. Missing is NaN or NaT. The rows are in the
    file's order under a fresh index; ``row_numbers.of(i)`` is the row of the file that data row ``i`` was.
    """

    name: str
    frame: pd.DataFrame
    kinds: Mapping[str, Kind]
    notes: tuple[Words, ...]
    row_numbers: RowNumbers


def read(path: Path, name: str, options: ReadOptions | None = None, limits: Limits | None = None) -> Read:
    """Read the CSV, XLSX or Parquet file at ``path`` whole; raise TableError where it cannot be trusted."""
    options, limits = options or ReadOptions(), limits or Limits()
    form = format_of(path, limits)
    if form == XLSX:
        columns, grid = read_xlsx(path, options, limits)
        return _assemble(name, columns, grid.notes, grid.rows)
    if form == PARQUET:
        parquet = read_parquet(path, options, limits)
        return _assemble(name, parquet.columns, parquet.notes, ROWS)
    table = read_csv(path, options, limits)
    return _assemble(name, table.columns, table.notes, table.rows)


def _assemble(name: str, columns: list[Column], notes: list[Words], rows: RowNumbers) -> Read:
    frame = pd.DataFrame({column.name: column.values for column in columns}, copy=False)
    kinds = {column.name: column.kind for column in columns}
    said = [*notes, *(words for column in columns for words in column.notes)]
    return Read(safe_name(name), frame, kinds, tuple(said), rows)
