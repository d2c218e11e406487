"""Which row of the file a row of the table is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RowNumbers:
    """Translates a 0-based data row into the row that a spreadsheet shows for it.

    ``skipped`` are rows of the file, in order, behind ``first`` that hold no data row.
    """

    first: int = 2
    skipped: tuple[int, ...] = ()

    def of(self, row: int) -> int:
        """Return the row of the file, counted from 1, that holds data row ``row``."""
        number = self.first + row
        passed = 0
        while (more := bisect_right(self.skipped, number + passed)) > passed:
            passed = more
        return number + passed

    def to_json(self) -> dict[str, Any]:
        return {"first": self.first, "skipped": list(self.skipped)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RowNumbers:
        return cls(data["first"], tuple(data["skipped"]))
