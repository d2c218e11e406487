"""Looks a workbook over before anything unpacks it whole: a stranger's ZIP of XML can be a bomb or a trap."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from common.tables.errors import TableError, count, too_many_columns, too_many_rows
from common.tables.options import MB, Limits
from common.words import say

CHUNK = 1 << 16
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
STRINGS = "xl/sharedstrings.xml"
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


@dataclass(slots=True)
class Sheet:
    """A sheet of the workbook, and what was counted in it."""

    name: str
    member: str
    rows: int = 0
    columns: int = 0
    first_row: int = 0
    first_column: int = 0
    values: int = 0
    formulas: int = 0
    errors: int = 0
    first_error: str = ""  # the cell's reference

    @property
    def area(self) -> int:
        """Return the cells of the rectangle that the values span: what a reader will set aside memory for."""
        return (self.rows - self.first_row + 1) * (self.columns - self.first_column + 1) if self.values else 0


@dataclass(slots=True)
class Workbook:
    """The sheets of a workbook that may be opened."""

    sheets: list[Sheet] = field(default_factory=list)


class _TrapError(Exception):
    """The XML declares a document type, as only an attack on its reader does."""


def check_workbook(path: Path, limits: Limits) -> Workbook:
    """Return the sheets of the workbook, uncounted; raise TableError where it must not be opened."""
    try:
        with ZipFile(path) as archive:
            _check_members(archive.infolist(), limits)
            workbook = Workbook(_sheets(archive))
            for member in archive.namelist():
                if member.endswith((".xml", ".rels", ".vml")) and "/worksheets/sheet" not in member:
                    _walk(archive, member, None)
    except (BadZipFile, expat.ExpatError, KeyError, ValueError, EOFError, NotImplementedError, OSError):
        raise _damaged() from None
    except RuntimeError:
        raise TableError(
            say("The workbook is protected by a password. Remove the password and upload it again.")
        ) from None
    if len(workbook.sheets) > limits.sheets:
        raise TableError(say("The workbook has more than %(limit)s sheets.", limit=count(limits.sheets)))
    return workbook


def count_sheet(path: Path, sheet: Sheet, limits: Limits) -> None:
    """Count the values of ``sheet`` and the rectangle they span; raise TableError where it is too large to read."""
    counter = _Counter(sheet)
    try:
        with ZipFile(path) as archive:
            _walk(archive, sheet.member, counter)
    except (BadZipFile, expat.ExpatError, KeyError, ValueError, EOFError):
        raise _damaged() from None
    if sheet.rows - sheet.first_row > limits.rows:
        raise too_many_rows(limits.rows)
    if sheet.columns - sheet.first_column + 1 > limits.columns and sheet.values:
        raise too_many_columns(sheet.columns - sheet.first_column + 1, limits.columns)
    if sheet.area > limits.cells:
        raise TableError(
            say(
                "The sheet “%(sheet)s” spans %(cells)s cells; at most %(limit)s can be read. Save it as CSV.",
                sheet=sheet.name,
                cells=count(sheet.area),
                limit=count(limits.cells),
            )
        )


def _damaged() -> TableError:
    return TableError(say("The workbook is damaged. Open it in a spreadsheet program, save it again and upload that."))


def _check_members(members: list[ZipInfo], limits: Limits) -> None:
    names = [member.filename.lower() for member in members]
    unpacked = sum(member.file_size for member in members)
    strings = sum(member.file_size for member in members if member.filename.lower() == STRINGS)
    if unpacked > limits.workbook_bytes or strings > limits.strings_bytes:
        raise TableError(
            say(
                "Unpacked, the workbook has %(size)s MB; at most %(limit)s MB can be read. Save it as CSV or Parquet.",
                size=count(-(-unpacked // MB)),
                limit=count(
                    (limits.workbook_bytes if unpacked > limits.workbook_bytes else limits.strings_bytes) // MB
                ),
            )
        )
    if len(members) > limits.members or len(set(names)) < len(names) or any(map(_leads_out, names)):
        raise _damaged()


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name


def _sheets(archive: ZipFile) -> list[Sheet]:
    targets: dict[str, str] = {}
    found: list[tuple[str, str]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.endswith("Relationship"):
            targets[attributes["Id"]] = attributes["Target"]

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" or name.endswith(":sheet"):
            key = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            found.append((attributes["name"], key))

    _walk(archive, RELATIONS, relation)
    _walk(archive, WORKBOOK, sheet)
    members = [(name, targets.get(key, "")) for name, key in found]
    return [Sheet(name, _member(target)) for name, target in members if "worksheets/" in target]


def _member(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _walk(archive: ZipFile, member: str, on_start: Any) -> None:
    """Stream the XML of ``member``, handing each opening tag to ``on_start``; refuse a document type at once."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    if on_start is not None:
        parser.StartElementHandler = on_start
    with archive.open(member) as stream:
        try:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except _TrapError:
            raise TableError(
                say("The workbook declares XML entities, which no spreadsheet program writes. It was not opened.")
            ) from None


def _refuse_doctype(*_: Any) -> None:
    raise _TrapError


class _Counter:
    """Counts the cells of a sheet that hold a value, by their references."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.row = self.column = 0

    def __call__(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._cell(attributes.get("r"))
            self._error(attributes)
        elif name in ("v", "is"):
            self._value()
        elif name == "f":
            self.sheet.formulas += 1
        elif name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0

    def _cell(self, reference: str | None) -> None:
        found = REFERENCE.fullmatch(reference) if reference else None
        if found is None:
            self.column += 1
            return
        self.row, self.column = int(found[2]), 0
        for letter in found[1]:
            self.column = self.column * 26 + ord(letter) - 64

    def _error(self, attributes: dict[str, str]) -> None:
        if attributes.get("t") == "e":
            self.sheet.errors += 1
            self.sheet.first_error = self.sheet.first_error or attributes.get("r", "")

    def _value(self) -> None:
        sheet = self.sheet
        sheet.rows = max(sheet.rows, self.row)
        sheet.columns = max(sheet.columns, self.column)
        sheet.first_row = min(sheet.first_row, self.row) if sheet.values else self.row
        sheet.first_column = min(sheet.first_column, self.column) if sheet.values else self.column
        sheet.values += 1
