"""Files as strangers send them, built in the test that needs them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

from common.tables import Read, ReadOptions, TableError, preview, read
from common.words import Figure, Words

PARTS = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/'
    'package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
SHEET = (
    '<?xml version="1.0"?>{0}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{1}</sheetData></worksheet>"
)


def write(folder: Path, content: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_text(folder: Path, content: str | bytes, **options: Any) -> Read:
    return read(write(folder, content), "file.csv", ReadOptions(**options))


def refusal(work: Callable[[], Any]) -> str:
    """Return the sentence with which ``work`` is refused."""
    try:
        work()
    except TableError as error:
        return sentence(error.words)
    raise AssertionError("The file was not refused.")


def refused(folder: Path, content: str | bytes) -> str:
    """Return the sentence with which reading a file of this content is refused."""
    return refusal(lambda: read_text(folder, content))


def refused_at_sight(folder: Path, content: str | bytes, name: str = "file.csv") -> str:
    """Return the sentence with which already the preview is refused."""
    return refusal(lambda: preview(write(folder, content, name), name))


def sentence(words: Words) -> str:
    values = {
        name: f"{value.value:g}" if isinstance(value, Figure) else value for name, value in dict(words.values).items()
    }
    return (words.plural if words.count not in (None, 1) else words.message) % values


def notes(found: Read) -> list[str]:
    return [sentence(words) for words in found.notes]


def workbook(rows: list[list[Any]], sheet: str = "Data") -> bytes:
    """Return an XLSX with one sheet of ``rows``."""
    return sheets({sheet: rows})


def sheets(content: dict[str, list[list[Any]]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd hh:mm:ss", "in_memory": True}) as book:
        for name, rows in content.items():
            page = book.add_worksheet(name)
            for index, row in enumerate(rows):
                page.write_row(index, 0, row)
    return buffer.getvalue()


def raw_workbook(rows: str, doctype: str = "", **more: str | bytes) -> bytes:
    """Return an XLSX whose one sheet has this XML inside; ``more`` are further members, dots written as __."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        archive.writestr("xl/worksheets/sheet1.xml", SHEET.format(doctype, rows))
        for name, text in more.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return buffer.getvalue()
