"""Separator, header and names of a CSV, found out from its first rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from common.tables.errors import TableError, count, empty, too_many_columns
from common.tables.options import Limits, ReadOptions
from common.words import Words, say, say_count

DELIMITERS = (",", ";", "\t", "|")
NO_DELIMITER = "\x1f"  # stands in for the separator of a file that has one column
ROWS_LOOKED_AT = 200
TITLE_ROWS = 20
LONGEST_NAME = 200
NUMBER = re.compile(r"[-+]?[\d.,' \u00a0\u202f]*\d[\d.,]*([eE][-+]?\d+)?")
MIXED = re.compile(r"\d+,\d+")


@dataclass(slots=True)
class Dialect:
    """How the rows of a CSV are cut, and what its columns are called."""

    delimiter: str
    names: list[str]
    header: int  # the header's row as a spreadsheet counts; 0: there is none
    first_row: int  # the first data row
    notes: list[Words] = field(default_factory=list)


def split(text: str, delimiter: str, most: int = ROWS_LOOKED_AT) -> list[list[str]]:
    """Return the first rows of ``text``; a blank line is a row without values."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) == most:
                break
    except csv.Error:
        return rows  # A cell longer than any may be: the reading itself names it.
    return rows


def find_dialect(text: str, options: ReadOptions, limits: Limits) -> Dialect:
    """Return the dialect of the file that begins with ``text``; raise TableError where there is no header to be had."""
    stated = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    delimiter = options.delimiter or (stated[1] if stated else find_delimiter(text))
    rows = split(text, delimiter)
    if stated:
        rows[0] = []
    if not any(_filled(row) for row in rows):
        raise empty()
    return head_of_table(rows, options.header, limits, delimiter)


def find_delimiter(text: str) -> str:
    """Return the separator that cuts most rows into the same number of values, as the header has."""
    best, best_score = NO_DELIMITER, (0.0, 0.0)
    for delimiter in DELIMITERS:
        rows = [row for row in split(text, delimiter) if row]
        if len(rows) > 2:
            rows = rows[:-1]  # The last one may be cut.
        score = _score(rows, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _score(rows: Sequence[Sequence[str]], delimiter: str) -> tuple[float, float]:
    """Return how well this separator does: most rows alike counts most, then a header like them, then many columns."""
    widths = Counter(len(row) for row in rows)
    most, times = widths.most_common(1)[0] if widths else (0, 0)
    if most < 2 and len(rows[0] if rows else ()) < 2:
        return 0.0, 0.0
    agreement = times / len(rows) if most > 1 else 0.0
    fits_header = len(rows[0]) == most
    # Below a header of one value there may be a table after all, under its title; but text has commas too.
    if len(rows[0]) < 2 and (agreement < 0.5 or (delimiter == "," and most < 3)):
        return 0.0, 0.0
    return agreement + 0.5 * fits_header + 0.01, float(most)


def head_of_table(rows: Sequence[Sequence[str]], header: int | None, limits: Limits, delimiter: str = "") -> Dialect:
    """Return where the table begins among its first rows and what its columns are called."""
    notes: list[Words] = []
    if header is None:
        header = _find_header(rows)
        if header > 1 and any(_filled(row) for row in rows[: header - 1]):
            notes.append(
                say("The header was found in row %(row)s; the rows above it were left out.", row=count(header))
            )
        if header == 0:
            notes.append(say("The first row holds data, not names. The columns were numbered."))
    if header > len(rows):
        raise TableError(say("Row %(row)s was chosen as the header, but the file ends before.", row=count(header)))
    cells = list(rows[header - 1]) if header else ["" for _ in next(row for row in rows if _filled(row))]
    if len(cells) > limits.columns:
        raise too_many_columns(len(cells), limits.columns)
    names = column_names(cells, notes if header else [])
    return Dialect(delimiter, names, header, header + 1, notes)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _find_header(rows: Sequence[Sequence[str]]) -> int:
    """Return the header's row, counted from 1, or 0 where even the first row holds data."""
    filled = [_filled(row) for row in rows]
    first = next(index for index, cells in enumerate(filled) if cells)
    widest = Counter(cells for cells in filled[first:] if cells).most_common(1)[0][0]
    for index in range(first, min(first + TITLE_ROWS, len(rows))):
        if filled[index] >= max(widest, 2) and _reads_like_header(rows[index]):
            above = filled[first:index]
            return index + 1 if all(cells < filled[index] for cells in above) else first + 1
    return 0 if _reads_like_data(rows[first], rows[first + 1 :]) else first + 1


def _reads_like_header(row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row]
    return all(cell and not is_number(cell) for cell in cells) and len(set(cells)) == len(cells)


def _reads_like_data(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether every column of numbers has one in ``row`` too."""
    sample = [other for other in below[:50] if len(other) == len(row)]
    numeric = [
        index
        for index in range(len(row))
        if (cells := [other[index] for other in sample if other[index].strip()]) and all(map(is_number, cells))
    ]
    if not sample:
        return bool(row) and all(is_number(cell) for cell in row)
    return bool(numeric) and all(is_number(row[index]) for index in numeric)


def is_number(cell: str) -> bool:
    return NUMBER.fullmatch(cell.strip()) is not None


def column_names(cells: Sequence[str], notes: list[Words]) -> list[str]:
    """Return a name of its own for each header cell, and note which ones were made up or changed."""
    names: list[str] = []
    taken = {_tidy(cell) for cell in cells}
    used: Counter[str] = Counter()
    unnamed, renamed = 0, ""
    for index, cell in enumerate(cells, start=1):
        name = _tidy(cell)
        unnamed += not name
        base = name or f"Column {index}"
        used[base] += 1
        if used[base] == 1 and (name or base not in taken):
            names.append(base)
            continue
        names.append(_free(base, used, taken))
        renamed = renamed or base
    _note_names(notes, unnamed, renamed)
    return names


def _free(base: str, used: Counter[str], taken: set[str]) -> str:
    """Return ``base`` with the first number behind it that no other column has."""
    while f"{base} ({max(used[base], 2)})" in taken:
        used[base] += 1
    name = f"{base} ({max(used[base], 2)})"
    taken.add(name)
    return name


def _note_names(notes: list[Words], unnamed: int, renamed: str) -> None:
    if unnamed:
        notes.append(
            say_count(
                "%(count)s column has no name; it was numbered.",
                "%(count)s columns have no name; they were numbered.",
                unnamed,
            )
        )
    if renamed:
        notes.append(
            say(
                "Several columns are called “%(column)s”; those after the first have a number behind the name.",
                column=renamed,
            )
        )


def _tidy(cell: str) -> str:
    return (
        re.sub(r"\s+", " ", "".join(letter for letter in cell if letter.isprintable() or letter.isspace()))
        .strip()[:LONGEST_NAME]
        .strip()
    )
