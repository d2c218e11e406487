"""The extract as files: one CSV for each template, or all in a ZIP."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile

from common.names import neutralise
from procurement.register.rows import Line, cells
from procurement.register.templates import TEMPLATES

ALL = "register.zip"
FILES = {template.file_name: code for code, template in TEMPLATES.items()}


def csv_of(code: str, lines: Sequence[Line]) -> bytes:
    """Return one template as RFC 4180 in UTF-8 without a mark, as the authorities' tools read it."""
    header, rows = cells(code, lines)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([neutralise(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def zip_of(lines: Sequence[Line]) -> bytes:
    body = io.BytesIO()
    with ZipFile(body, "w", ZIP_DEFLATED) as archive:
        for name, code in FILES.items():
            archive.writestr(name, csv_of(code, lines))
    return body.getvalue()
