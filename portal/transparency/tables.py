"""The form in which numbers are counted, shown and handed on: the page, the CSV and the JSON read the same tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from publishing.parts import Text

Number = int | float | None  # none: there is nothing to say


@dataclass(frozen=True)
class Row:
    key: str
    title: Text
    numbers: list[Number]


@dataclass(frozen=True)
class Table:
    """``columns``: keys and titles. ``note`` says how it is counted."""

    key: str
    title: Text
    columns: Sequence[tuple[str, Text]]
    rows: list[Row] = field(default_factory=list)
    note: Text = ""

    def lines(self) -> Iterator[tuple[Row, list[tuple[Text, Number]]]]:
        """Return each row with its numbers beside the titles of their columns."""
        for row in self.rows:
            yield row, [(title, number) for (_key, title), number in zip(self.columns, row.numbers, strict=True)]

    def cells(self) -> Iterator[tuple[str, str, str, Number]]:
        for row in self.rows:
            for (column, _title), number in zip(self.columns, row.numbers, strict=True):
                yield self.key, row.key, column, number

    def as_json(self) -> dict[str, Any]:
        keys = [key for key, _title in self.columns]
        return {row.key: dict(zip(keys, row.numbers, strict=True)) for row in self.rows}
