"""A stored result as a file: JSON, CSV, XLSX, PDF and STIX 2.1, and the score of every row."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from demos.exports.report import Report, Tell
from demos.exports.scores import scores_csv


@dataclass(frozen=True, slots=True)
class Export:
    """A format: how it is announced, how its files end, which module writes it."""

    media_type: str
    extension: str
    module: str

    def render(self, report: Report, tell: Tell) -> bytes:
        """Write the report; the libraries of a format are loaded by the first file that needs them."""
        written: bytes = import_module(f"demos.exports.{self.module}").render(report, tell)
        return written


EXPORTS = {
    "json": Export("application/json", "json", "json_file"),
    "csv": Export("text/csv; charset=utf-8", "csv", "csv_file"),
    "xlsx": Export("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "xlsx"),
    "pdf": Export("application/pdf", "pdf", "pdf"),
    "stix": Export("application/stix+json;version=2.1", "stix.json", "stix"),
}

__all__ = ["EXPORTS", "Export", "Report", "Tell", "scores_csv"]
