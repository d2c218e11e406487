"""The rows of an import file: CSV, JSON or JSON Lines in any usual encoding. Knows neither Django nor the database."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from common.tables.content import CSV, format_of
from common.tables.dialect import find_delimiter
from common.tables.encodings import REPLACED, Text
from common.tables.errors import TableError, count, empty, no_rows, too_many_columns
from common.tables.options import MB, Limits
from common.words import Words, say

LIMITS = Limits()
HEAD = 512 * 1024
MOST_ROWS = 500_000
NO_TEXT = say("This is no CSV, JSON or JSON Lines file. Save the offerings as one of these and upload that file.")
NO_OBJECT = say('This entry is no object. Write each offering as {"slug": "…", "title_en": "…"}.')
DAMAGED = say("Some characters could not be read. Save the file in UTF-8 and upload it again.")
TOO_DEEP = say("The file is nested too deeply. Write a list of offerings, each a flat object.")
_SPACE = re.compile(r"[ \t\r\n]*")
_STATED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(slots=True)
class Row:
    """What one row of the file says, by column, and what is wrong with how it is written."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, Words]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        problems = [[column, words.to_json()] for column, words in self.problems]
        return {"number": self.number, "values": self.values, "problems": problems}


class Repeated(dict[str, Any]):
    """A JSON object in which a key stands twice."""

    key = ""


def check_kind(path: Path) -> None:
    """Raise TableError where the file is empty, too large or no text."""
    size = path.stat().st_size
    if size == 0:
        raise empty()
    if size > LIMITS.file_bytes:
        limit = count(LIMITS.file_bytes // MB)
        raise TableError(say("The file is larger than %(limit)s MB. Split it.", limit=limit))
    try:
        is_text = format_of(path, LIMITS) == CSV
    except TableError:
        is_text = False
    if not is_text:
        raise TableError(NO_TEXT)


def rows_of(text: Text, known: Collection[str]) -> Iterator[Row]:
    """Yield the rows of a file that is open as UTF-8; raise TableError where it cannot be told what they are."""
    start = text.rewind().read(HEAD).decode("utf-8", "ignore").lstrip("\ufeff \t\r\n")[:1]
    found = _csv_rows(text, known) if start not in {"[", "{"} else _json_rows(text, start, known)
    total = 0
    for row in found:
        total += 1
        if total > MOST_ROWS:
            raise TableError(say("The file has more than %(limit)s rows. Split it.", limit=count(MOST_ROWS)))
        _check_texts(row)
        yield row
    if not total:
        raise no_rows()


def _csv_rows(text: Text, known: Collection[str]) -> Iterator[Row]:
    csv.field_size_limit(LIMITS.unpacked_bytes)  # a cell that is too long is told with its row
    head = text.rewind().read(HEAD).decode("utf-8", "ignore")
    stated = _STATED.match(head)
    delimiter = stated[1] if stated else find_delimiter(head)
    names: list[str] = []
    with _lines(text) as lines:
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), 1):
            if len(cells) > LIMITS.columns:
                raise too_many_columns(len(cells), LIMITS.columns)
            if not any(cells) or (stated and number == 1):
                continue
            if names:
                yield _csv_row(number, cells, names)
            else:
                names = _header(cells, known)


def _lines(text: Text) -> IO[str]:
    """Open the text once more, so that whoever reads may close it."""
    number = os.dup(text.file.fileno())
    os.lseek(number, text.start, os.SEEK_SET)
    return open(number, encoding="utf-8", errors="replace", newline="")


def _header(cells: list[str], known: Collection[str]) -> list[str]:
    names = ["".join(letter for letter in cell if letter.isprintable()).strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    strange = [name for name in names if name not in known]
    if not names or len(strange) == len(names):
        raise TableError(say("The first row must name the columns, as the template does."))
    if strange:
        shown = ", ".join(name[:40] or "–" for name in strange[:5])
        wrong = say("There are no columns “%(columns)s”. Remove or rename them; see the template.", columns=shown)
        raise TableError(wrong)
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise TableError(say("The column “%(column)s” stands in the header twice. Remove one.", column=twice))
    return names


def _csv_row(number: int, cells: list[str], names: list[str]) -> Row:
    if len(cells) < len(names) or any(cells[len(names) :]):
        wrong = say(
            "The row has %(values)s values, the header names %(columns)s columns. "
            "Check separators and quotation marks.",
            values=count(len(cells)),
            columns=count(len(names)),
        )
        return Row(number, problems=[("", wrong)])
    return Row(number, dict(zip(names, cells, strict=False)))


def _json_rows(text: Text, start: str, known: Collection[str]) -> Iterator[Row]:
    found = _elements(text) if start == "[" else _json_lines(text)
    for number, element in found:
        yield element if isinstance(element, Row) else _json_row(number, element, known)


def _decoder() -> json.JSONDecoder:
    # Numbers stay as they are written: an amount is exact, and no number is too long.
    return json.JSONDecoder(object_pairs_hook=_pairs, parse_float=str, parse_int=str, parse_constant=str)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = Repeated(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        found.key = next(key for key in keys if keys.count(key) > 1)
    return found


def _elements(text: Text) -> Iterator[tuple[int, Any]]:
    """Yield the entries of a JSON list, one decoded at a time."""
    with _lines(text) as lines:
        data = lines.read().lstrip("\ufeff")
    decoder, number = _decoder(), 0
    place = _after_space(data, data.index("[") + 1)
    if data[place : place + 1] == "]":
        return
    while True:
        number += 1
        element, place = _decode(decoder, data, place)
        yield number, element
        place = _after_space(data, place)
        sign = data[place : place + 1]
        if sign == "]":
            break
        if sign != ",":
            raise _no_json(json.JSONDecodeError("", data, place))
        place = _after_space(data, place + 1)
    if _after_space(data, place + 1) != len(data):
        raise _no_json(json.JSONDecodeError("", data, place + 1))


def _after_space(data: str, place: int) -> int:
    found = _SPACE.match(data, place)
    return found.end() if found else place


def _decode(decoder: json.JSONDecoder, data: str, place: int) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(data, place)
    except RecursionError:
        raise TableError(TOO_DEEP) from None
    except json.JSONDecodeError as problem:
        raise _no_json(problem) from None


def _no_json(problem: json.JSONDecodeError) -> TableError:
    return TableError(
        say(
            "The file is no JSON: look at line %(line)s, character %(place)s. Correct it and upload the file again.",
            line=count(problem.lineno),
            place=count(problem.colno),
        )
    )


def _json_lines(text: Text) -> Iterator[tuple[int, Any]]:
    decoder = _decoder()
    with _lines(text) as lines:
        for number, line in enumerate(lines, 1):
            if written := line.strip().lstrip("\ufeff"):
                yield number, _from_line(decoder, number, written)


def _from_line(decoder: json.JSONDecoder, number: int, written: str) -> Any:
    try:
        return decoder.decode(written)
    except json.JSONDecodeError as problem:
        wrong = say("The line is no JSON object: look at character %(place)s.", place=count(problem.colno))
        return Row(number, problems=[("", wrong)])
    except RecursionError:
        return Row(number, problems=[("", TOO_DEEP)])


def _json_row(number: int, element: Any, known: Collection[str]) -> Row:
    if not isinstance(element, Repeated):
        return Row(number, problems=[("", NO_OBJECT)])
    row = Row(number, {name: value for name, value in element.items() if name in known})
    strange = [name for name in element if name not in known]
    if strange:
        row.problems.append((_printable(strange[0])[:40], say("There is no such column. See the template.")))
    if element.key:
        row.problems.append((_printable(element.key)[:40], say("The column stands there twice. Remove one.")))
    return row


def _check_texts(row: Row) -> None:
    """Take out of the row what is too long or damaged, and say so."""
    for column, value in list(row.values.items()):
        problem = next(filter(None, map(_problem_of, _texts(value))), None)
        if problem is not None:
            row.problems.append((column, problem))
            del row.values[column]


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a value; a flat one, since what is nested further is refused anyway."""
    parts = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else [value]
    for part in parts:
        yield part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)


def _problem_of(text: str) -> Words | None:
    if len(text) > LIMITS.cell_length:
        return say(
            "The text is longer than %(limit)s characters. Shorten it; where it runs over many rows, a quotation mark "
            "is never closed.",
            limit=count(LIMITS.cell_length),
        )
    return DAMAGED if REPLACED in text or not _is_whole(text) else None


def _is_whole(text: str) -> bool:
    """Tell whether no character is half of one, which JSON can write and no database can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
