"""A frozen shortlist as a file. The same shortlist gives the same bytes in the same language, at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from procurement.exports import csv_file, json_file, pdf
from procurement.models import Shortlist


@dataclass(frozen=True)
class Export:
    label: str
    media_type: str
    render: Callable[[Shortlist], bytes]


EXPORTS = {
    "json": Export("JSON", "application/json", json_file.render),
    "csv": Export("CSV", "text/csv; charset=utf-8", csv_file.render),
    "pdf": Export("PDF", "application/pdf", pdf.render),
}
