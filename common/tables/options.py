"""How a file is to be read, and how much of it at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

MB = 1024 * 1024


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    CATEGORY = "category"
    TIME = "time"
    IDENTIFIER = "identifier"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one file: sizes in bytes, cells in characters."""

    file_bytes: int = 200 * MB
    rows: int = 2_000_000
    columns: int = 500
    cell_length: int = 100_000
    unpacked_bytes: int = 512 * MB  # of a compressed CSV
    workbook_bytes: int = 256 * MB  # of an XLSX: all its parts unpacked
    strings_bytes: int = 64 * MB  # of an XLSX: its shared strings alone
    cells: int = 10_000_000  # of an XLSX: the rectangle that the sheet spans
    members: int = 2_000  # parts of an XLSX
    sheets: int = 200


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the reader of the file decided; None stands for "find out"."""

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None  # "." or ","
    header: int | None = None  # the header's row as a spreadsheet counts, from 1; 0: there is none
    kinds: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"kinds": {name: str(kind) for name, kind in self.kinds.items()}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> ReadOptions:
        """Return the options that ``to_json`` wrote; raise ValueError where a value is none that exists."""
        known = {name: value for name, value in (data or {}).items() if name in cls.__dataclass_fields__}
        options = cls(**known)
        if options.decimal not in (None, ".", ","):
            raise ValueError(options.decimal)
        for kind in options.kinds.values():
            Kind(kind)
        return options
