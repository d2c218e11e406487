"""A text file of any usual encoding as UTF-8 without a byte order mark."""

from __future__ import annotations

import codecs
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from common.tables.content import HEAD, is_gzip, is_noise, unpack, utf16_of
from common.tables.errors import TableError, count, empty
from common.tables.options import MB, Limits
from common.words import Words, say

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
REPLACED = "\ufffd"


@dataclass(slots=True)
class Text:
    """A UTF-8 file, open at its first character, and what was found out on the way."""

    file: IO[bytes]
    encoding: str
    whole: bool = True  # False: only the head of a large file
    start: int = 0
    share: float = 1.0  # of the file's bytes that are here
    notes: list[Words] = field(default_factory=list)

    def rewind(self) -> IO[bytes]:
        self.file.seek(self.start)
        return self.file


@contextmanager
def open_text(path: Path, encoding: str | None, limits: Limits, head: int | None = None) -> Iterator[Text]:
    """Open ``path`` as UTF-8; with ``head``, only about so many bytes of it, cut at the end of a line.

    Unpacks gzip, and rewrites other encodings into a temporary file, which is gone at the end.
    """
    with path.open("rb") as plain, tempfile.TemporaryFile() as unpacked, tempfile.TemporaryFile() as rewritten:
        source: IO[bytes] = plain
        if is_gzip(plain.read(4)):
            unpack(path, unpacked, limits.unpacked_bytes)
            source = unpacked
        size = source.seek(0, os.SEEK_END)
        source.seek(0)
        whole = head is None or size <= head
        part = source if whole else io.BytesIO(source.read(head or 0))
        text = _as_utf8(part, rewritten, encoding, whole)
        if not whole:
            text.file = io.BytesIO(_cut_at_line(text.rewind().read()))
            text.start, text.share = 0, (head or 0) / size
        yield text


def _as_utf8(source: IO[bytes], rewritten: IO[bytes], wanted: str | None, whole: bool) -> Text:
    start = source.read(HEAD)
    if not start:
        raise empty()
    if utf16_of(start) is None and is_noise(start):
        raise TableError(say("This file holds binary data, not a table. Upload a CSV, XLSX or Parquet file."))
    name = _canonical(wanted) if wanted else utf16_of(start)
    if name in (None, "utf-8"):
        name, notes, errors = _eight_bit(source, wanted, whole)
        if name == "utf-8" and errors == "strict":
            return Text(source, name, whole, len(BYTE_ORDER_MARK) if start.startswith(BYTE_ORDER_MARK) else 0)
    else:
        notes, errors = [], "strict" if name == "latin-1" else "replace"
    _rewrite(source, rewritten, str(name), errors)
    return Text(rewritten, str(name), whole, notes=notes)


def _canonical(name: str) -> str:
    try:
        found = codecs.lookup(name)
    except LookupError:
        raise TableError(say("The encoding “%(name)s” is not known. Choose another one.", name=name)) from None
    known = {"iso8859-1": "latin-1", "utf-8-sig": "utf-8", "ascii": "utf-8", "utf-16": "utf-16-le"}
    if not found._is_text_encoding:
        raise TableError(say("The encoding “%(name)s” is not known. Choose another one.", name=name))
    return known.get(found.name, found.name)


def _eight_bit(source: IO[bytes], wanted: str | None, whole: bool) -> tuple[str, list[Words], str]:
    """Return UTF-8 or the Western encoding that the file is in, what to note, and how to take bytes that do not fit."""
    if _is_utf8(source, whole):
        return "utf-8", [], "strict"
    good, bad, first = _count_letters(source)
    if wanted or good > 10 * bad:
        damaged = say(
            "Some characters are damaged, the first in line %(row)s. They are shown as “�”.",
            row=count(first),
        )
        return "utf-8", [damaged], "replace"
    name = "latin-1" if _has_any(source, b"\x81\x8d\x8f\x90\x9d") else "cp1252"
    western = say(
        "The file is not in UTF-8. It was read as Western European (%(encoding)s); check names with accents.",
        encoding="Latin-1" if name == "latin-1" else "Windows-1252",
    )
    return name, [western], "strict"


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    source.seek(0)
    while chunk := source.read(MB):
        yield chunk


def _is_utf8(source: IO[bytes], whole: bool) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(source):
            if not chunk.isascii() or decoder.getstate()[0]:
                decoder.decode(chunk)
        decoder.decode(b"", final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _count_letters(source: IO[bytes]) -> tuple[int, int, int]:
    """Return how many letters beyond ASCII are sound UTF-8, how many are not, and the line of the first that is not."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = first = 0
    line = 1
    for chunk in _chunks(source):
        text = decoder.decode(chunk)
        damaged = text.count(REPLACED)
        if damaged and not first:
            first = line + text[: text.index(REPLACED)].count("\n")
        line += text.count("\n")
        bad += damaged
        good += sum(letter > "\x7f" for letter in text) - damaged if not text.isascii() else 0
    return good, bad, first


def _has_any(source: IO[bytes], letters: bytes) -> bool:
    return any(letter in chunk for chunk in _chunks(source) for letter in letters)


def _rewrite(source: IO[bytes], target: IO[bytes], encoding: str, errors: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    first = True
    for chunk in _chunks(source):
        text = decoder.decode(chunk)
        target.write((text.removeprefix("\ufeff") if first else text).encode("utf-8", "replace"))
        first = False
    target.write(decoder.decode(b"", final=True).encode("utf-8", "replace"))
    target.seek(0)


def _cut_at_line(data: bytes) -> bytes:
    end = max(data.rfind(b"\n"), data.rfind(b"\r"))
    return data[: end + 1] if end >= 0 else data.decode("utf-8", "ignore").encode()
