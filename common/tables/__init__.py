"""Any CSV, XLSX or Parquet file that a stranger uploads: looked at, read, or refused with a sentence.

The names below load their modules when they are first used: who only needs encodings waits for no library of frames.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from common.tables.errors import TableError
    from common.tables.options import Kind, Limits, ReadOptions
    from common.tables.previews import Preview, PreviewColumn, preview
    from common.tables.reading import Read, read
    from common.tables.rows import RowNumbers

__all__ = [
    "Kind",
    "Limits",
    "Preview",
    "PreviewColumn",
    "Read",
    "ReadOptions",
    "RowNumbers",
    "TableError",
    "preview",
    "read",
]
_MODULES = {
    "TableError": "errors", "Kind": "options", "Limits": "options", "ReadOptions": "options", "Preview": "previews",
    "PreviewColumn": "previews", "preview": "previews", "Read": "reading", "read": "reading", "RowNumbers": "rows",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"common.tables.{_MODULES[name]}"), name)
