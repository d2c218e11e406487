"""What a file is, judged by its bytes and never by its name."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from common.tables.errors import TableError, count, empty
from common.tables.options import MB, Limits
from common.words import Words, say

CSV, XLSX, PARQUET = "csv", "xlsx", "parquet"
HEAD = 1 << 16
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM")
ARCHIVES = (b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"PK\x05\x06", b"PK\x07\x08")
PROGRAMS = (b"\x7fELF", b"MZ", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"SQLite format 3")
PAGES = (b"<!doctype html", b"<html", b"<?xml", b"<svg")
MOST_CONTROLS = 0.02

ACCEPTED = "Upload a CSV, XLSX or Parquet file."


def format_of(path: Path, limits: Limits) -> str:
    """Return "csv", "xlsx" or "parquet"; raise TableError for anything else."""
    size = path.stat().st_size
    if size == 0:
        raise empty()
    if size > limits.file_bytes:
        raise TableError(
            say(
                "The file has %(size)s MB; at most %(limit)s MB can be read. Split it, or upload it as Parquet.",
                size=count(-(-size // MB)),
                limit=count(limits.file_bytes // MB),
            )
        )
    with path.open("rb") as file:
        head = file.read(HEAD)
    return _format_of_head(head, path)


def _format_of_head(head: bytes, path: Path) -> str:
    if head.startswith(b"PAR1"):
        return PARQUET
    if head.startswith(b"PK\x03\x04"):
        return _format_of_zip(path)
    refused = _refused(head, path)
    if refused is not None:
        raise TableError(refused)
    return CSV


def _format_of_zip(path: Path) -> str:
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise TableError(say("The file is damaged or was cut off: it cannot be unpacked. Upload it again.")) from None
    if "xl/workbook.bin" in names:
        raise TableError(say("This is an XLSB workbook. Save it as XLSX or CSV and upload that file."))
    if "xl/workbook.xml" in names or ("[Content_Types].xml" in names and any(n.startswith("xl/") for n in names)):
        return XLSX
    if "mimetype" in names and "content.xml" in names:
        raise TableError(say("This is an OpenDocument file. Save it as XLSX or CSV and upload that file."))
    raise TableError(say("This is a compressed archive. Unpack it and upload the CSV, XLSX or Parquet file inside."))


def _refused(head: bytes, path: Path) -> Words | None:
    """Return why the file is no table, or None where it may be text."""
    if head.startswith(OLE):
        return _refused_ole(path)
    return _refused_kind(head)


def _refused_kind(head: bytes) -> Words | None:
    if head.startswith(b"%PDF"):
        return say("This is a PDF document. Upload the table behind it as a CSV, XLSX or Parquet file.")
    if head.startswith(PICTURES) and _is_binary(head):
        return say("This is a picture, not a table. Upload a CSV, XLSX or Parquet file.")
    if head.startswith(ARCHIVES):
        return say("This is a compressed archive. Unpack it and upload the CSV, XLSX or Parquet file inside.")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(PAGES):
        return say("This is a web page or an XML document, not a table. Upload a CSV, XLSX or Parquet file.")
    if (head.startswith(PROGRAMS) and _is_binary(head)) or (not is_gzip(head) and is_noise(head)):
        return say("This file holds binary data, not a table. Upload a CSV, XLSX or Parquet file.")
    return None


def _refused_ole(path: Path) -> Words:
    with path.open("rb") as file:
        encrypted = ENCRYPTED in file.read(8 * MB)
    if encrypted:
        return say("The workbook is protected by a password. Remove the password and upload it again.")
    return say("This is a workbook in the old XLS format. Save it as XLSX or CSV and upload that file.")


def is_gzip(head: bytes) -> bool:
    return head.startswith(b"\x1f\x8b\x08")


def is_noise(head: bytes) -> bool:
    """Tell whether the bytes are no text in any encoding that is read here."""
    if utf16_of(head) is not None:
        return False
    controls = sum(head.count(byte) for byte in range(1, 32) if byte not in (9, 10, 12, 13, 27))
    nulls = head.count(0)
    return controls > MOST_CONTROLS * len(head) or nulls > 0.3 * len(head)


def _is_binary(head: bytes) -> bool:
    return any(byte < 9 or 13 < byte < 32 for byte in head[:512])


def utf16_of(head: bytes) -> str | None:
    """Return "utf-16-le" or "utf-16-be" where byte order mark or NUL bytes show it."""
    if head.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if head.startswith(b"\xfe\xff"):
        return "utf-16-be"
    start = head[: len(head) // 2 * 2][:4096]
    if len(start) < 4:
        return None
    even, odd = start[::2].count(0) * 2 / len(start), start[1::2].count(0) * 2 / len(start)
    if odd > 0.7 and even < 0.1:
        return "utf-16-le"
    if even > 0.7 and odd < 0.1:
        return "utf-16-be"
    return None


def unpack(source: Path, target: IO[bytes], limit: int) -> None:
    """Write the unpacked bytes of a .csv.gz into ``target``; raise TableError past ``limit`` or where it is broken."""
    written = 0
    try:
        with gzip.open(source) as packed:
            while chunk := packed.read(MB):
                written += len(chunk)
                if written > limit:
                    raise TableError(
                        say("Unpacked, the file has more than %(limit)s MB. Split it.", limit=count(limit // MB))
                    )
                target.write(chunk)
    except (OSError, EOFError, zlib.error):
        raise TableError(say("The file is damaged or was cut off: it cannot be unpacked. Upload it again.")) from None
