"""Parquet files by Arrow, one column at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from common.tables.columns import Column, Place, finish_numbers, finish_times, from_texts, sample_of
from common.tables.dialect import column_names
from common.tables.errors import TableError, no_rows, too_many_columns, too_many_rows
from common.tables.kinds import guess
from common.tables.options import Kind, Limits, ReadOptions
from common.tables.rows import RowNumbers
from common.words import Words, say

ROWS = RowNumbers(first=1)  # a Parquet file has no header row: its first row is row 1


@dataclass(slots=True)
class ParquetTable:
    """The columns of a Parquet file and what there is to say about them."""

    columns: list[Column]
    notes: list[Words]


def open_parquet(path: Path, limits: Limits) -> Any:
    """Return the opened file; raise TableError where it is damaged or too large."""
    try:
        file = parquet.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError):
        raise _damaged() from None
    if file.metadata.num_rows == 0:
        raise no_rows()
    if file.metadata.num_rows > limits.rows:
        raise too_many_rows(limits.rows)
    if len(file.schema_arrow.names) > limits.columns:
        raise too_many_columns(len(file.schema_arrow.names), limits.columns)
    for field in file.schema_arrow:
        _check_type(field.name, field.type)
    return file


def _damaged() -> TableError:
    return TableError(say("The Parquet file is damaged or was cut off. Write it again and upload that."))


def _check_type(name: str, kind: Any) -> None:
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_nested(value) or pa.types.is_binary(value) or pa.types.is_fixed_size_binary(value):
        raise TableError(
            say(
                "Column “%(column)s” holds lists, records or raw bytes. Write it as plain columns, or leave it out.",
                column=name,
            )
        )


def read_parquet(path: Path, options: ReadOptions, limits: Limits) -> ParquetTable:
    """Read a Parquet file of plain columns."""
    file = open_parquet(path, limits)
    notes: list[Words] = []
    names = column_names(file.schema_arrow.names, notes)
    try:
        columns = [
            from_arrow(_read_column(file, index), Place(name, ".", ROWS), options.kinds.get(name))
            for index, name in enumerate(names)
        ]
    except (pa.ArrowInvalid, OSError):
        raise _damaged() from None
    return ParquetTable(columns, notes)


def _read_column(file: Any, index: int) -> Any:
    chunks = [file.reader.read_row_group(group, column_indices=[index]) for group in range(file.num_row_groups)]
    return pa.concat_tables(chunks).column(0)


def from_arrow(values: Any, place: Place, wanted: str | None = None) -> Column:
    """Return an Arrow column of any plain type as a finished column."""
    values = _plain(values)
    if pa.types.is_timestamp(values.type) and wanted in (None, Kind.TIME):
        return _times(values, place)
    is_number = pa.types.is_integer(values.type) or pa.types.is_floating(values.type)
    if is_number and wanted in (None, Kind.NUMBER) and _is_quantity(values, place, wanted):
        return finish_numbers(values, place, [])
    return from_texts(pc.cast(values, pa.string()), place, wanted)


def _is_quantity(values: Any, place: Place, wanted: str | None) -> bool:
    if wanted is not None or not pa.types.is_integer(values.type):
        return True
    sample = sample_of(pc.cast(values.slice(0, 2000), pa.string()))
    return guess(sample, place.name, ".").kind is Kind.NUMBER


def _times(values: Any, place: Place) -> Column:
    notes = []
    if values.type.tz is not None:
        notes.append(say("Times in column “%(column)s” name a zone; they were turned into UTC.", column=place.name))
    return finish_times(pc.cast(values, pa.timestamp("us"), safe=False), place, notes)


def _plain(values: Any) -> Any:
    """Return the column as int64, float64, timestamp or string."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _plain(pc.cast(values, kind.value_type))
    if pa.types.is_integer(kind):
        return _integers(values)
    if pa.types.is_null(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return pc.cast(values, pa.float64())
    if pa.types.is_duration(kind):
        micros = pc.cast(pc.cast(values, pa.duration("us"), safe=False), pa.int64())
        return pc.divide(pc.cast(micros, pa.float64()), 1e6)
    target = pa.timestamp("us") if pa.types.is_date(kind) else pa.string()
    return values if pa.types.is_timestamp(kind) else pc.cast(values, target)


def _integers(values: Any) -> Any:
    if pa.types.is_uint64(values.type) and (pc.max(values).as_py() or 0) > np.iinfo(np.int64).max:
        return pc.cast(values, pa.float64(), safe=False)
    return pc.cast(values, pa.int64())
