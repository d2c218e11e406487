"""Any CSV, XLSX or Parquet file that a stranger uploads: looked at, read, or refused with a sentence."""

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
