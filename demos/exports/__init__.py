"""A stored result as a file: JSON, CSV, XLSX, PDF and STIX 2.1, and the score of every row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from demos.exports import csv_file, json_file, pdf, stix, xlsx
from demos.exports.report import Report, Tell
from demos.exports.scores import scores_csv


@dataclass(frozen=True, slots=True)
class Export:
    """A format: how it is announced, how its files end, how it is written."""

    media_type: str
    extension: str
    render: Callable[[Report, Tell], bytes]


EXPORTS = {
    "json": Export("application/json", "json", json_file.render),
    "csv": Export("text/csv; charset=utf-8", "csv", csv_file.render),
    "xlsx": Export("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", xlsx.render),
    "pdf": Export("application/pdf", "pdf", pdf.render),
    "stix": Export("application/stix+json;version=2.1", "stix.json", stix.render),
}

__all__ = ["EXPORTS", "Export", "Report", "Tell", "scores_csv"]
